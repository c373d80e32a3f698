"""Finding a meetup, taking a place, who sees whom."""

import gzip
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from networks.models import Invitee, Meetup
from proxinet import seats
from tests.factories.events import MeetupFactory, SessionFactory, in_days
from tests.factories.people import (
    FieldWorkerFactory,
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_coordinator,
    a_lead,
    a_manager,
    a_partner,
)

pytestmark = pytest.mark.django_db

LIST = "/rencontres/"


def sign_up_url(meetup):
    return reverse("networks:sign_up", args=[meetup.pk])


def sign_off_url(meetup):
    return reverse("networks:sign_off", args=[meetup.pk])


def states(meetup):
    return list(meetup.registrations.order_by("position").values_list("state", flat=True))


@pytest.fixture
def meetup(site):
    return MeetupFactory(site=site, title="Proxi-Déj’ du Luth", capacity=2)


def test_a_caretaker_signs_up_from_the_list_in_two_requests(site, meetup, sign_in, soup, text):
    client = sign_in(a_caretaker(site))
    form = soup(client.get(LIST)).find("form", action=sign_up_url(meetup))
    assert form.button.get_text(strip=True) == "Je m’inscris"
    assert "Votre place est réservée" in text(client.post(form["action"], follow=True))
    assert states(meetup) == ["confirmed"]
    assert "J’ai une place" in text(client.get(LIST))


def test_the_mail_brings_the_appointment_also_found_on_the_page(site, meetup, sign_in):
    client = sign_in(a_caretaker(site))
    client.post(sign_up_url(meetup))
    mail = Email.objects.get()
    assert "Proxi-Déj’ du Luth" in mail.subject
    mailed = mail.attachments.get().file.read().decode()
    answer = client.get(reverse("networks:calendar", args=[meetup.pk]))
    assert answer["Content-Type"].startswith("text/calendar")
    uid = next(line for line in answer.content.decode().splitlines() if line.startswith("UID"))
    assert uid in mailed
    assert "Proxi-Déj’ du Luth" in mailed


def test_past_meetups_are_on_their_own_page_latest_first(site, sign_in, text):
    MeetupFactory(site=site, title="Ancienne", starts_at=in_days(-60))
    MeetupFactory(site=site, title="Récente", starts_at=in_days(-5))
    MeetupFactory(site=site, title="Future")
    client = sign_in(a_caretaker(site))
    assert "Récente" not in text(client.get(LIST))
    past = text(client.get(reverse("networks:past_meetups")))
    assert "Future" not in past
    assert past.index("Récente") < past.index("Ancienne")


def test_filters_by_kind_day_room_and_mine(site, meetup, sign_in, soup, text):
    user = a_caretaker(site)
    visit = MeetupFactory(site=site, title="Visite", kind=Meetup.Kind.VISIT, starts_at=in_days(40), capacity=1)
    seats.sign_up(visit, user.field_workers.get())
    client = sign_in(user)

    def shown(**query):
        return [card.h2.get_text() for card in soup(client.get(LIST, query)).find_all("article")]

    assert shown(kind="breakfast") == ["Proxi-Déj’ du Luth"]
    assert shown(after=f"{in_days(20):%Y-%m-%d}") == ["Visite"]
    assert shown(before=f"{in_days(20):%Y-%m-%d}") == ["Proxi-Déj’ du Luth"]
    assert shown(free="on") == ["Proxi-Déj’ du Luth"]
    assert shown(mine="on") == ["Visite"]
    assert "Aucune rencontre ne correspond" in text(client.get(LIST, {"kind": "steering"}))


def test_places_held_back_for_others_are_not_free(site, sign_in, soup):
    MeetupFactory(
        site=site, title="Réservée", capacity=2, reserved_by="staff_category", reserved_seats={"city_agent": 2}
    )
    city = a_caretaker(site)
    city.field_workers.update(staff_category="city_agent")

    def shown(user):
        return [card.h2.get_text() for card in soup(sign_in(user).get(LIST, {"free": "on"})).find_all("article")]

    assert shown(a_caretaker(site)) == shown(a_lead(site)) == []
    assert shown(city) == ["Réservée"]


def test_who_is_invited_reads_so_until_they_take_a_place_and_the_lead_reads_how_many(site, meetup, sign_in, text):
    user = a_caretaker(site)
    Invitee.objects.create(meetup=meetup, person=user.field_workers.get())
    client = sign_in(user)
    assert "Vous êtes invité" in text(client.get(meetup.get_absolute_url()))
    assert "Vous êtes invité" not in text(sign_in(a_caretaker(site)).get(meetup.get_absolute_url()))
    lead = sign_in(a_lead(site))
    assert "1 invité du site : 0 oui, 0 non, 1 sans réponse." in text(lead.get(meetup.get_absolute_url()))
    client.post(sign_up_url(meetup))
    assert "Vous êtes invité" not in text(client.get(meetup.get_absolute_url()))
    assert "1 invité du site : 1 oui" in text(lead.get(meetup.get_absolute_url()))


