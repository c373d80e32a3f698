from celery import shared_task

from proxinet.wake import wake
from reports.building import build
from reports.claiming import forgotten_reports

SWEEP_SECONDS = 20


@shared_task
def build_report(report_pk: int) -> None:
    build(report_pk)


@shared_task(expires=SWEEP_SECONDS)
def wake_forgotten_reports() -> None:
    """The message that wakes a builder can be lost, and a builder can die: wake whatever nobody is building."""
    for report_pk in forgotten_reports():
        wake(build_report, report_pk)
