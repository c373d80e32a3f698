"""A site's network with a mistake in it: said with its file, its line and its field, and nothing is written."""

import shutil

import pytest

from demo.loading import import_site
from demo.reading import HOME
from networks.models import GuideEdition, MiniProject, Photo, WorkingGroup
from tests.demo.folders import edit, line_of, problems_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def folder(tmp_path, settings):
    """Villiers-le-Bel's files under another name."""
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "autre"
    shutil.copytree(HOME / "sites" / "villiers-le-bel", folder)
    edit(folder, "site.yaml", "slug: villiers-le-bel", "slug: autre")
    edit(folder, "site.yaml", "name: Villiers-le-Bel", "name: Autre")
    edit(folder, "accounts.csv", ".villiers-le-bel@", ".autre@")
    return folder


def test_a_network_is_imported_whole(folder):
    site = import_site(folder)
    assert site.mini_projects.get(state="under_way").copied_from.site.slug == "gennevilliers"
    assert site.working_groups.count() == 2
    assert Photo.objects.filter(meetup__site=site).count() == 3
    assert site.site_walks.count() == 2


def test_a_real_sites_codes_are_not_the_demonstrations(folder):
    first = set(import_site(folder).field_workers.exclude(join_code=None).values_list("join_code", flat=True))
    assert len(first) == 5
    other = folder.with_name("encore")
    shutil.copytree(folder, other)
    edit(other, "site.yaml", "slug: autre", "slug: encore")
    edit(other, "site.yaml", "name: Autre", "name: Encore")
    edit(other, "accounts.csv", ".autre@", ".encore@")
    second = set(import_site(other).field_workers.exclude(join_code=None).values_list("join_code", flat=True))
    assert first.isdisjoint(second)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('meetup: "Sécurité\u202f: tour du site à plusieurs"', "meetup: Tour du site", "meetup"),
        ("group: Troubles entre voisins", "group: Disputes", "group"),
        ("state: under_way\n    copied_from", "state: done\n    copied_from", "state"),
        ("{state: under_way, days_ago: 30}", "{state: under_way}", "date"),
        ("{state: under_way, days_ago: 30}", "{state: under_way, days_ago: 30, date: 2014-01-01}", "date"),
        (", reason: Pas de terrain libre cette année.", "", "reason"),
        ("reason: Pas de terrain libre cette année.", "raison: Pas de terrain.", "raison"),
        ("{state: dropped, days_ago: 60,", "{state: dropped, days_ago: soixante,", "days_ago"),
        ("who: account, due_in_days: 9", "who: loge, due_in_days: 9", "who"),
        ("{organisation: Osica, function: Responsable", "{organisation: OGIF, function: Responsable", "organisation"),
        ("figure: 12, unit", "unit", "figure"),
        ("kind: figure, title: Jeunes au chantier", "kind: action, title: Jeunes au chantier", "figure"),
        ("{picture: brooms,", "{picture: licorne,", "picture"),
        ("consent: nobody", "consent: tous", "consent"),
        ("poste@municipale-villiers.example, answer: coming", "poste, answer: coming", "email"),
        ("called_off: true", "called_off: annulé", "called_off"),
        ("owner: Osica\n        due_on", "owner: Personne\n        due_on", "owner"),
        ("{date: 2013-04-09, text: Serrure", "{date: 2013-02-09, text: Serrure", "date"),
        ("join_codes: [{groups: [gardiens], count: 5}]", "join_codes: [{groups: [gardiens], count: 500}]", "count"),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_where_it_is(folder, old, new, field):
    edit(folder, "networks.yaml", old, new)
    found = {(file, name) for file, _, name in problems_of(folder)}
    assert ("autre/networks.yaml", field) in found


def test_the_line_is_the_references_own(folder):
    edit(folder, "networks.yaml", "group: Troubles entre voisins", "group: Disputes")
    line = line_of(folder, "networks.yaml", "group: Disputes")
    assert problems_of(folder) == {("autre/networks.yaml", line, "group")}


def test_two_meetups_of_one_title_cannot_be_pointed_at(folder):
    edit(folder, "networks.yaml", 'meetup: "Sécurité\u202f: tour du site à plusieurs"', "meetup: Café du réseau")
    assert {field for _, _, field in problems_of(folder)} == {"meetup"}


def test_what_is_to_come_decides_nothing_yet(folder):
    edit(
        folder,
        "networks.yaml",
        "    state: under_way\n",
        "    state: under_way\n    decided_at: Tour des caves et des locaux\n",
    )
    assert "decided_at" in {field for _, _, field in problems_of(folder)}


def test_a_project_taken_up_from_nothing_shared(folder):
    counts = [model.objects.count() for model in (MiniProject, WorkingGroup)]
    edit(folder, "networks.yaml", "title: Recyclage des vêtements}", "title: Réunions en bas des immeubles}")
    line = line_of(folder, "networks.yaml", "copied_from:")
    assert problems_of(folder) == {("autre/networks.yaml", line, "title")}
    assert [model.objects.count() for model in (MiniProject, WorkingGroup)] == counts


def test_an_edition_of_the_guide_that_says_nothing_new(folder):
    editions = GuideEdition.objects.count()
    path = folder / "networks.yaml"
    path.write_text(path.read_text() + "guide_editions:\n  - {days_ago: 30}\n  - {days_ago: 40}\n")
    line = line_of(folder, "networks.yaml", "days_ago: 40")
    assert problems_of(folder) == {("autre/networks.yaml", line, "days_ago")}
    assert GuideEdition.objects.count() == editions


def test_a_newcomer_by_the_poster_of_something_over(folder):
    path = folder / "networks.yaml"
    text = "newcomers:\n  - {first_name: Awa, employer: Osica, meetup: Choix des sujets prioritaires}\n"
    path.write_text(path.read_text() + text)
    assert {field for _, _, field in problems_of(folder)} == {"meetup"}