def test_the_site_filter_is_for_those_who_see_several(site, meetup, sign_in, soup, text):
    elsewhere = MeetupFactory(title="Ailleurs")
    assert soup(sign_in(a_caretaker(site)).get(LIST)).find(attrs={"name": "site"}) is None
    client = sign_in(a_coordinator())
    assert "Ailleurs" in text(client.get(LIST))
    words = text(client.get(LIST, {"site": site.pk}))
    assert meetup.title in words
    assert elsewhere.title not in words


def test_full_means_the_waiting_list_and_signing_off_promotes(site, meetup, sign_in, text):
    user = a_caretaker(site)
    first = sign_in(user)
    first.post(sign_up_url(meetup))
    seats.sign_up(meetup, FieldWorkerFactory(site=site))
    second = sign_in(a_caretaker(site))
    assert "Je rejoins la liste d’attente" in text(second.get(meetup.get_absolute_url()))
    second.post(sign_up_url(meetup))
    assert "au rang 1" in text(second.get(meetup.get_absolute_url()))
    assert "Votre place ira tout de suite" in text(first.get(sign_off_url(meetup)))
    first.post(sign_off_url(meetup))
    assert states(meetup) == ["cancelled", "confirmed", "confirmed"]
    assert Email.objects.filter(subject__startswith="Une place s’est libérée pour vous").count() == 1


def test_a_second_sign_up_says_so(site, meetup, sign_in, text):
    client = sign_in(a_caretaker(site))
    client.post(sign_up_url(meetup))
    assert "vous avez déjà une inscription ici" in text(client.post(sign_up_url(meetup), follow=True))
    assert states(meetup) == ["confirmed"]


@pytest.mark.parametrize(
    ("closed", "sentence"),
    [
        ({"closes_at": timezone.now() - timedelta(minutes=1)}, "Les inscriptions sont closes"),
        ({"starts_at": timezone.now() - timedelta(minutes=1)}, "Les inscriptions sont closes"),
        ({"cancelled_at": timezone.now()}, "Cet événement est annulé"),
    ],
)
def test_after_closing_a_sentence_and_no_button(site, sign_in, soup, text, closed, sentence):
    meetup = MeetupFactory(site=site, **closed)
    client = sign_in(a_caretaker(site))
    assert sentence in text(client.post(sign_up_url(meetup), follow=True))
    assert states(meetup) == []
    for url in (meetup.get_absolute_url(), LIST):
        assert soup(client.get(url)).find("form", action=sign_up_url(meetup)) is None


def test_nobody_is_in_two_places_at_once(site, meetup, sign_in, text):
    user = a_caretaker(site)
    session = SessionFactory(module__programme__site=site, module__title="Droit", starts_at=meetup.starts_at)
    seats.sign_up(session, user.field_workers.get())
    answer = text(sign_in(user).post(sign_up_url(meetup), follow=True))
    assert "Vous avez déjà un rendez-vous à la même heure" in answer
    assert "Droit" in answer
    assert states(meetup) == []


def test_a_manager_signs_up_their_own_agents_only(site, meetup, sign_in, soup):
    employer = OrganisationFactory()
    own = FieldWorkerFactory.create_batch(2, site=site, employer=employer)
    stranger = FieldWorkerFactory(site=site)
    client = sign_in(a_manager(site, employer))
    url = reverse("networks:sign_up_people", args=[meetup.pk])
    assert {box["value"] for box in soup(client.get(url)).find_all("input", type="checkbox")} == {
        str(person.pk) for person in own
    }
    client.post(url, {"people": [own[0].pk]})
    client.post(sign_up_url(meetup), {"person": own[1].pk})
    assert client.post(sign_up_url(meetup), {"person": stranger.pk}).status_code == 404
    assert states(meetup) == ["confirmed", "confirmed"]
    assert stranger.networks_registrations.count() == 0


def test_who_sees_who_is_in(site, meetup, sign_in, text):
    employer = OrganisationFactory()
    own, other = FieldWorkerFactory(site=site, employer=employer), FieldWorkerFactory(site=site)
    for person in (own, other):
        seats.sign_up(meetup, person)

    def sees(user):
        words = text(sign_in(user).get(meetup.get_absolute_url()))
        assert "2 places prises" in words
        return [str(own) in words, str(other) in words]

    assert sees(a_lead(site)) == [True, True]
    assert sees(a_manager(site, employer)) == [True, False]
    assert sees(a_caretaker(site)) == [False, False]
    assert sees(a_partner(site)) == [False, False]
    assert sees(a_coordinator()) == [False, False]


