"""Who was there, half-day by half-day."""

from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, transaction
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from proxinet import seats
from trainings.models import Attendance, AttendanceCorrection, HalfDay, Registration, Session

EXPECTED = (seats.State.CONFIRMED, seats.State.WALK_IN)  # the others had no place, but may have come all the same


class Change(NamedTuple):
    """One cell of the grid: ``before`` is what was recorded when it was decided, empty for nothing; so is ``after``."""

    registration: int
    half_day: int
    before: str
    after: str


RECORD = """
WITH asked AS (
    SELECT * FROM unnest(%(registrations)s::bigint[], %(half_days)s::bigint[], %(befores)s::text[], %(afters)s::text[])
        AS asked (registration_id, half_day_id, before, after)
), locked AS (
    SELECT attendance.id, asked.before, asked.after
    FROM asked JOIN trainings_attendance attendance USING (registration_id, half_day_id)
    WHERE attendance.state = asked.before ORDER BY attendance.id FOR UPDATE OF attendance
), added AS (
    INSERT INTO trainings_attendance (registration_id, half_day_id, state, recorded_at, recorded_by_id)
    SELECT registration_id, half_day_id, after, %(now)s, %(by)s::bigint
    FROM asked WHERE before = '' AND after <> '' ORDER BY registration_id, half_day_id
    ON CONFLICT (registration_id, half_day_id) DO NOTHING
    RETURNING registration_id, half_day_id
), changed AS (
    UPDATE trainings_attendance attendance
    SET state = locked.after, recorded_at = %(now)s, recorded_by_id = %(by)s::bigint
    FROM locked
    WHERE attendance.id = locked.id AND attendance.state = locked.before AND locked.after NOT IN ('', locked.before)
    RETURNING attendance.registration_id, attendance.half_day_id, locked.before, locked.after
), erased AS (
    DELETE FROM trainings_attendance attendance USING locked
    WHERE attendance.id = locked.id AND attendance.state = locked.before AND locked.after = ''
    RETURNING attendance.registration_id, attendance.half_day_id, locked.before, locked.after
), corrected AS (
    SELECT * FROM changed UNION ALL SELECT * FROM erased
), traced AS (
    INSERT INTO trainings_attendancecorrection
        (registration_id, half_day_id, before, after, corrected_at, corrected_by_id)
    SELECT registration_id, half_day_id, before, after, %(now)s, %(by)s::bigint FROM corrected
)
SELECT registration_id, half_day_id FROM added
UNION ALL SELECT registration_id, half_day_id FROM corrected
"""


def record_attendance(changes: list[Change], *, by=None) -> set[tuple[int, int]]:
    """Write the changes and the trace of those that correct something, in one statement whatever their number.

    ``by``: the account that notes them; None when the person said it themselves. A cell that no longer holds
    ``before`` is left alone, even when another save happens at the same instant: the ``(registration, half-day)``
    pairs written are returned, so that the caller can tell the others. The caller made sure that all belong to one
    session.
    """
    if not changes:
        return set()
    registrations, half_days, befores, afters = (list(column) for column in zip(*changes, strict=True))
    parameters = {
        "registrations": registrations,
        "half_days": half_days,
        "befores": befores,
        "afters": afters,
        "by": by.pk if by else None,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(RECORD, parameters)
        return set(cursor.fetchall())


def half_days_to_record(session: Session) -> list:
    """The session's half-days whose day has come, in order: attendance is recorded from that day on."""
    return [half_day for half_day in session.half_days.all() if has_come(half_day)]


def has_come(half_day: HalfDay) -> bool:
    return timezone.localtime(half_day.starts_at).date() <= timezone.localdate()


def people_to_record(session: Session):
    """Everyone in, by name, as light rows: what is recorded of them, and which half-days were corrected. One query.

    ``recorded``: ``[{half_day, state, by_self}]``; ``corrected``: half-day keys.
    """
    of_the_row = Q(registration=OuterRef("pk"))
    cell = JSONObject(half_day="half_day_id", state="state", by_self=Q(recorded_by=None))
    return (
        Registration.objects.filter(event=session)
        .exclude(state=seats.State.CANCELLED)
        .order_by("person__last_name", "person__first_name", "pk")
        .values_list(
            "pk",
            "state",
            "person__first_name",
            "person__last_name",
            "person__employer__name",
            ArraySubquery(Attendance.objects.filter(of_the_row).values(cell=cell)),
            ArraySubquery(AttendanceCorrection.objects.filter(of_the_row).order_by().values("half_day")),
        )
    )


@transaction.atomic
def add_walk_ins(session: Session, people, *, by) -> int:
    """Add people who came without having signed up, present on every half-day whose day has come; return how many."""
    seats.record_walk_ins(session, people, by=by)
    registrations = session.registrations.exclude(state=seats.State.CANCELLED).filter(person__in=people)
    half_days = half_days_to_record(session)
    changes = [
        Change(registration.pk, half_day.pk, "", Attendance.State.PRESENT)
        for registration in registrations
        for half_day in half_days
    ]
    record_attendance(changes, by=by)
    return len(registrations)
