"""Who makes documents, and of what: nothing stale is taken for current, nobody works for nothing, nothing is lost."""

import re
import time

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import tasks
from reports.document.collecting import collect
from reports.models import Edition, Kind, LaidOutSheet, Report, ReportSheet, SiteAssessment
from reports.production import building, laying_out
from reports.production.building import build, build_next, finish, make_document
from reports.production.claiming import claim
from reports.production.fingerprints import tables
from reports.production.making import make
from reports.production.requesting import cancel
from tests.factories.people import a_coordinator
from tests.factories.reports import ReportFactory, a_campaign, a_contribution, a_told_site
from tests.reports.workers import Broker, cut_connections

State = Report.State
PATIENCE = 300
OUR_OWN = {"reports_laidoutsheet"}


@pytest.mark.django_db
def test_every_table_that_a_document_reads_is_in_the_fingerprint_of_its_data():
    campaign = a_campaign()
    accepted = a_contribution(campaign, a_told_site(campaign.call))
    a_contribution(campaign, a_told_site(campaign.call), SiteAssessment.State.DRAFT)
    site, read = accepted.site, set()
    for kind, subject in (
        (Kind.NATIONAL, {}),
        (Kind.SITE, {"site": site}),
        (Kind.APPROACH, {"approach": site.approach}),
    ):
        with CaptureQueriesContext(connection) as captured:
            make(collect(campaign, kind, **subject), lambda step, percentage: None)
        for query in captured.captured_queries:
            read |= set(re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"]))
    assert read - OUR_OWN - set(tables()) == set()


@pytest.mark.django_db
def test_what_a_dead_builder_left_goes_first_once_then_last():
    campaign = a_campaign()
    waiting = [ReportFactory(campaign=campaign, requested_by=a_coordinator()) for _ in range(2)]
    left = ReportFactory(campaign=campaign, requested_by=a_coordinator(), state=State.RUNNING, attempts=1)
    build_next(left.pk)
    assert list(Report.objects.filter(state=State.DONE)) == [left]
    Report.objects.filter(pk=left.pk).update(state=State.RUNNING, attempts=2)
    build_next(left.pk)
    waiting[0].refresh_from_db()
    assert waiting[0].state == State.DONE


@pytest.mark.django_db
def test_a_helper_stops_with_the_report_that_it_helps(monkeypatch):
    monkeypatch.setattr(laying_out, "SHEETS_PER_CHUNK", 1)
    report = ReportFactory(campaign=a_campaign(), state=State.RUNNING)
    for order in range(3):
        html = f'<!doctype html><html lang="fr"><head><title>{order}</title></head><body><p>Bonjour</p></body></html>'
        ReportSheet.objects.create(report=report, order=order, name="x", html=html, key=f"k{order}")

    def lay_out_then_cancel(*args, lay_out=laying_out.lay_out_chunk):
        lay_out(*args)
        cancel(report)

    monkeypatch.setattr(laying_out, "lay_out_chunk", lay_out_then_cancel)
    laying_out.help_with(report.pk)
    assert LaidOutSheet.objects.count() == 1


@pytest.mark.django_db
def test_a_cancelled_report_keeps_no_sheets(monkeypatch):
    report = ReportFactory(campaign=a_campaign())

    def cancelled_at_the_end(held):
        made = make_document(held)
        cancel(held)
        assert held.sheets.exists()
        return made

    monkeypatch.setattr(building, "make_document", cancelled_at_the_end)
    build(report.pk)
    report.refresh_from_db()
    assert (report.state, report.sheets.exists()) == (State.CANCELLED, False)
    ReportSheet.objects.create(report=report, order=0, name="x", html="<p>", key="k")
    tasks.forget_old_pages()
    assert not report.sheets.exists()


@pytest.mark.django_db
def test_two_publications_at_once_print_two_numbers():
    campaign = a_campaign()
    a_contribution(campaign, a_told_site(campaign.call))
    reports = [ReportFactory(campaign=campaign, publishes=True, requested_by=a_coordinator()) for _ in range(2)]
    first, second = (claim(report.pk) for report in reports)
    (one, two) = (make_document(first), make_document(second))
    finish(first, one)
    with pytest.raises(building.NumberTaken):
        finish(second, two)
    assert Edition.objects.count() == 1
    building.put_back(second)
    build(second.pk)
    assert sorted(Edition.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_documents_survive_killed_workers_cut_connections_and_lost_messages(tmp_path):
    campaign = a_campaign()
    reports = [
        ReportFactory(campaign=campaign, site=a_contribution(campaign, a_told_site(campaign.call)).site)
        for _ in range(30)
    ]
    broker = Broker(tmp_path)
    kills = ["connections", "messages", "connections", "worker", "worker"]
    struck, began = [], time.monotonic()
    try:
        for _ in range(2):
            broker.start_worker()
        while (done := Report.objects.filter(state=State.DONE).count()) < len(reports):
            assert time.monotonic() - began < 3 * PATIENCE, list(
                Report.objects.values_list("state", "attempts", "error")
            )
            assert not Report.objects.filter(state=State.FAILED).exists()
            broker.send("wake_forgotten_reports")
            is_time = len(struck) < len(kills) and done >= 2 * len(struck)
            if is_time and Report.objects.filter(state=State.RUNNING).exists() and strike(broker, kills[len(struck)]):
                struck.append(kills[len(struck)])
    finally:
        broker.stop()
    assert struck == kills
    folder = settings.MEDIA_ROOT / "reports"
    assert {path.name for path in folder.glob("*.pdf")} == {f"{report.public_id}.pdf" for report in reports}


def strike(broker: Broker, what: str) -> bool:
    """Whether there was something to strike: at times no connection is open, or no message waits."""
    if what == "connections":
        return cut_connections() > 0
    if what == "messages":
        return broker.wipe() > 0
    broker.kill(next(worker for worker in broker.workers if worker.poll() is None))
    broker.start_worker()
    return True
