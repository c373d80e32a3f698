"""What the system does by itself around sessions, on the day it is due: exactly once each, even if killed in between.

Each task is one transaction: the session's row is locked (seats and dates stand still), then the task's; mails are
rows of the same transaction. Whatever fails is logged and tried again at the next sweep, and stops no other.
"""

import logging
from dataclasses import dataclass
from datetime import time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from proxinet import seats
from trainings import emails, preparation
from trainings.evaluation import questionnaire_for, send_questionnaire
from trainings.models import AnswerLink, Questionnaire, Registration, Session, SessionTask
from trainings.papers.certificate import certifiable
from trainings.papers.convocation import NO_ADDRESS, convened

logger = logging.getLogger(__name__)

Kind = SessionTask.Kind
MORNING = time(8)  # nobody's telephone rings at midnight
ATTENDANCE_AWAITED = timedelta(days=60)  # beyond, what waits for attendance waits for a person


@dataclass(frozen=True)
class Outcome:
    """What came of a task, as a French sentence; ``is_done`` is False when it must wait (what was sent stays sent)."""

    text: str
    is_done: bool = True


# The sweep ------------------------------------------------------------------------------------------------------------


def sweep() -> None:
    """Do all that is due now."""
    for session in coming_without_tasks():
        attempt(preparation.prepare, session)
    for session_pk, kind in due_tasks():
        attempt(do_task, session_pk, kind)
    for session_pk in sessions_with_latecomers():
        attempt(convene_latecomers, session_pk)


def attempt(act, *arguments) -> None:
    """A failure is logged and stops nothing else."""
    try:
        act(*arguments)
    except Exception:
        logger.exception("session task failed: %s%s", act.__name__, arguments)


def coming_without_tasks():
    """Sessions planned before there were tasks."""
    tasks = SessionTask.objects.filter(session=OuterRef("pk"))
    return Session.objects.filter(~Exists(tasks), starts_at__gt=timezone.now(), cancelled_at=None)


def due_tasks() -> list[tuple]:
    """``(session, kind)`` of what is due: at once when its day is past, else from the morning on."""
    today = timezone.localdate()
    until = today if timezone.localtime().time() >= MORNING else today - timedelta(days=1)
    waiting = [Kind.ATTENDANCE, Kind.CERTIFICATES, Kind.QUESTIONNAIRE]
    return list(
        SessionTask.objects.filter(done_at=None, due_on__lte=until, session__cancelled_at=None)
        .filter(kind__in=HANDLERS)
        .exclude(kind__in=waiting, due_on__lt=today - ATTENDANCE_AWAITED)
        .order_by("due_on", "pk")
        .values_list("session_id", "kind")
    )


@transaction.atomic
def do_task(session_pk: int, kind: str, *, by=None) -> Outcome | None:
    """Do one of the system's tasks now; None when it was done already or the session is cancelled.

    ``by``: the account that asked for it, None for the sweep.
    """
    session = locked_session(session_pk)
    tasks = SessionTask.objects.select_for_update(skip_locked=True, of=("self",))
    task = tasks.filter(session=session, kind=kind, done_at=None).first()
    if task is None or session.cancelled_at:
        return None
    outcome = HANDLERS[kind](session)
    if outcome.is_done:
        task.done_at, task.done_by, task.outcome = timezone.now(), by, outcome.text
        task.save(update_fields=["done_at", "done_by", "outcome"])
    return outcome


def locked_session(pk: int) -> Session:
    sessions = Session.objects.select_for_update(of=("self",))
    return sessions.select_related("module__programme__site", "module__deliverer", "trainer").get(pk=pk)


# What each task does --------------------------------------------------------------------------------------------------


def send_convocations(session: Session) -> Outcome:
    if session.has_started:
        return TOO_LATE
    registrations = list(convened(session).filter(convened_at=None))
    return Outcome(in_words(convene(session, registrations), len(registrations), BY_HAND))


def convene(session: Session, registrations: list[Registration]) -> int:
    """Send their convocation to those who have an address, note that it left, and return how many."""
    told = tell(registrations, emails.send_convocation, session)
    for registration in told:
        registration.convened_at = timezone.now()
    Registration.objects.bulk_update(told, ["convened_at"])
    return len(told)


def tell(registrations: list[Registration], send, session: Session, **how) -> list[Registration]:
    """Queue a mail to each of those who have an address, and return them."""
    periods = session.periods()
    reached = [registration for registration in registrations if registration.person.contact_email]
    for registration in reached:
        send(session, registration, periods, **how)
    return reached


