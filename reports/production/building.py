"""Building a report: claim the row, make the document, commit the file and the state together."""

import logging

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone, translation

from proxinet.french_dates import date_format
from proxinet.pdf import PdfFailed
from reports.document.collecting import collect
from reports.document.frozen import fingerprint, freeze
from reports.models import Edition, Report, ReportSheet
from reports.production import emails as report_mails
from reports.production.claiming import MAX_ATTEMPTS, alone_on, claim, held_by, next_in_line
from reports.production.laying_out import lay_out_together
from reports.production.making import RECORDS, Made, make
from reports.production.pace import Pace
from reports.production.publishing import publish

logger = logging.getLogger(__name__)

WRITES_PER_SECOND = 4
TOO_MANY_ATTEMPTS = "Le bilan n’a pas pu être fabriqué après plusieurs essais."
UNEXPECTED = "Une erreur imprévue a arrêté le bilan."


class NumberTaken(Exception):
    """Another edition was published meanwhile: the number printed on this one is no longer the next."""


class TakenOver(Exception):
    """Another builder holds the report now, or it was cancelled: stop, write nothing more."""


def build_next(report_pk: int) -> None:
    """Build the report whose turn it is among those that wait; ``report_pk`` itself when a dead builder left it.

    Its turn had come: it goes first, but only once. A document that kills its builders holds up nobody.
    """
    begun_once = Report.objects.filter(pk=report_pk, state=Report.State.RUNNING, attempts=1).exists()
    for pk in [report_pk, *next_in_line()] if begun_once else [*next_in_line(), report_pk]:
        if build(pk):
            return


def build(report_pk: int) -> bool:
    """Make the report's document, unless it is made or somebody is making it. False: there was nothing to do."""
    with alone_on(report_pk) as alone:
        report = claim(report_pk) if alone else None
        if report is None:
            return False
        if report.attempts > MAX_ATTEMPTS:
            fail(report, TOO_MANY_ATTEMPTS)
            return True
        try:
            with translation.override("fr"):
                finish(report, make_document(report))
        except TakenOver:
            logger.warning("report taken over or cancelled", extra={"report": report_pk})
            ReportSheet.objects.filter(report=report_pk, report__state=Report.State.CANCELLED).delete()
        except PdfFailed as error:
            logger.error("report failed", extra={"report": report_pk, "detail": error.detail})
            fail(report, str(error))
        except Exception:
            if connection.connection is None or connection.connection.closed:
                raise  # the sweep sees that nobody holds it any more
            logger.exception("report failed", extra={"report": report_pk})
            put_back(report)
    return True


def make_document(report: Report) -> Made:
    progress = Progress(report)

    def on_site(name: str, done: int, total: int) -> None:
        step = f"Lecture des contributions\u202f: {name} ({done + 1} sur {total})" if name else "Contributions lues"
        progress(step, RECORDS * done // max(total, 1))

    assessment = collect(
        report.campaign,
        report.kind,
        approach=report.approach,
        site=report.site,
        landlord=report.landlord,
        on_site=on_site,
    )
    report.content, report.content_sha256 = freeze(assessment), fingerprint(assessment)
    lay_out = lay_out_together(report)
    return make(assessment, progress, edition_line=edition_line(report), lay_out=lay_out)


def edition_line(report: Report) -> str:
    """What a published document says of itself; empty for a draft."""
    if not report.publishes:
        return ""
    report.number = Edition.objects.filter(**report.subject).count() + 1
    return f"Édition {report.number}, publiée le {date_format(timezone.localdate(), 'j F Y')}"


class Progress:
    """Called with ``(step, percentage)``; writes it in the row, never backwards, a few times per second at most."""

    def __init__(self, report: Report):
        self.report = report
        self.percentage = 0
        self.pace = Pace(WRITES_PER_SECOND)

    def __call__(self, step: str, percentage: int) -> None:
        self.percentage = max(self.percentage, percentage)
        if not self.pace.is_time():
            return
        written = held_by(self.report).update(step=step, percentage=self.percentage, heartbeat_at=timezone.now())
        if not written:
            raise TakenOver


@transaction.atomic
def finish(report: Report, made: Made) -> None:
    """Store the file, say that it is ready and write to who asked, in one transaction behind the row's lock.

    The name depends on the report alone: an attempt that died half-way leaves at most this file, and the next one
    replaces it. Nothing refers to it before the commit.
    """
    held = held_by(report).select_for_update(of=("self",)).first()
    if held is None:
        raise TakenOver
    remove_file(held)
    held.file.save(f"{held.public_id}.pdf", ContentFile(made.pdf.content), save=False)
    held.state, held.step, held.percentage = Report.State.DONE, "Prêt", 100
    held.content, held.content_sha256 = report.content, report.content_sha256
    held.page_count, held.sha256 = made.pdf.page_count, made.pdf.sha256
    held.faults = [{"where": fault.where, "sentence": fault.sentence} for fault in made.faults]
    held.finished_at = timezone.now()
    held.save()
    held.sheets.all().delete()
    if held.publishes and publish(held, made).number != report.number:
        raise NumberTaken
    report_mails.send_ready(held)


@transaction.atomic
def fail(report: Report, sentence: str) -> None:
    """Say that it failed; a file left half-way goes too, unless the storage is what failed."""
    failed = held_by(report).update(state=Report.State.FAILED, step="", error=sentence, finished_at=timezone.now())
    if failed:
        report.sheets.all().delete()
        report.error = sentence
        report_mails.send_failed(report)
    try:
        remove_file(report)
    except OSError:
        logger.warning("file left behind", extra={"report": report.pk})


def put_back(report: Report) -> None:
    """After an unexpected error: in line again for the sweep, or failed after the last attempt."""
    if report.attempts >= MAX_ATTEMPTS:
        fail(report, UNEXPECTED)
    else:
        held_by(report).update(state=Report.State.QUEUED, step="", percentage=0)


def remove_file(report: Report) -> None:
    report.file.storage.delete(report.file.field.generate_filename(report, f"{report.public_id}.pdf"))
