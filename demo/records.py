"""What the files of a site say, field by field. ``README.md`` explains the same to those who write them."""

import datetime
from dataclasses import dataclass, field

from accounts.models import Role
from demo.assessment_records import Assessments, Campaign
from demo.fields import Clock, Day, Email, Flag, Many, OneOf, Part, Parts, Record, Text, Whole, may, must
from demo.network_records import Networks
from demo.training_records import Trainings, Who
from incidents.models import Complaint, ComplaintReason, FollowUpStep, Nature, PlaceKind, Severity, Support, TimeBand
from incidents.models import Trigger as IncidentTrigger
from resources.models import Deliverable as DeliverableModel
from resources.models import Document as DocumentModel
from resources.models import SharedStructure
from sites.models import Approach as ApproachModel
from sites.models import Organisation as OrganisationModel
from sites.models import SitePartner, StaffCategory

# The programme --------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Organisation(Record):
    name: str = must(Text(160))
    kind: str = must(OneOf(OrganisationModel.Kind))
    aliases: list[str] = may(Many(Text(160)))
    parts: list[str] = may(Many(OneOf(SitePartner.Part)))
    note: str = may(Text(200))


@dataclass(kw_only=True)
class Call(Record):
    name: str = must(Text(200))
    run_by: str = must(Text(200))
    why: str = may(Text())
    aim: str = may(Text())
    who_may_apply: str = may(Text())
    what_is_funded: str = may(Text())
    frame: str = may(Text())


@dataclass(kw_only=True)
class Approach(Record):
    code: str = must(OneOf(ApproachModel.Code))
    name: str = must(Text(120))
    aim: str = must(Text())
    quote: str = may(Text())


@dataclass(kw_only=True)
class Account(Record):
    email: str = must(Email(254))
    role: str = must(OneOf(Role))
    organisation: str = may(Text(160))
    site: str = may(Text(60))
    group: str = may(Text(60))


@dataclass(kw_only=True)
class Programme(Record):
    call: Call = must(Part(Call))
    organisations: list[Organisation] = must(Parts(Organisation))
    approaches: list[Approach] = must(Parts(Approach))
    campaigns: list[Campaign] = may(Parts(Campaign))
    accounts: list[Account] = may(Parts(Account))
    more_roles: list[Account] = may(Parts(Account))
    sites: list[str] = must(Many(Text(60)))


# A site: who and where ------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Neighbourhood(Record):
    name: str = must(Text(120))
    qpv_code: str = may(Text(12))
    urban_renewal: bool = may(Flag())


@dataclass(kw_only=True)
class Agreement(Record):
    title: str = must(Text(200))
    starts_on: datetime.date | None = may(Day())
    ends_on: datetime.date | None = may(Day())
    period_text: str = may(Text(80))
    signatories: list[str] = must(Many(Text(160)))


@dataclass(kw_only=True)
class Milestone(Record):
    title: str = must(Text(200))
    text: str = may(Text())
    starts_on: datetime.date | None = may(Day())
    date_text: str = may(Text(60))


@dataclass(kw_only=True)
class SitePage(Record):
    slug: str = must(Text(60))
    name: str = must(Text(120))
    approach: str = must(OneOf(ApproachModel.Code))
    project_name: str = may(Text(120))
    department: str = may(Text(60))
    summary: str = must(Text(300))
    context: str = may(Text())
    results: str = may(Text())
    next_steps: str = may(Text())
    data_note: str = may(Text())
    neighbourhoods: list[Neighbourhood] = may(Parts(Neighbourhood))
    organisations: list[Organisation] = must(Parts(Organisation))
    agreements: list[Agreement] = may(Parts(Agreement))
    sign_up_approvals: list[str] = may(Many(Text(160)))
    milestones: list[Milestone] = may(Parts(Milestone))


@dataclass(kw_only=True)
class PeopleRow(Record):
    """So many people of one job at one employer; rows of the same ``group`` make one group."""

    group: str = must(Text(60))
    category: str = must(OneOf(StaffCategory))
    employer: str = may(Text(160))
    neighbourhood: str = may(Text(120))
    count: int = must(Whole(1, 5000))


