"""Where each role lands: first what to do, then what is coming, then the site at a glance."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain

from django.utils import timezone

import incidents.todo
import networks.todo
import reports.todo
import resources.todo
import sites.todo
import trainings.todo
from accounts.models import Role
from networks.models import Meetup, MiniProject
from networks.models import Registration as MeetupRegistration
from proxinet.seats import LIVE
from proxinet.todo import Todo
from sites.counting import count_at_site
from sites.models import FieldWorker, Site
from trainings.models import Registration as SessionRegistration
from trainings.models import Session

ROOMS = (trainings, networks, incidents, resources, reports, sites)
EVENTS_SHOWN = 4
TODOS_SHOWN = 8


@dataclass(frozen=True)
class Coming:
    """An event to come, and whether this person is in (``"confirmed"``, ``"waiting"`` or empty)."""

    event: object
    my_state: str

    @property
    def badge(self) -> str:
        return {"confirmed": "Inscrit", "waiting": "En attente"}.get(self.my_state, "")

    @property
    def tone(self) -> str:
        return {"confirmed": "success", "waiting": "warning"}.get(self.my_state, "neutral")


@dataclass(frozen=True)
class Dashboard:
    membership: object
    todos: list[Todo]
    coming: list[Coming]
    stats: list[tuple[str, int]] = field(default_factory=list)

    @property
    def is_caretaker(self) -> bool:
        return self.membership.role == Role.FIELD_WORKER


def dashboard_for(user, membership) -> Dashboard:
    """Everything the landing page of one site membership shows."""
    return Dashboard(
        membership=membership,
        todos=todos_of(user, membership),
        coming=coming_events(user, membership),
        stats=site_stats(membership) if membership.role == Role.GUP_LEAD else [],
    )


def todos_of(user, membership) -> list[Todo]:
    far_away = datetime.max.replace(tzinfo=UTC)
    todos = chain.from_iterable(room.todo.todos(user, membership) for room in ROOMS)
    return sorted(todos, key=lambda todo: todo.due or far_away)[:TODOS_SHOWN]


def coming_events(user, membership) -> list[Coming]:
    now = timezone.now()
    sessions = (
        Session.objects.visible_to(user)
        .filter(module__programme__site=membership.site_id, starts_at__gt=now, cancelled_at=None)
        .select_related("module__programme__site")[:EVENTS_SHOWN]
    )
    meetups = (
        Meetup.objects.visible_to(user)
        .filter(site=membership.site_id, starts_at__gt=now, cancelled_at=None)
        .select_related("site")[:EVENTS_SHOWN]
    )
    events = sorted([*sessions, *meetups], key=lambda event: event.starts_at)[:EVENTS_SHOWN]
    mine = {}
    if membership.role == Role.FIELD_WORKER:
        mine = my_states(user, SessionRegistration, sessions) | my_states(user, MeetupRegistration, meetups)
    return [Coming(event, mine.get(event, "")) for event in events]


def my_states(user, registration_model, events) -> dict:
    """``{event: state}`` of the user's own live registrations among ``events``."""
    registrations = registration_model.objects.filter(
        event__in=[event.pk for event in events], person__user=user, state__in=LIVE
    )
    return {registration.event: registration.state for registration in registrations.select_related("event")}


def site_stats(membership) -> list[tuple[str, int]]:
    """The site's counts, in one query."""
    to_come = {"starts_at__gt": timezone.now(), "cancelled_at": None}
    projects_under_way = {"state__in": (MiniProject.State.DECIDED, MiniProject.State.UNDER_WAY)}
    counts = {
        "agents en poste": count_at_site(FieldWorker.objects.active(), "site"),
        "formations à venir": count_at_site(Session.objects.filter(**to_come), "module__programme__site"),
        "rencontres à venir": count_at_site(Meetup.objects.filter(**to_come), "site"),
        "mini-projets en cours": count_at_site(MiniProject.objects.filter(**projects_under_way), "site"),
    }
    row = Site.objects.filter(pk=membership.site_id).values_list(*counts.values()).get()
    return list(zip(counts, row, strict=True))