def remind_a_week_before(session: Session) -> Outcome:
    if timezone.localdate() >= preparation.due_dates(session)[Kind.REMINDER_DAY]:
        return Outcome("Sans objet : le rappel de la veille suffit.")
    return remind(session, is_eve=False)


def remind_the_day_before(session: Session) -> Outcome:
    return remind(session, is_eve=True)


def remind(session: Session, *, is_eve: bool) -> Outcome:
    """Write to those who have a place, except those whose convocation left this very day."""
    if session.has_started:
        return TOO_LATE
    today = timezone.localdate()
    registrations = [
        registration
        for registration in convened(session)
        if not (registration.convened_at and timezone.localtime(registration.convened_at).date() == today)
    ]
    reached = tell(registrations, emails.send_reminder, session, is_eve=is_eve)
    return Outcome(in_words(len(reached), len(registrations), "à prévenir autrement"))


def send_end_questionnaire(session: Session) -> Outcome:
    """Ask those noted present so far; done once attendance is complete, since others may still be noted."""
    if not session.is_past:
        return Outcome("La session n’est pas finie.", is_done=False)
    send_questionnaire(session, Questionnaire.Moment.END)
    is_done = preparation.attendance_is_complete(session)
    return Outcome(asked_in_words(session, Questionnaire.Moment.END), is_done) if is_done else ATTENDANCE_MISSES


def send_later_questionnaire(session: Session) -> Outcome:
    if not session.is_past:
        return Outcome("La session n’est pas finie.", is_done=False)
    send_questionnaire(session, Questionnaire.Moment.LATER)
    return Outcome(asked_in_words(session, Questionnaire.Moment.LATER))


def asked_in_words(session: Session, moment: str) -> str:
    questionnaire = questionnaire_for(session, moment)
    if questionnaire is None:
        return "Rien à envoyer : le programme ne pose pas de question à ce moment."
    asked = AnswerLink.objects.filter(registration__event=session, questionnaire=questionnaire)
    reached = asked.exclude(registration__person__user=None, registration__person__email="").count()
    return in_words(reached, asked.count(), "à interroger autrement")


def send_certificates(session: Session) -> Outcome:
    if not attendance_is_known(session):
        return ATTENDANCE_MISSES
    registrations = certifiable(session)
    reached = tell(registrations, emails.send_certificate, session)
    return Outcome(in_words(len(reached), len(registrations), BY_HAND))


def tick_attendance(session: Session) -> Outcome:
    if not attendance_is_known(session):
        return ATTENDANCE_MISSES
    return Outcome("Les présences de tout le monde sont notées.")


def attendance_is_known(session: Session) -> bool:
    return session.is_past and preparation.attendance_is_complete(session)


BY_HAND = "à remettre en main propre"
TOO_LATE = Outcome("Trop tard : la session a commencé.")
ATTENDANCE_MISSES = Outcome("Notez d’abord les présences de tout le monde.", is_done=False)


def in_words(reached: int, in_all: int, otherwise: str) -> str:
    """« 14 personnes prévenues, 3 sans adresse : à remettre en main propre »."""
    if not in_all:
        return "Personne à prévenir."
    words = f"{reached} personne{'s' if reached > 1 else ''} prévenue{'s' if reached > 1 else ''}"
    left = in_all - reached
    return f"{words}, {left} sans adresse : {otherwise}" if left else words


HANDLERS = {
    Kind.CONVOCATIONS: send_convocations,
    Kind.REMINDER_WEEK: remind_a_week_before,
    Kind.REMINDER_DAY: remind_the_day_before,
    Kind.QUESTIONNAIRE: send_end_questionnaire,
    Kind.ATTENDANCE: tick_attendance,
    Kind.CERTIFICATES: send_certificates,
    Kind.FOLLOW_UP: send_later_questionnaire,
}

# Those who get a place after the convocations -------------------------------------------------------------------------


def latecomers(**where):
    """Registrations with a place and an address, whose convocation did not leave with the others."""
    convened_already = SessionTask.objects.filter(
        session=OuterRef("event"), kind=Kind.CONVOCATIONS, done_at__isnull=False
    )
    return Registration.objects.filter(
        Exists(convened_already), state=seats.State.CONFIRMED, convened_at=None, **where
    ).exclude(NO_ADDRESS)


def sessions_with_latecomers() -> list[int]:
    coming = latecomers(event__cancelled_at=None, event__starts_at__gt=timezone.now())
    return list(coming.order_by("event_id").values_list("event_id", flat=True).distinct())


@transaction.atomic
def convene_latecomers(session_pk: int) -> None:
    session = locked_session(session_pk)
    if not session.cancelled_at and not session.has_started:
        late = latecomers(event=session).select_related("person__user", "person__employer")
        convene(session, list(late.order_by("position")))
