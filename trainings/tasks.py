from celery import shared_task

from trainings import approval, due_tasks, settling

SETTLE_SECONDS = 60
REMIND_SECONDS = 600
DUE_SECONDS = 60


@shared_task(expires=SETTLE_SECONDS)
def settle_sessions() -> None:
    settling.settle_all()


@shared_task(expires=REMIND_SECONDS)
def remind_approvers() -> None:
    approval.remind_all()


@shared_task(expires=DUE_SECONDS)
def do_due_tasks() -> None:
    """Convocations, reminders, questionnaires and certificates whose day has come."""
    due_tasks.sweep()
