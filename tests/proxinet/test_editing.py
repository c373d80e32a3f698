"""Two people open the same page to change it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from networks.models import MiniProject
from tests.factories.events import MeetupFactory
from tests.factories.people import SiteFactory, a_lead

pytestmark = pytest.mark.django_db


def typed_on(response) -> dict:
    """What the page's form would post, untouched."""
    form = BeautifulSoup(response.content, "html.parser").select_one("main form[method=post]")
    typed = {
        field["name"]: field.get("value", "") for field in form.select("input[name]") if field["type"] != "checkbox"
    }
    typed |= {area["name"]: area.text.lstrip("\n") for area in form.select("textarea")}
    for choice in form.select("select"):
        chosen = choice.select_one("option[selected]")
        typed[choice["name"]] = chosen["value"] if chosen else ""
    return typed


def test_the_second_is_told_what_the_first_wrote_and_keeps_what_they_typed(sign_in):
    site = SiteFactory(context="Avant")
    url = reverse("sites:edit", args=[site.slug])
    first, second = sign_in(a_lead(site)), sign_in(a_lead(site))
    mine, theirs = typed_on(first.get(url)), typed_on(second.get(url))
    first.post(url, mine | {"context": "Écrit par le premier"})
    answer = second.post(url, theirs | {"context": "Écrit par le second"})
    assert "Quelqu’un d’autre vient de modifier cette page" in answer.content.decode()
    assert "Écrit par le premier" in answer.content.decode()
    site.refresh_from_db()
    assert site.context == "Écrit par le premier"
    again = typed_on(answer)
    assert again["context"] == "Écrit par le second"
    assert second.post(url, again).status_code == 302
    site.refresh_from_db()
    assert site.context == "Écrit par le second"


@pytest.mark.parametrize("kind", ["meetup", "project"])
def test_in_the_networks_too(sign_in, kind):
    site = SiteFactory()
    if kind == "meetup":
        row = MeetupFactory(site=site)
        url = reverse("networks:edit_meetup", args=[row.pk])
    else:
        row = MiniProject.objects.create(site=site, title="Tri")
        url = reverse("networks:edit_project", args=[row.pk])
    first, second = sign_in(a_lead(site)), sign_in(a_lead(site))
    mine, theirs = typed_on(first.get(url)), typed_on(second.get(url))
    assert first.post(url, mine | {"title": "Le premier"}).status_code == 302
    answer = second.post(url, theirs | {"title": "Le second"})
    assert "«\u202fLe premier\u202f»" in answer.content.decode()
    row.refresh_from_db()
    assert row.title == "Le premier"


def test_one_who_is_alone_saves_at_once_and_twice(sign_in):
    site = SiteFactory()
    url = reverse("sites:edit", args=[site.slug])
    client = sign_in(a_lead(site))
    for text in ("Un", "Deux"):
        assert client.post(url, typed_on(client.get(url)) | {"context": text}).status_code == 302
    site.refresh_from_db()
    assert site.context == "Deux"


@pytest.mark.parametrize("seen", ["", "pas du json", "[]", '{"context": 3}'])
def test_a_forged_or_missing_trace_breaks_nothing(sign_in, seen):
    site = SiteFactory()
    url = reverse("sites:edit", args=[site.slug])
    client = sign_in(a_lead(site))
    response = client.post(url, typed_on(client.get(url)) | {"seen": seen})
    assert response.status_code in (200, 302)
