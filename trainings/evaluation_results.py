"""What trainees answered, added up, without letting anyone be recognised.

Three rules keep an answer from being traced to its author:

1. **Fewer than five answers are hidden**, for the whole questionnaire and for each question (one may leave questions
   out): nothing of them is shown, not even how many there are.
2. **Nothing hidden can be had by subtraction.** A programme's results are the sum of its sessions': were one session
   of three answers hidden and the others shown, the programme minus the others would be those three. So the sessions
   whose results stay hidden must hold, together, five answers or more (or none): when they hold one to four, the
   smallest session that could be shown is hidden with them (``shown_sessions``), question by question.
3. **No order.** Free answers are sorted by their words, never by arrival.

The end and three months later are two questionnaires, counted apart. What these rules do not stop: someone who writes
down the results before and after the very answer they expect, and a group that all answers the same.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from proxinet.charts import BarChart, bar_chart
from sites.names import name_key
from trainings.models import Answer, AnswerLink, AnswerSheet, Programme, Question, Questionnaire, Session

FEWEST_SHOWN = 5
Kind = Question.Kind
Moment = Questionnaire.Moment


@dataclass(frozen=True)
class QuestionResult:
    """``count`` is None when the answers stay hidden. ``rows``: (answer, how many), nought included. ``texts``: free
    answers, in alphabetical order."""

    question: Question
    count: int | None
    mean: float | None = None
    rows: tuple[tuple[str, int], ...] = ()
    texts: tuple[str, ...] = ()
    chart: BarChart | None = None

    @property
    def is_hidden(self) -> bool:
        return self.count is None


@dataclass(frozen=True)
class Results:
    """One questionnaire's results. ``answered`` is None while it is hidden, and ``questions`` is then empty."""

    questionnaire: Questionnaire
    asked: int
    answered: int | None
    questions: tuple[QuestionResult, ...] = ()

    @property
    def is_hidden(self) -> bool:
        return self.answered is None

    @property
    def rate(self) -> int | None:
        """In per cent."""
        return min(round(100 * self.answered / self.asked), 100) if self.answered and self.asked else None


@dataclass(frozen=True)
class Asked:
    """How many were asked at that moment, and how many answered where that may be shown (else None)."""

    moment: Moment
    asked: int
    answered: int | None

    def __str__(self):
        if not self.asked:
            return "pas envoyé"
        return f"caché, {self.asked} demandés" if self.answered is None else f"{self.answered} sur {self.asked}"


@dataclass(frozen=True)
class SessionLine:
    """``cells``: one for each moment, in order."""

    session: Session
    cells: tuple[Asked, ...]


@dataclass(frozen=True)
class Comparison:
    """A scale asked in the same words at the end and three months later."""

    text: str
    at_the_end: float
    later: float
    chart: BarChart


def shown_sessions(answers: Mapping[int, int]) -> set[int]:
    """The sessions (keys) of which the answers (values: how many) may be shown beside the total of all of them."""
    shown = {key for key, count in answers.items() if count >= FEWEST_SHOWN}
    hidden = sum(count for key, count in answers.items() if key not in shown)
    if 0 < hidden < FEWEST_SHOWN and shown:
        shown.remove(min(shown, key=lambda key: (answers[key], key)))
    return shown


def programme_results(programme: Programme) -> list[Results]:
    """The results of all the sessions together, one for each questionnaire of the programme (end, then later)."""
    return [results(questionnaire) for questionnaire in questionnaires_of(programme)]


def session_results(session: Session) -> list[Results]:
    """The session's own results, one for each questionnaire of its programme."""
    return [results(questionnaire, session) for questionnaire in questionnaires_of(session.module.programme)]


def questionnaires_of(programme: Programme):
    asking = programme.questionnaires.filter(questions__isnull=False).distinct()
    return asking.order_by("moment").prefetch_related("questions")


def results(questionnaire: Questionnaire, session: Session | None = None) -> Results:
    """Added up over ``session``, or over the whole programme. Three queries."""
    sheets = by_session(AnswerSheet.objects.filter(questionnaire=questionnaire), "session")
    links = AnswerLink.objects.filter(questionnaire=questionnaire)
    asked = (links if session is None else links.filter(registration__event=session)).count()
    if not may_show(sheets, session):
        return Results(questionnaire, asked, None)
    said = answers_by_question_and_session(questionnaire)
    questions = tuple(result_over(question, said[question.pk], session) for question in questionnaire.questions.all())
    return Results(questionnaire, asked, sheets[session.pk] if session else sum(sheets.values()), questions)