@dataclass(kw_only=True)
class ContactRow(Record):
    """``in_guide_from``: the number of the first edition of the guide that has it, when not the first of all."""

    name: str = must(Text(160))
    organisation: str = may(Text(160))
    call_for: str = must(Text(300))
    phone: str = may(Text(20))
    email: str = may(Email(254))
    opening_hours: str = may(Text(160))
    checked_days_ago: int | None = may(Whole(0, 36_500))
    in_guide_from: int | None = may(Whole(1, 100))


# What is shared -------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Deliverable(Record):
    kind: str = must(OneOf(DeliverableModel.Kind))
    title: str = must(Text(200))
    date_text: str = may(Text(60))
    people_count: int | None = may(Whole())
    people_label: str = may(Text(80))


@dataclass(kw_only=True)
class Topic(Record):
    title: str = must(Text(200))
    period_text: str = may(Text(80))
    deliverables: list[Deliverable] = may(Parts(Deliverable))


@dataclass(kw_only=True)
class Theme(Record):
    title: str = must(Text(160))
    description: str = may(Text())
    pilot: str = may(Text(160))
    topics: list[Topic] = may(Parts(Topic))
    regular: list[Who] = may(Parts(Who))
    occasional: list[Who] = may(Parts(Who))


@dataclass(kw_only=True)
class Structure(Record):
    kind: str = must(OneOf(SharedStructure.Kind))
    name: str = must(Text(160))
    description: str = may(Text())
    findings: str = may(Text())
    period_text: str = may(Text(80))
    members: list[Who] = may(Parts(Who))
    themes: list[Theme] = may(Parts(Theme))
    cooperation_lines: list[str] = may(Many(Text(200)))
    roadmap_axes: list[str] = may(Many(Text(200)))


@dataclass(kw_only=True)
class Document(Record):
    file: str = must(Text(60))
    title: str = must(Text(160))
    audience: str = must(OneOf(DocumentModel.Audience))
    deliverable: str = may(Text(200))


@dataclass(kw_only=True)
class Resources(Record):
    structure: Structure | None = may(Part(Structure))
    documents: list[Document] = may(Parts(Document))


# What goes wrong, and the support -------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class IncidentRow(Record):
    """``who``: a group (its people in turn), or ``account``: the caretaker who has the demonstration account."""

    key: str = may(Text(40))
    who: str = must(Text(60))
    days_ago: int = must(Whole(0, 36_500))
    time_band: str = must(OneOf(TimeBand))
    nature: str = must(OneOf(Nature))
    severity: int = must(OneOf(Severity))
    place_kind: str = must(OneOf(PlaceKind))
    trigger: str = must(OneOf(IncidentTrigger))
    support_wanted: list[str] = may(Many(OneOf(Support)))
    complaint: str = must(OneOf(Complaint))
    complaint_reason: str = may(OneOf(ComplaintReason))
    neighbourhood: str = may(Text(120))
    facts: str = may(Text(500))
    shared: bool = may(Flag())


@dataclass(kw_only=True)
class Step(Record):
    days_ago: int = must(Whole(0, 36_500))
    state: str = must(OneOf(FollowUpStep.State))


@dataclass(kw_only=True)
class FollowUp(Record):
    incident: str = must(Text(40))
    steps: list[Step] = must(Parts(Step))


@dataclass(kw_only=True)
class Debrief(Record):
    days_ago: int = must(Whole(0, 36_500))
    start: datetime.time = must(Clock())
    place: str = may(Text(200))
    facilitator: str = must(Text(160))
    incidents: list[str] = may(Many(Text(40)))
    attendance_count: int | None = may(Whole())
    themes: str = may(Text())
    learnt: str = may(Text())
    changes: str = may(Text())


@dataclass(kw_only=True)
class SupportFile(Record):
    follow_ups: list[FollowUp] = may(Parts(FollowUp))
    debriefs: list[Debrief] = may(Parts(Debrief))


@dataclass
class SiteStory:
    """Everything one folder says."""

    folder: str
    page: SitePage
    people: list[PeopleRow] = field(default_factory=list)
    contacts: list[ContactRow] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    trainings: Trainings | None = None
    networks: Networks | None = None
    resources: Resources | None = None
    incidents: list[IncidentRow] = field(default_factory=list)
    support: SupportFile | None = None
    assessments: Assessments | None = None
