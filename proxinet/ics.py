"""Calendar files for the events one signs up to (RFC 5545), and what mail programs need to act on them (RFC 5546)."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration

FEED_READ_EVERY = timedelta(hours=4)


class Method(StrEnum):
    PUBLISH = "PUBLISH"  # a file one downloads
    REQUEST = "REQUEST"  # a mail: put it in the reader's calendar, or move it there
    CANCEL = "CANCEL"  # a mail: take it out


class Status(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


def calendar_file(
    *, uid: str, title: str, place: str, periods, url: str, method: Method = Method.PUBLISH, attendee: str = ""
) -> bytes:
    """A calendar with one event per period.

    ``uid``: stable name of the event (the same one updates or cancels it). ``periods``: aware ``(start, end)`` pairs.
    ``attendee``: the address of the person a mail invites or takes out; without it, mail programs ignore the method.
    """
    written_at = timezone.now()
    calendar = empty_calendar(method)
    status = Status.CANCELLED if method is Method.CANCEL else Status.CONFIRMED
    for number, (start, end) in enumerate(periods, start=1):
        event = calendar_event(
            uid=uid, number=number, start=start, end=end, title=title, place=place, url=url, status=status
        )
        stamp(event, written_at, changes=int(written_at.timestamp()))
        if attendee:
            invite(event, attendee)
        calendar.add_component(event)
    return calendar.to_ical()


def empty_calendar(method: Method = Method.PUBLISH) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//ProxiNet//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def feed(name: str, events: Iterable[Event]) -> bytes:
    """The events as a calendar that programs read again from time to time; the same events, the same bytes."""
    calendar = empty_calendar()
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", FEED_READ_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(FEED_READ_EVERY).to_ical().decode())
    for event in events:
        calendar.add_component(event)
    if not calendar.subcomponents:  # a calendar holds at least one component, be it where it is
        calendar.add_component(Timezone.from_tzid(settings.TIME_ZONE))
    return calendar.to_ical()


def calendar_event(
    *, uid: str, number: int, start: datetime, end: datetime, title: str, place: str, status: Status, url: str = ""
) -> Event:
    """The ``number``th span (from 1) of the event named ``uid``; ``stamp`` it before it leaves."""
    event = Event()
    event.add("uid", f"{uid}-{number}@proxinet")
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", end.astimezone(UTC))
    event.add("summary", title)
    event.add("location", place)
    if url:
        event.add("url", url)
    event.add("status", status)
    return event


def stamp(event: Event, moment: datetime, *, changes: int) -> None:
    """Say when the event was last changed and, by a number that grows, which of two versions is the newer."""
    event.add("dtstamp", moment.astimezone(UTC))
    event.add("last-modified", moment.astimezone(UTC))
    event.add("sequence", changes)


def invite(event: Event, address: str) -> None:
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organiser = vCalAddress(f"mailto:{sender}")
    organiser.params["CN"] = name or settings.OPERATOR_NAME
    event.add("organizer", organiser)
    guest = vCalAddress(f"mailto:{address}")
    guest.params["ROLE"], guest.params["PARTSTAT"], guest.params["RSVP"] = "REQ-PARTICIPANT", "ACCEPTED", "FALSE"
    event.add("attendee", guest)


def content_type(calendar: bytes) -> str:
    """The type under which a mail carries the file: it repeats the method, as RFC 6047 asks."""
    method = re.search(rb"^METHOD:(\w+)", calendar, re.MULTILINE)
    return f"text/calendar; method={method[1].decode()}" if method else "text/calendar"
