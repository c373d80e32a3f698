"""Writing a contribution in a real browser: saved as one types, kept without network, two people at once."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from reports.models import Answer, Question
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories.people import a_lead
from tests.reports.contributing import a_prefilled_contribution, answer_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
MINE, THEIRS = "Le texte que je tape.", "Le texte de l’autre."


@pytest.fixture
def assessment():
    return a_prefilled_contribution()


@pytest.fixture
def answer(assessment):
    return answer_to(assessment, Question.Section.DIFFICULTIES)


@pytest.fixture
def lead(assessment):
    return a_lead(assessment.site)


def text_of(answer) -> str:
    return Answer.objects.get(pk=answer.pk).text


def field(page, answer):
    return page.locator(f"#question-{answer.question_id}-text")


def status(page, answer):
    return page.locator(f"#answer-{answer.pk} [data-status]")


def opened(page, answer):
    page.goto(answer.assessment.get_absolute_url())
    return page


def again(page, answer):
    """The browser died without network, and comes back with it."""
    context = page.context
    page.close()
    context.set_offline(False)
    return opened(context.new_page(), answer)


def says_saved(page, answer):
    expect(status(page, answer)).to_contain_text("Enregistré à")


def kept(page) -> int:
    return page.evaluate("Object.keys(localStorage).length")


def test_what_is_typed_is_saved_by_itself_soon_after(open_as, lead, answer):
    page = opened(open_as(lead, PHONE), answer)
    field(page, answer).press_sequentially("Le bruit, le soir.")
    expect(status(page, answer)).to_have_text("Pas encore enregistré.")
    expect(page.locator(f"#answer-{answer.pk} [data-words]")).to_have_text("4")
    says_saved(page, answer)
    assert text_of(answer) == "Le bruit, le soir."
    assert kept(page) == 0


def test_leaving_the_field_saves_at_once(open_as, lead, answer):
    page = opened(open_as(lead), answer)
    page.clock.install()
    field(page, answer).fill(MINE)
    field(page, answer).blur()
    says_saved(page, answer)
    assert text_of(answer) == MINE


def test_without_network_the_text_stays_in_the_browser_until_the_portal_has_it(open_as, lead, answer):
    page = opened(open_as(lead), answer)
    page.context.set_offline(True)
    field(page, answer).fill(MINE)
    field(page, answer).blur()
    expect(status(page, answer)).to_have_text("Pas de réseau\u202f: gardé dans ce navigateur.")
    assert kept(page) == 1
    page.context.set_offline(False)
    says_saved(page, answer)
    assert text_of(answer) == MINE
    assert kept(page) == 0


def test_a_text_that_never_left_comes_back_with_the_page(open_as, lead, answer):
    page = opened(open_as(lead), answer)
    page.context.set_offline(True)
    field(page, answer).fill(MINE)
    field(page, answer).blur()
    expect(status(page, answer)).to_contain_text("Pas de réseau")
    page = again(page, answer)
    expect(field(page, answer)).to_have_value(MINE)
    says_saved(page, answer)
    assert text_of(answer) == MINE


def test_signed_out_meanwhile_nothing_is_lost(open_as, lead, answer):
    page = opened(open_as(lead), answer)
    Session.objects.all().delete()
    field(page, answer).fill(MINE)
    field(page, answer).blur()
    expect(status(page, answer)).to_contain_text("Vous n’êtes plus connecté")
    assert kept(page) == 1
    assert text_of(answer) == ""


def test_another_account_of_this_browser_does_not_get_the_text(open_as, live_server, lead, assessment, answer):
    page = opened(open_as(lead), answer)
    page.context.set_offline(True)
    field(page, answer).fill(MINE)
    field(page, answer).blur()
    expect(status(page, answer)).to_contain_text("Pas de réseau")
    client = Client()
    client.force_login(a_lead(assessment.site))
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    page = again(page, answer)
    expect(field(page, answer)).to_have_value("")


def test_two_people_in_one_answer_see_both_texts_and_choose(open_as, lead, assessment, answer):
    one, other = opened(open_as(lead, DESKTOP), answer), opened(open_as(a_lead(assessment.site), DESKTOP), answer)
    field(one, answer).fill(THEIRS)
    field(one, answer).blur()
    says_saved(one, answer)
    field(other, answer).fill(MINE)
    field(other, answer).blur()
    theirs = other.locator(f"#answer-{answer.pk} [data-theirs]")
    expect(theirs).to_contain_text(THEIRS)
    expect(theirs).to_contain_text("a écrit ici en même temps que vous")
    expect(field(other, answer)).to_have_value(MINE)
    assert text_of(answer) == THEIRS
    violations = Axe().run(other).response["violations"]
    assert [violation["id"] for violation in violations] == []
    field(other, answer).press("End")
    field(other, answer).press_sequentially(" Encore.")
    field(other, answer).blur()
    opened(other, answer)
    expect(theirs).to_contain_text(THEIRS)
    expect(field(other, answer)).to_have_value(f"{MINE} Encore.")
    assert text_of(answer) == THEIRS
    other.locator(f"#answer-{answer.pk}").get_by_role("button", name="J’enregistre").click()
    says_saved(other, answer)
    expect(theirs).to_be_empty()
    assert text_of(answer) == f"{MINE} Encore."


def test_two_people_in_two_answers_do_not_notice_each_other(open_as, lead, assessment, answer):
    elsewhere = answer_to(assessment, Question.Section.NEXT_YEAR)
    one, other = opened(open_as(lead), answer), opened(open_as(a_lead(assessment.site)), answer)
    field(one, answer).fill(MINE)
    field(other, elsewhere).fill(THEIRS)
    says_saved(one, answer)
    says_saved(other, elsewhere)
    assert (text_of(answer), text_of(elsewhere)) == (MINE, THEIRS)


def test_a_text_too_long_is_refused_in_words_and_stays(open_as, lead, answer):
    page = opened(open_as(lead), answer)
    field(page, answer).fill("a" * 20_001)
    field(page, answer).blur()
    expect(status(page, answer)).to_contain_text("20000 au plus")
    expect(field(page, answer)).to_have_value("a" * 20_001)
    assert kept(page) == 1


def test_an_action_is_saved_as_one_types_too(open_as, lead, assessment):
    page = open_as(lead)
    page.goto(assessment.get_absolute_url())
    page.get_by_role("link", name="Je modifie : Première réunion").click()
    page.get_by_label("En quelques lignes").fill("Quarante personnes.")
    expect(page.locator("[data-status]")).to_contain_text("Enregistré à")
    assert assessment.actions.get().text == "Quarante personnes."
    page.get_by_label("Action", exact=True).fill("Réunion publique")
    page.get_by_role("button", name="J’enregistre").click()
    page.wait_for_url("**/contributions/*/#actions")
    assert assessment.actions.get().title == "Réunion publique"


def test_without_javascript_everything_is_saved_by_its_button(open_as, lead, answer):
    page = opened(open_as(lead, PHONE, javascript=False), answer)
    field(page, answer).fill(MINE)
    page.locator(f"#answer-{answer.pk}").get_by_role("button", name="J’enregistre").click()
    assert page.url.endswith(f"#answer-{answer.pk}")
    expect(field(page, answer)).to_have_value(MINE)
    expect(status(page, answer)).to_contain_text("Enregistré le")
