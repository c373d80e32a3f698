"""The national PDF of the six sites says what the programme's document says, each figure beside its label."""

import re

import pytest

from reports.collecting import current_call
from reports.documents import national_pdf
from sites.models import SitePartner
from tests.reports.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

# In the order of the chapters; None: the document says nothing, so does the assessment.
FIGURES = {
    "tours-plus": {"Bailleurs": 3, "Quartiers": 5, "Personnes formées": 96, "Métiers représentés": 4},
    "sens": {"Bailleurs": 2, "Quartiers": None, "Personnes formées": 70, "Modules": 4, "Groupes de travail": 2},
    "gennevilliers": {"Bailleurs": 3, "Personnes formées": 16, "Mini-projets": 4, "Habitants comptés (déclaré)": None},
    "villiers-le-bel": {"Bailleurs": 2, "Agents concernés": 25, "Jeunes accueillis (déclaré)": 17},
    "venissieux": {
        "Bailleurs": 11,
        "Contributeurs": 220,
        "Thèmes de travail": 4,
        "Locataires interrogés (déclaré)": 80,
    },
    "les-mureaux": {
        "Bailleurs": 6,
        "Thèmes explorés": 4,
        "Pistes de coopération": 5,
        "Axes de la feuille de route": 3,
    },
}


@pytest.fixture(scope="module")
def printed(demo, django_db_blocker, tmp_path_factory):
    """The text of the document, and its bytes made twice."""
    with django_db_blocker.unblock():
        first, second = national_pdf(current_call()), national_pdf(current_call())
    path = tmp_path_factory.mktemp("pdf") / "national.pdf"
    path.write_bytes(first.content)
    return words(path), first.content, second.content


def test_each_sites_figures_stand_beside_their_labels(printed):
    text, *_ = printed
    _, *sheets = text.split("Les chiffres clés")
    assert len(sheets) == len(FIGURES)
    missing = [
        (site, label, value)
        for sheet, (site, figures) in zip(sheets, FIGURES.items(), strict=True)
        for label, value in figures.items()
        if not re.search(rf"^{re.escape(label)} {'non renseigné' if value is None else value}\b", sheet, re.MULTILINE)
    ]
    assert missing == []


def test_every_organisation_of_every_site_is_named(printed):
    text = " ".join(printed[0].split())
    names = set(SitePartner.objects.values_list("organisation__name", flat=True))
    assert len(names) > 30
    assert {name for name in names if " ".join(name.split()) not in text} == set()


def test_the_same_records_give_the_same_bytes(printed):
    _, first, second = printed
    assert first == second
