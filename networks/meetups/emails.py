"""What people and outside guests are written about meetups: invitations, and changes told once to each."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from networks.models import Guest, Invitee, Meetup
from proxinet.ics import Method, Status, calendar_event, calendar_file, empty_calendar, invite, stamp
from proxinet.mail import queue_mail
from proxinet.seats import Seat, State
from proxinet.signed_links import sign
from sites import emails as seat_emails

Changed = Iterable[tuple[Meetup, list[Seat]]]  # meetups with the registrations to tell


def invitation_path(invitee: Invitee) -> str:
    return reverse("networks:invitation", args=[sign("invitation", invitee.pk)])


def guest_path(guest: Guest) -> str:
    return reverse("networks:guest_answer", args=[sign("guest", guest.pk)])


# Invitations ----------------------------------------------------------------------------------------------------------


def send_invitation(meetup: Meetup, invitee: Invitee) -> None:
    """To a field worker of the site, with the link to answer by."""
    person = invitee.person
    context = {"meetup": meetup, "person": person, "url": settings.PUBLIC_URL + invitation_path(invitee)}
    queue_mail(person.contact_email, f"Vous êtes invité\u202f: {meetup.label}", "networks/invitation", context)


def send_guest_invitation(meetup: Meetup, guest: Guest) -> None:
    send_to_guest("guest_invitation", f"Vous êtes invité\u202f: {meetup.label}", meetup, guest)


def send_guest_removed(meetup: Meetup, guest: Guest) -> None:
    send_to_guest("guest_removed", f"Votre invitation est retirée\u202f: {meetup.label}", meetup, guest, Method.CANCEL)


def send_to_guest(template: str, subject: str, meetup: Meetup, guest: Guest, method: Method = Method.PUBLISH) -> None:
    """With the appointment: one to put in one's calendar, or to take out of it."""
    url = settings.PUBLIC_URL + guest_path(guest)
    calendar = calendar_file(
        uid=uid(meetup),
        title=meetup.label,
        place=meetup.place,
        periods=meetup.spans,
        url=url,
        method=method,
        attendee=guest.email if method is Method.CANCEL else "",
    )
    context = {"meetup": meetup, "guest": guest, "url": url}
    queue_mail(guest.email, subject, f"networks/{template}", context, calendar=calendar)


# Changes --------------------------------------------------------------------------------------------------------------


class Appointment(NamedTuple):
    meetup: Meetup
    registration: Seat

    @property
    def url(self) -> str:
        return settings.PUBLIC_URL + self.meetup.get_absolute_url()

    @property
    def is_held(self) -> bool:
        return self.registration.state == State.CONFIRMED


def tell_moved(changed: Changed) -> int:
    """Write once to each person and guest about the meetups with a new time or place; return how many are told."""
    people = by_person(changed)
    for appointments in people:
        if len(appointments) == 1:
            seat_emails.send_moved(*appointments[0])
        else:
            send_series("series_moved", "Changement", appointments, Method.REQUEST)
    return len(people) + tell_guests("guest_moved", "Changement", changed, Method.PUBLISH)


def tell_called_off(changed: Changed) -> int:
    """Write once to each person and guest about the meetups called off; return how many are told."""
    people = by_person(changed)
    for appointments in people:
        if len(appointments) == 1:
            seat_emails.send_called_off(*appointments[0])
        else:
            send_series("series_called_off", "Annulé", appointments, Method.CANCEL)
    return len(people) + tell_guests("guest_called_off", "Annulé", changed, Method.CANCEL)


def by_person(changed: Changed) -> list[list[Appointment]]:
    """Each person's appointments among those meetups."""
    found = defaultdict(list)
    for meetup, registrations in changed:
        for registration in registrations:
            found[registration.person_id].append(Appointment(meetup, registration))
    return list(found.values())


def tell_guests(template: str, subject: str, changed: Changed, method: Method) -> int:
    meetups = {meetup.pk: meetup for meetup, _ in changed}
    guests = Guest.objects.filter(meetup__in=meetups)
    if method is Method.CANCEL:
        guests = expected(guests)
    guests = list(guests)
    for guest in guests:
        meetup = meetups[guest.meetup_id]
        send_to_guest(template, f"{subject}\u202f: {meetup.label}", meetup, guest, method)
    return len({guest.email.lower() for guest in guests})


def expected(guests):
    """Without those who said they do not come: nobody tells them that it is off, whereas a new date may suit them."""
    return guests.exclude(answer=Guest.Answer.NOT_COMING)


def guests_to_tell(meetups) -> int:
    """How many outside guests ``tell_called_off`` writes to about these meetups."""
    emails = expected(Guest.objects.filter(meetup__in=meetups)).values_list("email", flat=True)
    return len({email.lower() for email in emails})


def send_series(template: str, subject: str, appointments: list[Appointment], method: Method) -> None:
    """One mail for all of a person's dates, with the appointments of those they have a place at."""
    person = appointments[0].registration.person
    held = [appointment for appointment in appointments if appointment.is_held]
    queue_mail(
        person.contact_email,
        f"{subject}\u202f: {appointments[0].meetup.label}, {len(appointments)} dates",
        f"networks/{template}",
        {"person": person, "appointments": appointments, "has_calendar": bool(held)},
        calendar=appointments_file(held, method, person.contact_email) if held and person.contact_email else None,
    )


def appointments_file(appointments: list[Appointment], method: Method, attendee: str) -> bytes:
    """The same identifiers as in the mails about one meetup, so that calendars update what they hold."""
    written_at = timezone.now()
    calendar = empty_calendar(method)
    status = Status.CANCELLED if method is Method.CANCEL else Status.CONFIRMED
    for meetup, _ in appointments:
        for number, (start, end) in enumerate(meetup.spans, start=1):
            event = calendar_event(
                uid=uid(meetup),
                number=number,
                start=start,
                end=end,
                title=meetup.label,
                place=meetup.place,
                url=settings.PUBLIC_URL + meetup.get_absolute_url(),
                status=status,
            )
            stamp(event, written_at, changes=int(written_at.timestamp()))
            invite(event, attendee)
            calendar.add_component(event)
    return calendar.to_ical()


def uid(meetup: Meetup) -> str:
    return f"{meetup._meta.label_lower}-{meetup.pk}"
