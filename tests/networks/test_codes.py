"""The personal codes a lead gives, prints and makes anew."""

import re

import pytest
from django.urls import reverse

from networks.posters.code_cards import code_cards_pdf
from sites.join_codes import SIGNS, give_code, person_with_code
from tests.accessible_pdf import faults
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, SiteFactory, a_caretaker, a_lead, a_manager
from tests.reports.reading import words

pytestmark = pytest.mark.django_db

PAGE = "/rencontres/codes/"


@pytest.fixture
def landlord(site):
    landlord = OrganisationFactory(name="Habitat du Parc")
    site.partners.create(organisation=landlord, part="landlord")
    return landlord


@pytest.fixture
def rosa(site, landlord):
    return FieldWorkerFactory(site=site, employer=landlord, first_name="Rosa", last_name="Luz")


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


def cards(site) -> str:
    return reverse("networks:code_cards", args=[site.slug])


def test_everyone_without_a_code_gets_one_and_nobody_loses_theirs(lead, site, rosa, text):
    had = give_code(FieldWorkerFactory(site=site))
    newcomer = FieldWorkerFactory(site=site, is_confirmed=False)
    said = text(lead.post(PAGE, {"act": "give"}, follow=True))
    assert "1 code donné." in said
    codes = dict(site.field_workers.values_list("pk", "join_code"))
    assert had in codes.values()
    assert re.fullmatch(f"[{SIGNS}]{{8}}", codes[rosa.pk])
    assert codes[newcomer.pk] is None
    assert f"{codes[rosa.pk][:4]} {codes[rosa.pk][4:]}" in said


def test_a_new_code_makes_the_old_one_worthless(lead, site, rosa):
    old = give_code(rosa)
    lead.post(PAGE, {"act": "renew", "person": rosa.pk})
    rosa.refresh_from_db()
    assert rosa.join_code != old
    assert person_with_code(site, old) is None
    assert person_with_code(site, rosa.join_code.lower()) == rosa


def test_by_employer(lead, site, landlord, rosa, text):
    FieldWorkerFactory(site=site, first_name="Paul")
    said = text(lead.post(f"{PAGE}?employeur={landlord.pk}", {"act": "give"}, follow=True))
    assert "1 code donné." in said
    assert "Paul" not in said


def test_the_cards_are_accessible_and_hold_what_one_types(site, landlord, rosa, tmp_path):
    others = [FieldWorkerFactory(site=site, first_name="Wilhelmina" * 8, last_name="W" * 80) for _ in range(12)]
    for person in (rosa, *others):
        give_code(person)
    path = tmp_path / "codes.pdf"
    pdf = code_cards_pdf(site, [rosa, *others])
    path.write_bytes(pdf.content)
    said = words(path)
    assert "Rosa Luz" in said
    assert f"{rosa.join_code[:4]} {rosa.join_code[4:]}" in said
    assert pdf.page_count == 2  # ten on a page
    assert faults(path) == []


def test_the_sheet_is_downloaded_or_says_there_is_nobody(lead, site, rosa, text):
    assert "Personne n’a encore de code ici." in text(lead.get(cards(site), follow=True))
    give_code(rosa)
    assert lead.get(cards(site))["Content-Type"] == "application/pdf"


def test_only_the_lead_reads_codes(site, landlord, rosa, sign_in):
    give_code(rosa)
    for user in (a_caretaker(site), a_manager(site, landlord)):
        assert sign_in(user).get(PAGE).status_code == 403
        assert sign_in(user).get(cards(site)).status_code == 403
    stranger = sign_in(a_lead(SiteFactory()))
    assert "Rosa" not in stranger.get(PAGE).content.decode()
    assert stranger.post(PAGE, {"act": "renew", "person": rosa.pk}).status_code == 404
    assert stranger.get(cards(site)).status_code == 404


def test_the_list_asks_as_much_of_the_database_for_many(lead, site, rosa, django_assert_max_num_queries):
    for _ in range(20):
        FieldWorkerFactory(site=site)
    with django_assert_max_num_queries(20):
        lead.get(PAGE)
