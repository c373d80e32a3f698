"""The row is the truth: whatever dies or is lost, each report is made once, or says that it failed."""

import hashlib
import threading
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from post_office.models import Email

from proxinet.pdf import Pdf
from proxinet.press import rendering
from reports.models import Edition, Kind, LaidOutSheet, Report
from reports.production.building import Progress, TakenOver, build, finish
from reports.production.claiming import MAX_ATTEMPTS, alone_on, before_in_line, claim, forgotten_reports, next_in_line
from reports.production.making import Made
from reports.production.requesting import cancel, request_report, retry
from tests import accessible_pdf, archival_pdf
from tests.factories.people import a_coordinator
from tests.factories.reports import ReportFactory, a_campaign, a_contribution, a_told_site
from tests.reports import reading
from tests.reports.workers import Broker, run, start, wait_until

QUEUED, RUNNING, DONE, FAILED = Report.State.QUEUED, Report.State.RUNNING, Report.State.DONE, Report.State.FAILED


def files() -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / "reports"
    return sorted(folder.glob("*.pdf"))


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
    campaign = a_campaign()
    site = a_told_site(campaign.call, agents=10)
    contribution = a_contribution(campaign, site)
    tell_at_length(contribution)
    return ReportFactory(campaign=campaign, site=site)


def tell_at_length(contribution, paragraphs: int = 300) -> None:
    told = "\n\n".join(["Une longue histoire de quartier et d’entraide. " * 15] * paragraphs)
    contribution.answers.filter(question__section="context").update(text=told)


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
        return told_report.state == RUNNING and told_report.percentage >= 15

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
    code = f"import django; django.setup(); from reports.production.building import build; build({told_report.pk})"
    builders = [start(tmp_path, "-c", code) for _ in range(2)]
    assert [builder.wait(timeout=90) for builder in builders] == [0, 0]
    assert_made_once(told_report)
    assert told_report.attempts == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_command_writes_the_same_bytes_each_time(tmp_path):
    campaign = a_campaign()
    a_contribution(campaign, a_told_site(campaign.call, slug="ici"))
    outputs = [tmp_path / name for name in ("one.pdf", "two.pdf")]
    for output in outputs:
        said = run(tmp_path, "assessment", "national", "--output", str(output))
        assert said.returncode == 0, said.stderr
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    assert run(tmp_path, "assessment", "site", "ici", "--output", str(tmp_path / "ici.pdf")).returncode == 0
    for arguments, sentence in (
        (["site", "ailleurs", "--output", str(tmp_path / "x.pdf")], "Connus : ici"),
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
    report = ReportFactory(campaign=a_campaign())
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
    report = ReportFactory(campaign=a_campaign(), state=RUNNING, attempts=1, heartbeat_at=timezone.now())

    def die_while_building():
        with alone_on(report.pk):
            connection.close()

    in_another_connection(die_while_building)
    wait_until(lambda: forgotten_reports() == [report.pk])


@pytest.mark.django_db
def test_a_finished_report_is_not_made_again():
    campaign = a_campaign()
    for state in (DONE, FAILED):
        report = ReportFactory(campaign=campaign, state=state, file="x.pdf", finished_at=timezone.now())
        build(report.pk)
        report.refresh_from_db()
        assert (report.state, report.attempts) == (state, 0)
        assert forgotten_reports() == []


@pytest.mark.django_db
def test_a_builder_that_lost_its_report_writes_nothing():
    report = ReportFactory(campaign=a_campaign())
    old = claim(report.pk)
    new = claim(report.pk)
    assert (old.attempts, new.attempts) == (1, 2)
    with pytest.raises(TakenOver):
        finish(old, Made(Pdf(b"%PDF-old", 1), ()))
    with pytest.raises(TakenOver):
        Progress(old)("Mise en page", 50)
    assert files() == []
    finish(new, Made(Pdf(b"%PDF-new", 3), ()))
    report.refresh_from_db()
    assert (report.state, report.page_count) == (DONE, 3)
    assert [path.read_bytes() for path in files()] == [b"%PDF-new"]


@pytest.mark.django_db
def test_what_a_dead_builder_left_is_replaced():
    report = ReportFactory(campaign=a_campaign())
    leftover = Path(settings.MEDIA_ROOT) / "reports" / f"{report.public_id}.pdf"
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"%PDF- half")
    build(report.pk)
    assert_made_once(report)