def result_over(question: Question, said: dict[int, Counter], session: Session | None) -> QuestionResult:
    if not may_show({key: answers.total() for key, answers in said.items()}, session):
        return QuestionResult(question, None)
    return question_result(question, sum(said.values(), Counter()) if session is None else said[session.pk])


def may_show(answers: Mapping[int, int], session: Session | None) -> bool:
    """``answers``: how many, by session."""
    if session is None:
        return sum(answers.values()) >= FEWEST_SHOWN
    return session.pk in shown_sessions(answers)


def by_session(rows, path: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(path).annotate(Count("pk")))


def answers_by_question_and_session(questionnaire: Questionnaire) -> dict[int, dict[int, Counter]]:
    """``{question: {session: how often each note or text was given}}``."""
    rows = (
        Answer.objects.filter(sheet__questionnaire=questionnaire)
        .order_by()
        .values_list("question", "sheet__session", "note", "text")
        .annotate(Count("pk"))
    )
    said: dict[int, dict[int, Counter]] = defaultdict(lambda: defaultdict(Counter))
    for question, session, note, text, count in rows:
        said[question][session][text if note is None else note] += count
    return said


def question_result(question: Question, said: Counter) -> QuestionResult:
    if question.kind == Kind.TEXT:
        texts = sorted(said.elements(), key=lambda text: (name_key(text), text))
        return QuestionResult(question, len(texts), texts=tuple(texts))
    if question.kind == Kind.SCALE:
        rows = tuple((scale_label(question, note), said[note]) for note in range(1, 6))
        mean = sum(note * count for note, count in said.items()) / said.total()
    else:
        rows, mean = tuple((choice, said[choice]) for choice in question.choices), None
    chart = bar_chart(rows, title=question.text, label_heading="Réponse", value_heading="Personnes")
    return QuestionResult(question, said.total(), mean, rows, chart=chart)


def scale_label(question: Question, note: int) -> str:
    low, high = question.ends
    return {1: f"1 – {low}", 5: f"5 – {high}"}.get(note, str(note))


def session_lines(programme: Programme) -> list[SessionLine]:
    """The sessions where people were asked, the last one first. Three queries."""
    sheets = AnswerSheet.objects.filter(questionnaire__programme=programme)
    links = AnswerLink.objects.filter(questionnaire__programme=programme)
    answered, asked = by_moment(sheets, "session"), by_moment(links, "registration__event")
    shown = {moment: shown_sessions(counts) for moment, counts in answered.items()}
    pks = {pk for counts in (*answered.values(), *asked.values()) for pk in counts}
    sessions = Session.objects.filter(pk__in=pks).select_related("module").order_by("-starts_at", "-pk")
    return [
        SessionLine(
            session,
            tuple(
                Asked(
                    moment,
                    asked[moment].get(session.pk, 0),
                    answered[moment][session.pk] if session.pk in shown[moment] else None,
                )
                for moment in Moment
            ),
        )
        for session in sessions
    ]


def by_moment(rows, path: str) -> dict[Moment, dict[int, int]]:
    counts: dict[Moment, dict[int, int]] = {moment: {} for moment in Moment}
    for moment, session, count in rows.order_by().values_list("questionnaire__moment", path).annotate(Count("pk")):
        counts[Moment(moment)][session] = count
    return counts


def comparisons(several: list[Results]) -> list[Comparison]:
    """The scales asked in the same words at both moments, shown at both."""
    means: dict[str, dict[str, QuestionResult]] = defaultdict(dict)
    for one in several:
        for result in one.questions:
            if result.mean is not None:
                means[name_key(result.question.text)][one.questionnaire.moment] = result
    return [compare(both[Moment.END], both[Moment.LATER]) for both in means.values() if len(both) == 2]


def compare(end: QuestionResult, later: QuestionResult) -> Comparison:
    chart = bar_chart(
        [("À la fin", end.mean), ("Trois mois après", later.mean)],
        title=end.question.text,
        label_heading="Moment",
        value_heading="Moyenne sur 5",
        largest=5,
    )
    return Comparison(end.question.text, end.mean, later.mean, chart)
