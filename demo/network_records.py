"""What ``networks.yaml`` says, field by field."""

import datetime
from dataclasses import dataclass

from demo.fields import Clock, Day, Email, Flag, Many, OneOf, Part, Parts, Record, Text, Whole, may, must
from demo.pictures import Drawing
from demo.training_records import ObservationStep, When, Who
from networks.models import Guest as GuestModel
from networks.models import Meetup as MeetupModel
from networks.models import MiniProject as MiniProjectModel
from networks.models import Outcome as OutcomeModel
from networks.models import Photo as PhotoModel
from networks.models import WalkPoint as WalkPointModel

A_CENTURY = 36_500  # days


@dataclass(kw_only=True)
class Dated(Record):
    """A day: ``date``, or so many days before the day of loading (``days_ago``)."""

    date: datetime.date | None = may(Day())
    days_ago: int | None = may(Whole(0, A_CENTURY))


# What comes of things -------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Task(Record):
    """Something to do. ``who``: a group (someone of it, at ``organisation`` if there is one), or ``account``: the
    caretaker who has the demonstration account. ``meetup``, ``group``: titles of where it was decided."""

    title: str = must(Text(200))
    organisation: str = may(Text(160))
    who: str = may(Text(60))
    meetup: str = may(Text(160))
    due_on: datetime.date | None = may(Day())
    due_in_days: int | None = may(Whole(-A_CENTURY, A_CENTURY))
    done_on: datetime.date | None = may(Day())
    done_days_ago: int | None = may(Whole(0, A_CENTURY))
    note: str = may(Text(300))


@dataclass(kw_only=True)
class Outcome(Dated):
    """``picture``: a drawing made at loading, kept as the outcome's file."""

    kind: str = must(OneOf(OutcomeModel.Kind))
    title: str = must(Text(160))
    text: str = may(Text(1000))
    figure: int | None = may(Whole(0, 1_000_000))
    unit: str = may(Text(60))
    meetup: str = may(Text(160))
    picture: str = may(OneOf(Drawing))


@dataclass(kw_only=True)
class Pilot(Record):
    """An organisation, and a function there (never a name)."""

    organisation: str = must(Text(160))
    function: str = may(Text(120))


# Meetups --------------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Guest(Record):
    """Someone from outside, by function and made-up address."""

    name: str = must(Text(120))
    organisation: str = may(Text(160))
    email: str = must(Email(254))
    answer: str = may(OneOf(GuestModel.Answer))
    message: str = may(Text(300))
    attended: bool = may(Flag())


@dataclass(kw_only=True)
class Photo(Record):
    picture: str = must(OneOf(Drawing))
    description: str = must(Text(200))
    consent: str = must(OneOf(PhotoModel.Consent))


@dataclass(kw_only=True)
class Told(Record):
    """What is said of a meetup beside where and when. ``invited``: who was asked to come, whether they came or not."""

    residents_count: int | None = may(Whole())
    youths_count: int | None = may(Whole())
    account: str = may(Text(2000))
    called_off: bool = may(Flag())
    guests: list[Guest] = may(Parts(Guest))
    invited: list[Who] = may(Parts(Who))
    photos: list[Photo] = may(Parts(Photo))
    outcomes: list[Outcome] = may(Parts(Outcome))
    tasks: list[Task] = may(Parts(Task))


@dataclass(kw_only=True)
class Meetup(When, Told):
    """``series``: meetups that give the same one belong together. ``group``: the working group that meets."""

    kind: str = must(OneOf(MeetupModel.Kind))
    title: str = must(Text(160))
    place: str = must(Text(200))
    description: str = may(Text(2000))
    date_text: str = may(Text(60))
    capacity: int = must(Whole(1))
    closes_in_days: int | None = may(Whole(-A_CENTURY, A_CENTURY))
    partners: list[str] = may(Many(Text(160)))
    who: list[Who] = may(Parts(Who))
    absences: int | None = may(Whole())
    series: str = may(Text(160))
    group: str = may(Text(160))
    is_public: bool = may(Flag())


@dataclass(kw_only=True)
class Occurrence(Told):
    """What is known of the meetup of one day of a series, and what made it different."""

    on: datetime.date = must(Day())
    group: str = may(Text(160))
    place: str = may(Text(200))
    description: str = may(Text(2000))


