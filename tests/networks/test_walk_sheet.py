"""The sheet taken along on a walk: what is noted already, and lines to write on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.models import SiteWalk, WalkPoint, WalkStep
from networks.site_walks.sheet import sheet_pdf
from tests import accessible_pdf
from tests.factories.people import OrganisationFactory, a_caretaker
from tests.reports import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(site):
    return SiteWalk.objects.create(
        site=site,
        title="Tour du square",
        place="Du mail à l’école",
        held_on=timezone.localdate().replace(month=5, day=4, year=2026),
        participants="trois gardiens",
        summary="Des halls <sombres> & froids",
    )


def printed(folder, walk, **how):
    path = folder / "fiche.pdf"
    path.write_bytes(sheet_pdf(walk, **how).content)
    return path


def test_the_sheet_says_what_is_noted_and_leaves_lines_to_write_on(site, walk, tmp_path):
    city = OrganisationFactory(name="Service propreté")
    late = timezone.localdate() - timedelta(days=1)
    point = WalkPoint.objects.create(
        walk=walk, place_kind="hall", place="Hall du 12", problem="Lumière en panne", owner=city, due_on=late
    )
    WalkStep.objects.create(observation=point, text="Devis demandé", state="under_way")
    for number in range(25):
        WalkPoint.objects.create(walk=walk, place_kind="cellar", place=f"Cave {number}", problem="Porte forcée")
    path = printed(tmp_path, walk)
    said = reading.words(path, layout=False).replace("\n", " ")
    for words in (
        "Visite du quartier",
        "Tour du square",
        "Du mail à l’école",
        "4 mai 2026",
        "trois gardiens",
        "Des halls <sombres> & froids",
        "Hall du 12",
        "Service propreté",
        "En retard",
        "Devis demandé",
        "Cave 24",
        " 32 ",
    ):
        assert words in said, words
    assert "Solution" not in said
    assert accessible_pdf.faults(path) == []


@pytest.mark.parametrize("has_points", [True, False])
def test_a_wholly_blank_sheet_is_taken_along(walk, tmp_path, has_points):
    if has_points:
        WalkPoint.objects.create(walk=walk, place_kind="hall", place="Hall du 12", problem="Lumière en panne")
    path = printed(tmp_path, walk, blank=has_points)
    said = reading.words(path, layout=False)
    assert "fiche à remplir" in said
    assert "local poubelles" in said.lower()
    assert "Lumière en panne" not in said
    assert accessible_pdf.faults(path) == []


def test_whoever_reads_the_walk_prints_it(site, walk, sign_in):
    client = sign_in(a_caretaker(site))
    for query in ("", "?vierge=1"):
        answer = client.get(reverse("networks:walk_sheet", args=[walk.pk]) + query)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
