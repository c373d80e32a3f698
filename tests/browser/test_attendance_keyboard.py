"""A hundred people noted with the keyboard alone, without JavaScript."""

import pytest
from django.urls import reverse

from tests.browser.conftest import DESKTOP
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, SiteFactory, a_lead
from tests.trainings.test_attendance import past_session
from trainings.models import Attendance

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PEOPLE = 100


class Keyboard:
    """Counts what is pressed."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def press(self, key):
        self.pressed += 1
        self.page.keyboard.press(key)


@pytest.fixture
def session():
    site = SiteFactory()
    people = FieldWorkerFactory.create_batch(PEOPLE, site=site, employer=OrganisationFactory())
    session = past_session(site, people)
    session.half_days.last().delete()
    return session


@pytest.fixture
def page(open_as, session):
    page = open_as(a_lead(session.site), DESKTOP, javascript=False)
    page.goto(reverse("trainings:attendance", args=[session.pk]))
    return page


def go_to(keyboard, name):
    """Tab until the control of that accessible name has the focus."""
    for _ in range(40):
        if keyboard.page.locator(":focus").count() and name in keyboard.page.locator(":focus").evaluate(
            "element => element.getAttribute('aria-label') ?? element.innerText"
        ):
            return
        keyboard.press("Tab")
    raise AssertionError(f"never reached: {name}")


def states(session):
    rows = Attendance.objects.filter(registration__event=session).order_by("registration__person__last_name")
    return dict(rows.values_list("registration__position", "state"))


def test_each_of_a_hundred_people_takes_two_keys(page, session):
    keyboard = Keyboard(page)
    page.locator("table select").first.focus()
    wanted = {}
    for row in page.locator("table select").all():
        position = session.registrations.get(pk=int(row.get_attribute("name").split("-")[1])).position
        letter, state = [("p", "present"), ("a", "absent"), ("e", "part"), ("x", "excused")][position % 4]
        wanted[position] = state
        keyboard.press(letter)
        keyboard.press("Tab")
    with page.expect_navigation():
        keyboard.press("Enter")
    assert states(session) == wanted
    assert keyboard.pressed == 2 * PEOPLE + 1


def test_absents_first_then_one_button_for_all_the_others(page, session):
    keyboard = Keyboard(page)
    page.locator("table select").first.focus()
    for number in range(PEOPLE):
        if number % 20 == 0:
            keyboard.press("a")
        keyboard.press("Tab")
    go_to(keyboard, "tous les autres étaient là")
    with page.expect_navigation():
        keyboard.press("Enter")
    found = list(states(session).values())
    assert (found.count("absent"), found.count("present")) == (5, 95)
    assert keyboard.pressed <= PEOPLE + 10


def test_the_headings_stay_in_sight(page):
    page.locator("table select").last.scroll_into_view_if_needed()
    heading = page.locator("thead th").first
    assert heading.bounding_box()["y"] >= 0
    assert heading.bounding_box()["y"] < 5
