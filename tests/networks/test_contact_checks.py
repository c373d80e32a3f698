"""A contact not checked for six months is asked by mail, and answers without an account."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from networks.contacts.checks import ask_due
from networks.models import Contact
from networks.tasks import keep_directory_true
from proxinet.signed_links import sign
from tests.factories.people import SiteFactory, a_caretaker, a_lead

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=200)


@pytest.fixture
def contact(site):
    return Contact.objects.create(
        site=site,
        name="Service propreté",
        call_for="encombrants",
        phone="0199001234",
        email="proprete@exemple.test",
        opening_hours="8h – 12h",
        checked_on=timezone.localdate() - LONG_AGO,
    )


@pytest.fixture
def page(contact):
    """The page behind the link that was just mailed."""
    contact.asked_at = timezone.now()
    contact.save(update_fields=["asked_at"])
    return f"/lien/contact/{sign('contact', contact.pk)}/"


def typed(**changes):
    return {
        "call_for": "encombrants",
        "phone": "01 99 00 12 34",
        "opening_hours": "8h – 12h",
        "address": "",
    } | changes


def test_a_contact_is_asked_once_then_again_after_thirty_days(contact):
    keep_directory_true()
    mail = Email.objects.get()
    assert mail.to == ["proprete@exemple.test"]
    assert f"/lien/contact/{sign('contact', contact.pk)}/" in mail.message
    assert "01\u00a099" in mail.message
    assert ask_due() == 0
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert ask_due() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert ask_due() == 1


def test_nobody_else_is_asked(site, contact):
    contact.delete()
    recent = timezone.localdate() - timedelta(days=100)
    Contact.objects.create(site=site, name="Récent", call_for="a", email="a@exemple.test", checked_on=recent)
    Contact.objects.create(site=site, name="Sans adresse", call_for="b", phone="3939")
    assert ask_due() == 0
    never = Contact.objects.create(site=site, name="Jamais", call_for="c", email="c@exemple.test")
    assert ask_due() == 1
    never.refresh_from_db()
    assert never.asked_at


def test_all_is_right_in_one_button(contact, page, text, client):
    read = text(client.get(page))
    assert "Service propreté" in read
    assert "8h – 12h" in read
    contact.refresh_from_db()
    assert contact.needs_checking, "reading is not answering"
    answer = client.post(page, {"answer": "right"}, follow=True)
    assert "Merci" in text(answer)
    contact.refresh_from_db()
    assert contact.checked_on == timezone.localdate()
    assert contact.phone == "0199001234"
    assert not Email.objects.exists()


def test_a_correction_is_kept_and_the_lead_told(contact, page, site, client, text):
    a_lead(SiteFactory())
    lead = a_lead(site)
    answer = client.post(page, typed(phone="01.99.00.56.78", call_for="encombrants, tags"), follow=True)
    assert "Merci" in text(answer)
    contact.refresh_from_db()
    assert (contact.phone, contact.checked_on) == ("0199005678", timezone.localdate())
    assert "tag" in contact.heard
    mail = Email.objects.get()
    assert mail.to == [lead.email]
    assert "0199001234 → 0199005678" in mail.message
    assert "Horaires" not in mail.message


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [({"phone": "demain"}, "phone", "avec des chiffres"), ({"call_for": ""}, "call_for", "obligatoire")],
)
def test_a_wrong_correction_says_why_and_writes_nothing(contact, page, client, field_error, changes, name, sentence):
    answer = client.post(page, typed(opening_hours="9h – 18h", **changes))
    assert sentence in field_error(answer, name)
    contact.refresh_from_db()
    assert (contact.opening_hours, contact.call_for) == ("8h – 12h", "encombrants")
    assert contact.needs_checking
    assert not Email.objects.exists()


def test_what_the_lead_wrote_meanwhile_is_not_lost(contact, page, client, soup):
    seen = soup(client.get(page)).find(attrs={"name": "seen"})["value"]
    Contact.objects.filter(pk=contact.pk).update(phone="0199009999")
    answer = client.post(page, typed(seen=seen))
    assert "vient de modifier" in answer.content.decode()
    contact.refresh_from_db()
    assert contact.phone == "0199009999"


def test_a_removed_contact_and_a_forged_link_open_nothing(contact, page, client):
    contact.delete()
    answer = client.get(page)
    assert answer.status_code == 410
    assert "plus dans l’annuaire" in answer.content.decode()
    assert client.post(page, {"answer": "right"}).status_code == 410
    assert client.get("/lien/contact/1:faux/").status_code == 404
    assert client.get(f"/lien/contact/{sign('guest', 1)}/").status_code == 404


def test_the_link_does_not_travel_further(page):
    guarded = Client(enforce_csrf_checks=True)
    answer = guarded.get(page)
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"]
    assert guarded.post(page, {"answer": "right"}).status_code == 403


def test_the_lead_sees_what_is_to_check_and_who_was_asked(contact, site, sign_in, text):
    fresh = {"call_for": "rats", "phone": "3939", "checked_on": timezone.localdate()}
    Contact.objects.create(site=site, name="Hygiène", **fresh)
    ask_due()
    read = text(sign_in(a_lead(site)).get("/annuaire/", {"check": "on"}))
    assert "Service propreté" in read
    assert re.search(r"Demandé par e-mail le \d+", read)
    assert "Hygiène" not in read
    others = text(sign_in(a_caretaker(site)).get("/annuaire/", {"check": "on"}))
    assert "Hygiène" in others
    assert "Demandé par" not in others


def test_a_link_of_long_ago_opens_nothing(contact, page, client):
    Contact.objects.update(asked_at=timezone.now() - timedelta(days=61))
    answer = client.post(page, {"answer": "right"})
    assert answer.status_code == 410
    assert "ne marche plus" in answer.content.decode()
    contact.refresh_from_db()
    assert contact.needs_checking


def test_the_former_address_corrects_nothing_any_more(site, contact, page, client, sign_in):
    lead = sign_in(a_lead(site))
    same = {"name": contact.name, "email": "nouveau@exemple.test", "checked_on": ""}
    lead.post(f"/annuaire/{contact.pk}/modifier/", typed() | same)
    assert client.post(page, typed(phone="01 99 00 99 99")).status_code == 410
    contact.refresh_from_db()
    assert (contact.email, contact.phone) == ("nouveau@exemple.test", "0199001234")
