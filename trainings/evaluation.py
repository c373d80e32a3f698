"""Asking trainees what they thought, and writing what they answered without their names.

What keeps an answer from its author:

- a sheet knows its session; a link knows its person; neither holds a key, a time or a number that leads to the other;
- sheets and answers take random numbers, so that no order tells who answered first;
- answering rewrites all the links of the session in one statement: were the answered link written alone, the order of
  the rows in a copy of the database would be the order of the sheets.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils import timezone

from proxinet import seats
from proxinet.mail import queue_mail
from proxinet.signed_links import sign
from trainings import needs
from trainings.models import (
    Answer,
    AnswerLink,
    AnswerSheet,
    Attendance,
    Question,
    Questionnaire,
    Session,
    TrainingNeed,
)

Moment = Questionnaire.Moment
Kind = Question.Kind
LONGEST_ANSWER = 1000
LARGEST_NUMBER = 2**62
TIME_TO_ANSWER = {Moment.END: timedelta(days=30), Moment.LATER: timedelta(days=60)}


class CannotAnswer(Exception):
    """``str(error)`` is a French sentence for the person who tried."""


class AlreadyAnswered(CannotAnswer):
    pass


class TooLate(CannotAnswer):
    pass


# Asking ---------------------------------------------------------------------------------------------------------------


def questionnaire_for(session: Session, moment: str) -> Questionnaire | None:
    """The programme's questionnaire at that moment, when it asks anything."""
    asked = Questionnaire.objects.filter(programme=session.module.programme_id, moment=moment)
    return asked.filter(questions__isnull=False).first()


@transaction.atomic
def send_questionnaire(session: Session, moment: str) -> int:
    """Ask those who came at least in part, each of them once ever; return how many mails are queued.

    ``moment``: a ``Questionnaire.Moment``. People without an address have their link too: they answer from
    « Mes formations » or from a code on paper. Nothing happens without questions, or when the session was called off.
    """
    session = seats.lock(session)
    questionnaire = questionnaire_for(session, moment)
    if questionnaire is None or session.cancelled_at:
        return 0
    expires_at = timezone.now() + TIME_TO_ANSWER[moment]
    links = AnswerLink.objects.bulk_create(
        AnswerLink(registration=registration, questionnaire=questionnaire, expires_at=expires_at)
        for registration in not_yet_asked(session, questionnaire)
    )
    return sum(write_to(link, session) for link in links)


def not_yet_asked(session: Session, questionnaire: Questionnaire):
    """The registrations of those who came, without a link to this questionnaire."""
    came = Attendance.objects.filter(half_day__session=session, state__in=Attendance.CAME)
    return (
        session.registrations.filter(pk__in=came.values("registration"))
        .exclude(state=seats.State.CANCELLED)
        .exclude(answer_links__questionnaire=questionnaire)
        .select_related("person__user", "person__employer")
        .order_by("position", "pk")
    )


def write_to(link: AnswerLink, session: Session) -> bool:
    """Queue the mail with the link; False for someone without an address."""
    person = link.registration.person
    if not person.contact_email:
        return False
    is_later = link.questionnaire.moment == Moment.LATER
    subject = f"Trois mois après, votre avis : {session.label}" if is_later else f"Votre avis : {session.label}"
    context = {
        "person": person,
        "session": session,
        "is_later": is_later,
        "until": link.expires_at,
        "url": settings.PUBLIC_URL + answer_path(link),
    }
    queue_mail(person.contact_email, subject, "trainings/questionnaire", context)
    return True


def answer_path(link: AnswerLink) -> str:
    """Where the person answers, without an account."""
    return reverse("trainings:answer", args=[sign("answer", link.pk)])


def links_to_answer(user):
    """The questionnaires that wait for this person's answer (``AnswerLink`` queryset), the most pressing first."""
    return (
        AnswerLink.objects.filter(registration__person__user=user, has_answered=False, expires_at__gt=timezone.now())
        .select_related("questionnaire", "registration__event__module__programme")
        .order_by("expires_at", "pk")
    )


# Answering ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def answer(link: AnswerLink, replies: dict[int, int | str]) -> None:
    """Keep what one trainee says, without their name, and use up their link.

    ``replies``: ``{question pk: note from 1 to 5, or words}``, already checked by the form, without the questions left
    unanswered. What they need to be trained in next goes to the site's needs. Raises ``AlreadyAnswered``, ``TooLate``,
    or ``CannotAnswer`` when nothing of what they answered is still asked; nothing is written then.
    """
    session = link.registration.event
    use_up(link, session)
    sheet = AnswerSheet(pk=random_number(), questionnaire=link.questionnaire, session=session)
    sheet.save(force_insert=True)  # from here on, no question of this questionnaire changes (see questionnaires.locked)
    questions = {question.pk: question for question in link.questionnaire.questions.all()}
    answers = [
        Answer(pk=random_number(), sheet=sheet, question=questions[pk], **as_columns(questions[pk], reply))
        for pk, reply in replies.items()
        if pk in questions and fits(questions[pk], reply)
    ]
    if not answers:
        raise CannotAnswer("Le questionnaire vient de changer : relisez les questions, puis envoyez votre avis.")
    Answer.objects.bulk_create(answers)
    for said in answers:
        if said.question.asks_needs and needs.says_something(said.text):
            needs.note_need(session.site, said.text, TrainingNeed.Source.TRAINEES, heard_after=session)


def use_up(link: AnswerLink, session: Session) -> None:
    """Mark the link as answered, behind a lock on all those of the session, rewriting all of them."""
    links = AnswerLink.objects.filter(questionnaire=link.questionnaire_id, registration__event=session)
    rows = {row.pk: row for row in links.select_for_update(of=("self",)).order_by("pk")}
    if link.pk not in rows or rows[link.pk].has_answered:
        raise AlreadyAnswered("Vous avez déjà répondu, merci.")
    if rows[link.pk].expires_at <= timezone.now():
        raise TooLate("Il est trop tard pour répondre à ce questionnaire.")
    is_mine = Case(When(pk=link.pk, then=Value(True)), default=F("has_answered"))
    AnswerLink.objects.filter(pk__in=rows).update(has_answered=is_mine)


def random_number() -> int:
    return secrets.randbelow(LARGEST_NUMBER) + 1


def fits(question: Question, reply: int | str) -> bool:
    if question.kind == Kind.SCALE:
        return reply in range(1, 6)
    if question.kind == Kind.CHOICE:
        return reply in question.choices
    return isinstance(reply, str) and 0 < len(reply) <= LONGEST_ANSWER


def as_columns(question: Question, reply: int | str) -> dict:
    return {"note": reply} if question.kind == Kind.SCALE else {"text": reply}
