"""Who to call: found by problem, whatever the spelling; one tap."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from networks.contacts.directory import search, spell_again
from networks.models import Contact
from sites.models import OrganisationName
from tests.factories.people import OrganisationFactory, SiteFactory, a_caretaker, a_lead, a_manager, a_partner
from tests.networks.crowded_directory import MISSPELT, NUMBERS, fill_directory

pytestmark = pytest.mark.django_db

LIST = "/annuaire/"


@pytest.fixture
def contacts(site):
    Contact.objects.bulk_create(
        Contact(site=site, name=name, call_for=call_for, phone=f"01990012{number:02}")
        for number, (name, call_for) in enumerate(NUMBERS.items())
    )


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


def found(answer, soup):
    return [card.h2.get_text() for card in soup(answer).find_all("article")]


def test_misspelt_problems_find_the_right_number_among_5000_in_one_query_each(site):
    fill_directory(site)
    assert len(MISSPELT) >= 30
    missed = {}
    for typed, name in MISSPELT.items():
        with CaptureQueriesContext(connection) as asked:
            found = [contact.name for contact in search(Contact.objects.all(), typed)[:3]]
        if name not in found or len(asked) != 1:
            missed[typed] = found
    assert missed == {}


def test_a_search_can_be_read_from_the_index(site):
    fill_directory(site)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "contact_heard" in search(Contact.objects.all(), "ancombrant").explain()


@pytest.mark.usefixtures("contacts")
def test_a_caretaker_finds_and_calls_in_one_tap(site, sign_in, soup):
    answer = sign_in(a_caretaker(site)).get(LIST, {"q": "encombrents"})
    first = soup(answer).find("article")
    assert first.h2.get_text() == "Service propreté"
    link = first.find("a", href="tel:0199001200")
    assert link.get_text(strip=True) == "Appeler 01\u00a099\u00a000\u00a012\u00a000"
    assert soup(answer).find(attrs={"name": "q"})["value"] == "encombrents"


@pytest.mark.usefixtures("contacts")
def test_what_nobody_deals_with_says_so(site, sign_in, text):
    assert "Personne ne correspond" in text(sign_in(a_caretaker(site)).get(LIST, {"q": "xylophone"}))


def test_the_most_frequent_problems_are_one_tap_away(site, sign_in, soup):
    for number in range(3):
        Contact.objects.create(site=site, name=f"Loge {number}", call_for=f"Encombrants, motif {number}", phone="3919")
    Contact.objects.create(site=site, name="Voirie", call_for="trottoir ; Nid-de-poule", phone="3939")
    Contact.objects.create(site=SiteFactory(), name="Loin", call_for="une affaire d’ailleurs", phone="3939")
    client = sign_in(a_caretaker(site))
    page = soup(client.get(LIST))
    buttons = {link.get_text(strip=True): link["href"] for link in page.find_all("a") if "?q=" in link.get("href", "")}
    assert next(iter(buttons)) == "Encombrants"
    assert {"Trottoir", "Nid-de-poule"} <= set(buttons)
    assert "ailleurs" not in page.get_text()
    assert soup(client.get(buttons["Nid-de-poule"])).article.find("a", href="tel:3939")


def test_an_organisations_name_finds_its_contacts(site):
    landlord = OrganisationFactory(name="Brennus Habitat")
    contact = Contact.objects.create(site=site, name="Accueil", call_for="tout", organisation=landlord)
    assert list(search(Contact.objects.all(), "brenus habita")) == [contact]


def test_an_organisation_is_found_by_its_other_names_and_by_its_new_one(site):
    landlord = OrganisationFactory(name="Brennus Habitat")
    contact = Contact.objects.create(site=site, name="Accueil", call_for="tout", organisation=landlord)
    OrganisationName.objects.create(organisation=landlord, name="Office du Sénonais")
    assert spell_again() == 1
    assert spell_again() == 0
    assert list(search(Contact.objects.all(), "ofice senonai")) == [contact]


def test_emergency_numbers_are_always_there(site, sign_in, soup):
    page = soup(sign_in(a_caretaker(site)).get(LIST))
    assert all(page.find("a", href=f"tel:{number}") for number in (17, 18, 112))


@pytest.mark.parametrize("typed", ["'; drop table", "%", "a" * 5000, "  ", "...", "\U0001f4a9", "d’ la"])
def test_any_question_gets_a_page(site, sign_in, typed):
    assert sign_in(a_caretaker(site)).get(LIST, {"q": typed}).status_code == 200


def test_a_lead_adds_checks_edits_and_removes(site, lead, text, soup):
    typed = {"name": "Service propreté", "call_for": "encombrants", "phone": "01.99.00-12 34"}
    lead.post("/annuaire/nouveau/", typed)
    contact = Contact.objects.get()
    assert contact.phone == "0199001234"
    assert "À vérifier" in soup(lead.get(LIST)).article.get_text()
    lead.post(reverse("networks:check_contact", args=[contact.pk]))
    contact.refresh_from_db()
    assert contact.checked_on == timezone.localdate()
    assert "À vérifier" not in soup(lead.get(LIST)).article.get_text()
    lead.post(
        reverse("networks:edit_contact", args=[contact.pk]),
        typed | {"opening_hours": "8h – 12h", "address": "3 allée du Luth"},
    )
    assert "8h – 12h 3 allée du Luth" in text(lead.get(LIST))
    remove = reverse("networks:remove_contact", args=[contact.pk])
    assert "Retirer ce contact" in text(lead.get(remove))
    assert Contact.objects.count() == 1
    lead.post(remove)
    assert Contact.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"phone": ""}, "phone", "Indiquez un téléphone ou une adresse e-mail."),
        ({"phone": "appelez-moi"}, "phone", "avec des chiffres"),
        ({"phone": "=1+1"}, "phone", "avec des chiffres"),
        ({"email": "pas une adresse"}, "email", "valide"),
        ({"name": ""}, "name", "obligatoire"),
        ({"name": "service PROPRETÉ"}, "name", "déjà dans l’annuaire"),
        ({"checked_on": f"{timezone.localdate() + timedelta(days=2):%Y-%m-%d}"}, "checked_on", "pas encore arrivée"),
    ],
)
def test_a_contact_that_cannot_be_says_why(site, lead, soup, field_error, changes, field, sentence):
    Contact.objects.create(site=site, name="Service propreté", call_for="ordures", phone="3939")
    typed = {"name": "Voirie", "call_for": "<b>trottoir</b>", "phone": "3919"} | changes
    answer = lead.post("/annuaire/nouveau/", typed)
    assert sentence in field_error(answer, field)
    assert soup(answer).find(attrs={"name": "call_for"})["value"] == "<b>trottoir</b>"
    assert Contact.objects.count() == 1


def test_only_the_lead_keeps_it_and_only_for_their_site(site, sign_in, text):
    contact = Contact.objects.create(site=site, name="Voirie", call_for="trottoir", phone="3919")
    pages = [reverse(f"networks:{act}_contact", args=[contact.pk]) for act in ("edit", "check", "remove")]
    stranger = sign_in(a_lead(SiteFactory()))
    assert "Voirie" not in text(stranger.get(LIST))
    assert [stranger.post(page).status_code for page in pages] == [404, 404, 404]
    for role in (a_caretaker, a_manager, a_partner):
        client = sign_in(role(site))
        assert "Voirie" in text(client.get(LIST))
        assert [client.post(page).status_code for page in pages] == [403, 403, 403]
        assert client.get("/annuaire/nouveau/").status_code == 403
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("query", [{}, {"q": "encombrents"}])
def test_the_directory_asks_no_more_for_5000_numbers(site, lead, query):
    fill(site, 3)
    small = queries(lead, query)
    fill(site, 5000, start=3)
    assert queries(lead, query) == small <= 20


def fill(site, until, start=0):
    Contact.objects.bulk_create(
        Contact(site=site, name=f"Service {number}", call_for="encombrants, ordures", phone="3919")
        for number in range(start, until)
    )


def queries(client, query) -> int:
    client.get(LIST, query)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(LIST, query).status_code == 200
    return len(asked)


def test_a_search_is_one_query_on_contacts(site, lead):
    fill(site, 50)
    with CaptureQueriesContext(connection) as asked:
        lead.get(LIST, {"q": "encombrents ordure"})
    assert len([query for query in asked if 'FROM "networks_contact"' in query["sql"]]) == 1
