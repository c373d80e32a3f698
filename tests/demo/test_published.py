"""The first campaign's national document, published: its words, its figures, its files."""

import re
import subprocess

import pikepdf
import pytest
from django.test import override_settings
from django.urls import reverse
from outloud.model import Document
from outloud.rules._common import element_text
from PIL import Image
from post_office.models import Email

from demo.publishing import publish_first_campaign
from reports.document.collecting import collect, current_campaign
from reports.document.frozen import fingerprint
from reports.models import AssessmentCampaign, Edition, Kind
from reports.production.making import make
from sites.models import Organisation, SitePartner
from tests import accessible_pdf, archival_pdf
from tests.reports.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]

# In the order of the chapters; None: the document says nothing, so does the assessment.
FIGURES = {
    "tours-plus": {"Bailleurs": 3, "Quartiers": 5, "Personnes formées": 96, "Métiers représentés": 4},
    "sens": {"Bailleurs": 2, "Quartiers": None, "Personnes formées": 70, "Modules": 4, "Groupes de travail": 2},
    "gennevilliers": {"Bailleurs": 3, "Personnes formées": 16, "Mini-projets": 4},
    "villiers-le-bel": {"Bailleurs": 2, "Agents concernés": 25, "Jeunes accueillis": 17},
    "venissieux": {"Bailleurs": 11, "Contributeurs": 220, "Thèmes de travail": 4, "Locataires interrogés": 80},
    "les-mureaux": {"Bailleurs": 6, "Thèmes explorés": 4, "Pistes de coopération": 5},
}


@pytest.fixture(scope="module")
def published(demo, django_db_blocker):
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=demo):
        assert publish_first_campaign()
        yield Edition.objects.get(kind=Kind.NATIONAL)


@pytest.fixture(autouse=True)
def media(demo, settings):
    settings.MEDIA_ROOT = demo


@pytest.fixture(scope="module")
def printed(published, demo, tmp_path_factory):
    path = tmp_path_factory.mktemp("edition") / "national.pdf"
    with override_settings(MEDIA_ROOT=demo):
        path.write_bytes(published.pdf.read())
    return path


def test_it_is_the_first_edition_of_the_first_campaign(published):
    campaign = AssessmentCampaign.objects.get(name="Bilan 2012–2015")
    assert (published.campaign, published.kind, published.number) == (campaign, Kind.NATIONAL, 1)
    assert published.published_at.date() == campaign.publishes_on
    assert published.content_sha256 == fingerprint(collect(campaign, Kind.NATIONAL))
    assert current_campaign() == campaign


def test_it_says_which_edition_it_is(printed):
    assert "Édition 1, publiée le 16 novembre 2015" in words(printed)


def test_everyone_reads_it_and_takes_its_files(client, published):
    assert "Sens" in client.get(reverse("reports:edition", args=[published.pk])).content.decode()
    for extension in ("pdf", "docx", "xlsx", "csv"):
        assert client.get(reverse("reports:edition_file", args=[published.pk, extension])).status_code == 200


def test_each_sites_figures_stand_beside_their_labels(printed):
    _, *sheets = words(printed).split("Les chiffres clés")
    assert len(sheets) == len(FIGURES)
    missing = [
        (site, label, value)
        for sheet, (site, figures) in zip(sheets, FIGURES.items(), strict=True)
        for label, value in figures.items()
        if not re.search(rf"\b{re.escape(label)}( \*)?\s+{'non renseigné' if value is None else value}\b", sheet)
    ]
    assert missing == []


def test_every_organisation_is_printed(printed):
    text = " ".join(words(printed, layout=False).split())
    names = set(SitePartner.objects.values_list("organisation__name", flat=True))
    assert {name for name in names if " ".join(name.split()) not in text} == set()


def test_it_is_accessible(printed):
    assert accessible_pdf.faults(printed) == archival_pdf.faults(printed) == []


def test_each_site_has_two_pages_that_face_each_other(printed):
    pages = pages_of_ids(printed)
    starts = [pages[f"site-{slug}"] for slug in FIGURES]
    assert [page % 2 for page in starts] == [0] * len(FIGURES), "on a left-hand page"
    follows = sorted([*starts, *(pages[f"demarche-{number}"] for number in (1, 2, 3)), pages["points-cles"]])
    assert [follows[follows.index(page) + 1] - page for page in starts] == [2] * len(FIGURES)


