"""Coming in by the poster, without an account."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from networks.models import Meetup
from networks.posters import joining
from proxinet import seats, signed_links
from proxinet.seats import State
from sites.models import FieldWorker, SitePartner
from tests.factories.events import MeetupFactory, in_days
from tests.factories.people import FieldWorkerFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_tried_yet():
    cache.clear()


@pytest.fixture
def landlord(site):
    landlord = OrganisationFactory(name="Habitat du Parc")
    SitePartner.objects.create(site=site, organisation=landlord, part=SitePartner.Part.LANDLORD)
    return landlord


@pytest.fixture
def meetup(site, landlord):
    return MeetupFactory(site=site, capacity=2)


@pytest.fixture
def known(site, landlord):
    return FieldWorkerFactory(
        site=site,
        employer=landlord,
        first_name="Rosa",
        last_name="Cachée",
        phone="01 99 00 12 34",
        join_code="ACDEFGHJ",
    )


def poster(meetup) -> str:
    return reverse("networks:join", args=[signed_links.sign_edition("poster", meetup.pk, meetup.poster_edition)])


def post(meetup, client=None, **typed):
    return (client or Client()).post(poster(meetup), typed)


def awa(landlord, **more):
    return {"first_name": "Awa", "employer": landlord.pk} | more


def read(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def people(meetup):
    return list(meetup.registrations.order_by("position").values_list("person__first_name", "state"))


# A first name and an employer -----------------------------------------------------------------------------------------


def test_a_first_name_and_an_employer_give_a_place_in_two_screens(meetup, landlord, text):
    client = Client()
    assert "Il reste 2 places." in text(client.get(poster(meetup)))
    response = client.post(poster(meetup), awa(landlord), follow=True)
    assert "C’est noté, Awa : vous avez une place." in read(response)
    newcomer = FieldWorker.objects.get()
    assert (newcomer.first_name, newcomer.last_name, newcomer.employer, newcomer.is_confirmed) == (
        "Awa",
        "",
        landlord,
        False,
    )
    assert people(meetup) == [("Awa", State.CONFIRMED)]


def test_when_full_one_waits_and_is_told_one_s_rank(meetup, landlord):
    for name in ("Awa", "Ben", "Cléo"):
        last = post(meetup, first_name=name, employer=landlord.pk)
    page = read(Client().get(last.url))
    assert "C’est noté, Cléo : vous êtes en liste d’attente." in page
    assert "Vous êtes numéro 1." in page
    assert "C’est complet." in read(Client().get(poster(meetup)))


def test_the_same_name_again_is_the_same_person_unless_a_letter_tells_them_apart(meetup, landlord, text):
    post(meetup, **awa(landlord))
    again = post(meetup, **awa(landlord, first_name=" AWA "))
    assert "Awa (Habitat du Parc) a déjà une inscription. Si ce n’est pas vous, ajoutez la première lettre" in text(
        again
    )
    other = post(meetup, **awa(landlord, initial="k."))
    assert other.status_code == 302
    assert sorted(FieldWorker.objects.values_list("first_name", "last_name")) == [("Awa", ""), ("Awa", "K")]


def test_a_second_click_is_shown_the_same_place(meetup, landlord):
    typed = awa(landlord, attempt="a" * 16)
    assert post(meetup, **typed).url == post(meetup, **typed).url
    assert meetup.registrations.count() == 1


def test_at_the_next_meetup_the_same_name_is_the_same_row(meetup, landlord):
    other = MeetupFactory(site=meetup.site, starts_at=in_days(40))
    post(meetup, **awa(landlord))
    assert post(other, **awa(landlord, first_name="awa")).status_code == 302
    assert FieldWorker.objects.count() == 1


def test_a_name_that_turned_out_to_be_someone_known_stands_for_them(meetup, landlord, known):
    FieldWorkerFactory(
        site=meetup.site,
        employer=landlord,
        first_name="Awa",
        last_name="",
        is_confirmed=False,
        is_active=False,
        merged_into=known,
    )
    response = post(meetup, **awa(landlord))
    assert meetup.registrations.get().person == known
    page = read(Client().get(response.url))
    assert "C’est noté : vous avez une place." in page
    assert "Rosa" not in page


def test_someone_known_is_never_found_by_their_name(meetup, landlord, known):
    response = post(meetup, first_name="Rosa", employer=landlord.pk)
    assert response.status_code == 302
    assert meetup.registrations.get().person != known


def test_another_employer_than_the_listed_ones(meetup):
    post(meetup, first_name="Awa", employer="autre")
    assert FieldWorker.objects.get().employer is None


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"employer": "autre"}, "first_name", "Écrivez votre prénom."),
        ({"first_name": "http://gagnez.exemple"}, "first_name", "avec des lettres seulement"),
        ({"first_name": "Awa"}, "employer", "Choisissez votre employeur"),
        ({"first_name": "Awa", "employer": "999999"}, "employer", "Sélectionnez un choix valide"),
        ({"first_name": "Awa", "employer": "autre", "initial": "7"}, "initial", "Écrivez une lettre."),
    ],
)
def test_what_is_missing_is_said_beside_it_and_what_was_typed_stays(meetup, typed, field, sentence, field_error):
    response = post(meetup, **typed)
    assert sentence in field_error(response, field)
    assert all(f'value="{typed["first_name"]}"' in read(response) for _ in typed if "first_name" in typed)
    assert not FieldWorker.objects.exists()


# A code, a phone number -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", [{"code": "acde fghj"}, {"phone": "+33 1 99 00 12 34"}, {"phone": "0199001234", "first_name": "Paul"}]
)
def test_a_code_or_a_number_gives_the_known_person_a_place(meetup, known, typed):
    response = post(meetup, **typed)
    assert meetup.registrations.get().person == known
    assert "C’est noté, Rosa : vous avez une place." in read(Client().get(response.url))
    assert post(meetup, **typed).url == response.url


def test_a_code_and_a_number_that_match_nobody_get_the_same_sentence(meetup, known, field_error):
    sentences = {
        field_error(post(meetup, **{name: value}), name)
        for name, value in [("code", "AAAA AAAA"), ("code", "12"), ("phone", "0199001299"), ("phone", "34")]
    }
    assert len(sentences) == 1
    assert "Nous ne trouvons personne avec cela." in sentences.pop()


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_confirmed": False}])
def test_the_code_of_someone_gone_opens_nothing(meetup, known, change):
    FieldWorker.objects.filter(pk=known.pk).update(**change)
    assert post(meetup, code="ACDEFGHJ").status_code == 200
    assert not meetup.registrations.exists()


def test_the_code_of_another_site_opens_nothing(meetup, known):
    elsewhere = MeetupFactory()
    assert post(elsewhere, code="ACDEFGHJ").status_code == 200
    assert not elsewhere.registrations.exists()


def test_a_number_that_several_share_asks_for_the_first_name(meetup, known, field_error):
    FieldWorkerFactory(site=meetup.site, phone="0199001234", first_name="Élie")
    assert "Plusieurs personnes ont ce numéro" in field_error(post(meetup, phone="0199001234"), "first_name")
    post(meetup, phone="0199001234", first_name="elie")
    assert people(meetup) == [("Élie", State.CONFIRMED)]


def test_someone_busy_elsewhere_is_told_so_without_saying_where(meetup, known, text):
    other = MeetupFactory(site=meetup.site, title="Rendez-vous discret", starts_at=meetup.starts_at)
    seats.sign_up(other, known)
    page = text(post(meetup, code="ACDEFGHJ"))
    assert "Vous avez déjà un rendez-vous à la même heure." in page
    assert "Rendez-vous discret" not in page


# Abuse ----------------------------------------------------------------------------------------------------------------


def test_codes_cannot_be_tried_on_and_on(meetup, known, landlord, field_error):
    for _ in range(joining.WRONG_CODES):
        post(meetup, code="AAAAAAAA")
    response = post(meetup, code="ACDEFGHJ")
    assert "trop d’essais" in field_error(response, "code")
    assert not meetup.registrations.exists()
    assert post(meetup, **awa(landlord)).status_code == 302  # the other way in stays open


def test_nor_from_many_addresses(meetup, known, monkeypatch, field_error):
    monkeypatch.setattr(joining, "WRONG_CODES_HERE", 3)
    for number in range(3):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(poster(meetup), {"code": "AAAAAAAA"})
    response = Client(REMOTE_ADDR="10.0.0.9").post(poster(meetup), {"code": "ACDEFGHJ"})
    assert "trop d’essais" in field_error(response, "code")


def test_a_robot_s_field_stops_the_sign_up(meetup, landlord, text):
    assert "Ce n’est pas parti." in text(post(meetup, **awa(landlord, confirmation="x")))
    assert not FieldWorker.objects.exists()


@pytest.mark.parametrize("limit", ["FEWEST_NEWCOMERS", "NEWCOMERS_PER_ADDRESS"])
def test_beyond_many_newcomers_the_poster_says_what_to_do(meetup, landlord, monkeypatch, text, limit):
    monkeypatch.setattr(joining, limit, 2)
    monkeypatch.setattr(joining, "NEWCOMERS_PER_PLACE", 0)
    for name in ("Awa", "Ben"):
        assert post(meetup, first_name=name, employer=landlord.pk).status_code == 302
    page = text(post(meetup, first_name="Cléo", employer=landlord.pk))
    assert "Trop d’inscriptions sont arrivées par cette affiche." in page
    assert FieldWorker.objects.count() == 2


# A poster that opens nothing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "sentence", "status"),
    [
        ({"starts_at": in_days(-3), "ends_at": in_days(-3, 11)}, "Cette rencontre a déjà eu lieu.", 410),
        ({"cancelled_at": in_days(-1)}, "Cette rencontre est annulée.", 410),
        ({"poster_is_open": False}, "On ne s’inscrit plus par cette affiche.", 200),
        ({"closes_at": in_days(-1)}, "On ne s’inscrit plus par cette affiche.", 200),
        ({"poster_edition": 2}, "Cette affiche n’est plus valable.", 410),
    ],
)
def test_a_poster_that_opens_nothing_says_why(meetup, landlord, change, sentence, status):
    address = poster(meetup)
    Meetup.objects.filter(pk=meetup.pk).update(**change)
    for response in (Client().get(address), Client().post(address, awa(landlord))):
        assert response.status_code == status
        assert sentence in read(response)
        assert "<form" not in read(response)
    assert not FieldWorker.objects.exists()


def test_a_token_of_something_else_opens_nothing(meetup):
    for token in ("n-importe-quoi", signed_links.sign("poster", meetup.pk), signed_links.sign("joined", meetup.pk)):
        assert Client().get(reverse("networks:join", args=[token])).status_code == 404


# Afterwards -----------------------------------------------------------------------------------------------------------


def test_not_coming_any_more_frees_the_place_for_who_waits(meetup, landlord):
    pages = [post(meetup, first_name=name, employer=landlord.pk).url for name in ("Awa", "Ben", "Cléo")]
    response = Client().post(pages[0], follow=True)
    assert "C’est noté : vous ne venez plus." in read(response)
    assert "vous avez une place." in read(Client().get(pages[2]))
    assert "Je ne viens plus" not in read(response)


def test_who_comes_back_finds_their_place_by_the_first_page_too(meetup, landlord):
    first = post(meetup, **awa(landlord)).url
    Client().post(first)
    post(meetup, **awa(landlord))
    assert "C’est noté, Awa : vous avez une place." in read(Client().get(first))


def test_looking_changes_nothing_and_nothing_is_kept_by_browsers(meetup, landlord):
    page = post(meetup, **awa(landlord)).url
    response = Client().get(page)
    assert people(meetup) == [("Awa", State.CONFIRMED)]
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"


def test_too_late_to_leave_is_a_sentence(meetup, landlord, time_machine):
    page = post(meetup, **awa(landlord)).url
    time_machine.move_to(meetup.starts_at + timedelta(minutes=5))
    assert "C’est déjà commencé : on ne peut plus se désinscrire." in read(Client().post(page))


def test_the_meetup_goes_into_one_s_calendar(meetup, landlord):
    page = post(meetup, **awa(landlord)).url
    calendar = Client().get(f"{page}rencontre.ics").content.decode().replace("\r\n ", "")
    assert "SUMMARY:Proxi-Déj’" in calendar
    assert page in calendar
