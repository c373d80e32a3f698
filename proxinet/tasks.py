from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone
from post_office.utils import cleanup_expired_mails

from proxinet.delivery import deliver_due_mails

MAILS_KEPT = timedelta(days=7)  # longer than any attempt to send them, and than any link they carry


@shared_task
def send_queued_mails() -> None:
    deliver_due_mails()


@shared_task
def forget_what_has_served() -> None:
    """Erase old mails (they hold links, names and addresses) with their attachments, and expired sessions."""
    cleanup_expired_mails(timezone.now() - MAILS_KEPT)
    call_command("clearsessions")