@pytest.mark.django_db
def test_progress_never_goes_back_and_writes_a_few_times_a_second(django_assert_num_queries):
    report = claim(ReportFactory(campaign=a_campaign()).pk)
    progress = Progress(report)
    with django_assert_num_queries(1):
        for percentage in range(40):
            progress("Mise en page", percentage)
    progress.pace.next = 0
    progress("Mise en page, seconde passe", 10)
    report.refresh_from_db()
    assert report.percentage == 39
    assert timezone.now() - report.heartbeat_at < timedelta(seconds=30)


# Failures -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_document_that_cannot_be_made_fails_with_a_sentence_and_can_be_tried_again(monkeypatch):
    report = ReportFactory(campaign=a_campaign(), requested_by=a_coordinator())
    with monkeypatch.context() as patch:
        patch.setattr(rendering, "MEGABYTES", 40)
        build(report.pk)
    report.refresh_from_db()
    assert (report.state, report.error) == (FAILED, "La mise en page a demandé trop de mémoire.")
    assert files() == []
    assert forgotten_reports() == []
    assert "mémoire" in Email.objects.get().message
    LaidOutSheet.objects.all().delete()
    retry(report)
    build(report.pk)
    assert_made_once(report)


@pytest.mark.django_db
def test_one_contribution_that_breaks_is_marked_and_listed_and_the_document_comes_out(monkeypatch, tmp_path):
    campaign = a_campaign()
    endless, other = (a_contribution(campaign, a_told_site(campaign.call, name=name)) for name in ("Sans-Fin", "Autre"))
    tell_at_length(endless, 6000)
    monkeypatch.setattr(rendering, "SECONDS", 6)
    report = ReportFactory(campaign=campaign)
    build(report.pk)
    assert_made_once(report)
    assert [fault["where"] for fault in report.faults] == ["Sans-Fin"]
    text = reading.words(files()[0])
    assert "n’a pas pu être" in text
    assert other.site.name in text
    assert accessible_pdf.faults(files()[0]) == archival_pdf.faults(files()[0]) == []


