"""When things happen, and the checks that meetups and sessions share."""

import datetime

from django.utils import timezone

from demo.training_records import When

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905


def day_of(when: When, today: datetime.date) -> datetime.date:
    """The day itself; counted from ``today`` for ``in_days``, put off to Monday when it falls on a week-end."""
    if when.date:
        return when.date
    return working_day(today, when.in_days)


def working_day(today: datetime.date, in_days: int) -> datetime.date:
    day = today + datetime.timedelta(days=in_days)
    return day + datetime.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def span_of(when: When, today: datetime.date):
    """``(start, end)`` as aware datetimes."""
    day = day_of(when, today)
    return moment(day, when.start), moment(day, when.end)


def day_before(step, today: datetime.date) -> datetime.date:
    """The day itself (``date``), or so many days before ``today`` (``days_ago``)."""
    return step.date or today - datetime.timedelta(days=step.days_ago)


def moment(day: datetime.date, clock: datetime.time) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, clock))


def month_text(day: datetime.date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


class CheckedEvents:
    """Finds what is wrong in an event's days and people (``checks``: a ``demo.reading.Checks``, which keeps it)."""

    def __init__(self, checks):
        self.checks = checks
        self.today = timezone.localdate()

    def has_a_day(self, when) -> bool:
        if (when.date is None) == (when.in_days is None):
            self.checks.wrong(when, "date", "donnez date (2013-10-15) ou in_days (9), l’un des deux.")
            return False
        if not (when.start and when.end):
            return False
        if when.end <= when.start:
            self.checks.wrong(when, "end", "la fin doit venir après le début.")
            return False
        return True

    def people_fit(self, event, is_past: bool) -> int:
        """How many people the event is about."""
        self.checks.known_people(event.who)
        size = sum(
            who.count or len(range(who.part - 1, pool, who.of)) if who.count or (who.part and who.of) else pool
            for who in event.who
            for pool in [sum(self.checks.group_sizes.get(group, 0) for group in who.groups)]
        )
        if is_past and event.capacity and size > event.capacity:
            self.checks.wrong(event, "capacity", f"{size} personnes sont venues : indiquez au moins {size} places.")
        if event.absences and event.absences >= size:
            self.checks.wrong(event, "absences", "il y a plus d’absents que d’inscrits.")
        return size
