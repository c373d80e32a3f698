"""The results of a programme's questionnaires as rows for a spreadsheet, hidden as the pages hide them."""

from collections.abc import Iterable, Iterator

from trainings.evaluation_results import QuestionResult, Results

HEADINGS = ("questionnaire", "session", "demandes", "avis reçus", "question", "réponse", "nombre", "moyenne sur 5")
HIDDEN = "moins de 5 réponses"


def result_rows(several: Iterable[Results], about: str) -> Iterator[tuple]:
    """One row for each question and possible answer, or free answer. ``about``: the session, in words."""
    for results in several:
        moment = results.questionnaire.get_moment_display()
        answered = HIDDEN if results.is_hidden else results.answered
        for row in rows_of(results):
            yield (moment, about, results.asked, answered, *row)


def rows_of(results: Results) -> Iterator[tuple]:
    if results.is_hidden:
        yield ("toutes", HIDDEN, None, None)
    for result in results.questions:
        yield from question_rows(result)


def question_rows(result: QuestionResult) -> Iterator[tuple]:
    question = result.question.text
    if result.is_hidden:
        yield (question, HIDDEN, None, None)
    for label, count in result.rows:
        yield (question, label, count, None if result.mean is None else round(result.mean, 2))
    for text in result.texts:
        yield (question, text, 1, None)
