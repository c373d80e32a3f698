"""What the lead makes of people who came by a poster."""

import pytest
from django.urls import reverse

from networks.models import Registration
from proxinet import seats
from proxinet.seats import State
from sites import newcomers
from sites.models import FieldWorker, StaffCategory
from tests.factories.events import MeetupFactory
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, a_caretaker, a_lead, a_manager

pytestmark = pytest.mark.django_db


@pytest.fixture
def landlord():
    return OrganisationFactory(name="Habitat du Parc")


@pytest.fixture
def meetup(site):
    return MeetupFactory(site=site, title="Café du jeudi", capacity=1)


def a_newcomer(meetup, employer, first_name="Awa", last_name=""):
    person = FieldWorkerFactory(
        site=meetup.site,
        employer=employer,
        first_name=first_name,
        last_name=last_name,
        is_confirmed=False,
        staff_category=StaffCategory.OTHER,
    )
    seats.sign_up(meetup, person)
    return person


@pytest.fixture
def awa(meetup, landlord):
    return a_newcomer(meetup, landlord)


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


def page(person) -> str:
    return reverse("networks:newcomer", args=[person.pk])


LIST = "/rencontres/nouveaux/"
WHO = {"fiche-first_name": "Awa", "fiche-last_name": "Diallo", "fiche-staff_category": StaffCategory.CARETAKER}


def test_the_list_says_who_came_where_and_who_they_may_be(lead, awa, landlord, site, text):
    FieldWorkerFactory(site=site, employer=landlord, first_name="AWA", last_name="Diallo")
    FieldWorkerFactory(site=site, employer=landlord, first_name="Zoé", last_name="Autre")
    said = text(lead.get(LIST))
    assert "Awa Habitat du Parc" in said
    assert "Café du jeudi" in said
    assert "AWA Diallo" in said
    assert "Zoé" not in said


@pytest.mark.parametrize(
    ("given", "known", "likely"),
    [
        (("Awa", ""), ("Awa", "Diallo"), True),
        (("Awa", "D"), ("Awa", "Diallo"), True),
        (("Awa", "K"), ("Awa", "Diallo"), False),
        (("Eloise", ""), ("Éloïse", "Roux"), True),
        (("Mohamed", ""), ("Mohammed", "Ali"), True),
        (("Awa", ""), ("Zoé", "Diallo"), False),
    ],
)
def test_who_a_newcomer_may_be(meetup, landlord, given, known, likely):
    newcomer = a_newcomer(meetup, landlord, *given)
    person = FieldWorkerFactory(site=meetup.site, employer=landlord, first_name=known[0], last_name=known[1])
    assert newcomers.possible_matches([newcomer])[newcomer.pk] == ([person] if likely else [])


def test_the_list_asks_as_much_of_the_database_for_many(lead, meetup, landlord, django_assert_max_num_queries):
    for number in range(8):
        a_newcomer(meetup, landlord, f"Prénom{'abcdefgh'[number]}")
        FieldWorkerFactory(site=meetup.site, employer=landlord)
    with django_assert_max_num_queries(20):
        lead.get(LIST)


def test_a_newcomer_becomes_one_of_the_agents(lead, awa, landlord, meetup, text):
    assert awa not in FieldWorker.objects.active()
    said = text(lead.post(page(awa), {"act": "confirm", **WHO, "fiche-employer": ""}, follow=True))
    assert "Awa Diallo est maintenant dans la liste des agents." in said
    person = FieldWorker.objects.active().get(pk=awa.pk)
    assert (person.last_name, person.staff_category) == ("Diallo", StaffCategory.CARETAKER)
    assert meetup.registrations.get(person=person).state == State.CONFIRMED


def test_a_last_name_is_needed_and_what_was_typed_stays(lead, awa, field_error):
    response = lead.post(page(awa), {"act": "confirm", **WHO, "fiche-last_name": "", "fiche-phone": "01 99 00 12 34"})
    assert field_error(response, "fiche-last_name")
    assert "01 99 00 12 34" in response.content.decode()
    assert not FieldWorker.objects.get(pk=awa.pk).is_confirmed


def test_the_name_of_someone_known_is_a_sentence(lead, awa, landlord, site, text):
    FieldWorkerFactory(site=site, employer=landlord, first_name="Awa", last_name="Diallo")
    site.partners.create(organisation=landlord, part="landlord")
    said = text(lead.post(page(awa), {"act": "confirm", **WHO, "fiche-employer": landlord.pk}))
    assert "Cet agent est déjà dans la liste" in said


def test_a_newcomer_turns_out_to_be_someone_known(lead, awa, landlord, site, meetup, text):
    known = FieldWorkerFactory(site=site, employer=landlord, first_name="Awa", last_name="Diallo")
    said = text(lead.post(page(awa), {"act": "merge", "into": known.pk}, follow=True))
    assert "Awa est maintenant Awa Diallo." in said
    assert meetup.registrations.get().person == known
    assert "Aucun nouveau venu" in said


def test_the_second_lead_is_told_it_is_done(site, sign_in, awa, landlord, text):
    first, second = sign_in(a_lead(site)), sign_in(a_lead(site))
    known = FieldWorkerFactory(site=site, employer=landlord, first_name="Awa", last_name="Diallo")
    first.post(page(awa), {"act": "merge", "into": known.pk})
    assert newcomers.TAKEN_CARE_OF in text(second.post(page(awa), {"act": "refuse"}, follow=True))
    assert Registration.objects.get().state == State.CONFIRMED


def test_a_refused_newcomer_leaves_their_place_to_who_waits(lead, awa, meetup, landlord):
    waiting = a_newcomer(meetup, landlord, "Ben")
    lead.post(page(awa), {"act": "refuse"})
    assert meetup.registrations.get(person=waiting).state == State.CONFIRMED
    assert not FieldWorker.objects.get(pk=awa.pk).is_active


def test_a_flood_is_refused_at_once_but_not_who_came_since(lead, awa, meetup, landlord, site):
    flood = [a_newcomer(meetup, landlord, name) for name in ("Xa", "Xb", "Xc")]
    known = FieldWorkerFactory(site=site)
    seats.sign_up(meetup, known)
    since = a_newcomer(meetup, landlord, "Léa")
    elsewhere = a_newcomer(MeetupFactory(), landlord, "Loin")
    lead.post(LIST, {"last": flood[-1].pk})
    assert set(FieldWorker.objects.newcomers()) == {since, elsewhere}
    assert meetup.registrations.get(person=known).state == State.CONFIRMED


def test_only_the_site_s_lead_decides(site, awa, landlord, sign_in):
    for user in (a_caretaker(site), a_manager(site, landlord)):
        assert sign_in(user).get(LIST).status_code == 403
    assert sign_in(a_manager(site, landlord)).get(page(awa)).status_code == 403
    assert sign_in(a_lead(MeetupFactory().site)).get(page(awa)).status_code == 404


def test_a_newcomer_cannot_be_signed_up_or_invited_as_if_known(lead, awa, site, text):
    other = MeetupFactory(site=site)
    assert "Awa" not in text(lead.get(reverse("networks:sign_up_people", args=[other.pk])))


def test_the_dashboard_says_that_someone_is_to_be_confirmed(lead, awa, text):
    assert "1 nouveau venu par une affiche" in text(lead.get(reverse("dashboard")))
    lead.post(page(awa), {"act": "refuse"})
    assert "nouveau venu" not in text(lead.get(reverse("dashboard")))
