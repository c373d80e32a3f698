from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from post_office.mail import send_queued
from post_office.utils import cleanup_expired_mails

MAIL_LOCK = 0x70726F78  # any constant of our own: one sender at a time
MAILS_KEPT = timedelta(days=7)  # longer than any attempt to send them, and than any link they carry


@shared_task
def send_queued_mails() -> None:
    """Send what is due, one sender at a time (two would send the same mail twice)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [MAIL_LOCK])
        if not cursor.fetchone()[0]:
            return
        try:
            send_queued(processes=1)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MAIL_LOCK])


@shared_task
def forget_what_has_served() -> None:
    """Erase old mails (they hold links, names and addresses) with their attachments, and expired sessions."""
    cleanup_expired_mails(timezone.now() - MAILS_KEPT)
    call_command("clearsessions")