def pages_of_ids(path) -> dict[str, int]:
    with pikepdf.open(path) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        names = list(pdf.Root.Names.Dests.Names)
        return {str(name): numbers[place[0].objgen] for name, place in zip(names[::2], names[1::2], strict=True)}


def test_no_page_is_half_empty(printed, tmp_path):
    subprocess.run(["pdftoppm", "-r", "20", "-gray", "-png", str(printed), str(tmp_path / "page")], check=True)
    ends = [ink_ends(path) for path in sorted(tmp_path.glob("*.png"))]
    assert [(number, end) for number, end in enumerate(ends, start=1) if end < 0.5] == []


def ink_ends(path) -> float:
    """How far down a page is printed, its last line left out."""
    with Image.open(path) as page:
        body = page.crop((0, 0, page.width, page.height * 93 // 100)).point(lambda tone: 255 if tone < 240 else 0)
        return round(body.getbbox()[3] / page.height, 2)


@pytest.mark.parametrize("kind", [Kind.APPROACH, Kind.SITE, Kind.LANDLORD])
def test_the_other_editions_conform_too_and_open_on_their_sites(kind, published, tmp_path):
    site = published.campaign.call.sites.get(slug="venissieux")
    subject = {
        Kind.APPROACH: {"approach": site.approach},
        Kind.SITE: {"site": site},
        Kind.LANDLORD: {"landlord": Organisation.objects.get(name="France Habitation")},
    }[kind]
    made = make(collect(published.campaign, kind, **subject), lambda step, percentage: None)
    path = tmp_path / "edition.pdf"
    path.write_bytes(made.pdf.content)
    assert (accessible_pdf.faults(path), archival_pdf.faults(path), made.faults) == ([], [], ())
    assert {page % 2 for name, page in pages_of_ids(path).items() if name.startswith("site-")} == {0}


def test_the_first_site_has_its_own():
    edition = Edition.objects.get(kind=Kind.SITE)
    assert (edition.site.slug, edition.number) == ("tours-plus", 1)


def test_they_are_published_once_and_nobody_is_written_to():
    assert not publish_first_campaign()
    assert Edition.objects.count() == 2
    assert not Email.objects.exists()


def test_the_current_campaign_says_what_changed_since():
    current = AssessmentCampaign.objects.exclude(previous=None).get()
    since = collect(current, Kind.NATIONAL).since_last_year
    assert "Bilan 2012–2015" in since.edition
    assert (since.new_sites, since.gone_sites) == ((), ())
    unchanged = {(change.site, change.label): change.difference for change in since.changes}
    assert unchanged["Sens", "Bailleurs"] == 0


def test_what_is_not_accepted_is_not_published():
    current = AssessmentCampaign.objects.exclude(previous=None).get()
    AssessmentCampaign.objects.filter(pk=current.pk).update(starts_on="2001-01-01", ends_on="2001-12-31")
    assert not publish_first_campaign()


READ_IN_ORDER = [
    *("Sommaire", "Éditoriaux", "Introduction", "Les sites"),
    *("La formation", "Tours(s) plus", "Sens"),
    *("Le réseau", "Gennevilliers", "Villiers-le-Bel"),
    *("La structure commune", "Vénissieux", "Les Mureaux"),
    "Les points clés à retenir",
    *(
        "Le détail des actions",
        "Tours(s) plus",
        "Sens",
        "Gennevilliers",
        "Villiers-le-Bel",
        "Vénissieux",
        "Les Mureaux",
    ),
    *("Participants et coordination", "Méthode et définitions"),
]


def test_it_is_read_in_the_order_of_its_parts(printed):
    """As a screen reader goes: by the structure tree, whatever the order of painting."""
    document = Document(str(printed))
    headings = [element_text(document, element).strip() for element in document.elements_of("H2", "H3")]
    assert [heading for heading in headings if heading in READ_IN_ORDER] == READ_IN_ORDER
