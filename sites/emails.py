"""What people are told about their sign-ups."""

from django.conf import settings

from proxinet.ics import Method, calendar_file
from proxinet.mail import queue_mail
from proxinet.seats import State


def send_confirmed(event, person) -> None:
    send("confirmed", f"Votre place est réservée\u202f: {event.label}", event, person, Method.REQUEST)


def send_waiting(event, person, rank: int) -> None:
    send("waiting", f"Vous êtes en liste d’attente\u202f: {event.label}", event, person, rank=rank)


def send_promoted(event, person) -> None:
    send("promoted", f"Une place s’est libérée pour vous\u202f: {event.label}", event, person, Method.REQUEST)


def send_offered(event, registration) -> None:
    """A place to accept before a given time, by a link that needs no account."""
    answer_url = settings.PUBLIC_URL + event.answer_path(registration)
    subject = f"Une place vous est proposée, répondez\u202f: {event.label}"
    send("offered", subject, event, registration.person, answer_url=answer_url, until=registration.offered_until)


def send_offer_expired(event, person) -> None:
    send("offer_expired", f"Votre place est passée à une autre personne\u202f: {event.label}", event, person)


def send_requested(event, person) -> None:
    send("requested", f"Votre demande attend l’accord de votre employeur\u202f: {event.label}", event, person)


def send_to_approve(event, person, approver) -> None:
    """To the employer's ``approver`` (an account), about ``person``."""
    send("to_approve", f"Une inscription à valider\u202f: {person}", event, person, to=approver)


def send_still_to_approve(event, person, approver) -> None:
    """The same ``approver`` again, before the sign-ups close."""
    send("still_to_approve", f"Une inscription attend votre accord\u202f: {person}", event, person, to=approver)


def send_refused(event, person, reason: str) -> None:
    send(
        "refused",
        f"Votre employeur n’a pas validé votre inscription\u202f: {event.label}",
        event,
        person,
        reason=reason,
    )


def send_unanswered(event, person) -> None:
    send("unanswered", f"Votre demande est restée sans réponse\u202f: {event.label}", event, person)


def send_withdrawn(event, person) -> None:
    send("withdrawn", f"Vous êtes désinscrit\u202f: {event.label}", event, person, Method.CANCEL)


def send_called_off(event, registration) -> None:
    """With the appointment to remove, for those who had received it."""
    method = Method.CANCEL if registration.state == State.CONFIRMED else None
    send("called_off", f"Annulé\u202f: {event.label}", event, registration.person, method)


def send_moved(event, registration) -> None:
    """With the new appointment for those who have a place; the others read where they stand."""
    method = Method.REQUEST if registration.state == State.CONFIRMED else None
    subject = f"Changement\u202f: {event.label}"
    answer_url = settings.PUBLIC_URL + event.answer_path(registration) if registration.offered_until else ""
    send("moved", subject, event, registration.person, method, registration=registration, answer_url=answer_url)


def send(template: str, subject: str, event, person, method: Method | None = None, *, to=None, **context) -> None:
    """Queue ``emails/enrolment/<template>`` about a person, with the event's calendar file when a method is given.

    ``to``: the account to write to, when it is not the person.
    """
    url = settings.PUBLIC_URL + event.get_absolute_url()
    periods = event.spans
    calendar = method and calendar_file(
        uid=f"{event._meta.label_lower}-{event.pk}",
        title=event.label,
        place=event.place,
        periods=periods,
        url=url,
        method=method,
        attendee=person.contact_email,
    )
    queue_mail(
        to.email if to else person.contact_email,
        subject,
        f"enrolment/{template}",
        {"event": event, "person": person, "to": to or person, "periods": periods, "url": url, **context},
        calendar=calendar,
    )
