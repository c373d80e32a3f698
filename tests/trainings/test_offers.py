"""A freed place is offered to the next in line, who has some time to answer, with or without an account."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from proxinet.signed_links import sign
from sites import enrolment
from tests.factories.events import SessionFactory
from tests.factories.people import FieldWorkerFactory, SiteFactory, a_caretaker, a_lead, a_manager
from tests.trainings.pages import page, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory(module__programme__site=SiteFactory(), module__title="Médiation", capacity=1)


def offer_to(session, person):
    """One place, which someone leaves to ``person``; return the registration."""
    first = FieldWorkerFactory(site=session.site)
    enrolment.enrol(session, first, by=None)
    enrolment.enrol(session, person, by=None)
    enrolment.withdraw(session, first)
    return session.registrations.get(person=person)


def waiting_person(session, **fields):
    return FieldWorkerFactory(site=session.site, first_name="Inès", email="ines@exemple.test", **fields)


def offer_url(registration):
    return reverse("trainings:offer", args=[sign("offer", registration.pk)])


def test_the_mail_says_until_when_and_its_one_link_shows_the_offer_without_an_account(session):
    registration = offer_to(session, waiting_person(session))
    mail = Email.objects.get(subject__startswith="Une place vous est proposée")
    links = set(re.findall(r'href="([^"]+/formations/[^"]+)"', mail.html_message))
    assert {link.split("/", 3)[3] for link in links} == {offer_url(registration).removeprefix("/")}
    assert "Sans réponse de votre part, la place sera proposée à la personne suivante" in mail.message
    assert mail.attachments.count() == 0
    answer = Client().get(offer_url(registration))
    assert "Inès" in text(answer)
    assert registration.person.last_name not in text(answer)
    assert answer["Referrer-Policy"] == "strict-origin"
    assert [button.get_text(strip=True) for button in page(answer).main.find_all("button")] == [
        "Je viens",
        "Je ne viens pas",
    ]


def test_accepting_by_the_link_twice_confirms_once(session):
    registration = offer_to(session, waiting_person(session))
    for _ in range(2):
        answer = Client().post(offer_url(registration), {"answer": "yes"}, follow=True)
        assert "votre place est réservée" in text(answer)
    registration.refresh_from_db()
    assert registration.state == "confirmed"
    confirmations = Email.objects.filter(subject__startswith="Votre place est réservée", to="ines@exemple.test")
    assert confirmations.count() == 1
    assert confirmations.get().attachments.count() == 1


def test_declining_twice_passes_the_place_to_the_next_once(session):
    registration = offer_to(session, waiting_person(session))
    following = FieldWorkerFactory(site=session.site, email="suivant@exemple.test")
    enrolment.enrol(session, following, by=None)
    for _ in range(2):
        answer = Client().post(offer_url(registration), {"answer": "no"}, follow=True)
        assert "vous n’êtes pas inscrit" in text(answer)
    assert session.registrations.get(person=following).state == "offered"
    assert Email.objects.filter(to="suivant@exemple.test", subject__startswith="Une place vous est").count() == 1


def test_a_get_answers_nothing(session):
    registration = offer_to(session, waiting_person(session))
    Client().get(offer_url(registration), {"answer": "yes"})
    registration.refresh_from_db()
    assert registration.state == "offered"


def test_after_the_deadline_the_link_says_so_and_the_place_passes_on(session):
    registration = offer_to(session, waiting_person(session))
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        answer = Client().post(offer_url(registration), {"answer": "yes"}, follow=True)
        assert "Le délai pour répondre est passé" in text(answer)
        enrolment.settle(session)
        assert "Le délai pour répondre est passé" in text(Client().get(offer_url(registration)))
    registration.refresh_from_db()
    assert (registration.state, registration.ending) == ("cancelled", "offer_expired")


def test_an_old_link_does_not_act_on_a_newer_registration_of_the_same_person(session):
    person = waiting_person(session)
    old = offer_to(session, person)
    enrolment.withdraw(session, person)
    new = enrolment.enrol(session, person, by=None)
    Client().post(offer_url(old), {"answer": "no"})
    new.refresh_from_db()
    assert new.state == "confirmed"


def test_a_cancelled_session_asks_nothing_and_keeps_nobody(session):
    registration = offer_to(session, waiting_person(session))
    enrolment.call_off(session)
    answer = Client().post(offer_url(registration), {"answer": "yes"}, follow=True)
    assert "Cette session est annulée" in text(answer)
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        enrolment.settle(session)
    assert Email.objects.filter(subject__startswith="Votre place est passée").count() == 0
    called_off = Email.objects.get(subject__startswith="Annulé", to="ines@exemple.test")
    assert called_off.attachments.count() == 0


def test_once_the_session_has_begun_nobody_accepts(session):
    registration = offer_to(session, waiting_person(session))
    with time_machine.travel(session.starts_at + timedelta(minutes=1)):
        answer = Client().post(offer_url(registration), {"answer": "yes"}, follow=True)
        assert "Cette session a déjà commencé" in text(answer)
    registration.refresh_from_db()
    assert registration.state == "offered"


def test_a_forged_link_opens_nothing(session):
    registration = offer_to(session, waiting_person(session))
    other = reverse("trainings:offer", args=[sign("answer", registration.pk)])
    assert Client().get(other).status_code == 404


def test_the_session_page_shows_the_offer_with_both_answers(session, sign_in):
    user = a_caretaker(session.site)
    offer_to(session, user.field_workers.get())
    client = sign_in(user)
    main = page(client.get(session.get_absolute_url())).main
    assert "Une place est pour vous" in main.get_text()
    accept_url = reverse("trainings:accept", args=[session.pk])
    assert main.find("form", action=accept_url).button.get_text(strip=True) == "Je viens"
    decline = main.find("form", action=reverse("trainings:sign_off", args=[session.pk]))
    assert decline.button.get_text(strip=True) == "Je ne viens pas"
    assert "Place à accepter" in text(client.get(reverse("trainings:list")))
    assert "votre place est réservée" in text(client.post(accept_url, follow=True))
    assert session.registrations.get(person__user=user).state == "confirmed"


@pytest.mark.parametrize("who", [a_lead, a_manager])
def test_their_lead_or_manager_accepts_for_them_and_nobody_else_does(session, sign_in, who):
    person = waiting_person(session)
    registration = offer_to(session, person)
    accept_url = reverse("trainings:accept", args=[session.pk])
    assert sign_in(a_manager(session.site)).post(accept_url, {"person": person.pk}).status_code == 404
    helper = who(session.site) if who is a_lead else who(session.site, person.employer)
    assert "Cette personne vient" in text(sign_in(helper).get(session.get_absolute_url()))
    sign_in(helper).post(accept_url, {"person": person.pk})
    registration.refresh_from_db()
    assert registration.state == "confirmed"
