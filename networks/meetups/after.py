"""What came of a meetup, as far as the reader may see it."""

from dataclasses import dataclass

from django.db.models import Count, Q

from networks.models import Meetup, MiniProject, Outcome, Photo, Task
from networks.working_groups.task_holders import held_by
from proxinet.seats import State

PHOTOS_SHOWN = 3
OUTCOMES_SHOWN = 12
TASKS_SHOWN = 30


@dataclass(frozen=True)
class After:
    """``came``, ``guests_came``: None where nobody noted it. ``tasks``: (task, who) pairs."""

    came: int | None
    guests_came: int | None
    ideas: list[MiniProject]
    projects: list[MiniProject]
    tasks: list[tuple[Task, str]]
    outcomes: list[Outcome]
    photos: list[Photo]


def what_came_of(meetup: Meetup, user) -> After:
    """In at most six queries, whatever came of it."""
    born_or_decided = MiniProject.objects.filter(Q(proposed_at=meetup) | Q(decided_at=meetup)).order_by("title", "pk")
    both = list(born_or_decided)
    decided = [project for project in both if project.decided_at_id == meetup.pk]
    came, guests_came = who_came(meetup)
    tasks = meetup.tasks.select_related("organisation")[:TASKS_SHOWN]
    return After(
        came=came,
        guests_came=guests_came,
        ideas=[project for project in both if project not in decided],
        projects=decided,
        tasks=held_by(tasks, user),
        outcomes=list(meetup.outcomes.all()[:OUTCOMES_SHOWN]),
        photos=list(meetup.photos.all()[:PHOTOS_SHOWN]),
    )


def who_came(meetup: Meetup) -> tuple[int | None, int | None]:
    """How many people, how many guests were noted present; None where nobody noted it (one query)."""
    if not meetup.recorded_at:
        return None, None
    noted = ~Q(registrations__state=State.CANCELLED) & Q(registrations__attended__isnull=False)
    present = ~Q(registrations__state=State.CANCELLED) & Q(registrations__attended=True)
    counts = Meetup.objects.filter(pk=meetup.pk).aggregate(
        noted=Count("registrations", filter=noted, distinct=True),
        came=Count("registrations", filter=present, distinct=True),
        guests_noted=Count("guests", filter=Q(guests__attended__isnull=False), distinct=True),
        guests=Count("guests", filter=Q(guests__attended=True), distinct=True),
    )
    return counts["came"] if counts["noted"] else None, counts["guests"] if counts["guests_noted"] else None
