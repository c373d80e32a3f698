"""Seats reserved for groups of people: said on a page, seen on the session, true when people sign up."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from proxinet import seats
from sites.models import Organisation, StaffCategory
from tests.factories.events import SessionFactory, in_days
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, SiteFactory, a_caretaker, a_lead
from trainings.tasks import settle_sessions

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


def test_checking_shows_the_split_and_writes_nothing(sign_in, session):
    data = typed(**{CARETAKERS: 2, CITY: 1}) | {"check": "yes"}
    page = reserve(sign_in(a_lead(session.site)), session, data).content.decode()
    assert "Agent de la ville : 1, ouvertes à tous : 1" in page
    session.refresh_from_db()
    assert session.reserved_seats == {}


def test_someone_of_another_group_reads_why_they_would_wait_in_the_list_and_on_the_page(sign_in, session):
    reserve(sign_in(a_lead(session.site)), session, typed(**{CITY: 4}))
    client = sign_in(a_caretaker(session.site))
    for url in (reverse("trainings:list"), session.get_absolute_url()):
        words = client.get(url).content.decode()
        assert "Je rejoins la liste d’attente" in words
        assert "Les places libres sont réservées jusqu’au" in words
        assert "agent de la ville (4)" in words
        assert "Je m’inscris" not in words


def test_someone_of_the_group_signs_up_as_usual(sign_in, session):
    reserve(sign_in(a_lead(session.site)), session, typed(**{CARETAKERS: 4}))
    client = sign_in(a_caretaker(session.site))
    for url in (reverse("trainings:list"), session.get_absolute_url()):
        assert "Je m’inscris" in client.get(url).content.decode()


def test_after_the_release_the_words_are_those_for_all(sign_in, session):
    reserve(sign_in(a_lead(session.site)), session, typed(**{CITY: 4}))
    with time_machine.travel(RELEASE + timedelta(minutes=1)):
        client = sign_in(a_caretaker(session.site))
        assert "Je m’inscris" in client.get(reverse("trainings:list")).content.decode()


def test_the_release_gives_the_seats_to_those_who_wait_by_itself(sign_in, session):
    reserve(sign_in(a_lead(session.site)), session, typed(**{CITY: 4}))
    waiting = [seats.sign_up(session, FieldWorkerFactory(site=session.site)) for _ in range(5)]
    settle_sessions()
    assert {seat.state for seat in session.registrations.all()} == {"waiting"}
    with time_machine.travel(RELEASE + timedelta(minutes=1)):
        settle_sessions()
        settle_sessions()
    states = list(session.registrations.order_by("position").values_list("state", flat=True))
    assert states == ["confirmed"] * 4 + ["waiting"]
    assert len(waiting) == 5


def test_one_broken_session_does_not_stop_the_others(sign_in, session, caplog):
    broken = SessionFactory(module__programme__site=session.site, capacity=1, starts_at=in_days(2))
    for event in (broken, session):
        type(event).objects.filter(pk=event.pk).update(capacity=0)
        seats.sign_up(event, FieldWorkerFactory(site=session.site))
        type(event).objects.filter(pk=event.pk).update(capacity=4)
    type(broken).objects.filter(pk=broken.pk).update(reserved_by="staff_category", reserved_seats={"caretaker": "x"})
    settle_sessions()
    assert session.registrations.get().state == "confirmed"
    assert broken.registrations.get().state == "waiting"
    assert "session not settled" in caplog.text


def test_a_number_of_thousands_of_digits_is_explained_beside_it(sign_in, session):
    answer = reserve(sign_in(a_lead(session.site)), session, typed(**{CARETAKERS: "9" * 5000}))
    assert answer.status_code == 200
    assert "Indiquez un nombre." in answer.content.decode()
    session.refresh_from_db()
    assert session.reserved_seats == {}
