"""When meetups take place: a monthly series, one meetup, changing it, calling it off.

Each act writes all or nothing and tells those who are registered.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from networks.meetups import emails
from networks.models import Meetup, MeetupSeries, WorkingGroup
from proxinet import seats
from proxinet.seats import Seat
from sites import enrolment
from sites.models import Organisation, Site

MOST_MONTHS = 24
DETAILS = ("kind", "title", "place", "description", "closes_at", "group", "is_public")
DOUBLE_CLICK = timedelta(minutes=1)

RANKS = ("premier", "deuxième", "troisième", "quatrième", "cinquième ou dernier")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class ScheduleRefused(Exception):
    """Meetups that cannot be written so; ``str(error)`` is a French sentence, ``field`` where it belongs."""

    def __init__(self, sentence: str, field: str | None = None):
        super().__init__(sentence)
        self.field = field


class Rule(models.TextChoices):
    SAME_WEEKDAY = "weekday", "Le même jour de la semaine, par exemple le premier jeudi du mois"
    SAME_DAY = "day", "La même date, par exemple le 12 du mois"


def monthly_dates(
    first: date,
    rule: str,
    *,
    months: int | None = None,
    until: date | None = None,
    skipped_months: Iterable[int] = (),
) -> list[date]:
    """One date a month from ``first`` on, at most ``MOST_MONTHS`` months.

    ``months``: how many calendar months the series spans, the first included; or ``until``: its last possible day.
    ``skipped_months``: numbers (8 for August) of months without a meetup. A month too short for the rule (a 31st, a
    fifth Thursday) takes the last day that fits: the 30th, the fourth Thursday.
    """
    skipped = set(skipped_months)
    dates = []
    for number in range(min(months or MOST_MONTHS, MOST_MONTHS)):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        day = same_weekday(first, year, month + 1) if rule == Rule.SAME_WEEKDAY else same_day(first, year, month + 1)
        if until and day > until:
            break
        if day.month not in skipped:
            dates.append(day)
    return dates


def same_day(first: date, year: int, month: int) -> date:
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def same_weekday(first: date, year: int, month: int) -> date:
    first_weekday, length = monthrange(year, month)
    day = 1 + (first.weekday() - first_weekday) % 7 + 7 * ((first.day - 1) // 7)
    return date(year, month, day if day <= length else day - 7)


def rule_in_words(first: date, rule: str) -> str:
    """« le premier jeudi du mois », as the series of this first date repeats."""
    if rule == Rule.SAME_DAY:
        return f"le {first.day if first.day > 1 else '1er'} du mois"
    return f"le {RANKS[(first.day - 1) // 7]} {WEEKDAYS[first.weekday()]} du mois"


def at(day: date, hour: time) -> datetime:
    """That hour of the clock on the wall there, summer or winter."""
    return datetime.combine(day, hour, tzinfo=timezone.get_current_timezone())


@dataclass(frozen=True)
class SeriesPlan:
    """What the meetups of a series share. ``closes_days_before``: whole days before each start, or None."""

    site: Site
    kind: str
    title: str
    place: str
    description: str
    capacity: int
    starts: time
    ends: time
    closes_days_before: int | None = None
    partners: tuple[Organisation, ...] = ()
    group: WorkingGroup | None = None
    is_public: bool = False

    def meetup_on(self, day: date, series: MeetupSeries) -> Meetup:
        starts_at = at(day, self.starts)
        closes_at = at(day - timedelta(days=self.closes_days_before), self.starts) if self.closes_days_before else None
        return Meetup(
            site=self.site,
            series=series,
            kind=self.kind,
            title=self.title,
            place=self.place,
            description=self.description,
            capacity=self.capacity,
            starts_at=starts_at,
            ends_at=at(day, self.ends),
            closes_at=closes_at,
            group=self.group,
            is_public=self.is_public,
        )


def schedule_series(plan: SeriesPlan, days: Iterable[date]) -> list[Meetup]:
    """Write one meetup a day, in five statements whatever their number; a second click gives those of the first.

    Raises ``ScheduleRefused``.
    """
    days = sorted(set(days))
    try:
        return write_series(plan, days)
    except ScheduleRefused:
        starts = [at(day, plan.starts) for day in days]
        already = just_written(plan.site, plan.title, plan.place, starts)
        if len(already) < len(days) or len({meetup.series_id for meetup in already}) > 1:
            raise
        return already


@transaction.atomic
def write_series(plan: SeriesPlan, days: list[date]) -> list[Meetup]:
    taken = already_planned(plan, days)
    if taken:
        raise ScheduleRefused(f"Déjà prévu sous le même nom : {', '.join(f'{day:%d/%m/%Y}' for day in taken)}.")
    series = MeetupSeries.objects.create(site=plan.site, title=plan.title)
    meetups = write_all([plan.meetup_on(day, series) for day in days])
    through = Meetup.partners.through
    through.objects.bulk_create(
        through(meetup_id=meetup.pk, organisation_id=partner.pk) for meetup in meetups for partner in plan.partners
    )
    return meetups


def already_planned(plan: SeriesPlan, days: Iterable[date]) -> list[date]:
    """The days on which the site already has a meetup of that name at that hour."""
    wanted = {at(day, plan.starts): day for day in days}
    starts = Meetup.objects.filter(
        site=plan.site, title=plan.title, cancelled_at=None, starts_at__in=list(wanted)
    ).values_list("starts_at", flat=True)
    return sorted(timezone.localtime(start).date() for start in starts)


def write_all(meetups: list[Meetup]) -> list[Meetup]:
    try:
        with transaction.atomic():
            return Meetup.objects.bulk_create(meetups)
    except IntegrityError as error:
        raise ScheduleRefused("Ces rencontres viennent d’être créées : regardez la liste.") from error


def just_written(site: Site, title: str, place: str, starts: list[datetime]) -> list[Meetup]:
    """The meetups of that name, place and hour saved within the last minute."""
    recent = Meetup.objects.filter(site=site, cancelled_at=None, changed_at__gt=timezone.now() - DOUBLE_CLICK)
    return list(recent.filter(title=title, place=place, starts_at__in=starts))


def schedule_meetup(site: Site, details: dict) -> Meetup:
    """Write one meetup; a second click gives that of the first. Raises ``ScheduleRefused``.

    ``details``: ``starts_at``, ``ends_at``, ``capacity``, ``partners`` and ``DETAILS``.
    """
    try:
        return write_meetup(site, details)
    except ScheduleRefused:
        already = just_written(site, details["title"], details["place"], [details["starts_at"]])
        if not already:
            raise
        return already[0]


@transaction.atomic
def write_meetup(site: Site, details: dict, series: MeetupSeries | None = None) -> Meetup:
    fields = {name: value for name, value in details.items() if name != "partners"}
    meetup = write_all([Meetup(site=site, series=series, **fields)])[0]
    meetup.partners.set(details["partners"])
    return meetup


@transaction.atomic
def revise_meetup(meetup: Meetup, details: dict) -> int:
    """Write the meetup's new details; return how many people and guests are told of a new time or place.

    ``details``: as for ``schedule_meetup``. Raises ``ScheduleRefused``, ``seats.TimeConflict`` naming those who are
    elsewhere at the new time, or ``seats.CapacityTooSmall``; nothing is written then.
    """
    changed = write_revised(meetup, details)
    return emails.tell_moved([changed] if changed else [])


def write_revised(meetup: Meetup, details: dict) -> tuple[Meetup, list[Seat]] | None:
    """Write without telling; return the meetup and its registrations where there is a new time or place to tell."""
    meetup = seats.lock(meetup)
    times_change = (meetup.starts_at, meetup.ends_at) != (details["starts_at"], details["ends_at"])
    place_changes = meetup.place != details["place"]
    check_move(meetup, details["starts_at"], times_change)
    for name in {*DETAILS, "starts_at", "ends_at"} & details.keys():
        setattr(meetup, name, details[name])
    if times_change:
        meetup.date_text = ""
    save_revised(meetup)
    meetup.partners.set(details["partners"])
    registrations = seats.reschedule(meetup) if times_change or place_changes else []
    if details["capacity"] != meetup.capacity:
        enrolment.change_capacity(meetup, details["capacity"])
    is_told = (times_change or place_changes) and not meetup.is_past
    return (meetup, registrations) if is_told else None


def check_move(meetup: Meetup, starts_at: datetime, times_change: bool) -> None:
    if meetup.cancelled_at:
        raise ScheduleRefused("Cette rencontre est annulée : elle ne peut plus changer.")
    if not times_change:
        return
    is_to_come = starts_at > timezone.now()
    if meetup.recorded_at and is_to_come:
        raise ScheduleRefused("Le compte rendu est déjà enregistré : la date ne peut plus être à venir.", "day")
    if not meetup.has_started and not is_to_come and meetup.confirmed_count + meetup.waiting_count:
        raise ScheduleRefused("Cette date est passée, et des personnes sont inscrites.", "day")


def save_revised(meetup: Meetup) -> None:
    try:
        with transaction.atomic():
            meetup.save(update_fields=[*DETAILS, "starts_at", "ends_at", "date_text"])
    except IntegrityError as error:
        raise ScheduleRefused("Une rencontre du même nom est déjà prévue à cette heure.", "title") from error


def call_off_meetup(meetup: Meetup) -> int:
    """Cancel the meetup and tell everyone registered, waiting or invited from outside; return how many."""
    return call_off([meetup])


@transaction.atomic
def call_off(meetups: Iterable[Meetup]) -> int:
    """Cancel all of them and tell people, once each; return how many. Raises ``seats.SignUpClosed``."""
    return emails.tell_called_off([(meetup, seats.cancel_event(meetup)) for meetup in meetups])
