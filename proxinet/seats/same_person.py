"""Two people who turn out to be one: their places at one event become one."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from proxinet.repointing import repoint
from proxinet.seats.acts import end, lock, promote_waiting, regroup, save_counters
from proxinet.seats.events import SeatedEvent
from proxinet.seats.refusals import TimeConflict
from proxinet.seats.registrations import Ending, Seat, State

BEST_FIRST = (State.CONFIRMED, State.OFFERED, State.WALK_IN, State.REQUESTED, State.WAITING)


@transaction.atomic
def give_places(event: SeatedEvent, old, new) -> list[Seat]:
    """All that ``old`` has at ``event`` is ``new``'s; of two live registrations the better stays, the other ends.

    Returns the registrations promoted by the place that this frees. Raises ``TimeConflict`` where ``new`` has promised
    that time to another event to come.
    """
    event = lock(event)
    theirs = event.registrations.filter(Q(person=old) | Q(person=new)).exclude(state=State.CANCELLED)
    live = sorted(theirs.select_related("person"), key=lambda seat: (BEST_FIRST.index(seat.state), seat.position))
    if len(live) > 1:
        fold(event, *live)
    for registration in event.registrations.filter(person=old):
        registration.person = new
        registration.save(update_fields=["person"])
        hand_over_time(event, registration)
    promoted = []
    if not event.has_started and not event.cancelled_at:
        if event.reserved_by:
            regroup(event)
        promoted = promote_waiting(event)
    event.confirmed_count, event.waiting_count = max(event.confirmed_count, 0), max(event.waiting_count, 0)
    save_counters(event)  # never below nothing: what was written down long afterwards was not always counted
    return promoted


def fold(event: SeatedEvent, kept: Seat, other: Seat) -> None:
    """End the ``other`` and keep on ``kept`` what was noted on both."""
    if hasattr(kept, "attended"):
        noted = {kept.attended, other.attended} - {None}
        kept.attended = any(noted) if noted else None
        kept.save(update_fields=["attended"])
    end(event, other, Ending.WITHDRAWN)
    repoint(other, kept)


def hand_over_time(event: SeatedEvent, registration: Seat) -> None:
    """The time promised is ``registration.person``'s; what is over conflicts with nothing any more."""
    try:
        with transaction.atomic():
            registration.commitments.update(person=registration.person)
    except IntegrityError as error:
        if not event.is_past:
            raise TimeConflict(
                f"Cette personne est inscrite ailleurs à l’heure de «\u202f{event.label}\u202f»."
            ) from error
        registration.commitments.all().delete()
