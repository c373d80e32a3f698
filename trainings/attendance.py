"""Who was there, half-day by half-day."""

from django.db import transaction
from django.utils import timezone

from proxinet import seats
from trainings.models import Attendance, Session


def half_days_to_record(session: Session) -> list:
    """The session's half-days whose day has come, in order: attendance is recorded from that day on."""
    today = timezone.localdate()
    return [half_day for half_day in session.half_days.all() if timezone.localtime(half_day.starts_at).date() <= today]


@transaction.atomic
def record_attendance(states: dict[tuple[int, int], str]) -> None:
    """Write ``{(registration pk, half-day pk): state}``; an empty state erases what was recorded.

    Two statements whatever the number of people. The caller made sure that the keys belong to one session.
    """
    Attendance.objects.bulk_create(
        [
            Attendance(registration_id=registration, half_day_id=half_day, state=state)
            for (registration, half_day), state in states.items()
            if state
        ],
        update_conflicts=True,
        unique_fields=["registration", "half_day"],
        update_fields=["state", "recorded_at"],
    )
    erased = {key for key, state in states.items() if not state}
    recorded = Attendance.objects.filter(registration__in={registration for registration, _ in erased})
    gone = [pk for pk, *key in recorded.values_list("pk", "registration", "half_day") if tuple(key) in erased]
    if gone:
        Attendance.objects.filter(pk__in=gone).delete()


@transaction.atomic
def add_walk_ins(session: Session, people, *, by) -> int:
    """Add people who came without having signed up, present on every half-day whose day has come; return how many."""
    seats.record_walk_ins(session, people, by=by)
    registrations = session.registrations.exclude(state=seats.State.CANCELLED).filter(person__in=people)
    half_days = half_days_to_record(session)
    record_attendance(
        {
            (registration.pk, half_day.pk): Attendance.State.PRESENT
            for registration in registrations
            for half_day in half_days
        }
    )
    return len(registrations)
