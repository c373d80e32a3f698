"""A report's sheets laid out by several workers: chunks are taken by advisory lock, nobody waits for the dead."""

import time
from functools import partial

from django.db import transaction

from proxinet.press.rendering import Renderer
from proxinet.wake import wake
from reports.models import UNDER_WAY, Report, ReportSheet
from reports.paper import kept_pages
from reports.paper.printing import HtmlSheet
from reports.production.claiming import alone_on_chunk
from reports.production.making import Tell, tell_laid_out
from reports.production.pace import Pace

SHEETS_PER_CHUNK = 24
MOST_HELPERS = 8
TOLD_PER_SECOND = 4
PATIENCE = 0.2  # seconds between two looks at what others are laying out


def lay_out_together(report: Report):
    """How ``report``'s builder lays out its sheets: with whatever other workers there are (``making.LayOut``)."""
    return partial(lay_out_all, report)


def lay_out_all(report: Report, sheets: list[HtmlSheet], tell: Tell, renderer: Renderer) -> None:
    write_sheets(report, sheets)
    chunks = missing_chunks(report.pk)
    if len(chunks) > 1:
        from reports.tasks import lay_out_sheets

        for _ in range(min(len(chunks) - 1, MOST_HELPERS)):
            wake(lay_out_sheets, report.pk)
    pace = Pace(TOLD_PER_SECOND)

    def on_sheet() -> None:
        if pace.is_time():
            tell_so_far(report.pk, len(sheets), tell)

    while missing := missing_chunks(report.pk):
        worked = False
        for chunk in missing:
            worked |= lay_out_chunk(renderer, report.pk, chunk, on_sheet)
        tell_so_far(report.pk, len(sheets), tell)
        if not worked:
            time.sleep(PATIENCE)


def help_with(report_pk: int) -> None:
    """Take chunks of a report that somebody is building, until none is free or the report is cancelled."""
    with kept_pages.renderer() as renderer:
        for chunk in missing_chunks(report_pk):
            if not Report.objects.filter(pk=report_pk, state__in=UNDER_WAY).exists():
                return
            lay_out_chunk(renderer, report_pk, chunk)


@transaction.atomic
def write_sheets(report: Report, sheets: list[HtmlSheet]) -> None:
    report.sheets.all().delete()
    ReportSheet.objects.bulk_create(
        (
            ReportSheet(
                report=report,
                order=order,
                name=sheet.name[:120],
                html=sheet.html,
                key=kept_pages.key_of(sheet.html),
                numbered=sheet.numbered,
            )
            for order, sheet in enumerate(sheets)
        ),
        batch_size=200,
    )


def missing_chunks(report_pk: int) -> list[int]:
    wanted = dict(ReportSheet.objects.filter(report=report_pk).values_list("order", "key"))
    there = kept_pages.kept(wanted.values())
    return sorted({order // SHEETS_PER_CHUNK for order, key in wanted.items() if key not in there})


def lay_out_chunk(renderer: Renderer, report_pk: int, chunk: int, on_sheet=lambda: None) -> bool:
    """True when this worker laid out something; False when another is at it, or all is there."""
    with alone_on_chunk(report_pk, chunk) as alone:
        if not alone:
            return False
        orders = range(chunk * SHEETS_PER_CHUNK, (chunk + 1) * SHEETS_PER_CHUNK)
        rows = list(ReportSheet.objects.filter(report=report_pk, order__in=orders))
        there = kept_pages.kept(row.key for row in rows)
        missing = {row.key: row.html for row in rows if row.key not in there}
        for key, html in missing.items():
            kept_pages.lay_out(renderer, key, html)
            on_sheet()
        return bool(missing)


def tell_so_far(report_pk: int, total: int, tell: Tell) -> None:
    keys = ReportSheet.objects.filter(report=report_pk).values("key")
    from reports.models import LaidOutSheet

    tell_laid_out(LaidOutSheet.objects.filter(key__in=keys).count(), total, tell)
