"""The dates of a series to be, shown before anything is written."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from networks.meetups.public_holidays import public_holiday
from networks.meetups.scheduling import SeriesPlan, at
from networks.models import Meetup


@dataclass(frozen=True)
class PreviewedDay:
    """``note``: why one might leave this day out; ``is_kept``: whether its box is ticked."""

    day: date
    note: str
    is_kept: bool


def preview(plan: SeriesPlan, days: Iterable[date], kept: set[date] | None = None) -> list[PreviewedDay]:
    """The days with what else happens then (one query). Without ``kept``, all but public holidays are ticked."""
    days = list(days)
    others = meetups_on(plan, days)
    previewed = []
    for day in days:
        holiday = public_holiday(day)
        notes = [f"jour férié ({holiday})"] if holiday else []
        if others[day]:
            notes.append(f"il y a déjà : {', '.join(others[day])}")
        previewed.append(PreviewedDay(day, ", ".join(notes), not holiday if kept is None else day in kept))
    return previewed


def meetups_on(plan: SeriesPlan, days: list[date]) -> dict[date, list[str]]:
    """Titles of the site's meetups on each of those days."""
    titles = defaultdict(list)
    midnight = plan.starts.replace(hour=0, minute=0, second=0)
    meetups = Meetup.objects.filter(
        site=plan.site,
        cancelled_at=None,
        starts_at__gte=at(min(days), midnight),
        starts_at__lt=at(max(days) + timedelta(days=1), midnight),
    )
    for meetup in meetups:
        titles[timezone.localtime(meetup.starts_at).date()].append(meetup.title)
    return titles
