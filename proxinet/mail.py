"""One function to write to people: the mail is a row of the database; the worker is only woken."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from post_office import mail

from proxinet.tasks import send_queued_mails
from proxinet.wake import wake


def queue_mail(to: str, subject: str, template: str, context: dict, *, calendar: bytes | None = None) -> None:
    """Queue one mail in the current transaction.

    ``template``: renders ``emails/<template>.txt`` and ``emails/<template>.html`` with ``context`` and ``public_url``.
    ``calendar``: an ``.ics`` file's bytes to attach. Does nothing when ``to`` is empty (people without an address).
    """
    if not to:
        return
    context = context | {
        "public_url": settings.PUBLIC_URL,
        "subject": subject,
        "operator_name": settings.OPERATOR_NAME,
    }
    attachments = (
        {"rendez-vous.ics": {"file": ContentFile(calendar), "mimetype": "text/calendar"}} if calendar else None
    )
    mail.send(
        recipients=[to],
        sender=settings.DEFAULT_FROM_EMAIL,
        subject=" ".join(subject.splitlines()),
        message=render_to_string(f"emails/{template}.txt", context),
        html_message=render_to_string(f"emails/{template}.html", context),
        attachments=attachments,
    )
    transaction.on_commit(lambda: wake(send_queued_mails), robust=True)
