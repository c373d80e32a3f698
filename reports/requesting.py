"""Asking for a report, and asking again after a failure."""

from functools import partial

from django.db import IntegrityError, transaction

from proxinet.wake import wake
from reports.models import UNDER_WAY, Report
from reports.tasks import build_report


def request_report(user, call, site=None) -> tuple[Report, bool]:
    """Queue the national report of ``call``, or that of ``site``; return it and whether it is a new one.

    While ``user`` already has the same one under way, that one is returned: a double click makes one document.
    """
    kind = Report.Kind.SITE if site else Report.Kind.NATIONAL
    try:
        with transaction.atomic():
            report = Report.objects.create(kind=kind, call=call, site=site, requested_by=user)
            transaction.on_commit(partial(wake, build_report, report.pk))
    except IntegrityError:
        return Report.objects.get(requested_by=user, kind=kind, site=site, state__in=UNDER_WAY), False
    return report, True


def retry(report: Report) -> Report:
    """Queue a failed report again with all its attempts; return the one under way when there is one already."""
    try:
        with transaction.atomic():
            queued = Report.objects.filter(pk=report.pk, state=Report.State.FAILED).update(
                state=Report.State.QUEUED, attempts=0, step="", percentage=0, error="", finished_at=None
            )
            if queued:
                transaction.on_commit(partial(wake, build_report, report.pk))
    except IntegrityError:
        return Report.objects.get(
            requested_by=report.requested_by, kind=report.kind, site=report.site, state__in=UNDER_WAY
        )
    report.refresh_from_db()
    return report
