"""The acts that give, change and take back places; each behind the lock of the event's row."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils import timezone

from proxinet.seats.events import SeatedEvent
from proxinet.seats.refusals import (
    AlreadySignedUp,
    CapacityTooSmall,
    NothingToDecide,
    NotSignedUp,
    OfferOver,
    SignUpClosed,
    TimeConflict,
)
from proxinet.seats.registrations import HOLDING, LIVE, Ending, Seat, State


def lock(event: SeatedEvent) -> SeatedEvent:
    """The event's row, fresh and locked until the end of the transaction: all seat decisions wait in line here.

    What it refers to (its module, its site) is taken over from ``event`` where it was loaded and is still the same.
    The act is decided as of the instant the lock was obtained: a release or a deadline cannot pass in its middle.
    """
    locked = type(event)._default_manager.select_for_update(of=("self",)).get(pk=event.pk)
    for key in event._meta.concrete_fields:
        if key.is_relation and key.is_cached(event) and getattr(event, key.attname) == getattr(locked, key.attname):
            key.set_cached_value(locked, key.get_cached_value(event))
    locked.locked_at = timezone.now()
    return locked


@transaction.atomic
def sign_up(event: SeatedEvent, person, *, by=None, needs_approval: bool = False) -> Seat:
    """Give ``person`` (``sites.FieldWorker``) a place, or the next position on the waiting list.

    ``by``: the account that signs them up. ``needs_approval``: keep their turn until ``approve`` or ``refuse``.
    Raises ``SignUpClosed``, ``AlreadySignedUp`` or ``TimeConflict``.
    """
    return sign_up_locked(lock(event), person, by=by, needs_approval=needs_approval)


def sign_up_locked(event: SeatedEvent, person, *, by=None, needs_approval: bool = False) -> Seat:
    """``sign_up`` for an ``event`` that ``lock`` returned in this transaction; its counters are up to date after it."""
    if event.cancelled_at:
        raise SignUpClosed("Cet événement est annulé.")
    if not event.is_open:
        raise SignUpClosed("Les inscriptions sont closes.")
    if event.registrations.filter(person=person).exclude(state=State.CANCELLED).exists():
        raise AlreadySignedUp("Cette inscription existe déjà.")
    event.last_position += 1
    registration = event.registrations.model(
        event=event,
        person=person,
        state=State.REQUESTED,
        position=event.last_position,
        group=event.group_of(person),
        signed_up_by=by,
        signed_up_at=event.now,
    )
    if not needs_approval:
        admit(event, registration)
    registration.save(force_insert=True)
    hold_time(registration, event)
    save_counters(event)
    return registration


@transaction.atomic
def approve(event: SeatedEvent, person, *, by) -> Seat:
    """Let a requested registration count: a place, or its turn on the waiting list. Raises ``NothingToDecide``."""
    event = lock(event)
    registration = requested(event, person)
    registration.decided_by, registration.decided_at = by, event.now
    admit(event, registration)
    registration.save(update_fields=["state", "decided_by", "decided_at"])
    save_counters(event)
    return registration


@transaction.atomic
def refuse(event: SeatedEvent, person, *, by, reason: str) -> Seat:
    """End a requested registration, with the reason the person is told. Raises ``NothingToDecide``."""
    event = lock(event)
    registration = requested(event, person)
    registration.decided_by, registration.decided_at = by, event.now
    end(event, registration, Ending.REFUSED, reason=reason)
    return registration


@transaction.atomic
def accept(event: SeatedEvent, person) -> Seat:
    """Keep the place that was offered. Raises ``NotSignedUp``, or ``OfferOver`` when it came too late."""
    event = lock(event)
    registration = live_registration(event, person)
    if registration.state != State.OFFERED:
        raise OfferOver("Aucune place n’attend votre réponse ici.")
    if event.cancelled_at:
        raise OfferOver("Cet événement est annulé.")
    registration.event = event
    if not registration.offer_is_open:
        raise OfferOver("Le délai pour répondre est passé\u202f: la place est proposée à une autre personne.")
    registration.state, registration.offered_until = State.CONFIRMED, None
    registration.save(update_fields=["state", "offered_until"])
    return registration


@transaction.atomic
def cancel(event: SeatedEvent, person) -> list[Seat]:
    """Free the person's place or waiting position; return the registrations promoted by it, first come first.

    Raises ``NotSignedUp``, or ``SignUpClosed`` once the event has begun or is cancelled (nobody is promoted to it).
    """
    event = lock(event)
    registration = live_registration(event, person)
    if event.cancelled_at:
        raise SignUpClosed("Cet événement est annulé.")
    if event.has_started:
        raise SignUpClosed("C’est déjà commencé\u202f: on ne peut plus se désinscrire.")
    end(event, registration, Ending.WITHDRAWN)
    promoted = promote_waiting(event)
    save_counters(event)
    return promoted


class Settled(NamedTuple):
    """Registrations that time has changed: offers and requests ended without an answer, and who was promoted."""

    expired: list[Seat]
    unanswered: list[Seat]
    promoted: list[Seat]


@transaction.atomic
def settle(event: SeatedEvent) -> Settled:
    """Do what the passing of time asks for: end unanswered offers and requests, give freed and released seats."""
    event = lock(event)
    if event.cancelled_at:
        return Settled([], [], [])
    live = event.registrations.select_related("person__user").order_by("position")
    offered = live.filter(state=State.OFFERED)
    expired = list(offered if event.has_started else offered.filter(offered_until__lte=event.now))
    unanswered = list(live.filter(state=State.REQUESTED)) if event.has_started else []
    for registration in expired:
        end(event, registration, Ending.OFFER_EXPIRED)
    for registration in unanswered:
        end(event, registration, Ending.UNANSWERED)
    promoted = [] if event.has_started else promote_waiting(event)
    if expired or unanswered or promoted:
        save_counters(event)
    return Settled(expired, unanswered, promoted)


@transaction.atomic
def change_capacity(event: SeatedEvent, capacity: int) -> list[Seat]:
    """Set the number of places; return the registrations promoted by new ones. Raises ``CapacityTooSmall``."""
    event = lock(event)
    return resize(event, capacity)


@transaction.atomic
def change_reservations(
    event: SeatedEvent, *, reserved_by: str, reserved_seats: dict[str, int], released_at: datetime | None
) -> list[Seat]:
    """Reserve seats otherwise, those who are in keeping theirs; return the registrations promoted by it.

    Raises ``CapacityTooSmall`` when the seats still to be taken by the groups are more than those left.
    """
    event = lock(event)
    event.reserved_by = reserved_by if reserved_seats else ""
    event.reserved_seats, event.released_at = reserved_seats, released_at
    regroup(event)
    event.save(update_fields=["reserved_by", "reserved_seats", "released_at"])
    return resize(event, event.capacity)


def resize(event: SeatedEvent, capacity: int) -> list[Seat]:
    """Check that everyone in and every seat held back fit in ``capacity``, write it, and promote."""
    if capacity < event.confirmed_count:
        raise CapacityTooSmall(
            f"Il y a déjà {event.confirmed_count} inscrits\u202f: indiquez au moins {event.confirmed_count} places."
        )
    event.capacity = capacity
    if event.open_seats < 0:
        held_back = sum(event.held_back().values())
        raise CapacityTooSmall(
            f"Il faut au moins {event.confirmed_count + held_back} places\u202f: {event.confirmed_count} déjà prises "
            f"et {held_back} encore réservées."
        )
    promoted = [] if event.cancelled_at or event.has_started else promote_waiting(event)
    event.save(update_fields=["capacity"])
    save_counters(event)
    return promoted


@transaction.atomic
def cancel_event(event: SeatedEvent) -> list[Seat]:
    """Call the event off and free everyone's time; return the registrations that were live, in order.

    Raises ``SignUpClosed`` once it has begun.
    """
    event = lock(event)
    if event.cancelled_at:
        return []
    if event.has_started:
        raise SignUpClosed("C’est déjà commencé\u202f: on ne peut plus l’annuler.")
    event.cancelled_at = event.now
    event.save(update_fields=["cancelled_at"])
    live = list(event.registrations.filter(state__in=LIVE).select_related("person__user").order_by("position"))
    for registration in live:
        registration.commitments.all().delete()
    return live


@transaction.atomic
def reschedule(event: SeatedEvent) -> list[Seat]:
    """After the event's times changed and were saved: hold the new times; return the live registrations.

    Raises ``TimeConflict`` naming everyone who is elsewhere then; nothing is changed in that case.
    """
    event = lock(event)
    live = list(event.registrations.filter(state__in=LIVE).select_related("person__user").order_by("position"))
    elsewhere = []
    for registration in live:
        registration.commitments.all().delete()
        try:
            hold_time(registration, event)
        except TimeConflict:
            elsewhere.append(str(registration.person))
    if elsewhere:
        raise TimeConflict(f"Déjà pris à cette date\u202f: {', '.join(elsewhere)}.")
    return live


@transaction.atomic
def record_walk_ins(event: SeatedEvent, people, *, by=None) -> None:
    """Add people who came without having signed up: counted as present, they take no place from anybody.

    In as many statements as for one; those already in stay so.
    """
    people = list(people)
    if not people:
        return
    event = lock(event)
    registrations = event.registrations.exclude(state=State.CANCELLED)
    already_in = set(registrations.filter(person__in=people).values_list("person", flat=True))
    new = [person for person in people if person.pk not in already_in]
    event.registrations.bulk_create(
        event.registrations.model(
            event=event,
            person=person,
            state=State.WALK_IN,
            position=event.last_position + number,
            signed_up_by=by,
        )
        for number, person in enumerate(new, start=1)
    )
    event.last_position += len(new)
    save_counters(event)


# Behind the lock; the caller saves the counters -----------------------------------------------------------------------


def live_registration(event: SeatedEvent, person) -> Seat:
    registration = event.registrations.filter(person=person, state__in=LIVE).first()
    if registration is None:
        raise NotSignedUp("Cette personne n’est pas inscrite.")
    return registration


def requested(event: SeatedEvent, person) -> Seat:
    registration = event.registrations.filter(person=person, state=State.REQUESTED).first()
    if registration is None or event.cancelled_at or event.has_started:
        raise NothingToDecide("Cette demande n’attend plus de réponse.")
    return registration


def admit(event: SeatedEvent, registration: Seat) -> None:
    """Give the registration a place, or let it wait when there is none or others wait for it already."""
    if event.seats_for(registration.group) > 0 and not next_to_promote(event):
        registration.state = State.CONFIRMED
        count_place(event, registration, 1)
    else:
        registration.state = State.WAITING
        event.waiting_count += 1


def end(event: SeatedEvent, registration: Seat, ending: Ending, *, reason: str = "") -> None:
    """End a live registration and free what it held."""
    if registration.state in HOLDING:
        count_place(event, registration, -1)
    elif registration.state == State.WAITING:
        event.waiting_count -= 1
    registration.state, registration.offered_until = State.CANCELLED, None
    registration.ending, registration.reason = ending, reason
    registration.cancelled_at = event.now
    registration.save(
        update_fields=["state", "offered_until", "ending", "reason", "cancelled_at", "decided_by", "decided_at"]
    )
    registration.commitments.all().delete()


def promote_waiting(event: SeatedEvent) -> list[Seat]:
    """Give free places to the longest waiting of those who may have them, at once or as an offer to accept."""
    promoted = []
    while registration := next_to_promote(event):
        registration.offered_until = event.offered_until(registration.person)
        registration.state = State.OFFERED if registration.offered_until else State.CONFIRMED
        registration.promoted_at = event.now
        registration.save(update_fields=["state", "offered_until", "promoted_at"])
        count_place(event, registration, 1)
        event.waiting_count -= 1
        promoted.append(registration)
    return promoted


def next_to_promote(event: SeatedEvent) -> Seat | None:
    """The longest waiting of those for whom there is a place now."""
    if not event.waiting_count or event.seats_left <= 0:
        return None
    waiting = event.registrations.filter(state=State.WAITING).select_related("person__user").order_by("position")
    if event.open_seats <= 0:
        waiting = waiting.filter(group__in=event.held_back())
    return waiting.first()


def count_place(event: SeatedEvent, registration: Seat, change: int) -> None:
    event.confirmed_count += change
    if registration.group:
        event.confirmed_by_group[registration.group] = event.confirmed_by_group.get(registration.group, 0) + change


def regroup(event: SeatedEvent) -> None:
    """Write anew the group of everyone in, and count them by it."""
    live = list(event.registrations.filter(state__in=LIVE).select_related("person__employer"))
    for registration in live:
        registration.group = event.group_of(registration.person)
    event.registrations.model._default_manager.bulk_update(live, ["group"])
    event.confirmed_by_group = dict(Counter(seat.group for seat in live if seat.group and seat.state in HOLDING))


def hold_time(registration: Seat, event: SeatedEvent) -> None:
    """Promise the person's time to the event. Raises ``TimeConflict`` where they have promised it elsewhere."""
    spans = [DateTimeTZRange(start, end) for start, end in event.spans]
    commitments: models.Manager = registration.commitments.model._default_manager
    try:
        with transaction.atomic():
            commitments.bulk_create(
                commitments.model(person=registration.person, period=span, source=registration) for span in spans
            )
    except IntegrityError as error:
        overlapping = Q()
        for span in spans:
            overlapping |= Q(period__overlap=span)
        other = commitments.filter(overlapping, person=registration.person).first()
        what = f" : {other.source.event.label}" if other else ""
        raise TimeConflict(f"Cette personne est déjà inscrite ailleurs à la même heure{what}.") from error


def save_counters(event: SeatedEvent) -> None:
    event.save(update_fields=["confirmed_count", "waiting_count", "last_position", "confirmed_by_group"])
