"""What the national assessment of the programme's years says: every figure of its own document, with its source."""

import pytest
from django.test import override_settings

from reports.document.collecting import collect
from reports.models import AssessmentCampaign, Kind
from sites.models import SitePartner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

SOURCE = "Bilan CGET/USH"
# By site: what the portal counts; what the site declares; what its partner attests. None: the document says nothing.
COMPUTED = {
    "tours-plus": {"landlords": 3, "neighbourhoods": 5, "trained": 96, "trained_categories": 4},
    "sens": {"landlords": 2, "neighbourhoods": None, "trained": 70, "modules": 4, "groups": 2},
    "gennevilliers": {"landlords": 3, "trained": 16, "projects": 4},
    "villiers-le-bel": {"landlords": 2, "workers": 25, "met": 25, "youths": 17},
    "venissieux": {"landlords": 11, "contributors": 220, "themes": 4, "people_counted": 80},
    "les-mureaux": {"landlords": 6, "neighbourhoods": None, "explored": 4, "lines": 5, "axes": 3},
}
DECLARED = {
    "tours-plus": {"years": 2, "specific-courses": 1, "focus-groups": 2},
    "sens": {"years": None},
    "gennevilliers": {"years": 3, "caretakers": 16},
    "villiers-le-bel": {"worksite-youths": 8, "shadowing-youths": 9, "shadowing-associations": 2},
    "venissieux": {"network": 200, "announced-landlords": 10, "first-centre-landlords": 27},
    "les-mureaux": {"years": 2, "interviews": None},
}
# Days and names that the programme's document gives, wherever the site tells them.
TOLD = {
    "tours-plus": ["ADAVIP 37", "2014", "jeux de rôle", "diagnostic", "agression", "interculturalité"],
    "sens": [
        "Brennus Habitat",
        "Domanys",
        "régie de quartier",
        "Encombrants",
        "Prévention ou répression",
        "locataires",
    ],
    "gennevilliers": ["octobre 2013", "novembre 2014 – mai 2015", "Apes", "médiatrice", "Guide", "encombrants", "tri"],
    "villiers-le-bel": ["mars 2012", "mai 2012", "novembre 2012", "début 2013", "CLSPD", "E-formation", "CAF"],
    "venissieux": ["1998", "septembre 2013", "juin 2014", "fin 2013", "EDF", "Crêpe Party", "Anecdotes", "2015"],
    "les-mureaux": ["2014", "Espacité", "trois axes", "encombrants", "espaces verts", "entretiens"],
}


@pytest.fixture(scope="module")
def document(demo, django_db_blocker):
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=demo):
        return collect(AssessmentCampaign.objects.get(name="Bilan 2012–2015"), Kind.NATIONAL)


@pytest.fixture(scope="module")
def sheets(document):
    return {sheet.slug: sheet for sheet in document.sites}


def values(sheet, nature) -> dict:
    return {figure.key: figure.value for figure in sheet.figures if figure.nature == nature}


def test_three_approaches_six_projects_all_accepted(document):
    assert [[site.slug for site in chapter.sites] for chapter in document.chapters] == [
        ["tours-plus", "sens"],
        ["gennevilliers", "villiers-le-bel"],
        ["venissieux", "les-mureaux"],
    ]
    assert document.pending == ()
    assert document.faults == ()
    assert document.data_until.year == 2015


@pytest.mark.parametrize("slug", COMPUTED)
def test_what_the_portal_counts_is_what_the_document_says(sheets, slug):
    assert COMPUTED[slug].items() <= values(sheets[slug], "computed").items()


@pytest.mark.parametrize("slug", DECLARED)
def test_what_is_declared_says_by_whom_when_and_from_which_document(sheets, slug):
    assert DECLARED[slug].items() <= values(sheets[slug], "declared").items()
    known = [figure for figure in sheets[slug].figures if figure.is_declared and figure.is_known]
    assert all(figure.stated_by and figure.as_of.year == 2015 and figure.proof == SOURCE for figure in known)


def test_the_association_attests_what_it_evaluates(sheets):
    attested = [figure for figure in sheets["tours-plus"].figures if figure.is_attested]
    assert {(figure.key, figure.value) for figure in attested} == {("followed", 96), ("subjects", 5)}
    assert {figure.attested_by for figure in attested} == {"ADAVIP 37"}


def test_two_figures_that_are_not_the_same_measure_say_so(sheets):
    venissieux = sheets["venissieux"]
    assert "pas la même mesure" in venissieux.figure("contributors").note
    assert "220" in venissieux.figure("network").note
    assert "onze" in venissieux.figure("landlords").note
    assert "onze" in venissieux.figure("announced-landlords").note


@pytest.mark.parametrize("slug", TOLD)
def test_what_the_document_tells_is_told(sheets, slug):
    sheet = sheets[slug]
    texts = [part for answer in sheet.answers for part in answer.paragraphs]
    texts += [f"{step.when} {step.title} {step.text}" for step in sheet.actions]
    told = " ".join(texts).casefold()
    assert [name for name in TOLD[slug] if name.casefold() not in told] == []


def test_every_site_is_complete(sheets):
    for sheet in sheets.values():
        assert all([sheet.context, sheet.changes, sheet.difficulties, sheet.next_year]), sheet.name
        assert all(answer.paragraphs for answer in sheet.answers), sheet.name
        assert len(sheet.actions) >= 4, sheet.name
        assert sheet.quotes, sheet.name
        assert all(quote.function for quote in sheet.quotes)
        assert {picture.credit for picture in sheet.pictures} == {"ProxiNet, image d’exemple"}, sheet.name


def test_the_words_around(document):
    assert [(one.organisation, bool(one.paragraphs)) for one in document.editorials] == [
        ("CGET", True),
        ("Union sociale pour l'habitat", True),
    ]
    assert len(document.key_points) == 3
    assert {one.name for one in document.coordination} == {"CGET", "Union sociale pour l'habitat"}
    assert all(one.parts for one in document.coordination)
    assert "six projets" in " ".join(document.campaign.introduction)


def test_every_organisation_of_every_site_is_named(document):
    named = {participant.name for sheet in document.sites for participant in sheet.records.participants}
    assert named == set(SitePartner.objects.values_list("organisation__name", flat=True))
    assert len(named) > 30


def test_the_six_departments(document):
    assert [department.code for department in document.departments] == ["37", "69", "78", "89", "92", "95"]
