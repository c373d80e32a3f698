"""Who is building a report right now.

The builder holds a PostgreSQL advisory lock on its own connection. When it is killed, however brutally, the server
frees the lock with the connection: a row said to be running whose lock is free has been forgotten.
"""

from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import BigIntegerField, Case, Count, F, OuterRef, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from reports.models import UNDER_WAY, Report

LOCK_CLASS = 0x62696C61  # any constant of our own; the second key is the report's
CHUNK_LOCK_CLASS = 0x62696C62  # the second key is a hash of the report's and the chunk's
MAX_ATTEMPTS = 3


def lock_key(report_pk: int) -> int:
    return report_pk % 2**31


@contextmanager
def alone_on(report_pk: int):
    """True inside when nobody else is building this report, until the end of the block or of this process."""
    with locked(LOCK_CLASS, lock_key(report_pk)) as alone:
        yield alone


@contextmanager
def alone_on_chunk(report_pk: int, chunk: int):
    """The same for a chunk of a report's sheets. Two chunks of one hash only wait for each other."""
    with locked(CHUNK_LOCK_CLASS, hash((report_pk, chunk)) % 2**31) as alone:
        yield alone


@contextmanager
def locked(lock_class: int, key: int):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [lock_class, key])
        alone = cursor.fetchone()[0]
    try:
        yield alone
    finally:
        if alone and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [lock_class, key])


def claim(report_pk: int) -> Report | None:
    """Take a report that waits, or that a dead builder left, for one more attempt; None when there is nothing to do.

    The caller is ``alone_on`` it. ``attempts`` is the builder's token: whoever holds an older one writes no more.
    """
    with transaction.atomic():
        report = (
            Report.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=report_pk, state__in=UNDER_WAY)
            .first()
        )
        if report is None:
            return None
        report.attempts += 1
        report.state = Report.State.RUNNING
        report.step, report.percentage, report.error = "Préparation", 0, ""
        report.heartbeat_at = timezone.now()
        report.save()
    return report


def held_by(report: Report):
    """The row as long as this builder's claim holds: the condition of everything it writes."""
    return Report.objects.filter(pk=report.pk, state=Report.State.RUNNING, attempts=report.attempts)


def forgotten_reports() -> list[int]:
    """Reports that wait or were running, and that nobody is building."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [LOCK_CLASS],
        )
        building = {row[0] for row in cursor.fetchall()}
    waiting = Report.objects.filter(state__in=UNDER_WAY).order_by("requested_at").values_list("pk", flat=True)
    return [pk for pk in waiting if lock_key(pk) not in building]


def in_fair_order(reports):
    """Those that wait, one of each person in turn: first who has the fewest under way before it, then the oldest.

    A person who asked for ten documents never makes the others wait for more than one of them.
    """
    running = (
        Report.objects.filter(state=Report.State.RUNNING, requested_by=OuterRef("requested_by"))
        .order_by()
        .values("requested_by")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rank = Window(
        RowNumber(),
        partition_by=Case(
            When(requested_by=None, then=-F("pk")), default=F("requested_by"), output_field=BigIntegerField()
        ),
        order_by=["requested_at", "pk"],
    )
    return (
        reports.filter(state=Report.State.QUEUED)
        .annotate(turn=rank + Coalesce(Subquery(running), Value(0)))
        .order_by("turn", "requested_at", "pk")
    )


def next_in_line() -> list[int]:
    return list(in_fair_order(Report.objects.all()).values_list("pk", flat=True))


def before_in_line(report: Report) -> int:
    """How many requests come before this one that waits."""
    line = next_in_line()
    return line.index(report.pk) if report.pk in line else 0
