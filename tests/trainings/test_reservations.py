"""Seats reserved for groups of people: said on a page, seen on the session, true when people sign up."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from proxinet import seats
from sites.models import Organisation, StaffCategory
from tests.factories.events import SessionFactory, in_days
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, SiteFactory, a_caretaker, a_lead

pytestmark = pytest.mark.django_db

CARETAKERS, CITY = f"staff_category-{StaffCategory.CARETAKER}", f"staff_category-{StaffCategory.CITY_AGENT}"
RELEASE = in_days(5)


@pytest.fixture
def session():
    return SessionFactory(module__programme__site=SiteFactory(), capacity=4)


def typed(**numbers):
    return {"released_at": f"{RELEASE:%Y-%m-%dT%H:%M}", **{name: str(number) for name, number in numbers.items()}}


def reserve(client, session, data):
    return client.post(reverse("trainings:reservations", args=[session.pk]), data)


def test_the_lead_composes_a_mixed_group_and_the_session_shows_it(sign_in, session):
    client = sign_in(a_lead(session.site))
    seats.sign_up(session, FieldWorkerFactory(site=session.site))
    assert reserve(client, session, typed(**{CARETAKERS: 2, CITY: 1})).status_code == 302
    session.refresh_from_db()
    assert session.reserved_seats == {"caretaker": 2, "city_agent": 1}
    assert session.confirmed_by_group == {"caretaker": 1}
    page = client.get(session.get_absolute_url()).content.decode()
    assert "1 sur 2 réservées" in page
    assert "0 sur 1 réservée" in page
    assert "1 libre" in page
    assert f"{RELEASE:%Y}" in page


def test_people_of_another_group_wait_while_seats_are_held_back(sign_in, session):
    reserve(sign_in(a_lead(session.site)), session, typed(**{CITY: 4}))
    caretaker = a_caretaker(session.site)
    client = sign_in(caretaker)
    client.post(reverse("trainings:sign_up", args=[session.pk]))
    assert session.registrations.get(person__user=caretaker).state == "waiting"


def test_by_kind_of_employer_as_well(sign_in, session):
    city = OrganisationFactory(kind=Organisation.Kind.CITY)
    agent = FieldWorkerFactory(site=session.site, employer=city)
    assert reserve(sign_in(a_lead(session.site)), session, typed(**{"employer_kind-city": 4})).status_code == 302
    session.refresh_from_db()
    assert seats.sign_up(session, agent).state == "confirmed"
    assert seats.sign_up(session, FieldWorkerFactory(site=session.site)).state == "waiting"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (typed(**{CARETAKERS: 3, CITY: 2}), "Vous réservez 5 places, la session en a 4."),
        (typed(**{CARETAKERS: 1, "employer_kind-landlord": 1}), "par métier ou par employeur, pas les deux"),
        (typed(**{CARETAKERS: 9}), "plus que les places de la session"),
        (typed(**{CARETAKERS: -1}), "zéro ou plus"),
        (typed(**{CARETAKERS: "deux"}), "Indiquez un nombre."),
        ({CARETAKERS: "2", "released_at": ""}, "Dites quand les places réservées"),
        ({CARETAKERS: "2", "released_at": f"{in_days(30):%Y-%m-%dT%H:%M}"}, "avant le début de la session"),
    ],
)
def test_what_cannot_be_is_explained_and_kept(sign_in, session, data, sentence):
    FieldWorkerFactory(site=session.site)
    response = reserve(sign_in(a_lead(session.site)), session, data)
    page = response.content.decode()
    assert sentence in page
    assert f'value="{data[CARETAKERS]}"' in page
    session.refresh_from_db()
    assert session.reserved_seats == {}


def test_seats_already_taken_cannot_be_reserved_again(sign_in, session):
    for _ in range(3):
        seats.sign_up(session, FieldWorkerFactory(site=session.site))
    page = reserve(sign_in(a_lead(session.site)), session, typed(**{CITY: 2})).content.decode()
    assert "3 déjà prises et 2 encore réservées" in page
    session.refresh_from_db()
    assert session.reserved_seats == {}


def test_emptying_the_numbers_opens_the_seats_to_those_who_wait(sign_in, session):
    client = sign_in(a_lead(session.site))
    reserve(client, session, typed(**{CITY: 4}))
    waiting = seats.sign_up(session, FieldWorkerFactory(site=session.site))
    assert waiting.state == "waiting"
    reserve(client, session, typed())
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_a_session_that_began_keeps_its_seats(sign_in, session):
    session.starts_at = timezone.now() - timedelta(hours=1)
    session.save()
    response = reserve(sign_in(a_lead(session.site)), session, typed(**{CITY: 1}))
    assert response.status_code == 302
    session.refresh_from_db()
    assert session.reserved_seats == {}
