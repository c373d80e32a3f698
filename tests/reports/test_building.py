"""The row is the truth: whatever dies or is lost, each report is made once, or says that it failed."""

import hashlib
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from proxinet import pdf
from proxinet.pdf import Pdf
from reports.building import Progress, TakenOver, build, finish
from reports.claiming import MAX_ATTEMPTS, alone_on, claim, forgotten_reports
from reports.models import Report
from reports.requesting import retry
from tests.factories.people import a_coordinator
from tests.factories.reports import ReportFactory, a_call, a_told_site
from tests.reports.workers import Broker, run, start, wait_until

QUEUED, RUNNING, DONE, FAILED = Report.State.QUEUED, Report.State.RUNNING, Report.State.DONE, Report.State.FAILED


def files() -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / "reports"
    return sorted(folder.iterdir()) if folder.exists() else []


def assert_made_once(report: Report) -> None:
    report.refresh_from_db()
    assert (report.state, report.percentage, report.error) == (DONE, 100, "")
    assert [path.name for path in files()] == [f"{report.public_id}.pdf"]
    content = files()[0].read_bytes()
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == report.sha256
    assert report.page_count > 1


@pytest.fixture
def told_report():
    """A queued report of a site with enough to say for its making to be seen."""
    call = a_call()
    site = a_told_site(call, agents=10)
    type(site).objects.filter(pk=site.pk).update(context="Une longue histoire de quartier et d’entraide. " * 1500)
    return ReportFactory(call=call, site=site)


@pytest.fixture
def broker(tmp_path):
    broker = Broker(tmp_path)
    yield broker
    broker.stop()


# With real processes --------------------------------------------------------------------------------------------------


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_is_taken_over_by_the_next_one(told_report, broker):
    def in_the_middle():
        told_report.refresh_from_db()
        return told_report.state == RUNNING and told_report.percentage > 30

    first = broker.start_worker()
    broker.send("build_report", told_report.pk)
    wait_until(in_the_middle)
    assert forgotten_reports() == [], "its builder is alive: nobody else is woken"
    broker.kill(first)
    wait_until(lambda: forgotten_reports() == [told_report.pk])
    told_report.refresh_from_db()
    assert (told_report.state, files()) == (RUNNING, [])

    broker.start_worker()
    broker.send("wake_forgotten_reports")
    wait_until(lambda: Report.objects.filter(state=DONE).exists())
    assert_made_once(told_report)
    assert told_report.attempts == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_report_whose_message_was_lost_is_found_by_the_sweep(told_report, broker):
    broker.send("build_report", told_report.pk)
    assert broker.messages()
    broker.wipe()
    broker.start_worker()
    broker.send("wake_forgotten_reports")
    wait_until(lambda: Report.objects.filter(state=DONE).exists())
    assert_made_once(told_report)
    assert told_report.attempts == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_builders_at_once_make_it_once(told_report, tmp_path):
    code = f"import django; django.setup(); from reports.building import build; build({told_report.pk})"
    builders = [start(tmp_path, "-c", code) for _ in range(2)]
    assert [builder.wait(timeout=90) for builder in builders] == [0, 0]
    assert_made_once(told_report)
    assert told_report.attempts == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_command_writes_the_same_bytes_each_time(tmp_path):
    call = a_call()
    a_told_site(call, slug="ici")
    outputs = [tmp_path / name for name in ("one.pdf", "two.pdf")]
    for output in outputs:
        said = run(tmp_path, "assessment", "national", "--output", str(output))
        assert said.returncode == 0, said.stderr
        assert "Collecte des données" in said.stdout
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    assert run(tmp_path, "assessment", "site", "ici", "--output", str(tmp_path / "ici.pdf")).returncode == 0
    for arguments, sentence in (
        (["site", "ailleurs", "--output", str(tmp_path / "x.pdf")], "Sites connus : ici"),
        (["national", "--output", str(tmp_path / "missing" / "x.pdf")], "n’existe pas"),
    ):
        said = run(tmp_path, "assessment", *arguments)
        assert said.returncode == 1
        assert sentence in said.stderr
        assert "Traceback" not in said.stderr


# One builder at a time ------------------------------------------------------------------------------------------------


def in_another_connection(function):
    """The result of ``function`` run on a connection of its own, as another process would have."""
    results = []

    def work():
        try:
            results.append(function())
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return results[0]


