"""The jobs people come for, without JavaScript and by keyboard alone."""

import pytest

from proxinet.seats import State
from tests.browser.conftest import PHONE
from tests.factories.events import MeetupFactory
from tests.factories.people import SiteFactory, a_caretaker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def caretaker():
    return a_caretaker(SiteFactory())


@pytest.fixture
def meetup(caretaker):
    return MeetupFactory(site=caretaker.field_workers.get().site, title="Petit déjeuner")


def my_state(caretaker, meetup):
    return meetup.registrations.get(person__user=caretaker).state


def test_without_javascript_two_taps_give_a_place(open_as, caretaker, meetup):
    page = open_as(caretaker, PHONE, javascript=False)
    page.goto("/tableau-de-bord/")
    page.get_by_role("link", name="Rencontres").first.click()
    page.get_by_role("button", name="Je m’inscris").click()
    assert page.get_by_role("button", name="Je me désinscris").is_visible()
    assert my_state(caretaker, meetup) == State.CONFIRMED


def test_without_javascript_an_incident_is_reported(open_as, caretaker):
    page = open_as(caretaker, PHONE, javascript=False)
    page.goto("/incidents/signaler/")
    for choice in ("Insulte", "Sérieux", "Matin", "Hall ou escalier", "Rappel d’une règle"):
        page.get_by_text(choice, exact=True).click()
    page.get_by_role("button", name="J’enregistre").click()
    page.wait_for_url("**/enregistre/")
    assert caretaker.field_workers.get().incidents.get().nature == "insult"


def press_until(page, key, is_there, most=60):
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate(is_there):
            return
    raise AssertionError(f"never reached by {key}: {is_there}")


def test_by_keyboard_alone(open_as, caretaker, meetup):
    page = open_as(caretaker, PHONE)
    page.goto("/rencontres/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    press_until(page, "Tab", "document.activeElement.innerText?.includes('Je m’inscris')")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert my_state(caretaker, meetup) == State.CONFIRMED


def test_the_account_menu_opens_and_closes_by_keyboard(open_as, caretaker):
    page = open_as(caretaker, PHONE)
    page.goto("/tableau-de-bord/")
    press_until(page, "Tab", "document.activeElement.matches('details.menu > summary')", most=10)
    page.keyboard.press("Enter")
    assert page.locator("details.menu").first.evaluate("menu => menu.open")
    page.keyboard.press("Enter")
    assert not page.locator("details.menu").first.evaluate("menu => menu.open")
