"""Signing people up to a training session or a meetup, and telling them: the same rules in both rooms.

An event here is a ``SeatedEvent`` that also has ``label``, ``place``, ``site`` and ``get_absolute_url()``. Each act
writes seats and mails in one transaction; seats' refusals (``SeatRefused``, a French sentence) pass through.
"""

from django.db import transaction

from proxinet import seats
from sites import emails
from sites.models import FieldWorker, Site


def people_one_may_sign_up(user, site: Site):
    """Active field workers of ``site`` that ``user`` may sign up: anyone for its lead, their own people for a
    landlord's manager, themselves for a field worker (a ``FieldWorker`` queryset)."""
    return FieldWorker.objects.visible_to(user).filter(site=site).active()


def own_worker(user, site: Site) -> FieldWorker | None:
    """The user's own row among the site's field workers, if they are one."""
    return FieldWorker.objects.filter(site=site, user=user).active().first()


@transaction.atomic
def enrol(event, person: FieldWorker, *, by) -> seats.Seat:
    """Give a place or a waiting position and confirm it by mail (with a calendar file when there is a place)."""
    registration = seats.sign_up(event, person, by=by)
    if registration.state == seats.State.CONFIRMED:
        emails.send_confirmed(event, person)
    else:
        emails.send_waiting(event, person, waiting_rank(registration))
    return registration


@transaction.atomic
def withdraw(event, person: FieldWorker) -> list[seats.Seat]:
    """Free the place, confirm it by mail, and tell those whom it promotes."""
    promoted = seats.cancel(event, person)
    emails.send_withdrawn(event, person)
    tell_promoted(event, promoted)
    return promoted


@transaction.atomic
def change_capacity(event, capacity: int) -> list[seats.Seat]:
    promoted = seats.change_capacity(event, capacity)
    tell_promoted(event, promoted)
    return promoted


@transaction.atomic
def call_off(event) -> int:
    """Cancel the event and tell everyone who was registered or waiting; return how many."""
    registrations = seats.cancel_event(event)
    for registration in registrations:
        emails.send_called_off(event, registration.person)
    return len(registrations)


@transaction.atomic
def move(event) -> int:
    """After the event's new times or place were saved: hold people's time there and tell them, once each, unless it
    is over; return how many are told.

    Raises ``TimeConflict`` naming those who are elsewhere then: the caller's transaction must roll back.
    """
    registrations = seats.reschedule(event)
    if event.is_past:
        return 0
    for registration in registrations:
        emails.send_moved(event, registration.person)
    return len(registrations)


def tell_promoted(event, promoted) -> None:
    for registration in promoted:
        emails.send_promoted(event, registration.person)


def waiting_rank(registration: seats.Seat) -> int:
    """How many wait before this registration, itself included."""
    return registration.event.registrations.filter(
        state=seats.State.WAITING, position__lte=registration.position
    ).count()
