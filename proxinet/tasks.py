from celery import shared_task
from django.db import connection
from post_office.mail import send_queued

MAIL_LOCK = 0x70726F78  # any constant of our own: one sender at a time


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
