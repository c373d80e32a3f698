"""What is done to a series of meetups as a whole: changing what follows, one more date, the end of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from networks.meetups import emails, scheduling
from networks.meetups.scheduling import ScheduleRefused, at
from networks.models import Meetup, MeetupSeries
from proxinet.french_dates import date_format
from proxinet.seats import LIVE, CapacityTooSmall, TimeConflict

SHARED = ("kind", "title", "place", "description", "capacity", "group", "is_public")
ANOTHER_DAY = "Le jour ne se change que pour une seule rencontre : choisissez « Cette rencontre seulement »."


def to_come(series: MeetupSeries):
    """Its meetups that are still to take place, the first one first (a ``Meetup`` queryset)."""
    return series.meetups.filter(cancelled_at=None, recorded_at=None, starts_at__gt=timezone.now()).order_by(
        "starts_at", "pk"
    )


def following(meetup: Meetup):
    """The meetups of the same series that come after this one (a ``Meetup`` queryset)."""
    if meetup.series_id is None:
        return Meetup.objects.none()
    return to_come(meetup.series).filter(starts_at__gt=meetup.starts_at)


# This one and those that follow ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What was changed of one meetup, to be done to others: only that, so that what sets one date apart stays."""

    values: dict
    hours: tuple | None
    closing: tuple | None
    partners: tuple | None

    def details_for(self, meetup: Meetup) -> dict:
        """For ``scheduling.revise_meetup``."""
        day = timezone.localtime(meetup.starts_at).date()
        starts_at, ends_at = (
            [at(day, hour) for hour in self.hours] if self.hours else (meetup.starts_at, meetup.ends_at)
        )
        closes_at = self.closes_at(day) if self.closing else meetup.closes_at
        if closes_at and closes_at > starts_at:
            closes_at = starts_at
        return (
            {name: getattr(meetup, name) for name in SHARED}
            | self.values
            | {
                "starts_at": starts_at,
                "ends_at": ends_at,
                "closes_at": closes_at,
                "partners": meetup.partners.all() if self.partners is None else self.partners,
            }
        )

    def closes_at(self, day: date) -> datetime | None:
        days_before, hour = self.closing
        return None if hour is None else at(day - timedelta(days=days_before), hour)


def change_of(meetup: Meetup, details: dict) -> Change:
    """What ``details`` (as for ``scheduling.revise_meetup``) change of the meetup."""
    hours = wall_hours(details)
    partners = tuple(details["partners"])
    same_partners = {partner.pk for partner in partners} == set(meetup.partners.values_list("pk", flat=True))
    return Change(
        values={name: details[name] for name in SHARED if getattr(meetup, name) != details[name]},
        hours=None if hours == wall_hours(vars(meetup)) else hours,
        closing=None if details["closes_at"] == meetup.closes_at else closing(details),
        partners=None if same_partners else partners,
    )


def wall_hours(times: dict) -> tuple:
    return tuple(timezone.localtime(times[name]).time() for name in ("starts_at", "ends_at"))


def closing(details: dict) -> tuple:
    """``(days before the meetup, hour)`` at which sign-up ends; the hour is None where it ends with the start."""
    if details["closes_at"] is None:
        return 0, None
    closes, starts = timezone.localtime(details["closes_at"]), timezone.localtime(details["starts_at"])
    return (starts.date() - closes.date()).days, closes.time()


@transaction.atomic
def revise_following(meetup: Meetup, details: dict) -> int:
    """Do to this meetup and to all that follow what ``details`` change of it; return how many people are told.

    Raises ``ScheduleRefused``, ``TimeConflict`` or ``CapacityTooSmall`` naming the dates; nothing is written then.
    """
    if timezone.localtime(details["starts_at"]).date() != timezone.localtime(meetup.starts_at).date():
        raise ScheduleRefused(ANOTHER_DAY, "day")
    change = change_of(meetup, details)
    others = [(other, change.details_for(other)) for other in following(meetup).prefetch_related("partners")]
    changed, refusals = [], []
    for one, its_details in [(meetup, details), *others]:
        try:
            with transaction.atomic():
                changed.append(scheduling.write_revised(one, its_details))
        except (ScheduleRefused, TimeConflict, CapacityTooSmall) as refusal:
            refusals.append((one, refusal))
    if refusals:
        raise refused_on(refusals)
    return emails.tell_moved([one for one in changed if one])


def refused_on(refusals: list[tuple[Meetup, Exception]]) -> Exception:
    """One refusal of the first one's kind, naming each date."""
    first = refusals[0][1]
    sentence = " ".join(
        f"Le {date_format(timezone.localtime(meetup.starts_at), 'j F Y')}\u202f: {refusal}"
        for meetup, refusal in refusals
        if type(refusal) is type(first)
    )
    if isinstance(first, ScheduleRefused):
        return ScheduleRefused(sentence, first.field)
    return type(first)(sentence)


# One more, and the end ------------------------------------------------------------------------------------------------


def nearest(series: MeetupSeries, day: date) -> Meetup | None:
    """The meetup of the series whose day is the nearest, one that takes place if there is any."""
    meetups = series.meetups.prefetch_related("partners")

    def distance(meetup):
        return meetup.cancelled_at is not None, abs((timezone.localtime(meetup.starts_at).date() - day).days)

    return min(meetups, key=distance, default=None)


def add_date(series: MeetupSeries, day: date) -> Meetup:
    """One more meetup of the series, planned like the nearest one. Raises ``ScheduleRefused``."""
    model = nearest(series, day)
    if model is None:
        raise ScheduleRefused("Cette série n’a plus de rencontre : créez-en une autre.", "day")
    starts, ends = wall_hours(vars(model))
    if at(day, starts) <= timezone.now():
        raise ScheduleRefused("Cette date est déjà passée.", "day")
    days_before, hour = closing(vars(model))
    details = {name: getattr(model, name) for name in SHARED} | {
        "starts_at": at(day, starts),
        "ends_at": at(day, ends),
        "closes_at": None if hour is None else at(day - timedelta(days=days_before), hour),
        "partners": model.partners.all(),
    }
    try:
        return scheduling.write_meetup(series.site, details, series)
    except ScheduleRefused as error:
        raise ScheduleRefused("Une rencontre du même nom est déjà prévue ce jour-là à cette heure.", "day") from error


def people_at(meetups) -> int:
    """How many different people hold or wait for a place at these meetups, and guests are invited from outside."""
    registration = Meetup._meta.get_field("registrations").related_model
    people = registration.objects.filter(event__in=meetups, state__in=LIVE).values("person").distinct().count()
    return people + emails.guests_to_tell(meetups)


def stop(series: MeetupSeries) -> tuple[int, int]:
    """Call off all that is to come; return how many meetups are, and how many people are told."""
    with transaction.atomic():
        meetups = list(to_come(series).select_related("site"))
        return len(meetups), scheduling.call_off(meetups)
