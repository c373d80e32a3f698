"""A hall full of people scans the poster at the same moment: real HTTP, real connections."""

import http.client
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.cache import cache

from networks.models import Meetup
from networks.posters.poster import join_path
from proxinet.seats import State
from sites.models import FieldWorker
from tests.factories.events import MeetupFactory
from tests.factories.people import OrganisationFactory, SiteFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

PEOPLE, PLACES, AT_ONCE = 60, 20, 8


@pytest.fixture(autouse=True)
def _nobody_came_yet(transactional_db):
    cache.clear()


@pytest.fixture
def employer():
    return OrganisationFactory()


@pytest.fixture
def meetup(employer):
    site = SiteFactory()
    site.partners.create(organisation=employer, part="landlord")
    return MeetupFactory(site=site, capacity=PLACES)


class Phone:
    """One person's browser: reads the page, then sends its form."""

    def __init__(self, base: str, path: str):
        self.host, self.path = urlsplit(base).netloc, path
        page = self.ask("GET")
        self.cookie = page.headers["Set-Cookie"].split(";")[0]
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        self.hidden = {name: hidden[name] for name in ("csrfmiddlewaretoken", "attempt")}

    def ask(self, method: str, body: str = "", **headers):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request(method, self.path, body, headers)
            answer = connection.getresponse()
            answer.text = answer.read().decode()
            return answer
        finally:
            connection.close()

    def join(self, **typed) -> int:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", urlencode(self.hidden | typed), **headers).status


def all_at_once(phones, typed) -> Counter:
    """As many at the same instant as the test server's queue takes, until everyone has pressed."""
    with ThreadPoolExecutor(AT_ONCE) as hands:
        return Counter(hands.map(lambda phone, what: phone.join(**what), phones, typed))


def a_name(number: int) -> str:
    return "Prénom" + "".join("abcdefghij"[int(digit)] for digit in str(number))


def test_a_hall_of_people_at_once_each_have_their_turn(live_server, meetup, employer):
    phones = [Phone(live_server.url, join_path(meetup)) for _ in range(PEOPLE)]
    typed = [{"first_name": a_name(number), "employer": employer.pk} for number in range(PEOPLE)]
    assert all_at_once(phones, typed) == {302: PEOPLE}
    states = list(meetup.registrations.order_by("position").values_list("state", flat=True))
    assert states == [State.CONFIRMED] * PLACES + [State.WAITING] * (PEOPLE - PLACES)
    counted = Meetup.objects.get(pk=meetup.pk)
    assert (counted.confirmed_count, counted.waiting_count) == (PLACES, PEOPLE - PLACES)
    assert FieldWorker.objects.count() == PEOPLE


def test_one_person_pressing_again_and_again_is_one_person(live_server, meetup, employer):
    phone = Phone(live_server.url, join_path(meetup))
    awa = {"first_name": "Awa", "employer": employer.pk}
    assert all_at_once([phone] * 8, [awa] * 8) == {302: 8}
    assert meetup.registrations.count() == FieldWorker.objects.count() == 1


def test_two_phones_with_the_same_name_are_one_person_and_one_question(live_server, meetup, employer):
    phones = [Phone(live_server.url, join_path(meetup)) for _ in range(8)]
    spellings = ["Awa", "awa", "AWA", " Awa"] * 2
    typed = [{"first_name": name, "employer": employer.pk} for name in spellings]
    assert all_at_once(phones, typed) == {302: 1, 200: 7}
    assert meetup.registrations.count() == FieldWorker.objects.count() == 1


def test_the_same_name_at_two_meetups_at_once_is_one_row(live_server, meetup, employer):
    """The meetups' locks do not help here: the database's constraint does."""
    others = [MeetupFactory(site=meetup.site, starts_at=meetup.starts_at.replace(hour=hour)) for hour in (12, 15, 18)]
    phones = [Phone(live_server.url, join_path(one)) for one in (meetup, *others)]
    assert all_at_once(phones, [{"first_name": "Awa", "employer": employer.pk}] * 4) == {302: 4}
    assert FieldWorker.objects.count() == 1
