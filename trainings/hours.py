"""How long someone was there, defined once: for certificates, histories and exports."""

from collections.abc import Iterable
from decimal import Decimal

from trainings.models import Attendance, HalfDay

SHARE = {Attendance.State.PRESENT: Decimal(1), Attendance.State.PART: Decimal("0.5")}
QUARTER = Decimal("0.25")


def length(half_day: HalfDay) -> Decimal:
    """The half-day's hours, to the quarter of an hour."""
    minutes = Decimal((half_day.ends_at - half_day.starts_at).total_seconds()) / 60
    return (minutes / 60 / QUARTER).quantize(Decimal(1)) * QUARTER


def hours_attended(half_days: Iterable[HalfDay], attendances: Iterable[Attendance]) -> Decimal:
    """Hours of ``half_days`` that one person's ``attendances`` account for: whole when present, half when in part."""
    states = {attendance.half_day_id: attendance.state for attendance in attendances}
    return sum(
        (length(half_day) * SHARE.get(states.get(half_day.pk), Decimal(0)) for half_day in half_days), Decimal(0)
    )


def in_words(hours: Decimal) -> str:
    """« 6 h », « 3 h 30 »."""
    whole, minutes = int(hours), int(hours % 1 * 60)
    return f"{whole}\u00a0h" if not minutes else f"{whole}\u00a0h\u00a0{minutes:02}"
