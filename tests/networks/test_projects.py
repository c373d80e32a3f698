"""Mini-projects and working groups."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.models import MiniProject, WorkingGroup
from sites.models import SitePartner
from tests.factories.events import MeetupFactory, in_days
from tests.factories.people import OrganisationFactory, SiteFactory, a_caretaker, a_lead, a_partner

pytestmark = pytest.mark.django_db

LIST = "/mini-projets/"


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


def test_a_project_from_decision_to_result(site, lead, text):
    meetup = MeetupFactory(site=site, title="Proxi-Déj’ d’avril", starts_at=in_days(-5))
    partner = OrganisationFactory(name="Régie du Luth")
    SitePartner.objects.create(site=site, organisation=partner, part="partner")
    typed = {"title": "Recyclerie", "state": "decided", "decided_at": meetup.pk, "partners": [partner.pk]}
    lead.post("/mini-projets/nouveau/", typed)
    project = MiniProject.objects.get()
    words = text(lead.get(project.get_absolute_url()))
    assert "Proxi-Déj’ d’avril" in words
    assert "Régie du Luth" in words
    assert "Ce que cela a donné non renseigné" in words
    edit = reverse("networks:edit_project", args=[project.pk])
    lead.post(edit, typed | {"state": "done", "result": "Deux tonnes de vêtements."})
    words = text(lead.get(project.get_absolute_url()))
    assert "Réalisé" in words
    assert "Deux tonnes de vêtements." in words
    assert "Recyclerie" in text(lead.get(meetup.get_absolute_url()))


def test_the_list_puts_what_is_under_way_first_and_filters_by_state(site, sign_in, soup):
    for title, state in [("A", "dropped"), ("B", "done"), ("C", "decided"), ("D", "under_way")]:
        MiniProject.objects.create(site=site, title=title, state=state)
    client = sign_in(a_partner(site))

    def titles(**query):
        return [card.h2.get_text() for card in soup(client.get(LIST, query)).find_all("article")]

    assert titles() == ["D", "C", "B", "A"]
    assert titles(state="done") == ["B"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": "recyclerie"}, "title", "Ce site a déjà un mini-projet de ce nom."),
        ({"title": ""}, "title", "obligatoire"),
        ({"description": "x" * 2001}, "description", "2000 caractères"),
        ({"state": "rêvé"}, "state", "choix valide"),
    ],
)
def test_a_project_that_cannot_be_says_why(site, lead, soup, field_error, changes, field, sentence):
    MiniProject.objects.create(site=site, title="Recyclerie")
    answer = lead.post("/mini-projets/nouveau/", {"title": "Tri", "state": "done", "result": "<i>Bien</i>"} | changes)
    assert sentence in field_error(answer, field)
    assert soup(answer).find("textarea", attrs={"name": "result"}).get_text().strip() == "<i>Bien</i>"
    assert MiniProject.objects.count() == 1


def test_another_sites_meetup_cannot_have_decided_it(lead, field_error):
    elsewhere = MeetupFactory(starts_at=in_days(-5))
    answer = lead.post("/mini-projets/nouveau/", {"title": "Tri", "state": "done", "decided_at": elsewhere.pk})
    assert "choix" in field_error(answer, "decided_at")


def test_another_site_is_not_there_and_a_caretaker_is_told_who_may(site, sign_in):
    project = MiniProject.objects.create(site=site, title="Tri")
    group = WorkingGroup.objects.create(site=site, title="Propreté")
    pages = [
        project.get_absolute_url(),
        reverse("networks:edit_project", args=[project.pk]),
        reverse("networks:edit_group", args=[group.pk]),
    ]
    stranger, caretaker = sign_in(a_lead(SiteFactory())), sign_in(a_caretaker(site))
    assert [stranger.get(page).status_code for page in pages] == [404, 404, 404]
    assert [caretaker.get(page).status_code for page in pages] == [200, 403, 403]
    for page in ("/mini-projets/nouveau/", "/groupes/nouveau/"):
        assert caretaker.post(page, {"title": "x"}).status_code == 403


@pytest.mark.parametrize("url", [LIST, "/groupes/"])
def test_lists_ask_no_more_for_300(site, lead, url):
    partner = OrganisationFactory()

    def add(numbers):
        for number in numbers:
            MiniProject.objects.create(site=site, title=f"Projet {number}").partners.add(partner)
            WorkingGroup.objects.create(site=site, title=f"Groupe {number}").pilots.add(partner)

    add(range(3))
    small = queries(lead, url)
    add(range(3, 300))
    assert queries(lead, url) == small <= 20


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