@pytest.mark.django_db(transaction=True)
def test_while_one_builds_another_leaves_it_alone_and_the_sweep_does_not_see_it():
    report = ReportFactory(call=a_call())
    assert in_another_connection(forgotten_reports) == [report.pk]
    with alone_on(report.pk) as alone:
        assert alone
        assert in_another_connection(forgotten_reports) == []
        in_another_connection(lambda: build(report.pk))
        report.refresh_from_db()
        assert (report.state, report.attempts) == (QUEUED, 0)
    assert in_another_connection(forgotten_reports) == [report.pk]


@pytest.mark.django_db(transaction=True)
def test_a_lock_freed_by_a_dead_connection_makes_the_report_forgotten():
    report = ReportFactory(call=a_call(), state=RUNNING, attempts=1, heartbeat_at=timezone.now())

    def die_while_building():
        with alone_on(report.pk):
            connection.close()

    in_another_connection(die_while_building)
    wait_until(lambda: forgotten_reports() == [report.pk])


@pytest.mark.django_db
def test_a_finished_report_is_not_made_again():
    call = a_call()
    for state in (DONE, FAILED):
        report = ReportFactory(call=call, state=state, file="x.pdf", finished_at=timezone.now())
        build(report.pk)
        report.refresh_from_db()
        assert (report.state, report.attempts) == (state, 0)
        assert forgotten_reports() == []


@pytest.mark.django_db
def test_a_builder_that_lost_its_report_writes_nothing():
    report = ReportFactory(call=a_call())
    old = claim(report.pk)
    new = claim(report.pk)
    assert (old.attempts, new.attempts) == (1, 2)
    with pytest.raises(TakenOver):
        finish(old, Pdf(b"%PDF-old", 1))
    with pytest.raises(TakenOver):
        Progress(old)("Mise en page", 50)
    assert files() == []
    finish(new, Pdf(b"%PDF-new", 3))
    report.refresh_from_db()
    assert (report.state, report.page_count) == (DONE, 3)
    assert [path.read_bytes() for path in files()] == [b"%PDF-new"]


@pytest.mark.django_db
def test_what_a_dead_builder_left_is_replaced():
    report = ReportFactory(call=a_call())
    leftover = Path(settings.MEDIA_ROOT) / "reports" / f"{report.public_id}.pdf"
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"%PDF- half")
    build(report.pk)
    assert_made_once(report)


@pytest.mark.django_db
def test_progress_never_goes_back_and_writes_a_few_times_a_second(django_assert_num_queries):
    report = claim(ReportFactory(call=a_call()).pk)
    progress = Progress(report)
    with django_assert_num_queries(1):
        for percentage in range(40):
            progress("Mise en page", percentage)
    progress.next_write = 0
    progress("Mise en page, seconde passe", 10)
    report.refresh_from_db()
    assert report.percentage == 39
    assert timezone.now() - report.heartbeat_at < timedelta(seconds=30)


# Failures -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_document_that_cannot_be_made_fails_with_a_sentence_and_can_be_tried_again(monkeypatch):
    report = ReportFactory(call=a_call())
    with monkeypatch.context() as patch:
        patch.setattr(pdf, "SECONDS", 0)
        build(report.pk)
    report.refresh_from_db()
    assert (report.state, report.error) == (FAILED, "La mise en page a pris trop de temps.")
    assert files() == []
    assert forgotten_reports() == []
    retry(report)
    build(report.pk)
    assert_made_once(report)


@pytest.mark.django_db
def test_an_unexpected_error_is_tried_three_times_then_said(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "a-file"
    settings.MEDIA_ROOT.write_text("where the folder should be")
    report = ReportFactory(call=a_call())
    for attempt in (1, 2):
        build(report.pk)
        report.refresh_from_db()
        assert (report.state, report.attempts) == (QUEUED, attempt)
    build(report.pk)
    report.refresh_from_db()
    assert (report.state, report.error) == (FAILED, "Une erreur imprévue a arrêté le bilan.")


@pytest.mark.django_db
def test_a_report_that_kills_its_builders_is_given_up():
    report = ReportFactory(call=a_call(), state=RUNNING, attempts=MAX_ATTEMPTS)
    build(report.pk)
    report.refresh_from_db()
    assert report.state == FAILED
    assert "plusieurs essais" in report.error


@pytest.mark.django_db
def test_the_database_refuses_a_ready_report_without_file_and_a_second_one_under_way():
    report = ReportFactory(call=a_call(), requested_by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state=DONE)
    person = a_coordinator()
    ReportFactory(call=report.call, requested_by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportFactory(call=report.call, requested_by=person)