@pytest.mark.django_db
def test_an_unexpected_error_is_tried_three_times_then_said(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "a-file"
    settings.MEDIA_ROOT.write_text("where the folder should be")
    report = ReportFactory(campaign=a_campaign())
    for attempt in (1, 2):
        build(report.pk)
        report.refresh_from_db()
        assert (report.state, report.attempts) == (QUEUED, attempt)
    build(report.pk)
    report.refresh_from_db()
    assert (report.state, report.error) == (FAILED, "Une erreur imprévue a arrêté le bilan.")


@pytest.mark.django_db
def test_a_report_that_kills_its_builders_is_given_up():
    report = ReportFactory(campaign=a_campaign(), state=RUNNING, attempts=MAX_ATTEMPTS)
    build(report.pk)
    report.refresh_from_db()
    assert report.state == FAILED
    assert "plusieurs essais" in report.error


@pytest.mark.django_db
def test_the_database_refuses_a_ready_report_without_file_and_a_second_one_under_way():
    report = ReportFactory(campaign=a_campaign(), requested_by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state=DONE)
    person = a_coordinator()
    ReportFactory(campaign=report.campaign, requested_by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportFactory(campaign=report.campaign, requested_by=person)


# Cancelled, in turn, told ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_report_that_waits_is_cancelled_at_once_and_never_made():
    report = ReportFactory(campaign=a_campaign())
    assert cancel(report)
    assert build(report.pk) is False
    report.refresh_from_db()
    assert (report.state, files()) == (Report.State.CANCELLED, [])
    assert retry(report).state == QUEUED


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_report_being_made_is_stopped_and_its_worker_goes_on(told_report, broker):
    tell_at_length(told_report.campaign.contributions.get(), 500)
    broker.start_worker()
    broker.send("build_report", told_report.pk)

    def is_running():
        told_report.refresh_from_db()
        return told_report.percentage >= 15

    wait_until(is_running)
    assert cancel(told_report)
    other = ReportFactory(campaign=told_report.campaign)
    broker.send("build_report", other.pk)
    wait_until(lambda: Report.objects.filter(pk=other.pk, state=DONE).exists())
    told_report.refresh_from_db()
    assert told_report.state == Report.State.CANCELLED
    assert [path.name for path in files()] == [f"{other.public_id}.pdf"]


@pytest.mark.django_db
def test_who_asks_for_many_lets_the_others_pass_in_between():
    campaign = a_campaign()
    sites = [a_told_site(campaign.call) for _ in range(3)]
    many, few = a_coordinator(), a_coordinator()
    first, second, third = (ReportFactory(campaign=campaign, site=site, requested_by=many) for site in sites)
    after = ReportFactory(campaign=campaign, site=sites[0], requested_by=few)
    assert next_in_line() == [first.pk, after.pk, second.pk, third.pk]
    assert before_in_line(third) == 3
    claim(first.pk)
    assert next_in_line() == [after.pk, second.pk, third.pk]


@pytest.mark.django_db
def test_who_asked_is_told_when_it_is_ready():
    person = a_coordinator()
    report = ReportFactory(campaign=a_campaign(), requested_by=person)
    build(report.pk)
    (mail,) = Email.objects.all()
    assert mail.to == [person.email]
    assert report.get_absolute_url() in mail.message


# Kept pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_same_request_on_the_same_data_is_the_file_already_made():
    campaign = a_campaign()
    contribution = a_contribution(campaign, a_told_site(campaign.call))
    person = a_coordinator()
    made, is_new = request_report(person, campaign, Kind.NATIONAL)
    assert is_new
    build(made.pk)
    again, is_new = request_report(a_coordinator(), campaign, Kind.NATIONAL)
    assert (again, is_new) == (made, False)
    other, is_new = request_report(person, campaign, Kind.SITE, site=contribution.site)
    assert is_new, "another document"
    contribution.actions.update(title="Autre chose")
    changed, is_new = request_report(person, campaign, Kind.NATIONAL)
    assert is_new
    assert changed != made


@pytest.mark.django_db
def test_only_the_sheets_that_changed_are_laid_out_again():
    campaign = a_campaign()
    contributions = [a_contribution(campaign, a_told_site(campaign.call)) for _ in range(3)]
    build(ReportFactory(campaign=campaign).pk)
    before = set(LaidOutSheet.objects.values_list("key", flat=True))
    contributions[1].actions.filter(order=1).update(title="Une autre première réunion")
    build(ReportFactory(campaign=campaign).pk)
    assert len(set(LaidOutSheet.objects.values_list("key", flat=True)) - before) == 1


@pytest.mark.django_db
def test_a_publication_becomes_an_edition_without_the_draft_mark_and_keeps_its_number():
    campaign = a_campaign()
    a_contribution(campaign, a_told_site(campaign.call))
    for number in (1, 2):
        report = ReportFactory(campaign=campaign, publishes=True, what_changed="Un chiffre." if number > 1 else "")
        build(report.pk)
        edition = Edition.objects.get(number=number)
        text = reading.words(edition.pdf.path)
        assert f"Édition {number}" in text
        assert "Épreuve" not in text
        with pikepdf.open(edition.pdf.path) as pdf:
            assert not any("/Stamp-faint" in page.Resources.get("/ExtGState", {}) for page in pdf.pages)
            assert set(pdf.attachments) == {"chiffres.csv", "bilan.xlsx"}


@pytest.mark.django_db
def test_the_contents_name_the_page_where_each_site_begins():
    campaign = a_campaign()
    for name in ("Ville <Haute> & Basse", "Ville sans récit"):
        a_contribution(campaign, a_told_site(campaign.call, name=name))
    build(ReportFactory(campaign=campaign).pk)
    pages = reading.words(files()[0]).split("\f")
    begins = next(number for number, page in enumerate(pages[2:], start=3) if "\nVille sans récit\n" in page)
    assert str(begins) in pages[1].split()
