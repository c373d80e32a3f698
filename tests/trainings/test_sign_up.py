"""Taking a place, alone or for others, as people do it in the pages."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

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
from tests.trainings.pages import page, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def session(site):
    return SessionFactory(module__programme__site=site, module__title="Procédure judiciaire", capacity=2)


def states(session):
    return list(session.registrations.order_by("position").values_list("state", flat=True))


def sign_up_url(session):
    return reverse("trainings:sign_up", args=[session.pk])


def sign_off_url(session):
    return reverse("trainings:sign_off", args=[session.pk])


@pytest.mark.parametrize("address", ["trainings:session", "trainings:mine"])
def test_a_caretaker_finds_their_own_convocation_once_they_have_a_place(site, session, sign_in, address):
    client = sign_in(a_caretaker(site))
    where = reverse(address, args=[session.pk] if address == "trainings:session" else [])
    assert "Ma convocation" not in text(client.get(where))
    client.post(sign_up_url(session))
    convocation = reverse("trainings:convocation", args=[session.registrations.get().pk])
    assert "Ma convocation" in page(client.get(where)).find("a", href=convocation).get_text()
    client.post(sign_off_url(session))
    assert "Ma convocation" not in text(client.get(where))


def test_a_caretaker_signs_up_from_the_list_in_two_requests(site, session, sign_in):
    client = sign_in(a_caretaker(site))
    listed = page(client.get(reverse("trainings:list")))
    form = listed.find("form", action=sign_up_url(session))
    assert form.button.get_text(strip=True) == "Je m’inscris"
    answer = client.post(form["action"], follow=True)
    assert "Votre place est réservée" in text(answer)
    assert states(session) == ["confirmed"]
    assert "J’ai une place" in text(client.get(reverse("trainings:list")))


def test_the_confirmation_is_in_plain_french_with_the_appointment_attached(site, session, sign_in):
    user = a_caretaker(site)
    sign_in(user).post(sign_up_url(session))
    mail = Email.objects.get()
    assert mail.to == [user.email]
    assert mail.subject.startswith("Votre place est réservée")
    assert "Procédure judiciaire" in mail.subject
    assert "Votre place est réservée." in mail.message
    assert "Lieu : Salle des fêtes" in mail.message
    assert reverse("trainings:session", args=[session.pk]) in mail.message
    attached = mail.attachments.get()
    calendar = attached.file.read().decode()
    assert attached.name.endswith(".ics")
    assert "BEGIN:VEVENT" in calendar
    assert "Procédure judiciaire" in calendar


def test_the_downloaded_appointment_is_the_mailed_one(site, session, sign_in):
    client = sign_in(a_caretaker(site))
    client.post(sign_up_url(session))
    answer = client.get(reverse("trainings:calendar", args=[session.pk]))
    assert answer["Content-Type"].startswith("text/calendar")
    mailed = Email.objects.get().attachments.get().file.read().decode()
    uid = next(line for line in answer.content.decode().splitlines() if line.startswith("UID"))
    assert uid in mailed


def test_full_means_the_waiting_list_with_ones_rank(site, session, sign_in):
    for person in FieldWorkerFactory.create_batch(3, site=site):
        seats.sign_up(session, person)
    client = sign_in(a_caretaker(site))
    assert "Je rejoins la liste d’attente" in text(client.get(session.get_absolute_url()))
    client.post(sign_up_url(session))
    assert "Vous êtes en liste d’attente, au rang 2" in text(client.get(session.get_absolute_url()))


def test_signing_off_gives_the_place_to_the_next_and_tells_them(site, session, sign_in):
    user = a_caretaker(site)
    client = sign_in(user)
    client.post(sign_up_url(session))
    others = FieldWorkerFactory.create_batch(2, site=site, email="suivant@exemple.test")
    for person in others:
        seats.sign_up(session, person)
    confirmation = page(client.get(sign_off_url(session)))
    assert "Votre place ira tout de suite à quelqu’un d’autre" in confirmation.get_text()
    assert states(session) == ["confirmed", "confirmed", "waiting"]
    assert "Votre inscription est annulée." in text(client.post(sign_off_url(session), follow=True))
    assert states(session) == ["cancelled", "confirmed", "offered"]
    assert Email.objects.filter(subject__startswith="Une place vous est proposée, répondez").count() == 1


def test_asking_twice_says_so_and_changes_nothing(site, session, sign_in):
    client = sign_in(a_caretaker(site))
    client.post(sign_up_url(session))
    assert "vous avez déjà une inscription ici" in text(client.post(sign_up_url(session), follow=True))
    assert states(session) == ["confirmed"]


@pytest.mark.parametrize(
    ("closed", "sentence"),
    [
        ({"closes_at": timezone.now() - timedelta(minutes=1)}, "Les inscriptions sont closes"),
        ({"starts_at": timezone.now() - timedelta(minutes=1)}, "Les inscriptions sont closes"),
        ({"cancelled_at": timezone.now()}, "Cet événement est annulé"),
    ],
)
def test_after_closing_a_sentence_and_no_button(site, sign_in, closed, sentence):
    session = SessionFactory(module__programme__site=site, **closed)
    client = sign_in(a_caretaker(site))
    assert sentence in text(client.post(sign_up_url(session), follow=True))
    assert states(session) == []
    for url in (session.get_absolute_url(), reverse("trainings:list")):
        assert page(client.get(url)).find("form", action=sign_up_url(session)) is None


def test_nobody_is_in_two_places_at_once(site, session, sign_in):
    user = a_caretaker(site)
    meetup = MeetupFactory(site=site, title="Proxi-Déj’", starts_at=session.starts_at, ends_at=session.ends_at)
    seats.sign_up(meetup, user.field_workers.get())
    answer = sign_in(user).post(sign_up_url(session), follow=True)
    assert "Vous avez déjà un rendez-vous à la même heure" in text(answer)
    assert "Proxi-Déj’." in text(answer)
    assert states(session) == []


def test_nothing_is_written_by_a_get(site, session, sign_in):
    client = sign_in(a_caretaker(site))
    assert client.get(sign_up_url(session)).status_code == 302
    client.get(sign_off_url(session))
    assert states(session) == []


def test_a_manager_signs_up_several_of_their_own_agents(site, session, sign_in):
    employer = OrganisationFactory()
    own = FieldWorkerFactory.create_batch(2, site=site, employer=employer)
    stranger = FieldWorkerFactory(site=site)
    client = sign_in(a_manager(site, employer))
    url = reverse("trainings:sign_up_people", args=[session.pk])
    offered = {box["value"] for box in page(client.get(url)).find_all("input", type="checkbox")}
    assert offered == {str(person.pk) for person in own}
    answer = client.post(url, {"people": [person.pk for person in own]}, follow=True)
    assert all(str(person) in text(answer) for person in own)
    assert states(session) == ["confirmed", "confirmed"]
    assert stranger.trainings_registrations.count() == 0


def test_a_manager_cannot_reach_another_employers_agent(site, session, sign_in):
    employer = OrganisationFactory()
    own, stranger = FieldWorkerFactory(site=site, employer=employer), FieldWorkerFactory(site=site)
    seats.sign_up(session, stranger)
    client = sign_in(a_manager(site, employer))
    newcomer = FieldWorkerFactory(site=site)
    assert client.post(sign_up_url(session), {"person": newcomer.pk}).status_code == 404
    assert client.post(sign_off_url(session), {"person": stranger.pk}).status_code == 404
    assert client.post(sign_up_url(session), {"person": "abc"}).status_code == 404
    url = reverse("trainings:sign_up_people", args=[session.pk])
    refused = client.post(url, {"people": [own.pk, newcomer.pk]})
    assert "vérifiez vos choix" in text(refused)
    assert page(refused).find("input", value=str(own.pk)).has_attr("checked")
    assert states(session) == ["confirmed"]


def test_one_refusal_loses_none_of_the_others(site, session, sign_in):
    elsewhere = FieldWorkerFactory(site=site)
    seats.sign_up(MeetupFactory(site=site, starts_at=session.starts_at, ends_at=session.ends_at), elsewhere)
    free = FieldWorkerFactory(site=site)
    url = reverse("trainings:sign_up_people", args=[session.pk])
    answer = sign_in(a_lead(site)).post(url, {"people": [elsewhere.pk, free.pk]}, follow=True)
    assert f"Ont une place : {free}" in text(answer)
    assert f"{elsewhere} : Cette personne est déjà inscrite ailleurs" in text(answer)
    assert states(session) == ["confirmed"]


def test_nobody_checked_asks_to_check_somebody(site, session, sign_in):
    FieldWorkerFactory(site=site)
    url = reverse("trainings:sign_up_people", args=[session.pk])
    assert "Cochez au moins une personne." in text(sign_in(a_lead(site)).post(url, {}))


def test_a_lead_signs_one_person_up_and_off(site, session, sign_in):
    person = FieldWorkerFactory(site=site, pk=1_234_567)
    client = sign_in(a_lead(site))
    people = page(client.get(reverse("trainings:sign_up_people", args=[session.pk])))
    assert people.find("input", type="checkbox")["value"] == "1234567"
    client.post(sign_up_url(session), {"person": person.pk})
    listed = page(client.get(session.get_absolute_url()))
    assert str(person) in listed.get_text()
    form = listed.find("form", action=sign_off_url(session))
    client.post(form["action"], {"person": form.find("input", attrs={"name": "person"})["value"]})
    assert states(session) == ["cancelled"]


def test_who_sees_who_is_in(site, session, sign_in):
    employer, association = OrganisationFactory(), OrganisationFactory()
    session.module.programme.deliverer = association
    session.module.programme.save()
    own, other = FieldWorkerFactory(site=site, employer=employer), FieldWorkerFactory(site=site)
    for person in (own, other):
        seats.sign_up(session, person)

    def sees(user):
        words = text(sign_in(user).get(session.get_absolute_url()))
        return [str(own) in words, str(other) in words]

    assert sees(a_lead(site)) == [True, True]
    assert sees(a_partner(site, association)) == [True, True]
    assert sees(a_manager(site, employer)) == [True, False]
    assert sees(a_caretaker(site)) == [False, False]
    assert sees(a_coordinator()) == [False, False]


def test_another_site_or_another_partners_session_does_not_exist(site, session, sign_in):
    for user in (a_caretaker(SiteFactory()), a_lead(SiteFactory()), a_partner(site)):
        client = sign_in(user)
        assert client.get(session.get_absolute_url()).status_code == 404
        assert client.post(sign_up_url(session)).status_code == 404
        assert session.module.title not in text(client.get(reverse("trainings:list")))


def test_someone_who_is_no_agent_of_the_site_is_told_who_may(site, session, sign_in):
    answer = sign_in(a_lead(site)).post(sign_up_url(session))
    assert answer.status_code == 403
    assert "Seuls les agents de ce site" in answer.content.decode()


def test_html_in_a_title_stays_text(site, sign_in):
    session = SessionFactory(module__programme__site=site, module__title="<b id=x>Droit</b>", place="<i id=y>ici</i>")
    for user in (a_caretaker(site), a_lead(site)):
        client = sign_in(user)
        for url in (reverse("trainings:list"), session.get_absolute_url(), session.module.programme.get_absolute_url()):
            found = page(client.get(url))
            assert found.find(id=["x", "y"]) is None
            assert "<b id=x>Droit</b>" in found.get_text()


def test_my_trainings_says_what_is_coming_and_what_i_attended(site, session, sign_in):
    user = a_caretaker(site)
    worker = user.field_workers.get()
    seats.sign_up(session, worker)
    past = SessionFactory(module__programme__site=site, module__title="Gestion des conflits", starts_at=in_days(-9))
    registration = past.registrations.create(person=worker, state="confirmed", position=1)
    registration.attendances.create(half_day=past.half_days.get(), state="present")
    words = text(sign_in(user).get(reverse("trainings:mine")))
    assert "Procédure judiciaire" in words
    assert "Gestion des conflits" in words
    assert "1 demi-journée sur 1" in words


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_registration():
    site = SiteFactory()
    session = SessionFactory(module__programme__site=site)
    user = a_caretaker(site)
    clients = [Client() for _ in range(4)]
    for client in clients:
        client.force_login(user)
    together = Barrier(len(clients))
    answers = []

    def click(client):
        together.wait()
        answers.append(client.post(sign_up_url(session)).status_code)
        connection.close()

    threads = [Thread(target=click, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * len(clients)
    assert states(session) == ["confirmed"]
    session.refresh_from_db()
    assert (session.confirmed_count, Email.objects.count()) == (1, 1)


@pytest.mark.parametrize("person", ["9" * 5000, "²", "-1", "moi"])
def test_a_person_that_cannot_be_is_not_found(sign_in, person):
    session = SessionFactory()
    client = sign_in(a_lead(session.site))
    for name in ("sign_up", "sign_off", "accept"):
        response = client.post(reverse(f"trainings:{name}", args=[session.pk]), {"person": person})
        assert response.status_code == 404
