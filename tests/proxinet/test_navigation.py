"""Which entry of the navigation a page belongs to."""

import pytest

from proxinet.navigation import nav_items
from tests.factories.people import SiteFactory, a_caretaker, a_lead

pytestmark = pytest.mark.django_db


def current(user, path) -> list[str]:
    return [item["label"] for item in nav_items(user.access.memberships[0], path) if item["current"]]


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/rencontres/12/", "Rencontres"),
        ("/visites/3/", "Rencontres"),
        ("/groupes/", "Rencontres"),
        ("/mini-projets/5/", "Mini-projets"),
        ("/guide/sens/", "Annuaire"),
        ("/formations/besoins/", "Formations"),
        ("/bilans/contributions/3/", "Bilans"),
    ],
)
def test_a_page_reached_from_another_lights_the_same_entry(path, entry):
    assert current(a_lead(SiteFactory()), path) == [entry]


def test_for_a_caretaker_mini_projects_are_behind_the_meetups():
    assert current(a_caretaker(SiteFactory()), "/mini-projets/5/") == ["Rencontres"]
