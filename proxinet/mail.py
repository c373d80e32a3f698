"""One function to write to people: the mail is a row of the database; the worker is only woken."""

from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from post_office.models import PRIORITY, STATUS, Email
from post_office.utils import create_attachments

from proxinet.ics import content_type
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
    # The row is written here rather than by the library, which would read people's words as a template of its own.
    mail = Email.objects.create(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        subject=" ".join(subject.splitlines()),
        message=render_to_string(f"emails/{template}.txt", context),
        html_message=render_to_string(f"emails/{template}.html", context),
        message_id=make_msgid(domain=urlsplit(settings.PUBLIC_URL).hostname),
        priority=PRIORITY.medium,
        status=STATUS.queued,
    )
    if calendar:
        file = {"file": ContentFile(calendar), "mimetype": content_type(calendar)}
        mail.attachments.add(*create_attachments({"rendez-vous.ics": file}))
    transaction.on_commit(lambda: wake(send_queued_mails), robust=True)
