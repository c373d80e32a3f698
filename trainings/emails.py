"""What trainees receive around a session; sign-ups have their own mails (``sites.emails``)."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from proxinet.ics import Method, calendar_file
from proxinet.mail import queue_mail
from proxinet.signed_links import sign
from trainings.models import Registration, Session

Periods = list[tuple[datetime, datetime]]


def paper_url(purpose: str, registration: Registration) -> str:
    """Where the person finds their convocation (``"convocation"``) or certificate (``"certificate"``), signed in or
    not."""
    return settings.PUBLIC_URL + reverse(f"trainings:{purpose}_by_link", args=[sign(purpose, registration.pk)])


def send_convocation(session: Session, registration: Registration, periods: Periods) -> None:
    """With the appointment under the name it already has in the person's calendar."""
    address = registration.person.contact_email
    calendar = calendar_file(
        uid=f"{session._meta.label_lower}-{session.pk}",
        title=session.label,
        place=session.place,
        periods=periods,
        url=settings.PUBLIC_URL + session.get_absolute_url(),
        method=Method.REQUEST,
        attendee=address,
    )
    paper = paper_url("convocation", registration)
    send("convocation", f"Votre convocation : {session.label}", session, registration, periods, calendar, paper=paper)


def send_reminder(session: Session, registration: Registration, periods: Periods, *, is_eve: bool) -> None:
    when = "demain" if is_eve else "bientôt"
    subject = f"C’est {when} : {session.label}"
    paper = paper_url("convocation", registration)
    send("reminder", subject, session, registration, periods, is_eve=is_eve, paper=paper)


def send_certificate(session: Session, registration: Registration, periods: Periods) -> None:
    paper = paper_url("certificate", registration)
    send("certificate", f"Votre attestation de présence : {session.label}", session, registration, periods, paper=paper)


def send(template: str, subject: str, session, registration, periods, calendar: bytes | None = None, **context) -> None:
    person = registration.person
    shared = {
        "event": session,
        "session": session,
        "person": person,
        "periods": periods,
        "url": settings.PUBLIC_URL + session.get_absolute_url(),
    }
    queue_mail(person.contact_email, subject, f"trainings/{template}", shared | context, calendar=calendar)
