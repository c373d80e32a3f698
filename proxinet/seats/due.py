"""Events at which the passing of time asks for something (``settle`` does it), found without a lock."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from proxinet.seats.events import SeatedEvent
from proxinet.seats.registrations import State


def with_something_due(events: QuerySet) -> QuerySet:
    """Those of ``events`` (of one model) with an offer or a request to end, or someone waiting beside a free seat.

    The free seat may still be held back for others: then ``settle`` changes nothing.
    """
    now = timezone.now()
    registrations = events.model.registrations.rel.related_model._default_manager.filter(event=OuterRef("pk"))
    started = Q(starts_at__lte=now)
    expired = Q(Exists(registrations.filter(state=State.OFFERED, offered_until__lte=now)))
    offered_too_long = started & Q(Exists(registrations.filter(state=State.OFFERED)))
    unanswered = started & Q(Exists(registrations.filter(state=State.REQUESTED)))
    placeable = ~started & Q(waiting_count__gt=0, confirmed_count__lt=F("capacity"))
    return events.filter(expired | offered_too_long | unanswered | placeable, cancelled_at=None)


def something_is_due(event: SeatedEvent) -> bool:
    """The same question about one ``event`` whose row was just read (at most one small query)."""
    if event.cancelled_at:
        return False
    if event.has_started:
        return event.registrations.filter(state__in=[State.OFFERED, State.REQUESTED]).exists()
    if event.waiting_count and event.seats_left > 0:
        return True
    return event.registrations.filter(state=State.OFFERED, offered_until__lte=event.now).exists()
