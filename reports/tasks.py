from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from proxinet.wake import wake
from reports.campaigns.reminding import remind_those_due
from reports.models import UNDER_WAY, Report, ReportSheet
from reports.paper import kept_pages
from reports.production import laying_out
from reports.production.building import build_next
from reports.production.claiming import forgotten_reports

SWEEP_SECONDS = 20
WOKEN_AT_ONCE = 16
KEPT_DAYS = 90


@shared_task
def build_report(report_pk: int) -> None:
    build_next(report_pk)


@shared_task(expires=600)
def lay_out_sheets(report_pk: int) -> None:
    laying_out.help_with(report_pk)


@shared_task(expires=SWEEP_SECONDS)
def wake_forgotten_reports() -> None:
    """The message that wakes a builder can be lost, and a builder can die: wake whatever nobody is building.

    A few at a time, until the next sweep: a long line does not fill the queue with one message more every time.
    """
    for report_pk in forgotten_reports()[:WOKEN_AT_ONCE]:
        wake(build_report, report_pk, expires=SWEEP_SECONDS)


@shared_task
def forget_old_pages() -> None:
    """Pages that no document has used for a season, and drafts as old: both are made again when they are asked for.

    Also the sheets of documents that nobody makes any more: cancelled while their builder was dead, say.
    """
    ReportSheet.objects.exclude(report__state__in=UNDER_WAY).delete()
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    kept_pages.forget_unused(before)
    for report in Report.objects.filter(publishes=False, finished_at__lt=before):
        report.file.delete(save=False)
        report.delete()


@shared_task
def remind_late_sites() -> None:
    remind_those_due()
