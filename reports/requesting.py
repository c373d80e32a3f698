"""Asking for a report, and asking again after a failure."""

from functools import partial

from django.db import IntegrityError, transaction

from proxinet.wake import wake
from reports.models import UNDER_WAY, Report
from reports.tasks import build_report


def request_report(user, campaign, kind, *, approach=None, site=None, landlord=None) -> tuple[Report, bool]:
    """Queue the document of ``kind`` about that subject; return it and whether it is a new one.

    While ``user`` already has the same one under way, that one is returned: a double click makes one document.
    """
    subject = {"campaign": campaign, "kind": kind, "approach": approach, "site": site, "landlord": landlord}
    try:
        with transaction.atomic():
            report = Report.objects.create(requested_by=user, **subject)
            transaction.on_commit(partial(wake, build_report, report.pk))
    except IntegrityError:
        return Report.objects.get(requested_by=user, state__in=UNDER_WAY, **subject), False
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
            requested_by=report.requested_by,
            campaign=report.campaign,
            kind=report.kind,
            site=report.site,
            state__in=UNDER_WAY,
        )
    report.refresh_from_db()
    return report
