"""A site's meetups in everybody's calendar: what, when, where; who comes is nobody's business here."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from icalendar import Event

from networks.models import Meetup
from proxinet import ics
from sites.calendar_feed import CANCELLED_SHOWN, PAST_SHOWN, spans_of_event
from sites.models import Site


def content(site: Site) -> bytes:
    """The calendar file; the same meetups give the same bytes."""
    events = [span for meetup in public_meetups(site) for span in spans_of(meetup)]
    return ics.feed(f"{site.name} – {settings.OPERATOR_NAME}", events)


def public_meetups(site: Site) -> QuerySet[Meetup]:
    """For a year after they were held; those called off, for a month. Not those whose very day is unknown."""
    now = timezone.now()
    shown = Q(cancelled_at=None) | Q(cancelled_at__gte=now - CANCELLED_SHOWN)
    meetups = Meetup.objects.filter(shown, site=site, is_public=True, date_text="", ends_at__gte=now - PAST_SHOWN)
    return meetups.order_by("pk")


def spans_of(meetup: Meetup) -> Iterator[Event]:
    status = ics.Status.CANCELLED if meetup.cancelled_at else ics.Status.CONFIRMED
    for span in spans_of_event(meetup, meetup.label, status):
        if meetup.description:
            span.add("description", meetup.description)
        ics.stamp(span, meetup.changed_at, changes=int(meetup.changed_at.timestamp()))
        yield span


def address_of(site: Site) -> str:
    return settings.PUBLIC_URL + reverse("networks:public_calendar", args=[site.slug])


def webcal_of(site: Site) -> str:
    """The same address, such that a click opens the reader's calendar."""
    return "webcal://" + address_of(site).partition("://")[2]
