"""The poster of a meetup, and the page from which the lead keeps it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from networks.models import Meetup
from networks.posters.poster import join_path, poster_pdf
from sites.models import SitePartner
from tests.accessible_pdf import faults
from tests.factories.events import MeetupFactory
from tests.factories.people import OrganisationFactory, a_caretaker, a_lead
from tests.reports.reading import words

pytestmark = pytest.mark.django_db

LONG_WORD = "anticonstitutionnellement"


@pytest.fixture
def meetup(site):
    return MeetupFactory(site=site, title="Parlons des encombrants", description="Café offert.\nVenez avec vos idées.")


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


def kept(tmp_path, meetup):
    path = tmp_path / "affiche.pdf"
    path.write_bytes(poster_pdf(meetup).content)
    return path


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_poster_says_it_all_on_one_accessible_page(meetup, tmp_path):
    path = kept(tmp_path, meetup)
    said = flat(words(path))
    for part in (meetup.title, meetup.place, "de 9 h à 11 h", "Venez avec vos idées.", "Pas besoin de compte"):
        assert part in said
    assert join_path(meetup) in re.sub(r"\s", "", words(path))
    assert faults(path) == []


def test_the_longest_texts_still_fit_one_page(meetup):
    meetup.site.name = ("Villeneuve " * 11)[:120]
    meetup.title = (f"{LONG_WORD} " * 7)[:160]
    meetup.place = ("W" * 200)[:200]
    meetup.description = "\n".join(["M" * 60] * 33)[:2000]
    meetup.save()
    for part in (SitePartner.Part.LEAD, SitePartner.Part.PARTNER):
        SitePartner.objects.create(
            site=meetup.site, organisation=OrganisationFactory(name=f"{part} {LONG_WORD * 5}"), part=part
        )
    meetup.partners.add(*(OrganisationFactory(name=f"{number} {LONG_WORD * 4}") for number in range(5)))
    assert poster_pdf(meetup).page_count == 1


def test_the_same_meetup_makes_the_same_bytes(meetup):
    assert poster_pdf(meetup).sha256 == poster_pdf(meetup).sha256


def test_the_lead_closes_reopens_and_changes_the_link(meetup, lead):
    old = join_path(meetup)
    page = reverse("networks:poster_page", args=[meetup.pk])
    visitor = Client()
    assert visitor.get(old).status_code == 200
    lead.post(page, {"act": "close"})
    assert "On ne s’inscrit plus" in visitor.get(old).content.decode()
    lead.post(page, {"act": "open"})
    assert "Je m’inscris" in visitor.get(old).content.decode()
    lead.post(page, {"act": "renew"})
    assert visitor.get(old).status_code == 410
    assert visitor.get(join_path(Meetup.objects.get(pk=meetup.pk))).status_code == 200


def test_the_page_counts_who_came_without_an_account(meetup, lead, text):
    Client().post(join_path(meetup), {"first_name": "Awa", "employer": "autre"})
    assert "1 inscription sans compte" in text(lead.get(reverse("networks:poster_page", args=[meetup.pk])))


@pytest.mark.parametrize("name", ["poster_page", "poster"])
def test_only_the_lead_keeps_the_poster(meetup, site, sign_in, name):
    address = reverse(f"networks:{name}", args=[meetup.pk])
    assert sign_in(a_caretaker(site)).get(address).status_code == 403
    assert sign_in(a_lead(MeetupFactory().site)).get(address).status_code == 404
