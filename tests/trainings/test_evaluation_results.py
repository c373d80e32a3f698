"""What those who deliver and evaluate read, and what stays hidden."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from tests.factories.events import SessionFactory, in_days
from tests.factories.people import (
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_coordinator,
    a_lead,
    a_manager,
    a_member,
    a_partner,
)
from tests.trainings.pages import page, text
from tests.trainings.test_evaluation_sending import attend
from trainings import evaluation_results
from trainings.evaluation import send_questionnaire
from trainings.evaluation_results import shown_sessions
from trainings.models import Answer, AnswerSheet, Question, Questionnaire
from trainings.questionnaires import begin_with_usual_questions

pytestmark = pytest.mark.django_db
END, LATER = Questionnaire.Moment.END, Questionnaire.Moment.LATER
HIDDEN = "les résultats restent cachés"


@pytest.fixture
def session():
    session = SessionFactory(starts_at=in_days(-1))
    begin_with_usual_questions(session.module.programme, END)
    return session


def answer_as(session, count, *, note=4, words="", moment=END, asked=None):
    """``count`` trainees of ``asked`` (as many) answered every scale, the first choice, and ``words`` with a number."""
    questionnaire = session.module.programme.questionnaires.get(moment=moment)
    if not session.registrations.exists():
        attend(session, *["present"] * (asked or count), email="")
    send_questionnaire(session, moment)
    for number in range(count):
        sheet = AnswerSheet.objects.create(questionnaire=questionnaire, session=session)
        for question in questionnaire.questions.all():
            if question.kind == "scale":
                Answer.objects.create(sheet=sheet, question=question, note=note)
            elif question.kind == "choice":
                Answer.objects.create(sheet=sheet, question=question, text=question.choices[0])
            elif words and not question.asks_needs:
                Answer.objects.create(sheet=sheet, question=question, text=f"{words} {number}")


def another(session):
    return SessionFactory(module=session.module, starts_at=in_days(-2))


def read(sign_in, session, name="session_evaluation", of=None):
    pk = session.pk if name == "session_evaluation" else session.module.programme_id
    return sign_in(a_lead(session.site)).get(
        reverse(f"trainings:{name}", args=[pk]), {} if of is None else {"session": of}
    )


def rows(response):
    content = b"".join(response.streaming_content).decode()
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";"))


@pytest.mark.parametrize(("count", "is_hidden"), [(0, True), (4, True), (5, False)])
def test_results_are_shown_from_five_answers_on(sign_in, session, count, is_hidden):
    answer_as(session, count, words="Les échanges", asked=8)
    for name in ("session_evaluation", "programme_evaluation"):
        response = read(sign_in, session, name)
        assert (HIDDEN in text(response)) == is_hidden
        assert ("Les échanges" in text(response)) != is_hidden
        assert bool(page(response).select("svg[role=img] .chart__bar")) != is_hidden
        assert "8 personnes interrogées" in text(response)
    lines = rows(read(sign_in, session, "evaluation_csv"))[1:]
    assert (len(lines) == 1) == is_hidden
    assert ("moins de 5 réponses" in lines[0]) == is_hidden


def test_how_many_answered_is_not_told_below_five(sign_in, session):
    answer_as(session, 3, asked=8)
    for name in ("session_evaluation", "programme_evaluation"):
        response = read(sign_in, session, name)
        assert not page(response).select("main .stat")
        assert "3 sur 8" not in text(response)


def test_each_possible_answer_is_counted_nought_included_and_the_mean_given(sign_in, session):
    answer_as(session, 3, note=5)
    answer_as(session, 3, note=2)
    useful = session.module.programme.questionnaires.get().questions.first()
    lines = [row for row in rows(read(sign_in, session, "evaluation_csv")) if row[4] == useful.text]
    assert [row[6] for row in lines] == ["0", "3", "0", "0", "3"]
    assert {row[7] for row in lines} == {"3,5"}
    assert "En moyenne 3,5 sur 5, pour 6 réponses." in text(read(sign_in, session))


def test_a_question_few_answered_stays_hidden_within_a_shown_questionnaire(sign_in, session):
    answer_as(session, 6)
    question = Question.objects.filter(kind="text").first()
    for sheet in AnswerSheet.objects.all()[:4]:
        Answer.objects.create(sheet=sheet, question=question, text="Trop peu pour être lu")
    response = read(sign_in, session)
    assert "Trop peu pour être lu" not in response.content.decode()
    assert "Moins de 5 réponses : elles restent cachées." in text(response)


def test_free_answers_come_in_alphabetical_order_never_in_order_of_arrival(sign_in, session):
    questionnaire = session.module.programme.questionnaires.get()
    question = questionnaire.questions.filter(kind="text").first()
    said = ["Merci", "=1+1", "élan", "Avec\nretour", "<b>gras</b>", "Zut"]
    for words in said:
        sheet = AnswerSheet.objects.create(questionnaire=questionnaire, session=session)
        Answer.objects.create(sheet=sheet, question=question, text=words)
    response = read(sign_in, session)
    shown = [" ".join(item.get_text(" ").split()) for item in page(response).select("main details.more li")]
    assert shown == ["=1+1", "Avec retour", "<b>gras</b>", "élan", "Merci", "Zut"]
    assert not page(response).select("main b")
    cells = [row[5] for row in rows(read(sign_in, session, "evaluation_csv")) if row[4] == question.text]
    assert cells[0] == "'=1+1"
    assert "Avec\nretour" in cells


# Nothing by subtraction -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({1: 4}, set()),
        ({1: 5}, {1}),
        ({1: 9, 2: 5}, {1, 2}),
        ({1: 9, 2: 4}, set()),
        ({1: 9, 2: 6, 3: 3}, {1}),
        ({1: 9, 2: 6, 3: 3, 4: 2}, {1, 2}),
        ({1: 9, 2: 5, 3: 5, 4: 1}, {1, 3}),
        ({1: 9, 2: 0}, {1}),
        ({}, set()),
    ],
)
def test_the_hidden_sessions_hold_no_answer_or_five_at_least(answers, shown):
    assert shown_sessions(answers) == shown
    left = sum(answers.values()) - sum(answers[key] for key in shown)
    assert left == 0 or left >= 5 or not shown


def test_a_small_session_cannot_be_had_by_taking_the_others_from_the_programme(sign_in, session):
    small = another(session)
    answer_as(session, 7)
    answer_as(small, 2, words="Seul à le dire")
    programme = read(sign_in, session, "programme_evaluation")
    assert "9" in text(programme)
    for hidden in (session, small):
        assert HIDDEN in text(read(sign_in, hidden))
        line = rows(read(sign_in, session, "evaluation_csv", of=hidden.pk))[1]
        assert "moins de 5 réponses" in line
        assert line[3] == "moins de 5 réponses"
    third = another(session)
    answer_as(third, 8)
    assert HIDDEN in text(read(sign_in, session))
    assert HIDDEN not in text(read(sign_in, third))


def test_nor_can_the_few_answers_to_one_question(session):
    """Two sessions of six, all shown; in one of them two people answered the free question."""
    other = another(session)
    answer_as(session, 6, words="Bien")
    answer_as(other, 6)
    question = Question.objects.filter(kind="text").first()
    for sheet in AnswerSheet.objects.filter(session=other)[:2]:
        Answer.objects.create(sheet=sheet, question=question, text="Rare")
    for one in (session, other):
        shown = {r.question: r for r in evaluation_results.session_results(one)[0].questions}
        assert shown[question].is_hidden
    whole = {r.question: r for r in evaluation_results.programme_results(session.module.programme)[0].questions}
    assert whole[question].count == 8


# Two moments ----------------------------------------------------------------------------------------------------------


def test_the_same_question_is_set_beside_itself_three_months_later(sign_in, session):
    begin_with_usual_questions(session.module.programme, LATER)
    answer_as(session, 5, note=5)
    answer_as(session, 4, note=3, moment=LATER)
    assert "À la fin et trois mois après" not in text(read(sign_in, session, "programme_evaluation"))
    answer_as(session, 1, note=3, moment=LATER)
    response = read(sign_in, session, "programme_evaluation")
    assert "À la fin et trois mois après" in text(response)
    described = page(response).select_one("svg title").get_text()
    assert "À la fin : 5,0, Trois mois après : 3,0" in described


# Who reads ------------------------------------------------------------------------------------------------------------


def test_who_reads_what(sign_in, session):
    site, programme = session.site, session.module.programme
    deliverer, evaluator, trainer = (OrganisationFactory(kind="association") for _ in range(3))
    programme.deliverer, programme.evaluator = deliverer, evaluator
    programme.save()
    session.trainer = trainer
    session.save()
    employer = OrganisationFactory()
    readers = {
        "lead": (a_lead(site), 200, 200),
        "deliverer": (a_partner(site, deliverer), 200, 200),
        "evaluator": (a_partner(site, evaluator), 200, 200),
        "coordinator": (a_coordinator(), 403, 200),
        "trainer of the day": (a_partner(site, trainer), 403, 404),
        "manager": (a_manager(site, employer), 403, 403),
        "caretaker": (a_caretaker(site, employer), 403, 403),
        "lead elsewhere": (a_lead(SiteFactory()), 404, 404),
        "deliverer elsewhere": (a_member(Role.PARTNER, SiteFactory(), deliverer), 404, 404),
    }

    def get(name, pk, **query):
        return client.get(reverse(f"trainings:{name}", args=[pk]), query).status_code

    for who, (user, of_session, of_programme) in readers.items():
        client = sign_in(user)
        assert get("session_evaluation", session.pk) == of_session, who
        assert get("programme_evaluation", programme.pk) == of_programme, who
        assert get("evaluation_csv", programme.pk) == of_programme, who
        with_session = get("evaluation_csv", programme.pk, session=session.pk)
        assert with_session == (of_programme if of_session == of_programme else max(of_session, of_programme)), who


@pytest.mark.parametrize("asked", ["x", "-1", "9" * 30, ""])
def test_a_file_of_no_session_is_not_found(sign_in, session, asked):
    assert read(sign_in, session, "evaluation_csv", of=asked).status_code == 404


def test_a_session_of_another_programme_is_not_in_this_ones_file(sign_in, session):
    other = SessionFactory(module__programme__site=session.site, starts_at=in_days(-1))
    assert read(sign_in, session, "evaluation_csv", of=other.pk).status_code == 404


def test_queries_do_not_grow_with_the_answers(sign_in, session):
    begin_with_usual_questions(session.module.programme, LATER)
    client = sign_in(a_lead(session.site))
    names = ["programme_evaluation", "evaluation_csv"]
    urls = [reverse(f"trainings:{name}", args=[session.module.programme_id]) for name in names]
    urls.append(reverse("trainings:session_evaluation", args=[session.pk]))

    def cost(url):
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = client.get(url)
            b"".join(response)
        return len(captured)

    answer_as(session, 5, words="Un", asked=30)
    answer_as(session, 5, moment=LATER)
    few = [cost(url) for url in urls]
    for _ in range(4):
        one = another(session)
        answer_as(one, 20, words="Deux")
        answer_as(one, 20, moment=LATER)
    assert [cost(url) for url in urls] == few
    assert max(few) <= 16
