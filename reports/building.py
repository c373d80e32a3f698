"""Building a report: claim the row, make the document, commit the file and the state together."""

import logging
import time

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from proxinet.pdf import Pdf, PdfFailed
from reports.claiming import MAX_ATTEMPTS, alone_on, claim, held_by
from reports.documents import national_pdf, site_pdf
from reports.models import Report

logger = logging.getLogger(__name__)

WRITES_PER_SECOND = 4
TOO_MANY_ATTEMPTS = "Le bilan n’a pas pu être fabriqué après plusieurs essais."
UNEXPECTED = "Une erreur imprévue a arrêté le bilan."


class TakenOver(Exception):
    """Another builder holds the report now: stop, write nothing more."""


def build(report_pk: int) -> None:
    """Make the report's document, unless it is made already or somebody is making it."""
    with alone_on(report_pk) as alone:
        report = claim(report_pk) if alone else None
        if report is None:
            return
        if report.attempts > MAX_ATTEMPTS:
            fail(report, TOO_MANY_ATTEMPTS)
            return
        try:
            finish(report, make_document(report))
        except TakenOver:
            logger.warning("report taken over by another builder", extra={"report": report_pk})
        except PdfFailed as error:
            logger.error("report failed", extra={"report": report_pk, "detail": error.detail})
            fail(report, str(error))
        except Exception:
            logger.exception("report failed", extra={"report": report_pk})
            put_back(report)


def make_document(report: Report) -> Pdf:
    progress = Progress(report)
    if report.kind == Report.Kind.SITE:
        return site_pdf(report.campaign, report.site, progress)
    return national_pdf(report.campaign, progress)


class Progress:
    """Called with ``(step, percentage)``; writes it in the row, never backwards, a few times per second at most."""

    def __init__(self, report: Report):
        self.report = report
        self.percentage = 0
        self.next_write = 0.0

    def __call__(self, step: str, percentage: int) -> None:
        self.percentage = max(self.percentage, percentage)
        if time.monotonic() < self.next_write:
            return
        self.next_write = time.monotonic() + 1 / WRITES_PER_SECOND
        written = held_by(self.report).update(step=step, percentage=self.percentage, heartbeat_at=timezone.now())
        if not written:
            raise TakenOver


@transaction.atomic
def finish(report: Report, pdf: Pdf) -> None:
    """Store the file and say that it is ready, in one transaction behind the row's lock.

    The name depends on the report alone: an attempt that died half-way leaves at most this file, and the next one
    replaces it. Nothing refers to it before the commit.
    """
    held = held_by(report).select_for_update(of=("self",)).first()
    if held is None:
        raise TakenOver
    remove_file(held)
    held.file.save(f"{held.public_id}.pdf", ContentFile(pdf.content), save=False)
    held.state, held.step, held.percentage = Report.State.DONE, "Prêt", 100
    held.page_count, held.sha256 = pdf.page_count, pdf.sha256
    held.finished_at = timezone.now()
    held.save()


def fail(report: Report, sentence: str) -> None:
    """Say that it failed; a file left half-way goes too, unless the storage is what failed."""
    held_by(report).update(state=Report.State.FAILED, step="", error=sentence, finished_at=timezone.now())
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
