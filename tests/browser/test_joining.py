"""From scanning the poster to « C’est noté »: at most three screens and 150 kB on a first visit, on a phone."""

import pytest

from networks.posters.poster import join_path
from proxinet.seats import State
from tests.browser.conftest import PHONE
from tests.factories.events import MeetupFactory
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, SiteFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

MOST_BYTES, MOST_SCREENS = 150_000, 3


@pytest.fixture
def employer():
    return OrganisationFactory(name="Habitat du Parc")


@pytest.fixture
def meetup(employer):
    site = SiteFactory(name="Gennevilliers")
    site.partners.create(organisation=employer, part="landlord")
    return MeetupFactory(site=site, title="Petit déjeuner", capacity=12)


class Transfer:
    """What goes over the wire from the first request on, heads and bodies, as Chromium itself counts it."""

    def __init__(self, page):
        self.bytes, self.screens = 0, 0
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self.finished)
        page.on("request", self.asked)

    def finished(self, event):
        self.bytes += event["encodedDataLength"]

    def asked(self, request):
        self.screens += request.is_navigation_request() and request.redirected_from is None


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_the_poster_to_a_place(open_as, meetup, employer, javascript):
    page = open_as(None, PHONE, javascript=javascript)
    transfer = Transfer(page)
    page.goto(join_path(meetup), wait_until="networkidle")
    page.get_by_label("Mon prénom").fill("Awa")
    page.get_by_label("Habitat du Parc").check()
    page.get_by_role("button", name="Je m’inscris").click()
    page.get_by_text("C’est noté, Awa : vous avez une place.").wait_for()
    page.wait_for_load_state("networkidle")
    assert transfer.screens <= MOST_SCREENS
    assert 1_000 < transfer.bytes <= MOST_BYTES
    assert meetup.registrations.get().state == State.CONFIRMED
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_with_one_s_code_by_keyboard_alone(open_as, meetup, employer):
    FieldWorkerFactory(site=meetup.site, first_name="Rosa", join_code="ACDEFGHJ")
    page = open_as(None, PHONE, javascript=False)
    page.goto(join_path(meetup))
    page.get_by_text("J’ai un code").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("acde fghj")
    page.keyboard.press("Enter")
    page.get_by_text("C’est noté, Rosa : vous avez une place.").wait_for()


def test_the_robots_field_is_not_met_by_keyboard_nor_shown(open_as, meetup):
    page = open_as(None, PHONE)
    page.goto(join_path(meetup))
    box = page.locator("[name=confirmation]").locator("xpath=..").bounding_box()
    assert box["width"] <= 1
    assert page.locator("[name=confirmation]").get_attribute("tabindex") == "-1"
