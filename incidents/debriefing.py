"""The project lead convenes a collective debrief, moves it, and tells afterwards what came of it."""

from django.db import transaction
from django.utils import timezone

from incidents import emails
from incidents.models import Debrief


class DebriefRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """The debrief cannot be changed so; the message says why, in French."""


@transaction.atomic
def convene_debrief(debrief: Debrief, requests) -> Debrief:
    """Save a new debrief for ``requests`` (support requests of its site) and tell each person once."""
    debrief.save()
    debrief.requests.set(requests)
    tell_people(debrief, emails.send_debrief_convened)
    return debrief


@transaction.atomic
def move_debrief(debrief: Debrief) -> None:
    """Save the new date, place or facilitator and tell those who asked for it."""
    debrief.save(update_fields=["held_at", "place", "facilitator"])
    tell_people(debrief, emails.send_debrief_moved)


@transaction.atomic
def record_debrief(debrief: Debrief) -> None:
    """Save what came of it (attendance is a count) and close the requests it answered."""
    if not debrief.is_past:
        raise DebriefRefused("Ce débriefing n’a pas encore eu lieu : revenez après.")
    debrief.save(update_fields=["attendance_count", "themes", "learnt", "changes"])
    debrief.requests.open().update(closed_at=timezone.now())


def tell_people(debrief: Debrief, send) -> None:
    requests = debrief.requests.select_related("person__user")
    for person in {request.person_id: request.person for request in requests}.values():
        send(debrief, person)
