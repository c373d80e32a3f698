"""Mails about a document that someone asked for. The link leads to its page, which asks again who may read it."""

from django.conf import settings

from proxinet.mail import queue_mail
from reports.models import Report


def send_ready(report: Report) -> None:
    send(report, "ready", f"Votre document est prêt\u202f: {report}")


def send_failed(report: Report) -> None:
    send(report, "failed", f"Votre document n’a pas abouti\u202f: {report}")


def send(report: Report, template: str, subject: str) -> None:
    if report.requested_by is None:
        return
    context = {"report": report, "url": settings.PUBLIC_URL + report.get_absolute_url()}
    queue_mail(report.requested_by.email, subject, f"reports/{template}", context)
