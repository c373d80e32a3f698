"""What people followed: one person's history, and who was trained at a site. Never a ranking."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from proxinet.seats import State
from sites.models import FieldWorker, StaffCategory
from trainings.attendance import EXPECTED
from trainings.hours import hours_attended, in_words
from trainings.models import Attendance, HalfDay, Programme, Registration

CAME = Attendance.objects.filter(registration__person=OuterRef("pk"), state__in=Attendance.CAME)


# One person -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Followed:
    """A past session of someone; ``hours`` is None as long as nobody noted who came."""

    registration: Registration
    half_days: int
    attended: int
    hours: Decimal | None

    @property
    def hours_in_words(self) -> str:
        return "" if self.hours is None else in_words(self.hours)

    @property
    def has_certificate(self) -> bool:
        return bool(self.hours)


@dataclass(frozen=True)
class History:
    """``coming`` and ``followed`` sessions, the next and the last first; hours of this year and in all."""

    coming: list[Registration]
    followed: list[Followed]
    hours_this_year: Decimal
    hours: Decimal


def history(registrations) -> History:
    """The history in one person's ``registrations`` (a queryset). Three queries."""
    now = timezone.now()
    noted = Exists(Attendance.objects.filter(registration=OuterRef("pk")))
    mine = list(
        registrations.exclude(state=State.CANCELLED)
        .filter(Q(event__ends_at__gt=now) | Q(event__cancelled_at=None) & (Q(state__in=EXPECTED) | noted))
        .select_related("event__module__programme__site", "person__employer")
        .prefetch_related("event__half_days", "attendances")
        .order_by("event__starts_at", "pk")
    )
    followed = [as_followed(registration) for registration in reversed(mine) if registration.event.ends_at <= now]
    year = timezone.localtime(now).year
    this_year = [one for one in followed if timezone.localtime(one.registration.event.starts_at).year == year]
    return History(
        coming=[registration for registration in mine if registration.event.ends_at > now],
        followed=followed,
        hours_this_year=sum_hours(this_year),
        hours=sum_hours(followed),
    )


def as_followed(registration: Registration) -> Followed:
    half_days, attendances = registration.event.half_days.all(), registration.attendances.all()
    came = sum(attendance.state in Attendance.CAME for attendance in attendances)
    hours = hours_attended(half_days, attendances) if attendances else None
    return Followed(registration, len(half_days), came, hours)


def sum_hours(followed: Iterable[Followed]) -> Decimal:
    return sum((one.hours or Decimal(0) for one in followed), Decimal(0))


# A site's people ------------------------------------------------------------------------------------------------------


@dataclass
class Trained:
    """What one person followed; ``programmes`` in order of title, ``last`` half-day they came to."""

    person: FieldWorker
    programmes: list[str]
    hours: Decimal
    last: datetime | None

    @property
    def hours_in_words(self) -> str:
        return in_words(self.hours) if self.last else ""


def what_they_followed(people: list[FieldWorker]) -> list[Trained]:
    """The same people in the same order, with what they came to. Two queries whatever their number."""
    came = defaultdict(list)
    rows = Attendance.objects.filter(registration__person__in=people, state__in=Attendance.CAME)
    for row in rows.values_list("registration__person", "half_day_id", "state", named=True):
        came[row.registration__person].append(row)
    wanted = {row.half_day_id for attendances in came.values() for row in attendances}
    half_days = HalfDay.objects.select_related("session__module__programme").in_bulk(wanted)
    return [as_trained(person, came[person.pk], half_days) for person in people]


def as_trained(person: FieldWorker, attendances, half_days: dict[int, HalfDay]) -> Trained:
    attended = [half_days[row.half_day_id] for row in attendances]
    programmes = sorted({half_day.session.module.programme.title for half_day in attended})
    last = max((half_day.starts_at for half_day in attended), default=None)
    return Trained(person, programmes, hours_attended(attended, attendances), last)


def came_to(programme: Programme) -> Exists:
    return Exists(CAME.filter(half_day__session__module__programme=programme))


@dataclass(frozen=True)
class PeopleCount:
    label: str
    people: int
    trained: int

    @property
    def never(self) -> int:
        return self.people - self.trained


def counts_by_category(people) -> tuple[list[PeopleCount], PeopleCount]:
    """How many of ``people`` (a queryset) were trained at least once, by staff category and in all. One query."""
    rows = (
        people.order_by()
        .annotate(came=Exists(CAME))
        .values("staff_category")
        .annotate(people=Count("pk"), trained=Count("pk", filter=Q(came=True)))
        .values_list("staff_category", "people", "trained")
    )
    found = {category: numbers for category, *numbers in rows}
    by_category = [PeopleCount(label, *found[value]) for value, label in StaffCategory.choices if value in found]
    total = PeopleCount("Ensemble", sum(one.people for one in by_category), sum(one.trained for one in by_category))
    return by_category, total
