"""What is to be done around each session, and on which day: the list, its dates, and where it stands."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from proxinet.todo import Todo
from trainings.attendance import EXPECTED
from trainings.models import Attendance, Registration, Session, SessionTask
from trainings.papers.convocation import NO_ADDRESS, convened

Kind = SessionTask.Kind

BEFORE = {  # days before the first half-day
    Kind.PREPARE: 40,
    Kind.AGREEMENT: 30,
    Kind.CONVOCATIONS: 15,
    Kind.REMINDER_WEEK: 7,
    Kind.REMINDER_DAY: 1,
}
AFTER = {  # days after the last one
    Kind.QUESTIONNAIRE: 0,
    Kind.ATTENDANCE: 1,
    Kind.CERTIFICATES: 8,
    Kind.FOLLOW_UP: 90,
}
MANUAL = (Kind.PREPARE, Kind.AGREEMENT, Kind.ATTENDANCE)
REMINDERS = (Kind.REMINDER_WEEK, Kind.REMINDER_DAY)
THIS_WEEK = timedelta(days=7)
MOST_TODOS = 5


class NotByHand(Exception):  # noqa: N818 - a refusal, not a fault
    """``str(error)`` says in French why this task is not ticked or sent by hand."""


# Dates ----------------------------------------------------------------------------------------------------------------


def due_dates(session: Session) -> dict[str, date]:
    """The day of each task, by kind, counted from the session's first and last half-days."""
    first = timezone.localtime(session.starts_at).date()
    last = timezone.localtime(session.ends_at).date()
    before = {kind: first - timedelta(days=days) for kind, days in BEFORE.items()}
    return before | {kind: last + timedelta(days=days) for kind, days in AFTER.items()}


def prepare(session: Session) -> None:
    """Write the session's tasks that it has not yet; those whose day is already past are due at once."""
    today = timezone.localdate()
    SessionTask.objects.bulk_create(
        (SessionTask(session=session, kind=kind, due_on=max(due, today)) for kind, due in due_dates(session).items()),
        ignore_conflicts=True,
    )


@transaction.atomic
def redate(session: Session) -> None:
    """Move the tasks still to do to the session's new dates; a reminder of the old date is to be sent again for the
    new one when its day is still to come."""
    today = timezone.localdate()
    dates = due_dates(session)
    tasks = list(session.tasks.select_for_update().order_by("pk"))
    for task in tasks:
        due = dates[task.kind]
        if task.done_at and task.kind in REMINDERS and due > today:
            task.done_at, task.done_by, task.outcome = None, None, ""
        if task.done_at is None:
            task.due_on = max(due, today) if due != task.due_on else due
    SessionTask.objects.bulk_update(tasks, ["due_on", "done_at", "done_by", "outcome"])


# By hand --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def tick(session: Session, kind: str, *, by) -> None:
    """Mark a task of ours as done; a second tick changes nothing. Raises ``NotByHand``."""
    task = own_task(session, kind)
    if task.done_at is None:
        task.done_at, task.done_by = timezone.now(), by
        task.save(update_fields=["done_at", "done_by"])


@transaction.atomic
def untick(session: Session, kind: str) -> None:
    """Mark it as still to do. Raises ``NotByHand``."""
    task = own_task(session, kind)
    task.done_at, task.done_by, task.outcome = None, None, ""
    task.save(update_fields=["done_at", "done_by", "outcome"])


def own_task(session: Session, kind: str) -> SessionTask:
    if kind not in MANUAL:
        raise NotByHand("ProxiNet s’en charge : cette tâche ne se coche pas.")
    return session.tasks.select_for_update().get(kind=kind)


# Where it stands ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One line of the session's list, as the page shows it."""

    task: SessionTask
    is_manual: bool
    is_late: bool
    waits_for_attendance: bool

    @property
    def can_be_sent(self) -> bool:
        return not self.is_manual and self.task.done_at is None


def steps(session: Session) -> list[Step]:
    """The session's tasks in the order of their days. Three queries."""
    today = timezone.localdate()
    order = {kind: number for number, kind in enumerate([*BEFORE, *AFTER])}
    tasks = sorted(session.tasks.select_related("done_by"), key=lambda task: (task.due_on, order[task.kind]))
    recorded = attendance_is_complete(session)
    return [
        Step(
            task=task,
            is_manual=task.kind in MANUAL,
            is_late=task.done_at is None and task.due_on < today,
            waits_for_attendance=task.kind == Kind.CERTIFICATES and session.is_past and not recorded,
        )
        for task in tasks
    ]


def attendance_is_complete(session: Session) -> bool:
    """Whether something is recorded for everyone expected, on every half-day."""
    noted = Attendance.objects.filter(registration=OuterRef("pk"), half_day=OuterRef("event__half_days"))
    missing = Registration.objects.filter(event=session, state__in=EXPECTED, event__half_days__isnull=False)
    return not missing.filter(~Exists(noted)).exists()


def without_address(session: Session):
    """Those who have a place and no e-mail: they need their convocation on paper (``Registration`` queryset)."""
    return convened(session).filter(NO_ADDRESS)


def todos_due(sessions, now=None) -> list[Todo]:
    """What the organisers of ``sessions`` (a queryset) do by hand this week or are late with; attendance nobody noted
    has its own line on the dashboard, so that only its holes are told here."""
    today = timezone.localtime(now).date() if now else timezone.localdate()
    by_hand = Q(kind__in=[Kind.PREPARE, Kind.AGREEMENT], session__starts_at__gt=now or timezone.now())
    noted = Attendance.objects.filter(half_day__session=OuterRef("session"))
    holes = Q(Exists(noted), kind__in=[Kind.ATTENDANCE, Kind.CERTIFICATES], due_on__lt=today)
    tasks = (
        SessionTask.objects.filter(by_hand | holes, session__in=sessions, session__cancelled_at=None)
        .filter(done_at=None, due_on__lte=today + THIS_WEEK)
        .select_related("session__module__programme")
        .order_by("due_on", "pk")
    )
    return [todo_of(task) for task in tasks[:MOST_TODOS]]


def todo_of(task: SessionTask) -> Todo:
    url = reverse("trainings:preparation", args=[task.session_id])
    verb = "Je complète" if task.kind in (Kind.ATTENDANCE, Kind.CERTIFICATES) else "Je regarde"
    due = timezone.make_aware(datetime.combine(task.due_on, time.min))
    return Todo(f"{task.get_kind_display()} : {task.session.module.title}", verb, url, str(task.session.place), due)
