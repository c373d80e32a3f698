"""What the loaders of one site hand to each other."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone

from accounts.models import Membership, Role, User
from demo.fields import InvalidFiles
from demo.people import chosen
from demo.records import SiteStory
from demo.training_records import Who
from networks.models import Contact, Meetup, MeetupSeries, WorkingGroup
from proxinet import seats
from sites.models import Agreement, FieldWorker, Neighbourhood, Organisation, Site
from sites.names import name_key


@dataclass
class SiteBeingBuilt:
    """A site's row, the records it comes from, and what was made so far, by the names the records use."""

    site: Site
    story: SiteStory
    now: datetime
    is_demo: bool = False
    organisations: dict[str, Organisation] = field(default_factory=dict)
    neighbourhoods: dict[str, Neighbourhood] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    meetups: dict[str, Meetup] = field(default_factory=dict)
    series: dict[str, MeetupSeries] = field(default_factory=dict)
    working_groups: dict[str, WorkingGroup] = field(default_factory=dict)
    groups: dict[str, list[FieldWorker]] = field(default_factory=dict)
    with_account: FieldWorker | None = None
    approving: set[int] = field(default_factory=set)  # keys of the employers that approve sign-ups
    later_contacts: dict[int, list[Contact]] = field(default_factory=dict)  # by the guide's edition they come with
    pictures: list[tuple] = field(default_factory=list)  # (row, drawing): files too
    site_photos: list[tuple] = field(default_factory=list)  # (contribution, order, record, who wrote it): files too
    signed_sheets: list[tuple] = field(default_factory=list)  # (half-day, record): files, kept when all the rest is in

    @property
    def today(self):
        return timezone.localdate(self.now)

    def organisation(self, name: str) -> Organisation | None:
        return self.organisations[name_key(name)] if name else None

    def holder(self, role: str, organisation_id: int | None = None) -> User | None:
        """The first account with this role at the site (and in this organisation)."""
        memberships = self.site.memberships.filter(role=role).order_by("pk")
        if organisation_id:
            memberships = memberships.filter(organisation=organisation_id)
        membership = memberships.select_related("user").first()
        return membership.user if membership else None

    @cached_property
    def lead(self) -> User | None:
        """The account that wrote down what the site's lead writes down."""
        return self.holder(Role.GUP_LEAD)

    @cached_property
    def coordinator(self) -> User | None:
        membership = Membership.objects.filter(role=Role.COORDINATOR).order_by("pk").select_related("user").first()
        return membership.user if membership else None

    def approver(self, employer_id: int) -> User | None:
        return self.holder(Role.LANDLORD_MANAGER, employer_id) or self.lead

    def people(self, whos: list[Who], *, with_accounts: bool = True) -> list[FieldWorker]:
        """The people ``whos`` point at; without those who have an account when they are the ones to try something."""
        groups = self.groups
        if not with_accounts:
            groups = {group: [one for one in people if one.user_id is None] for group, people in groups.items()}
        return chosen(groups, whos)


def keep_past_seats(event, registration_model, people: list, **fields) -> list:
    """Confirmed registrations of an event that is over, in order; the event's counters are set, not saved."""
    event.capacity = max(event.capacity, len(people))
    event.confirmed_count = event.last_position = len(people)
    signed_up_at = event.starts_at - timedelta(days=20)
    return [
        registration_model(
            event=event,
            person=person,
            state=seats.State.CONFIRMED,
            position=position,
            signed_up_at=signed_up_at,
            **fields,
        )
        for position, person in enumerate(people, start=1)
    ]


def sign_up_all(event, said, built: SiteBeingBuilt) -> None:
    """Sign people up to an event to come, as they would themselves, then close it if the record says so.

    Whoever has a demonstration account is left out: they are the ones to try it. Where the employer approves, it did.
    """
    for person in built.people(said.who, with_accounts=False):
        try:
            sign_up(event, person, built)
        except seats.SeatRefused as refusal:
            raise InvalidFiles([said.at.problem("who", f"{person} : {refusal}")]) from refusal
    if said.closes_in_days is not None:
        event.closes_at = built.now + timedelta(days=said.closes_in_days)
        event.save(update_fields=["closes_at"])


def sign_up(event, person: FieldWorker, built: SiteBeingBuilt) -> None:
    asks_first = event.asks_approval and person.employer_id in built.approving
    seats.sign_up(event, person, needs_approval=asks_first)
    if asks_first:
        seats.approve(event, person, by=built.approver(person.employer_id))
