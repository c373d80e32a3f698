"""Questionnaires, what people made up answered, and the training needs. The answers are drawn, always the same."""

import random
from datetime import timedelta

from django.utils import timezone

from demo.load_sessions import LoadedSessions
from demo.writing import SiteBeingBuilt
from trainings import needs
from trainings.evaluation import TIME_TO_ANSWER, random_number
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

Kind = Question.Kind
Moment = Questionnaire.Moment
SENT_AFTER = {Moment.END: timedelta(hours=1), Moment.LATER: timedelta(days=90)}


def load_questionnaires(built: SiteBeingBuilt, programme, saids: list, sessions: list) -> dict[str, list]:
    """The questionnaires and the answers after each of ``sessions``, ``(session, record)`` pairs.

    Returns the needs heard on the way: ``{words: the sessions after which they were said}``.
    """
    heard = {}
    for said in saids:
        questionnaire = Questionnaire.objects.create(
            programme=programme, moment=said.moment, introduction=said.introduction
        )
        questions = Question.objects.bulk_create(
            Question(
                questionnaire=questionnaire,
                order=order,
                text=one.text,
                kind=one.kind,
                choices=one.choices,
                asks_needs=one.asks_needs,
            )
            for order, one in enumerate(said.questions, start=1)
        )
        draw = random.Random(f"proxinet {built.site.slug} {programme.title} {said.moment}")  # noqa: S311 - no secrets
        sheets = []
        for session, record in sessions:
            count = record.answered if said.moment == Moment.END else record.answered_later
            sheets += load_links(questionnaire, session, count or 0, draw)
        AnswerSheet.objects.bulk_create(sheets)
        answers = [
            answer
            for question, one in zip(questions, said.questions, strict=True)
            for answer in drawn_answers(question, one, sheets, draw)
        ]
        Answer.objects.bulk_create(answers)
        for answer in answers:
            if answer.question.asks_needs and needs.says_something(answer.text):
                heard.setdefault(answer.text, []).append(answer.sheet.session)
    return heard


def load_links(questionnaire, session: Session, count: int, draw: random.Random) -> list[AnswerSheet]:
    """A link for each one who came, ``count`` of them used; as many sheets, which know nobody."""
    came = Attendance.objects.filter(registration__event=session, state__in=Attendance.CAME)
    asked = list(came.order_by("registration").values_list("registration", flat=True).distinct())
    count = min(count, len(asked))
    if not count:
        return []
    used = set(draw.sample(asked, count))
    soon = timezone.now() + timedelta(days=1)
    links = AnswerLink.objects.bulk_create(
        AnswerLink(registration_id=pk, questionnaire=questionnaire, expires_at=soon, has_answered=pk in used)
        for pk in asked
    )
    sent_at = session.ends_at + SENT_AFTER[questionnaire.moment]
    expires_at = sent_at + TIME_TO_ANSWER[questionnaire.moment]
    AnswerLink.objects.filter(pk__in=[link.pk for link in links]).update(sent_at=sent_at, expires_at=expires_at)
    return [AnswerSheet(pk=random_number(), questionnaire=questionnaire, session=session) for _ in range(count)]


def drawn_answers(question: Question, said, sheets: list[AnswerSheet], draw: random.Random) -> list[Answer]:
    """An answer of nearly everyone to a note or a choice; each free answer as often as the record says."""
    if question.kind == Kind.TEXT:
        texts = [reply.text for reply in said.replies for _ in range(reply.times or 1)]
        chosen = draw.sample(sheets, min(len(texts), len(sheets)))
        return [answer_of(sheet, question, text=text) for sheet, text in zip(chosen, texts, strict=False)]
    values = range(1, 6) if question.kind == Kind.SCALE else question.choices
    weights = said.weights or None
    answers = []
    for sheet in sheets:
        if draw.random() < 0.96:
            value = draw.choices(values, weights)[0]
            answers.append(
                answer_of(sheet, question, **({"note": value} if question.kind == Kind.SCALE else {"text": value}))
            )
    return answers


def answer_of(sheet: AnswerSheet, question: Question, **columns) -> Answer:
    return Answer(pk=random_number(), sheet=sheet, question=question, **columns)


# Needs ----------------------------------------------------------------------------------------------------------------


def load_needs(built: SiteBeingBuilt, saids: list, loaded: LoadedSessions, heard: dict) -> None:
    """The needs of the record, and those only said in answers; then what became of them, by the acts people use."""
    made = {}
    for said in saids:
        said_after = heard.pop(said.title, [])
        after = loaded.over.get(said.heard_after) or first_of(said_after)
        made[said.title] = note(
            built,
            title=said.title,
            detail=said.detail,
            source=said.source,
            heard_after=after,
            times_asked=said.times_asked or len(said_after) or 1,
            noted_on=noted_on(built, said.noted_days_ago, after),
        )
    for title, sessions in heard.items():
        after = first_of(sessions)
        note(
            built,
            title=title,
            source=TrainingNeed.Source.TRAINEES,
            heard_after=after,
            times_asked=len(sessions),
            noted_on=noted_on(built, None, after),
        )
    groups = {}
    for said in saids:
        if said.planned_in:
            needs.plan_need(made[said.title], loaded.coming[said.planned_in])
        elif said.why_dropped:
            needs.drop_need(made[said.title], said.why_dropped)
        elif said.merged_into:
            groups.setdefault(said.merged_into, []).append(made[said.title])
    for title, others in groups.items():
        needs.merge_needs(made[title], others)


def first_of(sessions: list[Session]) -> Session | None:
    return min(sessions, key=lambda session: session.ends_at, default=None)


def noted_on(built: SiteBeingBuilt, days_ago: int | None, after: Session | None):
    if days_ago is None and after:
        return timezone.localdate(after.ends_at) + timedelta(days=2)
    return built.today - timedelta(days=days_ago or 0)


def note(built: SiteBeingBuilt, *, noted_on, **fields) -> TrainingNeed:
    need = TrainingNeed.objects.create(site=built.site, **fields)
    TrainingNeed.objects.filter(pk=need.pk).update(noted_on=noted_on)
    return need
