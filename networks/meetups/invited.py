"""Who is invited to a meetup and what they answered, as its lead reads it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from networks.meetups.emails import invitation_path
from networks.models import Guest, Invitee, Meetup, Registration
from proxinet.seats import LIVE, State


@dataclass(frozen=True)
class Numbers:
    """How many were invited and what they said; guests take up no place."""

    invited: int = 0
    coming: int = 0
    declined: int = 0
    guests: int = 0
    guests_coming: int = 0

    @property
    def unanswered(self) -> int:
        return self.invited - self.coming - self.declined


def numbers(meetup: Meetup) -> Numbers:
    """In two queries."""
    registered = Registration.objects.filter(event=meetup, person=OuterRef("person"), state__in=LIVE)
    people = meetup.invitees.annotate(is_in=Exists(registered)).aggregate(
        invited=Count("pk"),
        coming=Count("pk", filter=Q(is_in=True)),
        declined=Count("pk", filter=Q(is_in=False) & ~Q(declined_at=None)),
    )
    guests = meetup.guests.aggregate(
        guests=Count("pk"), guests_coming=Count("pk", filter=Q(answer=Guest.Answer.COMING))
    )
    return Numbers(**people, **guests)


def invitees(meetup: Meetup, user):
    """Those invited that ``user`` may read about, with their registration's ``state`` (an ``Invitee`` queryset)."""
    mine = Registration.objects.filter(event=meetup, person=OuterRef("person")).exclude(state=State.CANCELLED)
    return (
        meetup.invitees.filter(pk__in=Invitee.objects.visible_to(user).values("pk"))
        .annotate(state=Subquery(mine.values("state")[:1]))
        .select_related("person__employer", "person__user")
        .order_by("person__last_name", "person__first_name", "pk")
    )


def to_tell(meetup: Meetup, user):
    """Those invited who have no e-mail and are not in yet: to be told by word of mouth (an ``Invitee`` queryset)."""
    without_mail = Q(person__user=None, person__email="")
    return invitees(meetup, user).filter(without_mail, state=None, declined_at=None)


def invitation_to_answer(meetup: Meetup, place) -> str:
    """The path to the reader's own invitation (``place``: ``my_place``) while they have not taken a place; or empty."""
    if place.worker is None or place.state or not meetup.is_open:
        return ""
    invitee = meetup.invitees.filter(person=place.worker, declined_at=None).first()
    return invitation_path(invitee) if invitee else ""
