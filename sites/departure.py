"""An agent leaves their post, or comes back to it."""

from django.db import transaction
from django.utils import timezone

from proxinet.seats import SeatRefused
from sites import enrolment
from sites.models import FieldWorker


def coming_registrations(worker: FieldWorker) -> list:
    """The agent's registrations to events still to come, in order of date."""
    coming = worker.commitments.filter(period__startswith__gt=timezone.now()).order_by("period")
    return list({(c.content_type_id, c.object_id): c.source for c in coming.prefetch_related("source")}.values())


@transaction.atomic
def leave_post(worker: FieldWorker) -> int:
    """Mark the agent as gone and free their places for those who wait; return how many places were freed."""
    freed = 0
    for registration in coming_registrations(worker):
        try:
            enrolment.withdraw(registration.event, worker)
        except SeatRefused:  # begun already: what is done is done
            continue
        freed += 1
    worker.is_active = False
    worker.save(update_fields=["is_active"])
    return freed


def come_back(worker: FieldWorker) -> None:
    worker.is_active = True
    worker.save(update_fields=["is_active"])
