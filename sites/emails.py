"""What people are told about their sign-ups."""

from django.conf import settings

from proxinet.ics import Method, calendar_file
from proxinet.mail import queue_mail


def send_confirmed(event, person) -> None:
    send("confirmed", f"Votre place est réservée : {event.label}", event, person, Method.REQUEST)


def send_waiting(event, person, rank: int) -> None:
    send("waiting", f"Vous êtes en liste d’attente : {event.label}", event, person, rank=rank)


def send_promoted(event, person) -> None:
    send("promoted", f"Une place s’est libérée pour vous : {event.label}", event, person, Method.REQUEST)


def send_withdrawn(event, person) -> None:
    send("withdrawn", f"Vous êtes désinscrit : {event.label}", event, person, Method.CANCEL)


def send_called_off(event, person) -> None:
    send("called_off", f"Annulé : {event.label}", event, person, Method.CANCEL)


def send_moved(event, person) -> None:
    send("moved", f"Changement : {event.label}", event, person, Method.REQUEST)


def send(template: str, subject: str, event, person, method: Method | None = None, **context) -> None:
    """Queue ``emails/enrolment/<template>`` for a person, with the event's calendar file when a method is given."""
    url = settings.PUBLIC_URL + event.get_absolute_url()
    periods = list(event.periods())
    calendar = method and calendar_file(
        uid=f"{event._meta.label_lower}-{event.pk}",
        title=event.label,
        place=event.place,
        periods=periods,
        url=url,
        method=method,
    )
    queue_mail(
        person.contact_email,
        subject,
        f"enrolment/{template}",
        {"event": event, "person": person, "periods": periods, "url": url, **context},
        calendar=calendar,
    )