def test_another_sites_meetup_does_not_exist(meetup, sign_in, text):
    for user in (a_caretaker(SiteFactory()), a_lead(SiteFactory()), a_partner(SiteFactory())):
        client = sign_in(user)
        for name in ("meetup", "calendar", "edit_meetup", "cancel_meetup", "record", "sign_up_people"):
            assert client.get(reverse(f"networks:{name}", args=[meetup.pk])).status_code == 404
        assert client.post(sign_up_url(meetup)).status_code == 404
        assert meetup.title not in text(client.get(LIST))


@pytest.mark.parametrize("name", ["edit_meetup", "cancel_meetup", "record"])
def test_a_caretaker_is_told_who_may_manage(site, meetup, sign_in, name):
    answer = sign_in(a_caretaker(site)).get(reverse(f"networks:{name}", args=[meetup.pk]))
    assert answer.status_code == 403
    assert "Seul le chef de projet du site" in answer.content.decode()


def test_html_in_any_text_stays_text(site, sign_in, soup):
    bold = "<b id=x>Déjeuner</b>"
    meetup = MeetupFactory(site=site, title=bold, place=bold, description=bold, starts_at=in_days(-1), account=bold)
    Meetup.objects.update(recorded_at=timezone.now())
    for user in (a_caretaker(site), a_lead(site)):
        client = sign_in(user)
        for url in (meetup.get_absolute_url(), reverse("networks:past_meetups")):
            page = soup(client.get(url))
            assert page.find(id="x") is None
            assert bold in page.get_text()


def test_a_caretakers_first_visit_weighs_little(site, sign_in, soup):
    for number in range(20):
        MeetupFactory(site=site, starts_at=in_days(3 + number))
    client = sign_in(a_caretaker(site))
    answer = client.get(LIST)
    page = soup(answer)
    assert len(page.find_all("article")) == 20
    assert page.find("script") is None
    linked = {tag["href"] for tag in page.find_all("link", href=True) if "canonical" not in tag.get("rel", [])}
    linked |= {tag["src"] for tag in page.find_all("img", src=True)}
    files = [finders.find(url.removeprefix("/static/")) for url in linked]
    weight = sum(len(gzip.compress(Path(file).read_bytes())) for file in files) + len(gzip.compress(answer.content))
    assert 1 + len(files) <= 6
    assert weight <= 30_000


@pytest.mark.parametrize("role", [a_caretaker, a_manager, a_partner, a_lead])
def test_the_list_asks_the_database_no_more_for_300_meetups(site, sign_in, role):
    MeetupFactory.create_batch(3, site=site)
    client = sign_in(role(site))
    small = queries(client, LIST)
    for number in range(300):
        MeetupFactory(site=site, starts_at=in_days(20 + number))
    assert queries(client, LIST) == small <= 20


@pytest.mark.parametrize("role", [a_caretaker, a_manager, a_lead])
def test_a_meetups_page_asks_no_more_for_300_people(site, sign_in, role):
    meetup = MeetupFactory(site=site, capacity=400)
    for person in FieldWorkerFactory.create_batch(3, site=site):
        seats.sign_up(meetup, person)
    client = sign_in(role(site))
    small = queries(client, meetup.get_absolute_url())
    registration = meetup.registrations.model
    registration.objects.bulk_create(
        registration(event=meetup, person=person, state="confirmed", position=10 + number)
        for number, person in enumerate(FieldWorkerFactory.create_batch(297, site=site))
    )
    assert queries(client, meetup.get_absolute_url()) == small <= 20


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_registration():
    site = SiteFactory()
    meetup = MeetupFactory(site=site)
    user = a_caretaker(site)
    clients = [Client() for _ in range(4)]
    for client in clients:
        client.force_login(user)
    together = Barrier(len(clients))
    answers = []

    def click(client):
        together.wait()
        answers.append(client.post(sign_up_url(meetup)).status_code)
        connection.close()

    threads = [Thread(target=click, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * len(clients)
    assert states(meetup) == ["confirmed"]
    meetup.refresh_from_db()
    assert (meetup.confirmed_count, Email.objects.count()) == (1, 1)


def test_filters_are_folded_until_one_is_used(site, meetup, sign_in, soup):
    client = sign_in(a_caretaker(site))
    assert not soup(client.get(LIST)).find("details", class_="filters").has_attr("open")
    assert soup(client.get(LIST, {"free": "on"})).find("details", class_="filters").has_attr("open")