@dataclass(kw_only=True)
class Series(Record):
    """Meetups of the same kind, one a month; of their dates only the month is known and shown."""

    title: str = must(Text(160))
    kind: str = must(OneOf(MeetupModel.Kind))
    place: str = must(Text(200))
    description: str = may(Text(2000))
    capacity: int = must(Whole(1))
    start: datetime.time = must(Clock())
    end: datetime.time = must(Clock())
    dates: list[datetime.date] = must(Many(Day()))
    partners: list[str] = may(Many(Text(160)))
    who: list[Who] = may(Parts(Who))
    group: str = may(Text(160))
    is_public: bool = may(Flag())
    told: list[Occurrence] = may(Parts(Occurrence))


# Mini-projects and groups ---------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Change(Dated):
    state: str = must(OneOf(MiniProjectModel.State))
    reason: str = may(Text(300))


@dataclass(kw_only=True)
class CopiedFrom(Record):
    """A shared mini-project of another site, already loaded."""

    site: str = must(Text(60))
    title: str = must(Text(160))


@dataclass(kw_only=True)
class MiniProject(Record):
    """``proposed_at`` and ``decided_at``: titles of meetups, whose days begin the history that ``changes`` goes on."""

    title: str = must(Text(160))
    description: str = may(Text(2000))
    state: str = must(OneOf(MiniProjectModel.State))
    proposed_at: str = may(Text(160))
    decided_at: str = may(Text(160))
    changes: list[Change] = may(Parts(Change))
    group: str = may(Text(160))
    pilots: list[Pilot] = may(Parts(Pilot))
    partners: list[str] = may(Many(Text(160)))
    supported_by: list[Who] = may(Parts(Who))
    means: str = may(Text(1000))
    steps: list[Task] = may(Parts(Task))
    result: str = may(Text(2000))
    outcomes: list[Outcome] = may(Parts(Outcome))
    shared: bool = may(Flag())
    copied_from: CopiedFrom | None = may(Part(CopiedFrom))


@dataclass(kw_only=True)
class WorkingGroup(Record):
    title: str = must(Text(160))
    description: str = may(Text(2000))
    theme: str = may(Text(120))
    pilots: list[Pilot] = may(Parts(Pilot))
    members: list[Who] = may(Parts(Who))
    outcomes: list[Outcome] = may(Parts(Outcome))
    tasks: list[Task] = may(Parts(Task))
    is_active: bool = may(Flag())


# On the spot ----------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class WalkPoint(Record):
    """``due_on``, or ``due_in_days`` counted from the day of loading; where it stands is where its last step led."""

    place_kind: str = must(OneOf(WalkPointModel.PlaceKind))
    place: str = must(Text(160))
    problem: str = must(Text(200))
    what_happens: str = may(Text(2000))
    owner: str = may(Text(160))
    due_on: datetime.date | None = may(Day())
    due_in_days: int | None = may(Whole(-A_CENTURY, A_CENTURY))
    picture: str = may(OneOf(Drawing))
    steps: list[ObservationStep] = may(Parts(ObservationStep))


@dataclass(kw_only=True)
class SiteWalk(Dated):
    title: str = must(Text(160))
    place: str = must(Text(200))
    meetup: str = may(Text(160))
    led_by: str = may(Text(160))
    participants: str = may(Text(300))
    summary: str = may(Text(2000))
    points: list[WalkPoint] = must(Parts(WalkPoint))


# Who comes in by the poster -------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Newcomer(Record):
    """Someone who came in by the poster of a meetup to come: a first name, an initial, an employer."""

    first_name: str = must(Text(80))
    initial: str = may(Text(1))
    employer: str = may(Text(160))
    meetup: str = must(Text(160))


@dataclass(kw_only=True)
class GuideEdition(Record):
    """An edition of the newcomer's guide, published so many days before the day of loading; the first ones first."""

    days_ago: int = must(Whole(0, A_CENTURY))


@dataclass(kw_only=True)
class Networks(Record):
    """``join_codes``: who already has a personal code to join without an account."""

    working_groups: list[WorkingGroup] = may(Parts(WorkingGroup))
    meetups: list[Meetup] = may(Parts(Meetup))
    series: list[Series] = may(Parts(Series))
    mini_projects: list[MiniProject] = may(Parts(MiniProject))
    walks: list[SiteWalk] = may(Parts(SiteWalk))
    join_codes: list[Who] = may(Parts(Who))
    newcomers: list[Newcomer] = may(Parts(Newcomer))
    guide_editions: list[GuideEdition] = may(Parts(GuideEdition))
