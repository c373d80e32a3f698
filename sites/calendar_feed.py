"""A person's own calendar by a secret link: their trainings and meetups, whichever room they belong to."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from icalendar import Event

from proxinet import ics
from proxinet.seats import Seat, SeatedEvent, State
from proxinet.signed_links import read_edition, sign_edition
from sites.models import CalendarFeed

PURPOSE = "agenda"
PAST_SHOWN = timedelta(days=365)
CANCELLED_SHOWN = timedelta(days=30)
NOT_SURE_YET = {
    State.WAITING: "liste d’attente",
    State.OFFERED: "place proposée, à accepter",
    State.REQUESTED: "à valider par l’employeur",
}


# The link -------------------------------------------------------------------------------------------------------------


def open_feed(user) -> CalendarFeed:
    """Give the person a link; the one they have stays when it is open."""
    feed, _created = CalendarFeed.objects.get_or_create(user=user)
    CalendarFeed.objects.filter(pk=feed.pk, is_open=False).update(is_open=True)
    return feed


def change_link(user) -> None:
    """Give the person another link: the one given before stops at once."""
    CalendarFeed.objects.filter(user=user, is_open=True).update(edition=F("edition") + 1)


def close_feed(user) -> None:
    CalendarFeed.objects.filter(user=user, is_open=True).update(edition=F("edition") + 1, is_open=False)


def path_of(feed: CalendarFeed) -> str:
    return reverse("sites:calendar_feed", args=[sign_edition(PURPOSE, feed.pk, feed.edition)])


def feed_for(token: str) -> CalendarFeed | None:
    """The open feed whose present link this is. Raises ``Http404`` for what is no link at all."""
    pk, edition = read_edition(PURPOSE, token)
    open_feeds = CalendarFeed.objects.filter(is_open=True, user__is_active=True)
    return open_feeds.filter(pk=pk, edition=edition).first()


# What is inside -------------------------------------------------------------------------------------------------------


@transaction.atomic
def content(feed: CalendarFeed) -> bytes:
    """The calendar file; the same commitments give the same bytes. Names nobody."""
    events = [event for model in Seat.__subclasses__() for event in events_of(model, feed.user_id)]
    return ics.feed(f"{settings.OPERATOR_NAME} – Mon agenda", sorted(events, key=lambda event: event["UID"]))


def events_of(model: type[Seat], user_id: int) -> Iterator[Event]:
    """The spans of the person's registrations of one kind, one registration per event: the last one."""
    told_with = model._meta.get_field("event").related_model.told_with
    registrations = (
        model.objects.filter(shown(timezone.now()), person__user=user_id)
        .select_related("event")
        .prefetch_related("commitments", *(f"event__{relation}" for relation in told_with))
        .order_by("pk")
    )
    for registration in {each.event_id: each for each in registrations}.values():
        yield from spans_of(registration)


def shown(now: datetime) -> Q:
    """What one has or had a place at, what one still waits for, and what was cancelled lately."""
    recent = now - CANCELLED_SHOWN
    cancelled = Q(state=State.CANCELLED) | Q(event__cancelled_at__isnull=False)
    cancelled_lately = Q(state=State.CANCELLED, cancelled_at__gte=recent) | Q(event__cancelled_at__gte=recent)
    over = Q(event__starts_at__lte=now, state__in=NOT_SURE_YET)
    return Q(event__ends_at__gte=now - PAST_SHOWN) & (cancelled_lately | (~cancelled & ~over))


def spans_of(registration: Seat) -> Iterator[Event]:
    event = registration.event
    status, title = status_and_title(registration)
    changed_at = max(filter(None, moments_of(registration)))
    # A number that grows whenever the registration changes, or its time is held anew because the event moved.
    newest = max((commitment.pk for commitment in registration.commitments.all()), default=0)
    for span in spans_of_event(event, title, status, url=settings.PUBLIC_URL + event.get_absolute_url()):
        ics.stamp(span, changed_at, changes=int(changed_at.timestamp()) + newest)
        yield span


def spans_of_event(event: SeatedEvent, title: str, status: ics.Status, url: str = "") -> Iterator[Event]:
    """The event's spans, named as in the mails, to be stamped: every calendar that has one updates the same."""
    for number, (start, end) in enumerate(event.periods(), start=1):
        yield ics.calendar_event(
            uid=f"{event._meta.label_lower}-{event.pk}",
            number=number,
            start=start,
            end=end,
            title=title,
            place=event.place,
            url=url,
            status=status,
        )


def status_and_title(registration: Seat) -> tuple[ics.Status, str]:
    label = registration.event.label
    if registration.state == State.CANCELLED or registration.event.cancelled_at:
        return ics.Status.CANCELLED, label
    if registration.state in NOT_SURE_YET:
        return ics.Status.TENTATIVE, f"{label} ({NOT_SURE_YET[registration.state]})"
    return ics.Status.CONFIRMED, label


def moments_of(registration: Seat) -> tuple[datetime | None, ...]:
    event = registration.event
    return registration.signed_up_at, registration.promoted_at, registration.cancelled_at, event.cancelled_at
