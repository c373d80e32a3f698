"""Answers and actions: two people at once, limits, order."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from reports.contributions.writing import write
from reports.models import Action, Answer, Question
from tests.factories.people import a_lead
from tests.factories.reports import a_campaign
from tests.reports.contributing import a_prefilled_contribution, answer_to, answer_url

pytestmark = pytest.mark.django_db
AUTOSAVE = {"X-Requested-With": "autosave"}


@pytest.fixture
def assessment():
    return a_prefilled_contribution()


@pytest.fixture
def answer(assessment):
    return answer_to(assessment)


@pytest.fixture
def one(assessment, sign_in):
    return sign_in(lead_named("Ariane", assessment))


@pytest.fixture
def other(assessment, sign_in):
    return sign_in(lead_named("Basile", assessment))


def lead_named(name, assessment):
    lead = a_lead(assessment.site)
    lead.first_name = name
    lead.save()
    return lead


def text_of(answer) -> str:
    return Answer.objects.get(pk=answer.pk).text


# Answers --------------------------------------------------------------------------------------------------------------


def test_without_javascript_an_answer_is_saved_and_the_page_comes_back_to_it(one, answer):
    response = one.post(answer_url(answer), {"text": "Premier.\r\n\r\nSecond.", "version": 1})
    assert response["Location"].endswith(f"/contributions/{answer.assessment_id}/#answer-{answer.pk}")
    assert text_of(answer) == "Premier.\n\nSecond."


def test_two_people_in_one_answer_both_see_both_texts(one, other, answer):
    one.post(answer_url(answer), {"text": "Le texte d’Ariane", "version": 1})
    overtaken = other.post(answer_url(answer), {"text": "Le texte de Basile", "version": 1})
    html = overtaken.content.decode()
    assert overtaken.status_code == 409
    assert "Ariane" in html
    assert "<p>Le texte d’Ariane</p>" in html
    assert "Le texte de Basile</textarea>" in html
    assert 'name="version" value="2"' in html
    assert text_of(answer) == "Le texte d’Ariane"
    other.post(answer_url(answer), {"text": "Le texte de Basile", "version": 2})
    assert text_of(answer) == "Le texte de Basile"


def test_two_people_in_two_answers_do_not_notice_each_other(one, other, assessment, answer):
    elsewhere = answer_to(assessment, Question.Section.DIFFICULTIES)
    assert one.post(answer_url(answer), {"text": "Ici", "version": 1}).status_code == 302
    assert other.post(answer_url(elsewhere), {"text": "Là", "version": 1}).status_code == 302
    assert (text_of(answer), text_of(elsewhere)) == ("Ici", "Là")


def test_the_same_text_twice_is_no_conflict(one, other, answer):
    one.post(answer_url(answer), {"text": "Pareil", "version": 1})
    assert other.post(answer_url(answer), {"text": "Pareil", "version": 1}).status_code == 302


def test_saving_what_did_not_change_disturbs_nobody(one, other, answer):
    one.post(answer_url(answer), {"text": text_of(answer), "version": 1})
    assert other.post(answer_url(answer), {"text": "Nouveau", "version": 1}).status_code == 302


def test_saving_as_one_types_answers_the_version_and_the_hour(one, answer):
    said = one.post(answer_url(answer), {"text": "Tapé", "version": 1}, headers=AUTOSAVE)
    assert said.json()["version"] == 2
    assert "\u00a0h\u00a0" in said.json()["at"]
    assert text_of(answer) == "Tapé"


def test_saving_as_one_types_tells_what_the_other_wrote(one, other, answer):
    one.post(answer_url(answer), {"text": "Le texte d’Ariane", "version": 1})
    said = other.post(answer_url(answer), {"text": "Le mien", "version": 1}, headers=AUTOSAVE)
    assert said.status_code == 409
    assert said.json()["version"] == 2
    assert "Le texte d’Ariane" in said.json()["theirs"]


def test_a_text_too_long_is_refused_beside_its_field_and_kept(one, answer):
    text = "a" * 20_001
    refused = one.post(answer_url(answer), {"text": text, "version": 1})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "20001\u00a0signes\u202f: 20000 au plus" in html
    assert text in html
    assert text not in text_of(answer)
    said = one.post(answer_url(answer), {"text": text, "version": 1}, headers=AUTOSAVE)
    assert (said.status_code, "20000 au plus" in said.json()["sentence"]) == (422, True)


def test_control_characters_of_a_paste_are_dropped(one, answer):
    one.post(answer_url(answer), {"text": "Un\x00 mot\x0c\ttabulé\x07", "version": 1})
    assert text_of(answer) == "Un mot\ttabulé"


def test_what_is_typed_is_shown_as_text(one, answer):
    one.post(answer_url(answer), {"text": "<script>x()</script>", "version": 1})
    assert "<script>x()" not in one.get(answer.assessment.get_absolute_url()).content.decode()


def test_a_question_of_another_campaign_is_not_answered_here(one, answer):
    foreign = a_campaign(answer.assessment.campaign.call, name="Autre").questions.first()
    url = reverse("reports:answer", args=[answer.assessment_id, foreign.pk])
    assert one.post(url, {"text": "x", "version": 1}).status_code == 404


def test_a_question_added_later_is_answered_once(one, other, assessment):
    question = Question.objects.create(campaign=assessment.campaign, label="Et les jeunes\u202f?")
    url = reverse("reports:answer", args=[assessment.pk, question.pk])
    assert one.post(url, {"text": "Ils viennent.", "version": 1}).status_code == 302
    assert other.post(url, {"text": "Ils sont venus.", "version": 1}).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_two_saved_at_the_same_instant_one_is_told():
    answer = answer_to(a_prefilled_contribution())
    start, results = threading.Barrier(2), []

    def save(text):
        try:
            start.wait()
            results.append(write(Answer.objects.get(pk=answer.pk), 1, None, text=text))
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[text]) for text in ("l’un", "l’autre")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(results) == [False, True]


# Actions --------------------------------------------------------------------------------------------------------------


def titles(assessment) -> list[str]:
    return [action.title for action in Action.objects.filter(assessment=assessment)]


def test_an_action_is_added_moved_and_removed(one, assessment):
    add = reverse("reports:add_action", args=[assessment.pk])
    for title in ("Deuxième", "Troisième"):
        one.post(add, {"title": title, "date_text": "mai 2013"})
    assert titles(assessment) == ["Première réunion", "Deuxième", "Troisième"]
    third = Action.objects.get(title="Troisième")
    one.post(reverse("reports:move_action", args=[third.pk]), {"step": "up"})
    assert titles(assessment) == ["Première réunion", "Troisième", "Deuxième"]
    one.post(reverse("reports:move_action", args=[third.pk]), {"step": "up"})
    one.post(reverse("reports:move_action", args=[third.pk]), {"step": "up"})
    assert titles(assessment) == ["Troisième", "Première réunion", "Deuxième"]
    remove = reverse("reports:remove_action", args=[third.pk])
    assert "Retirer cette action" in one.get(remove).content.decode()
    assert "Troisième" in titles(assessment)
    one.post(remove)
    assert titles(assessment) == ["Première réunion", "Deuxième"]


def test_an_action_without_title_is_refused_beside_the_field(one, assessment):
    refused = one.post(reverse("reports:add_action", args=[assessment.pk]), {"text": "Nous avons marché."})
    assert refused.status_code == 422
    assert "Dites en quelques mots ce qui a été fait." in refused.content.decode()
    assert "Nous avons marché." in refused.content.decode()
    assert titles(assessment) == ["Première réunion"]


def test_two_people_in_one_action(one, other, assessment):
    url = reverse("reports:edit_action", args=[assessment.actions.get().pk])
    one.post(url, {"title": "Réunion publique", "date_text": "début 2013", "version": 1})
    overtaken = other.post(url, {"title": "Réunion de tous", "date_text": "début 2013", "version": 1})
    html = overtaken.content.decode()
    assert overtaken.status_code == 409
    assert "<p>Réunion publique</p>" in html
    assert 'value="Réunion de tous"' in html
    other.post(url, {"title": "Réunion de tous", "date_text": "début 2013", "version": 2})
    assert titles(assessment) == ["Réunion de tous"]
