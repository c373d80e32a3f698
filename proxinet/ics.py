"""Calendar files for the events one signs up to."""

from datetime import UTC, datetime
from enum import StrEnum

from icalendar import Calendar, Event


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def calendar_file(*, uid: str, title: str, place: str, periods, url: str, method: Method = Method.REQUEST) -> bytes:
    """An RFC 5545 calendar with one event per period.

    ``uid``: stable name of the event (the same one updates or cancels it). ``periods``: aware ``(start, end)`` pairs.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//ProxiNet//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for number, (start, end) in enumerate(periods, start=1):
        event = Event()
        event.add("uid", f"{uid}-{number}@proxinet")
        event.add("dtstamp", datetime.now(UTC))
        event.add("sequence", int(datetime.now(UTC).timestamp()))
        event.add("dtstart", start.astimezone(UTC))
        event.add("dtend", end.astimezone(UTC))
        event.add("summary", title)
        event.add("location", place)
        event.add("url", url)
        event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
        calendar.add_component(event)
    return calendar.to_ical()
