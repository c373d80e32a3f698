"""A contribution from the site to the coordination and back, in a real browser: no JavaScript, then no mouse."""

import pytest
from playwright.sync_api import expect

from reports.models import Answer, Question, SiteAssessment
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories.people import a_coordinator, a_lead
from tests.reports.contributing import a_prefilled_contribution, answer_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
TEXT, REMARK = "Les gardiens s’appellent plus vite.", "Dites depuis quand."


@pytest.fixture
def assessment():
    return a_prefilled_contribution()


@pytest.fixture
def lead(assessment):
    return a_lead(assessment.site)


def field(page, assessment, section=Question.Section.CHANGES):
    return page.locator(f"#question-{answer_to(assessment, section).question_id}-text")


def write_what_is_asked(assessment) -> None:
    Answer.objects.filter(assessment=assessment, text="").update(text="Une réponse.")


def state_of(assessment) -> str:
    return SiteAssessment.objects.get(pk=assessment.pk).state


def test_without_javascript_a_contribution_goes_there_and_back(open_as, assessment, lead):
    write_what_is_asked(assessment)
    page = open_as(lead, PHONE, javascript=False)
    page.goto(assessment.get_absolute_url())
    mine = field(page, assessment)
    mine.fill(TEXT)
    page.locator("form", has=mine).get_by_role("button", name="J’enregistre").click()
    expect(field(page, assessment)).to_have_value(TEXT)

    page.get_by_role("link", name="J’envoie ma contribution").click()
    page.get_by_role("button", name="J’envoie ma contribution").click()
    assert state_of(assessment) == SiteAssessment.State.SUBMITTED

    reviewer = open_as(a_coordinator(), PHONE, javascript=False)
    reviewer.goto(assessment.get_absolute_url())
    reviewer.get_by_role("link", name="Je relis cette contribution").click()
    told = reviewer.locator(".section", has_text=TEXT).last
    told.get_by_text("Je fais une remarque").first.click()
    told.get_by_label("Votre remarque").first.fill(REMARK)
    told.get_by_role("button", name="J’ajoute la remarque").first.click()
    reviewer.get_by_role("link", name="Je renvoie au site avec 1 remarque").click()
    reviewer.locator("main form button").first.click()
    assert state_of(assessment) == SiteAssessment.State.RETURNED

    page.goto(assessment.get_absolute_url())
    beside = page.locator(".columns", has=field(page, assessment))
    expect(beside).to_contain_text(REMARK)
    beside.get_by_role("button", name="C’est fait").click()
    expect(page.get_by_text("Remarque traitée le").first).to_be_visible()


def test_an_answer_is_written_and_kept_by_keyboard_alone(open_as, assessment, lead):
    page = open_as(lead, DESKTOP)
    page.goto(assessment.get_absolute_url())
    field(page, assessment).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(TEXT)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("J’enregistre")
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.keyboard.press("Enter")
    expect(field(page, assessment)).to_have_value(TEXT)
    assert answer_to(assessment, Question.Section.CHANGES).text == TEXT
