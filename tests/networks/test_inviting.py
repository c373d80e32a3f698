"""Inviting the site's people and guests from outside, and their answers without an account."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from networks.models import Guest, Invitee
from proxinet import seats
from proxinet.signed_links import sign
from tests.factories.events import MeetupFactory, SessionFactory
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, SiteFactory, a_caretaker, a_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def meetup(site):
    return MeetupFactory(site=site, title="Proxi-Déj’ du Luth", capacity=2)


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


def invite_url(meetup):
    return reverse("networks:invite", args=[meetup.pk])


def an_invitee(meetup, **person):
    return Invitee.objects.create(meetup=meetup, person=FieldWorkerFactory(site=meetup.site, **person))


def link_of(invitee):
    return reverse("networks:invitation", args=[sign("invitation", invitee.pk)])


def a_guest(meetup, **fields):
    return Guest.objects.create(meetup=meetup, **{"name": "Commissaire", "email": "police@exemple.test"} | fields)


def guest_link(guest):
    return reverse("networks:guest_answer", args=[sign("guest", guest.pk)])


def typed_guests(*rows):
    data = {"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return data


# Choosing -------------------------------------------------------------------------------------------------------------


def test_by_category_by_employer_and_by_hand(site, meetup, lead, text):
    employer = OrganisationFactory()
    city = FieldWorkerFactory(site=site, staff_category="city_agent", email="ville@exemple.test")
    theirs = FieldWorkerFactory(site=site, employer=employer, email="bailleur@exemple.test")
    by_hand = FieldWorkerFactory(site=site)
    left_out = FieldWorkerFactory(site=site)
    FieldWorkerFactory(site=site, staff_category="city_agent", is_active=False)
    FieldWorkerFactory(staff_category="city_agent")
    answer = lead.post(
        invite_url(meetup),
        {"categories": ["city_agent"], "employers": [employer.pk], "people": [by_hand.pk]},
        follow=True,
    )
    words = text(answer)
    assert "2 personnes reçoivent un message." in words
    assert "Une personne n’a pas d’adresse e-mail" in words
    assert set(Invitee.objects.values_list("person", flat=True)) == {city.pk, theirs.pk, by_hand.pk}
    assert {mail.to[0] for mail in Email.objects.all()} == {"ville@exemple.test", "bailleur@exemple.test"}
    assert "À prévenir de vive voix : 1" in words
    assert str(left_out) in words


def test_inviting_twice_writes_once_and_those_in_are_left_alone(site, meetup, lead, text):
    person = FieldWorkerFactory(site=site, email="agent@exemple.test")
    registered = FieldWorkerFactory(site=site, email="inscrit@exemple.test")
    seats.sign_up(meetup, registered)
    assert str(registered.pk) not in [box["value"] for box in boxes(lead, meetup)]
    for _ in range(2):
        lead.post(invite_url(meetup), {"people": [person.pk]})
    assert Invitee.objects.count() == Email.objects.count() == 1


def boxes(client, meetup):
    page = BeautifulSoup(client.get(invite_url(meetup)).content, "html.parser")
    return page.find_all("input", attrs={"name": "people"})


def test_nobody_chosen_says_so(site, meetup, lead, text):
    FieldWorkerFactory(site=site)
    assert "Cochez un métier, un employeur ou une personne." in text(lead.post(invite_url(meetup), {}))


def test_a_stranger_to_the_site_cannot_be_invited(site, meetup, lead, text):
    FieldWorkerFactory(site=site)
    answer = lead.post(invite_url(meetup), {"people": [FieldWorkerFactory().pk]})
    assert "n’est plus dans la liste" in text(answer)
    assert Invitee.objects.count() == 0


@pytest.mark.parametrize("name", ["invite", "invite_guests"])
def test_only_the_lead_invites(site, meetup, sign_in, name):
    url = reverse(f"networks:{name}", args=[meetup.pk])
    assert sign_in(a_caretaker(site)).get(url).status_code == 403
    assert sign_in(a_lead(SiteFactory())).get(url).status_code == 404


def test_the_page_asks_no_more_for_many_people(site, meetup, lead, django_assert_max_num_queries):
    for person in FieldWorkerFactory.create_batch(40, site=site):
        Invitee.objects.create(meetup=meetup, person=person)
    FieldWorkerFactory.create_batch(40, site=site)
    lead.get(invite_url(meetup))
    with django_assert_max_num_queries(20):
        lead.get(invite_url(meetup))


# Answers of the site's people -----------------------------------------------------------------------------------------


def test_the_mails_link_opens_a_page_that_takes_a_place(site, meetup, lead, text):
    person = FieldWorkerFactory(site=site, email="agent@exemple.test")
    lead.post(invite_url(meetup), {"people": [person.pk]})
    link = link_of(Invitee.objects.get())
    assert link in Email.objects.get().message
    visitor = Client()
    assert "venez-vous ?" in text(visitor.get(link))
    assert meetup.registrations.count() == 0
    assert "vous avez une place" in text(visitor.post(link, {"answer": "coming"}, follow=True))
    assert meetup.registrations.get().person == person
    assert visitor.get(link)["Referrer-Policy"] == "strict-origin"


def test_no_then_yes_then_no_frees_the_place(meetup, text):
    invitee = an_invitee(meetup)
    link, visitor = link_of(invitee), Client()
    assert "vous ne venez pas" in text(visitor.post(link, {"answer": "not_coming"}, follow=True))
    visitor.post(link, {"answer": "coming"})
    invitee.refresh_from_db()
    assert invitee.declined_at is None
    visitor.post(link, {"answer": "not_coming"})
    invitee.refresh_from_db()
    meetup.refresh_from_db()
    assert invitee.declined_at is not None
    assert meetup.confirmed_count == 0


def test_a_full_meetup_means_the_waiting_list(meetup, text):
    for person in FieldWorkerFactory.create_batch(2, site=meetup.site):
        seats.sign_up(meetup, person)
    answer = Client().post(link_of(an_invitee(meetup)), {"answer": "coming"}, follow=True)
    assert "en liste d’attente, au rang 1" in text(answer)


def test_busy_elsewhere_is_said_without_naming_it(meetup, text):
    invitee = an_invitee(meetup)
    session = SessionFactory(module__programme__site=meetup.site, module__title="Droit", starts_at=meetup.starts_at)
    seats.sign_up(session, invitee.person)
    words = text(Client().post(link_of(invitee), {"answer": "coming"}))
    assert "Vous avez déjà un rendez-vous à la même heure." in words
    assert "Droit" not in words


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cancelled_at": timezone.now()}, "Cette rencontre est annulée."),
        ({"closes_at": timezone.now() - timedelta(minutes=1)}, "Les inscriptions sont closes."),
    ],
)
def test_too_late_is_a_clear_page(meetup, text, change, sentence):
    invitee = an_invitee(meetup)
    type(meetup).objects.filter(pk=meetup.pk).update(**change)
    words = text(Client().get(link_of(invitee)))
    assert sentence in words
    assert "Je viens" not in words
    assert Client().post(link_of(invitee), {"answer": "coming"}).status_code == 200
    assert meetup.registrations.count() == 0


def test_a_link_that_is_not_ours_or_no_more(meetup):
    invitee = an_invitee(meetup)
    link = link_of(invitee)
    assert Client().get(reverse("networks:invitation", args=["1:faux"])).status_code == 404
    assert Client().get(reverse("networks:invitation", args=[sign("guest", invitee.pk)])).status_code == 404
    invitee.delete()
    assert Client().get(link).status_code == 410


# Guests from outside --------------------------------------------------------------------------------------------------


def test_guests_get_a_mail_with_the_appointment_and_take_no_place(meetup, lead, text):
    url = reverse("networks:invite_guests", args=[meetup.pk])
    assert "Ils ne prennent pas de place" in text(lead.get(url))
    rows = (
        {"name": "Commissaire", "organisation": "Police", "email": "police@exemple.test"},
        {"name": "Assistante sociale", "organisation": "CAF", "email": "caf@exemple.test"},
    )
    assert "2 invitations sont envoyées." in text(lead.post(url, typed_guests(*rows), follow=True))
    mail = Email.objects.get(to="police@exemple.test")
    assert guest_link(Guest.objects.get(email="police@exemple.test")) in mail.message
    assert b"BEGIN:VEVENT" in mail.attachments.get().file.read()
    meetup.refresh_from_db()
    assert meetup.confirmed_count == 0


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"name": "Police", "email": "POLICE@exemple.test"}], "Cette adresse est déjà invitée."),
        ([{"name": "A", "email": "a@exemple.test"}, {"name": "B", "email": "A@exemple.test"}], "déjà invitée"),
        ([{"name": "A", "email": "a@exemple.test"}, {"name": "B", "email": "rien"}], "courriel valide"),
        ([], "Indiquez au moins une personne."),
    ],
)
def test_guests_that_cannot_be_write_nothing(meetup, lead, text, soup, rows, sentence):
    a_guest(meetup)
    answer = lead.post(reverse("networks:invite_guests", args=[meetup.pk]), typed_guests(*rows))
    assert sentence in text(answer)
    assert Guest.objects.count() == 1
    assert Email.objects.count() == 0
    if rows:
        assert soup(answer).find(attrs={"name": "form-0-name"})["value"] == rows[0]["name"]


def test_a_guest_answers_with_a_word_and_changes_their_mind_until_the_start(meetup, lead, text):
    guest = a_guest(meetup)
    link, visitor = guest_link(guest), Client()
    visitor.get(link)
    guest.refresh_from_db()
    assert guest.answer == ""
    words = text(visitor.post(link, {"answer": "coming", "message": "Un peu en retard"}, follow=True))
    assert "vous venez." in words
    assert "Un peu en retard" in text(lead.get(invite_url(meetup)))
    visitor.post(link, {"answer": "not_coming", "message": ""})
    guest.refresh_from_db()
    assert guest.answer == "not_coming"
    with time_machine.travel(meetup.starts_at + timedelta(minutes=1)):
        assert "a déjà commencé" in text(visitor.post(link, {"answer": "coming"}))
    guest.refresh_from_db()
    assert guest.answer == "not_coming"


def test_an_answer_that_is_none_is_refused(meetup, text):
    guest = a_guest(meetup)
    assert "Dites si vous venez." in text(Client().post(guest_link(guest), {"answer": "peut-être"}))
    assert "300" in text(Client().post(guest_link(guest), {"answer": "coming", "message": "x" * 301}))


def test_a_guest_removed_is_told_and_their_link_ends(meetup, lead, text):
    guest = a_guest(meetup)
    url, link = reverse("networks:remove_guest", args=[guest.pk]), guest_link(guest)
    assert "Un message lui dira" in text(lead.get(url))
    assert Guest.objects.count() == 1
    assert "Un message lui est envoyé." in text(lead.post(url, follow=True))
    assert Guest.objects.count() == 0
    assert Email.objects.get().subject.startswith("Votre invitation est retirée")
    assert Client().get(link).status_code == 410


def test_guests_are_told_when_it_moves_or_is_called_off(meetup, lead):
    a_guest(meetup)
    a_guest(meetup, email="non@exemple.test", answer="not_coming")
    start = timezone.localtime(meetup.starts_at)
    typed = {
        "kind": "breakfast",
        "title": meetup.title,
        "place": "Mairie",
        "day": f"{start:%Y-%m-%d}",
        "starts": f"{start:%H:%M}",
        "ends": "11:00",
        "capacity": "2",
    }
    lead.post(reverse("networks:edit_meetup", args=[meetup.pk]), typed)
    assert Email.objects.filter(subject__startswith="Changement").count() == 2
    lead.post(reverse("networks:cancel_meetup", args=[meetup.pk]))
    called_off = Email.objects.get(subject__startswith="Annulé")
    assert called_off.to == ["police@exemple.test"]
    assert b"METHOD:CANCEL" in called_off.attachments.get().file.read()
