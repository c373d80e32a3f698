"""Signing people up to a training session or a meetup, and telling them: the same rules in both rooms.

An event here is a ``SeatedEvent`` that also has ``label``, ``place``, ``site``, ``get_absolute_url()`` and, where
places are offered for an answer, ``answer_path(registration)``. Each act writes seats and mails in one transaction;
seats' refusals (``SeatRefused``, a French sentence) pass through.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import Membership, Role, User
from proxinet import seats
from sites import emails
from sites.models import FieldWorker, SignUpApproval, Site


def people_one_may_sign_up(user, site: Site):
    """Active field workers of ``site`` that ``user`` may sign up: anyone for its lead, their own people for a
    landlord's manager, themselves for a field worker (a ``FieldWorker`` queryset)."""
    return FieldWorker.objects.visible_to(user).filter(site=site).active()


def own_workers(user):
    """The user's own rows among the field workers of their sites, with ``employer_approves``."""
    approvals = SignUpApproval.objects.filter(site=OuterRef("site"), employer=OuterRef("employer"))
    workers = FieldWorker.objects.filter(user=user).active().select_related("employer")
    return workers.annotate(employer_approves=Exists(approvals))


def own_worker(user, site: Site) -> FieldWorker | None:
    """The user's own row among the site's field workers, if they are one; with ``employer_approves``."""
    worker = own_workers(user).filter(site=site).first()
    if worker is not None:
        worker.user = user
    return worker


# The employer's approval ----------------------------------------------------------------------------------------------


def needs_approval(event, person: FieldWorker, by) -> bool:
    """Whether the person's employer wants to approve this sign-up, and ``by`` is not the one who approves there."""
    if not event.asks_approval or person.employer_id is None:
        return False
    if by is not None and by.access.holds(Role.LANDLORD_MANAGER, event.site.pk, person.employer_id):
        return False
    if hasattr(person, "employer_approves"):
        return person.employer_approves
    return SignUpApproval.objects.filter(site=event.site, employer=person.employer_id).exists()


def approvers(site: Site, employer_id: int):
    """The accounts that approve for this employer: its managers at the site or, where it has none, the site's leads."""
    at_site = Membership.objects.filter(site=site)
    managers = at_site.filter(role=Role.LANDLORD_MANAGER, organisation=employer_id, user__is_active=True)
    chosen = managers if managers.exists() else at_site.filter(role=Role.GUP_LEAD)
    return User.objects.filter(pk__in=chosen.values("user"), is_active=True)


def may_approve(user, site: Site, employer_id: int | None) -> bool:
    if employer_id is None:
        return False
    return user.access.is_admin or approvers(site, employer_id).filter(pk=user.pk).exists()


@transaction.atomic
def approve(event, person: FieldWorker, *, by) -> seats.Seat:
    """Let the request count, and tell the person that they have a place or wait for one."""
    settle_if_due(seats.lock(event))
    registration = seats.approve(event, person, by=by)
    tell_signed_up(event, registration, rank=waiting_rank(registration))
    return registration


@transaction.atomic
def refuse(event, person: FieldWorker, *, by, reason: str) -> None:
    """End the request; the person reads the reason."""
    seats.refuse(event, person, by=by, reason=reason)
    emails.send_refused(event, person, reason)


# Places ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def enrol(event, person: FieldWorker, *, by) -> seats.Seat:
    """Give a place or a waiting position (or ask the employer first) and confirm it by mail, with a calendar file
    when there is a place. The registration returned has its ``rank`` when it waits."""
    event = seats.lock(event)
    if event.waiting_count or event.seats_for(event.group_of(person)) <= 0:  # else nobody's turn depends on it
        event = seats.lock(event) if settle_if_due(event) else event
    asks_first = needs_approval(event, person, by)
    registration = seats.sign_up_locked(event, person, by=by, needs_approval=asks_first)
    if asks_first:
        emails.send_requested(event, person)
        for approver in approvers(event.site, person.employer_id):
            emails.send_to_approve(event, person, approver)
    else:
        tell_signed_up(event, registration, rank=event.waiting_count)  # who came last waits last
    return registration


@transaction.atomic
def accept(event, person: FieldWorker) -> seats.Seat:
    """Keep the place that was offered from the waiting list."""
    registration = seats.accept(event, person)
    emails.send_confirmed(event, person)
    return registration


@transaction.atomic
def withdraw(event, person: FieldWorker) -> list[seats.Seat]:
    """Free the place (or decline the one offered), confirm it by mail, and tell those whom it promotes."""
    promoted = seats.cancel(event, person)
    emails.send_withdrawn(event, person)
    tell_promoted(event, promoted)
    return promoted


@transaction.atomic
def settle(event) -> seats.Settled:
    """Do what the passing of time asks for (unanswered offers and requests, released seats), and tell people."""
    settled = seats.settle(event)
    for registration in settled.expired:
        emails.send_offer_expired(event, registration.person)
    for registration in settled.unanswered:
        emails.send_unanswered(event, registration.person)
    tell_promoted(event, settled.promoted)
    return settled


def settle_if_due(event) -> bool:
    """Settle where there is something to; return whether there was."""
    due = seats.something_is_due(event)
    if due:
        settle(event)
    return due


@transaction.atomic
def change_capacity(event, capacity: int) -> list[seats.Seat]:
    promoted = seats.change_capacity(event, capacity)
    tell_promoted(event, promoted)
    return promoted


@transaction.atomic
def change_reservations(
    event, *, reserved_by: str, reserved_seats: dict[str, int], released_at: datetime | None
) -> list[seats.Seat]:
    promoted = seats.change_reservations(
        event, reserved_by=reserved_by, reserved_seats=reserved_seats, released_at=released_at
    )
    tell_promoted(event, promoted)
    return promoted


@transaction.atomic
def call_off(event) -> int:
    """Cancel the event and tell everyone who was registered or waiting; return how many."""
    registrations = seats.cancel_event(event)
    for registration in registrations:
        emails.send_called_off(event, registration)
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
        emails.send_moved(event, registration)
    return len(registrations)


def tell_signed_up(event, registration: seats.Seat, *, rank: int) -> None:
    if registration.state == seats.State.CONFIRMED:
        emails.send_confirmed(event, registration.person)
    else:
        registration.rank = rank
        emails.send_waiting(event, registration.person, rank)


def tell_promoted(event, promoted) -> None:
    for registration in promoted:
        if registration.state == seats.State.OFFERED:
            emails.send_offered(event, registration)
        else:
            emails.send_promoted(event, registration.person)


def waiting_rank(registration: seats.Seat) -> int:
    """How many wait before this registration, itself included."""
    return registration.event.registrations.filter(
        state=seats.State.WAITING, position__lte=registration.position
    ).count()
