"""The pages: who may ask and read, what they show while the work goes on, and what a double click does."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.models import Report, SiteAssessment
from reports.production.building import build
from tests.factories.people import (
    SiteFactory,
    a_caretaker,
    a_coordinator,
    a_lead,
    a_manager,
    a_partner,
    an_admin,
)
from tests.factories.reports import CampaignFactory, ReportFactory, a_campaign, a_contribution, a_told_site

pytestmark = pytest.mark.django_db
LIST, REQUEST = "/bilans/", "/bilans/demander/"


def ready(report: Report) -> Report:
    report.file.save(f"{report.public_id}.pdf", ContentFile(b"%PDF-1.7\n%%EOF\n"), save=False)
    report.state, report.percentage, report.page_count = Report.State.DONE, 100, 12
    report.save()
    return report


@pytest.fixture
def site():
    """A site that writes its contribution to the campaign under way."""
    site = SiteFactory()
    a_contribution(CampaignFactory(call=site.call), site, SiteAssessment.State.DRAFT)
    return site


def test_other_roles_are_told_who_may(sign_in, site):
    report = ReportFactory(site=site)
    for person in (a_caretaker(site), a_manager(site), a_partner(site)):
        client = sign_in(person)
        for response in (
            client.get(LIST),
            client.post(REQUEST, {"edition": site.slug}),
            client.get(report.get_absolute_url()),
            client.get(reverse("reports:pdf", args=[report.public_id])),
            client.post(reverse("reports:retry", args=[report.public_id])),
        ):
            assert response.status_code == 403
            assert "chefs de projet" in response.content.decode()
    assert Report.objects.count() == 1


def test_a_lead_asks_for_their_site_only(sign_in, site):
    elsewhere = SiteFactory(slug="ailleurs")
    client = sign_in(a_lead(site))
    assert client.post(REQUEST, {"edition": "ailleurs"}).status_code == 404
    refused = client.post(REQUEST, {"edition": "national"})
    assert refused.status_code == 403
    assert "coordination nationale" in refused.content.decode()
    response = client.post(REQUEST, {"edition": site.slug})
    report = Report.objects.get()
    assert response["Location"] == report.get_absolute_url()
    assert (report.kind, report.site, report.state) == (Report.Kind.SITE, site, Report.State.QUEUED)
    far = ready(ReportFactory(site=elsewhere))
    for name in ("detail", "pdf"):
        assert client.get(reverse(f"reports:{name}", args=[far.public_id])).status_code == 404


def test_coordinators_and_administrators_ask_for_all(sign_in, site):
    for person in (a_coordinator(), an_admin()):
        client = sign_in(person)
        for edition in ("national", site.slug):
            assert client.post(REQUEST, {"edition": edition}).status_code == 302
    assert Report.objects.filter(kind="national").count() == 2


def test_a_choice_that_does_not_exist_is_said_beside_the_field(sign_in, site):
    client = sign_in(a_lead(site))
    for data, sentence in (({}, "Choisissez un bilan."), ({"edition": "<b>"}, "Ce bilan n’existe pas")):
        response = client.post(REQUEST, data)
        assert response.status_code == 422
        assert sentence in response.content.decode()
    assert not Report.objects.exists()


def test_a_double_click_leads_to_the_one_under_way(sign_in, site):
    client = sign_in(a_lead(site))
    first = client.post(REQUEST, {"edition": site.slug})
    second = client.post(REQUEST, {"edition": site.slug}, follow=True)
    assert Report.objects.count() == 1
    assert second.redirect_chain[-1][0] == first["Location"]
    assert "déjà en préparation" in second.content.decode()
    ready(Report.objects.get())
    third = client.post(REQUEST, {"edition": site.slug}, follow=True)
    assert "déjà fait" in third.content.decode()
    assert Report.objects.count() == 1


def test_two_people_may_ask_for_the_same(sign_in, site):
    for person in (a_lead(site), a_lead(site)):
        sign_in(person).post(REQUEST, {"edition": site.slug})
    assert Report.objects.count() == 2


def test_progress_is_shown_and_asked_for_until_the_end(sign_in, site):
    report = ReportFactory(site=site, state=Report.State.RUNNING, step="Mise en page : page 4", percentage=46)
    client = sign_in(a_lead(site))
    whole = client.get(report.get_absolute_url()).content.decode()
    fragment = client.get(report.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    part = BeautifulSoup(whole, "html.parser").find(id="avancement-bilan")
    assert str(part) == str(BeautifulSoup(fragment, "html.parser").find(id="avancement-bilan"))
    assert "<html" not in fragment
    assert part.progress["value"] == "46"
    assert "Mise en page : page 4" in part.text
    assert part["hx-get"] == report.get_absolute_url()
    assert part.noscript.a["href"] == report.get_absolute_url()
    assert "htmx" in whole

    ready(report)
    fragment = client.get(report.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in fragment
    assert reverse("reports:pdf", args=[report.public_id]) in fragment
    assert "htmx" not in client.get(report.get_absolute_url()).content.decode()


def test_the_file_is_not_there_before_it_is_ready_then_is_an_attachment(sign_in, site):
    report = ReportFactory(site=site, state=Report.State.RUNNING)
    client = sign_in(a_lead(site))
    url = reverse("reports:pdf", args=[report.public_id])
    assert client.get(url).status_code == 404
    ready(report)
    response = client.get(url)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="bilan-{site.slug}.pdf"'
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert sign_in(a_lead(SiteFactory())).get(url).status_code == 404


def test_a_failure_is_said_and_can_be_tried_again(sign_in, site):
    sentence = "La mise en page a pris trop de temps."
    lead = a_lead(site)
    report = ReportFactory(site=site, requested_by=lead, state=Report.State.FAILED, error=sentence, attempts=3)
    client = sign_in(lead)
    page = client.get(report.get_absolute_url()).content.decode()
    assert sentence in page
    assert "Réessayer" in page
    assert client.post(reverse("reports:retry", args=[report.public_id]))["Location"] == report.get_absolute_url()
    report.refresh_from_db()
    assert (report.state, report.attempts, report.error) == (Report.State.QUEUED, 0, "")


def test_nothing_is_written_by_reading(sign_in, site):
    client = sign_in(a_lead(site))
    assert client.get(REQUEST).status_code == 405
    report = ReportFactory(site=site, state=Report.State.FAILED)
    assert client.get(reverse("reports:retry", args=[report.public_id])).status_code == 405


def test_retrying_while_another_is_under_way_leads_to_that_one(sign_in, site):
    lead = a_lead(site)
    failed = ReportFactory(site=site, requested_by=lead, state=Report.State.FAILED)
    running = ReportFactory(site=site, requested_by=lead)
    response = sign_in(lead).post(reverse("reports:retry", args=[failed.public_id]))
    assert response["Location"] == running.get_absolute_url()
    failed.refresh_from_db()
    assert failed.has_failed


def test_the_list_is_paged_and_costs_the_same_when_full(sign_in, site):
    client = sign_in(a_coordinator())

    def queries():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(LIST)
        return len(captured), response.content.decode()

    ReportFactory(site=site, state=Report.State.FAILED)
    few, _ = queries()
    for _ in range(30):
        ReportFactory(site=SiteFactory(), requested_by=a_lead(site), state=Report.State.FAILED)
    many, page = queries()
    assert many <= few + 1 <= 20, "one more to count the pages is all"
    assert page.count('scope="row"') == 20
    assert "Page suivante" in page


def test_the_list_is_filtered_by_site_and_state(sign_in, site):
    other = SiteFactory(name="Autre ville")
    ReportFactory(site=site)
    ReportFactory(site=other, state=Report.State.FAILED)
    client = sign_in(a_coordinator())
    rows = BeautifulSoup(client.get(LIST, {"site": other.pk, "state": "failed"}).content, "html.parser").select(
        "tbody tr"
    )
    assert [row.th.get_text(strip=True) for row in rows] == ["Bilan — Autre ville"]


@pytest.mark.parametrize("edition", ["tours\0plus", "x" * 9000, "<b>"])
def test_an_edition_that_is_no_name_of_a_site_is_refused_in_a_sentence(sign_in, site, edition):
    answer = sign_in(a_lead(site)).post(REQUEST, {"edition": edition})
    assert answer.status_code == 422
    assert BeautifulSoup(answer.content, "html.parser").select("[role=alert], .field__error")


def test_without_a_call_there_is_no_national_report(sign_in):
    client = sign_in(a_coordinator())
    assert client.get(LIST).status_code == 200
    assert client.post(REQUEST, {"edition": "national"}).status_code == 422


def test_from_the_request_to_the_downloaded_pages(sign_in, settings):
    campaign = a_campaign()
    site = a_told_site(campaign.call)
    a_contribution(campaign, site)
    client = sign_in(a_lead(site))
    detail = client.post(REQUEST, {"edition": site.slug})["Location"]
    build(Report.objects.get().pk)
    page = client.get(detail).content.decode()
    assert "Votre document est prêt" in page
    content = b"".join(client.get(f"{detail}pdf/").streaming_content)
    assert content.startswith(b"%PDF-")
    assert [path.name for path in (Path(settings.MEDIA_ROOT) / "reports").glob("*.pdf")] == [
        f"{Report.objects.get().public_id}.pdf"
    ]


def test_a_deleted_account_leaves_its_reports(sign_in, site):
    lead = a_lead(site)
    for _ in range(2):
        ReportFactory(site=site, requested_by=a_lead(site))
    Report.objects.exclude(requested_by=lead).first().requested_by.delete()
    Report.objects.filter(requested_by__isnull=False).first().requested_by.delete()
    assert "compte supprimé" in sign_in(lead).get(LIST).content.decode()


def test_only_the_coordination_restarts_a_publication(sign_in, site):
    contribution = site.assessments.get()
    stopped = ReportFactory(
        site=site, campaign=contribution.campaign, publishes=True, requested_by=a_coordinator(), state="cancelled"
    )
    again = reverse("reports:retry", args=[stopped.public_id])
    lead = sign_in(a_lead(site))
    assert "Je le demande à nouveau" not in lead.get(stopped.get_absolute_url()).content.decode()
    refused = lead.post(again)
    assert refused.status_code == 403
    assert "publie" in refused.content.decode()
    stopped.refresh_from_db()
    assert stopped.is_cancelled
    coordinator = sign_in(a_coordinator())
    assert "Je le demande à nouveau" in coordinator.get(stopped.get_absolute_url()).content.decode()
    assert coordinator.post(again).status_code == 302
    stopped.refresh_from_db()
    assert stopped.state == Report.State.QUEUED
