"""Whom a meetup is for: the site's field staff, invited once each, and guests from outside; their answers.

Field staff answer by taking a place like everyone; guests take up none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from networks.meetups import emails
from networks.models import Guest, Invitee, Meetup, Registration
from networks.posters import joining
from proxinet import seats
from proxinet.seats import LIVE, AlreadySignedUp, SeatRefused, State
from sites import enrolment
from sites.models import FieldWorker

ELSEWHERE = joining.ELSEWHERE


class InvitingRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """``str(error)`` is a French sentence."""


def why_over(meetup: Meetup) -> str:
    """Why nobody can be invited any more; empty while one can."""
    if meetup.cancelled_at:
        return "Cette rencontre est annulée."
    if meetup.is_past:
        return "Cette rencontre a déjà eu lieu."
    if meetup.has_started:
        return "Cette rencontre a déjà commencé."
    return ""


# The site's field staff -----------------------------------------------------------------------------------------------


@dataclass
class Invited:
    """What became of an invitation. ``without_mail``: to be told by word of mouth."""

    mailed: int = 0
    already: int = 0
    without_mail: list[FieldWorker] = field(default_factory=list)


@transaction.atomic
def invite(meetup: Meetup, people: Iterable[FieldWorker], *, by) -> Invited:
    """Invite those who are neither invited nor in yet, and write to those who have an address.

    Raises ``InvitingRefused`` once sign-up is over.
    """
    meetup = seats.lock(meetup)
    if not meetup.is_open:
        raise InvitingRefused(why_over(meetup) or "Les inscriptions sont closes.")
    people = list(people)
    known = set(meetup.invitees.values_list("person", flat=True)) | set(
        meetup.registrations.exclude(state=State.CANCELLED).values_list("person", flat=True)
    )
    new = [person for person in people if person.pk not in known]
    outcome = Invited(already=len(people) - len(new))
    rows = Invitee.objects.bulk_create(Invitee(meetup=meetup, person=person, invited_by=by) for person in new)
    for invitee in rows:
        if invitee.person.contact_email:
            emails.send_invitation(meetup, invitee)
            outcome.mailed += 1
        else:
            outcome.without_mail.append(invitee.person)
    return outcome


def registration_of(invitee: Invitee) -> Registration | None:
    """The place or the waiting position of someone invited."""
    return joining.live_registration(invitee.meetup, invitee.person)


@transaction.atomic
def come(invitee: Invitee) -> None:
    """« I am coming »: a place, or a turn on the waiting list. Raises ``joining.JoinRefused``."""
    try:
        enrolment.enrol(invitee.meetup, invitee.person, by=None)
    except AlreadySignedUp:
        pass  # coming twice is coming
    except SeatRefused as refusal:
        raise joining.in_own_words(refusal, ELSEWHERE) from refusal
    note_declined(invitee, None)


@transaction.atomic
def decline(invitee: Invitee) -> None:
    """« I am not coming »: the place is free for others. Raises ``joining.JoinRefused`` once it has begun."""
    meetup = seats.lock(invitee.meetup)
    if over := why_over(meetup):
        raise joining.JoinRefused(over)
    if meetup.registrations.filter(person=invitee.person, state__in=LIVE).exists():
        enrolment.withdraw(meetup, invitee.person)
    note_declined(invitee, timezone.now())


def note_declined(invitee: Invitee, when) -> None:
    invitee.declined_at = when
    invitee.save(update_fields=["declined_at"])


# Guests from outside --------------------------------------------------------------------------------------------------


@transaction.atomic
def invite_guests(meetup: Meetup, guests: Iterable[Guest]) -> int:
    """Write all the guests and their mails; return how many. Raises ``InvitingRefused`` once it has begun."""
    meetup = seats.lock(meetup)
    if over := why_over(meetup):
        raise InvitingRefused(over)
    guests = list(guests)
    for guest in guests:
        guest.meetup = meetup
        guest.save(force_insert=True)
        emails.send_guest_invitation(meetup, guest)
    return len(guests)


@transaction.atomic
def answer(guest: Guest, said: str, message: str) -> str:
    """Note the guest's answer until the start; return why not, or nothing."""
    meetup = seats.lock(guest.meetup)
    if over := why_over(meetup):
        return over
    guest.answer, guest.message, guest.answered_at = said, message, timezone.now()
    guest.save(update_fields=["answer", "message", "answered_at"])
    return ""


@transaction.atomic
def remove_guest(guest: Guest) -> bool:
    """Withdraw the invitation; return whether the guest is told (the meetup is still to come)."""
    is_told = not why_over(guest.meetup)
    if is_told:
        emails.send_guest_removed(guest.meetup, guest)
    guest.delete()
    return is_told
