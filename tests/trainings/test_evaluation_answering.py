"""Answering by the link: once, in time, at least one question, without leaving a name."""

from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from proxinet.signed_links import sign
from tests.factories.events import SessionFactory, in_days
from tests.trainings.pages import page, text
from tests.trainings.test_evaluation_sending import ask, attend
from trainings import evaluation
from trainings.models import Answer, AnswerLink, AnswerSheet, Question, Questionnaire, TrainingNeed
from trainings.questionnaires import begin_with_usual_questions

pytestmark = pytest.mark.django_db
END = Questionnaire.Moment.END


@pytest.fixture
def session():
    session = SessionFactory(starts_at=in_days(-1))
    begin_with_usual_questions(session.module.programme, END)
    return session


def ask_people(session, count=1):
    registrations = attend(session, *["present"] * count)
    evaluation.send_questionnaire(session, END)
    return [AnswerLink.objects.get(registration=registration) for registration in registrations]


@pytest.fixture
def link(session):
    return ask_people(session)[0]


def address(link):
    return reverse("trainings:answer", args=[sign("answer", link.pk)])


def field(kind, **more):
    return f"question-{Question.objects.filter(kind=kind, **more).first().pk}"


def test_the_page_needs_no_account_and_no_script_and_keeps_its_address_to_itself(client, link):
    response = client.get(address(link))
    soup = page(response)
    assert len(soup.select("fieldset")) == 5
    assert len(soup.select("textarea")) == 2
    assert not soup.select("script")
    assert response["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response["Cache-Control"]
    assert link.registration.person.last_name not in soup.get_text()


def test_what_is_said_is_kept_without_its_author(client, link, session):
    replies = {
        field("scale"): "4",
        field("choice"): "Comme il faut",
        field("text", asks_needs=False): "Les cas réels.\r\nEt <script>alert(1)</script>",
    }
    response = client.post(address(link), replies, follow=True)
    assert "Merci" in text(response)
    sheet = AnswerSheet.objects.get()
    assert sheet.session == session
    said = {answer.question.kind: answer.note or answer.text for answer in sheet.answers.all()}
    assert said == {"scale": 4, "choice": "Comme il faut", "text": "Les cas réels.\nEt <script>alert(1)</script>"}
    link.refresh_from_db()
    assert link.has_answered


def test_a_second_answer_is_refused_in_a_sentence(client, link):
    for _ in range(2):
        response = client.post(address(link), {field("scale"): "5"}, follow=True)
    assert "Vous avez déjà répondu, merci." in text(response)
    assert "Vous avez déjà répondu, merci." in text(client.get(address(link)))
    assert AnswerSheet.objects.count() == 1


def test_after_its_date_the_link_says_that_it_is_too_late(client, link):
    with time_machine.travel(link.expires_at, tick=False):
        for response in (client.get(address(link)), client.post(address(link), {field("scale"): "5"})):
            assert response.status_code == 410
            assert "Ce questionnaire est terminé" in response.content.decode()
    assert not AnswerSheet.objects.exists()


def test_nothing_at_all_is_not_an_answer(client, link):
    response = client.post(address(link), {field("text"): "  \r\n "})
    assert "Répondez au moins à une question." in text(response)
    link.refresh_from_db()
    assert not link.has_answered
    assert not AnswerSheet.objects.exists()


@pytest.mark.parametrize(("kind", "value"), [("scale", "6"), ("scale", "x"), ("choice", "Autre"), ("text", "é" * 1001)])
def test_an_impossible_answer_is_refused_and_the_rest_stays_typed(client, link, kind, value):
    keep = "text" if kind != "text" else "scale"
    kept = "Bien." if keep == "text" else "3"
    response = client.post(address(link), {field(kind): value, field(keep): kept})
    soup = page(response)
    assert soup.select(".field__error")
    typed = (
        soup.select_one(f"textarea[name={field('text')}]").get_text().strip()
        if keep == "text"
        else soup.select_one(f"input[name={field('scale')}][checked]")["value"]
    )
    assert typed == kept
    assert not AnswerSheet.objects.exists()


def test_a_thousand_characters_with_line_breaks_fit(client, link):
    words = "a\r\n" * 500
    client.post(address(link), {field("text", asks_needs=False): words + "fin"})
    assert not Answer.objects.exists()  # 1003
    client.post(address(link), {field("text", asks_needs=False): words[:-5] + "fin"})
    assert len(Answer.objects.get().text) == 1000


@pytest.mark.parametrize("token", ["1", "1:abc", "é"])
def test_a_made_up_link_opens_nothing(client, token):
    assert client.get(reverse("trainings:answer", args=[token])).status_code == 404


def test_a_token_of_another_purpose_opens_nothing(client, link):
    assert client.get(reverse("trainings:answer", args=[sign("offer", link.pk)])).status_code == 404


def test_the_form_answers_where_cross_site_requests_are_checked(link):
    client = Client(enforce_csrf_checks=True)
    token = page(client.get(address(link))).select_one("[name=csrfmiddlewaretoken]")["value"]
    replies = {field("scale"): "5", "csrfmiddlewaretoken": token}
    assert client.post(address(link), replies, headers={"origin": "http://testserver"}).status_code == 302
    assert AnswerSheet.objects.count() == 1


# Anonymity ------------------------------------------------------------------------------------------------------------


def test_a_sheet_holds_nothing_that_leads_to_a_person_or_a_time():
    """Someone who adds a column here must think again."""
    assert {f.name for f in AnswerSheet._meta.concrete_fields} == {"id", "questionnaire", "session"}
    assert {f.name for f in Answer._meta.concrete_fields} == {"id", "sheet", "question", "note", "text"}
    assert {f.name for f in AnswerLink._meta.concrete_fields} == {
        "id",
        "registration",
        "questionnaire",
        "sent_at",
        "expires_at",
        "has_answered",
    }


def rows_as_they_lie(table, columns):
    """What a copy of the database shows, in the order of the file."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}, xmin::text FROM {table}")
        return cursor.fetchall()


def test_neither_numbers_nor_the_order_of_rows_betray_who_answered_when(session):
    links = ask_people(session, 8)
    scale = Question.objects.filter(kind="scale").first()
    arrival = [links[index] for index in (3, 0, 6, 5, 1, 7, 2, 4)]
    for note, link in enumerate(arrival):
        evaluation.answer(link, {scale.pk: note % 5 + 1})
    lying = [pk for pk, *_ in rows_as_they_lie("trainings_answerlink", "id")]
    assert lying != [link.pk for link in arrival]
    assert len({xmin for *_, xmin in rows_as_they_lie("trainings_answerlink", "id")}) == 1
    numbers = sorted(AnswerSheet.objects.values_list("pk", flat=True))
    assert numbers[-1] - numbers[0] > 1_000_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_the_same_link_used_twice_at_once_leaves_one_sheet():
    for _run in range(5):
        session = SessionFactory(starts_at=in_days(-1))
        question = ask(session.module.programme).questions.get()
        link = ask_people(session)[0]
        start, outcomes = Barrier(2), []

        def answer(link=link, question=question, start=start, outcomes=outcomes):
            try:
                mine = AnswerLink.objects.get(pk=link.pk)
                start.wait()
                evaluation.answer(mine, {question.pk: 4})
                outcomes.append("written")
            except evaluation.AlreadyAnswered:
                outcomes.append("refused")
            finally:
                connection.close()

        threads = [Thread(target=answer) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["refused", "written"]
        assert AnswerSheet.objects.filter(session=session).count() == 1


# Needs ----------------------------------------------------------------------------------------------------------------


def test_what_they_ask_for_becomes_needs_of_the_site_counted_together(session):
    said = ["Gérer les conflits", "gerer les conflits !", "Non", "Premiers secours", "-"]
    links = ask_people(session, len(said))
    question = Question.objects.get(asks_needs=True)
    for link, words in zip(links, said, strict=True):
        evaluation.answer(link, {question.pk: words})
    needs = TrainingNeed.objects.order_by("title")
    assert [(need.title, need.times_asked) for need in needs] == [("Gérer les conflits", 2), ("Premiers secours", 1)]
    assert {(need.site, need.source, need.heard_after) for need in needs} == {(session.site, "trainees", session)}
