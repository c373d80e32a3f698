"""Asking for a document, asking again after a failure, and changing one's mind."""

from dataclasses import dataclass
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from proxinet.wake import wake
from reports.document.collecting import concerned
from reports.models import UNDER_WAY, Report, SiteAssessment
from reports.production.fingerprints import data_fingerprint
from reports.tasks import build_report


def request_report(
    user, campaign, kind, *, approach=None, site=None, landlord=None, publishes=False, what_changed=""
) -> tuple[Report, bool]:
    """Queue the document of ``kind`` about that subject; return it and whether it is a new one.

    A draft made already of the same data is returned as it is; so is the one ``user`` already has under way: a double
    click makes one document.
    """
    wanted = Report(
        campaign=campaign, kind=kind, approach=approach, site=site, landlord=landlord, publishes=publishes,
        what_changed=what_changed, requested_by=user,
    )  # fmt: skip
    wanted.fingerprint = data_fingerprint(wanted)
    if not publishes and (made := made_already(wanted)):
        return made, False
    try:
        with transaction.atomic():
            wanted.save()
            transaction.on_commit(partial(wake, build_report, wanted.pk))
    except IntegrityError:
        return under_way(wanted), False
    return wanted, True


def made_already(wanted: Report) -> Report | None:
    same = Report.objects.filter(
        **wanted.subject, fingerprint=wanted.fingerprint, publishes=False, state=Report.State.DONE
    )
    return next((report for report in same if report.file.storage.exists(report.file.name)), None)


def under_way(wanted: Report) -> Report:
    return Report.objects.get(
        **wanted.subject, requested_by=wanted.requested_by, publishes=wanted.publishes, state__in=UNDER_WAY
    )


def retry(report: Report) -> Report:
    """Queue a failed or cancelled report again, with all its attempts; return the one under way when there is one."""
    try:
        with transaction.atomic():
            queued = Report.objects.filter(
                pk=report.pk, state__in=[Report.State.FAILED, Report.State.CANCELLED]
            ).update(
                state=Report.State.QUEUED,
                attempts=0,
                step="",
                percentage=0,
                error="",
                finished_at=None,
                fingerprint=data_fingerprint(report),
            )
            if queued:
                transaction.on_commit(partial(wake, build_report, report.pk))
    except IntegrityError:
        return under_way(report)
    report.refresh_from_db()
    return report


def cancel(report: Report) -> bool:
    """Stop a report that waits or is being made; its builder notices within a moment. False when it was finished."""
    return bool(
        Report.objects.filter(pk=report.pk, state__in=UNDER_WAY).update(
            state=Report.State.CANCELLED, step="", finished_at=timezone.now()
        )
    )


@dataclass(frozen=True)
class Waiting:
    """How many sites a document has, and the names of those whose contribution is not accepted."""

    found: int
    names: list[str]


def not_accepted(campaign, *, approach=None, site=None, landlord=None) -> Waiting:
    contributions = concerned(campaign, approach, site, landlord)
    unfinished = contributions.exclude(state=SiteAssessment.State.ACCEPTED).values_list("site__name", flat=True)
    return Waiting(contributions.count(), list(unfinished))
