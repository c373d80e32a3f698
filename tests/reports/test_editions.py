"""Editions: read by everyone, the same as the data, never changed; drafts by whoever may read the report."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from proxinet.pdf import Pdf
from reports.document import pictures
from reports.document.content import Assessment
from reports.document.frozen import fingerprint, freeze, thaw
from reports.models import Edition, Kind, Report
from reports.production.publishing import publish, published_pictures
from sites.models import Organisation
from tests.factories.assessment import a_picture_named, a_site_sheet, an_assessment
from tests.factories.people import (
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_coordinator,
    a_lead,
    a_manager,
    a_partner,
    an_admin,
)
from tests.factories.reports import CampaignFactory, ReportFactory
from tests.reports.contributing import an_image

pytestmark = pytest.mark.django_db
EDITIONS = "/bilans/publications/"
MADE = SimpleNamespace(pdf=Pdf(b"%PDF-1.7\n%%EOF\n", 16))
PICTURE = "a" * 64 + ".jpg"


def a_report(assessment=None, **fields) -> Report:
    assessment = assessment or an_assessment()
    return ReportFactory(content=freeze(assessment), content_sha256=fingerprint(assessment), **fields)


def an_edition(assessment=None, **fields) -> Edition:
    with transaction.atomic():
        return publish(a_report(assessment, **fields), MADE)


def page_of(client, address: str, **data) -> BeautifulSoup:
    response = client.get(address, data)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def with_a_picture():
    pictures.folder().mkdir(parents=True, exist_ok=True)
    (pictures.folder() / PICTURE).write_bytes(an_image((60, 40)))
    return an_assessment(sites=[a_site_sheet(pictures=(a_picture_named(PICTURE),))])


def test_everyone_reads_what_is_published(client, sign_in):
    edition = an_edition()
    files = [reverse("reports:edition_file", args=[edition.pk, kind]) for kind in ("pdf", "docx", "xlsx", "csv")]
    site = SiteFactory()
    people = [make(site) for make in (a_caretaker, a_manager, a_partner, a_lead)] + [a_coordinator(), an_admin()]
    for reader in (client, *map(sign_in, people)):
        for address in (EDITIONS, edition.get_absolute_url(), *files):
            assert reader.get(address).status_code == 200
    response = client.get(files[0])
    assert "immutable" in response["Cache-Control"]
    assert 'filename="bilan-national-edition-1.pdf"' in response["Content-Disposition"]
    assert client.get(edition.get_absolute_url() + "bilan.exe").status_code == 404


def test_the_web_page_says_all_that_the_content_says(client):
    assessment = an_assessment()
    page = page_of(client, an_edition(assessment).get_absolute_url())
    text = page.main.get_text(" ", strip=True).replace("\xa0", " ")
    for site in assessment.sites:
        part = page.find(id=f"site-{site.slug}").parent
        shown = [row.select("td")[0].get_text(strip=True) for row in part.table.select("tbody tr")]
        assert shown == [figure.text for figure in site.figures]
    for said in (
        "Un mot pour commencer.",
        "On apprend mieux à deux.",
        "Libérer les agents.",
        "Commencer petit.",
        "Encombrants",
        "Cheffe de mission",
        "Bilan 2014, édition 2",
        "contribution en relecture",
        "Compte rendu annuel",
        "Éditorial à venir",
    ):
        assert said in text
    assert page.select_one("#evolution tbody td:last-child").get_text() == "+\u202f347"


def test_headings_go_down_one_step_at_a_time_and_links_lead_somewhere(client):
    page = page_of(client, an_edition().get_absolute_url())
    levels = [int(heading.name[1]) for heading in page.main.find_all(["h1", "h2", "h3", "h4", "h5"])]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    for link in page.main.select('a[href^="#"]'):
        assert page.find(id=link["href"][1:]), link["href"]


def test_a_correction_is_the_next_number_and_the_one_before_says_so(client):
    report = a_report()
    with transaction.atomic():
        first = publish(report, MADE)
        report.what_changed = "Le nombre d’agents de Sens est corrigé."
        second = publish(report, MADE)
    assert (first.number, second.number) == (1, 2)
    assert first.pdf.name != second.pdf.name
    old = page_of(client, first.get_absolute_url()).main
    assert "Une édition plus récente existe" in old.text
    assert old.find("a", href=second.get_absolute_url())
    new = page_of(client, second.get_absolute_url()).main
    assert "Le nombre d’agents de Sens est corrigé." in new.text
    assert "plus récente existe" not in new.text
    assert new.find("a", href=first.get_absolute_url())
    listed = page_of(client, EDITIONS).main
    assert [link["href"] for link in listed.select("h3 a")] == [second.get_absolute_url()]
    assert listed.select_one(f'details a[href="{first.get_absolute_url()}"]')


def test_a_published_edition_never_changes():
    edition = an_edition()
    for attempt in (
        lambda: Edition.objects.filter(pk=edition.pk).update(what_changed="autre"),
        lambda: Edition.objects.filter(pk=edition.pk).update(content={}),
        edition.delete,
        edition.campaign.delete,
        edition.campaign.call.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_edition")
    assert thaw(Assessment, Edition.objects.get().content) == an_assessment()


def test_the_administration_says_why_a_landlord_that_has_an_edition_stays(client, sign_in):
    landlord = OrganisationFactory()
    an_edition(kind=Kind.LANDLORD, landlord=landlord)
    support = sign_in(User.objects.create_superuser("support@proxinet.example", "a-long-password"))
    page = reverse("admin:sites_organisation_delete", args=[landlord.pk])
    assert "Édition publiée" in support.get(page).content.decode()
    assert support.post(page, {"post": "yes"}).status_code == 200
    assert Organisation.objects.filter(pk=landlord.pk).exists()


def test_only_its_own_pictures_are_handed_out_and_they_stay(client):
    edition = an_edition(with_a_picture())
    (pictures.folder() / PICTURE).unlink()
    image = page_of(client, edition.get_absolute_url()).main.select_one("figure img")
    assert image["alt"] == "La place du marché, un matin"
    assert client.get(image["src"]).status_code == 200
    other = "b" * 64 + ".jpg"
    (published_pictures() / other).write_bytes(an_image())
    assert client.get(image["src"].replace(PICTURE, other)).status_code == 404


def test_a_long_document_is_an_index_and_a_page_for_each_site(client):
    sites = [a_site_sheet(f"ville-{number}", f"Ville {number}") for number in range(60)]
    address = an_edition(an_assessment(sites=sites, comparison_charts=())).get_absolute_url()
    index = page_of(client, address)
    assert "Ville 1" not in index.main.text
    chapter = page_of(client, address, demarche="1")
    assert len(chapter.main.select("article.card")) == 50
    assert "Page suivante" in chapter.main.text
    one = page_of(client, address, site="ville-7").main
    assert one.h3.text == "Ville 7"
    levels = [int(heading.name[1]) for heading in one.find_all(["h1", "h2", "h3", "h4", "h5"])]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    for wrong in ({"site": "ailleurs"}, {"demarche": "9"}, {"site": "\0"}):
        assert client.get(address, wrong).status_code == 404


def test_the_list_costs_the_same_whatever_is_published(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(EDITIONS)
        return len(captured)

    campaign = CampaignFactory()
    an_edition(campaign=campaign)
    few = queries()
    for _ in range(4):
        an_edition(campaign=campaign, site=SiteFactory(call=campaign.call))
    assert queries() == few <= 8


def test_a_proof_is_for_those_who_read_the_report(client, sign_in):
    site = SiteFactory()
    report = a_report(with_a_picture(), site=site)
    addresses = [
        reverse("reports:web_page", args=[report.public_id]),
        *(reverse("reports:other_file", args=[report.public_id, kind]) for kind in ("docx", "xlsx", "csv")),
        reverse("reports:report_picture", args=[report.public_id, PICTURE]),
    ]
    for address in addresses:
        assert client.get(address).status_code == 302
        assert sign_in(a_lead(SiteFactory())).get(address).status_code == 404
        assert sign_in(a_caretaker(site)).get(address).status_code == 403
        for person in (a_lead(site), a_coordinator()):
            assert sign_in(person).get(address).status_code == 200
    assert "Épreuve" in page_of(sign_in(a_coordinator()), addresses[0]).main.text
    empty = ReportFactory(site=site)
    waiting = sign_in(a_lead(site)).get(reverse("reports:web_page", args=[empty.public_id]))
    assert waiting.status_code == 404
