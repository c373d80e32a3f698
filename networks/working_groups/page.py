"""What the page of a working group shows, as far as its reader may see it."""

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils import timezone

from networks.models import Meetup, MiniProject, Outcome, Task, WorkingGroup
from networks.working_groups.groups import FEWEST_PILOTS, in_post
from networks.working_groups.task_holders import held_by

MEETUPS_SHOWN = 12
PROJECTS_SHOWN = 30
TASKS_SHOWN = 20
OUTCOMES_A_PAGE = 12


def group_page(group: WorkingGroup, user, page) -> dict:
    """``page``: which page of its outcomes, as it came."""
    pilots = list(group.pilot_parts.select_related("organisation"))
    employers = employers_of_members(group)
    return {
        "group": group,
        "pilots": pilots,
        "misses_a_pilot": group.is_active and len(pilots) < FEWEST_PILOTS,
        "employers": employers,
        "members_count": sum(count for _, count in employers),
        "coming": coming_meetups(group, user),
        "past": past_meetups(group, user),
        "projects": MiniProject.objects.visible_to(user).filter(group=group).by_progress()[:PROJECTS_SHOWN],
        "tasks": open_tasks(group, user),
        "page_obj": outcomes(group, user, page),
    }


def employers_of_members(group: WorkingGroup) -> list[tuple[str, int]]:
    """Who the members work for, counted; nobody is named."""
    found = in_post(group).values("employer__name").annotate(count=Count("pk")).order_by("-count", "employer__name")
    return [(row["employer__name"] or "Sans employeur", row["count"]) for row in found]


def coming_meetups(group: WorkingGroup, user):
    meetups = Meetup.objects.visible_to(user).filter(group=group, ends_at__gt=timezone.now(), cancelled_at=None)
    return meetups.order_by("starts_at", "pk")[:MEETUPS_SHOWN]


def past_meetups(group: WorkingGroup, user) -> Page:
    """The last ones first; ``paginator.count`` says how many there were in all."""
    meetups = Meetup.objects.visible_to(user).filter(group=group, ends_at__lte=timezone.now(), cancelled_at=None)
    return Paginator(meetups.order_by("-starts_at", "-pk"), MEETUPS_SHOWN).page(1)


def open_tasks(group: WorkingGroup, user) -> list[tuple[Task, str]]:
    """What is still to be done, and who does it."""
    tasks = Task.objects.visible_to(user).filter(group=group, done_on=None).select_related("organisation")
    return held_by(tasks[:TASKS_SHOWN], user)


def outcomes(group: WorkingGroup, user, page) -> Page:
    return Paginator(Outcome.objects.visible_to(user).filter(group=group), OUTCOMES_A_PAGE).get_page(page)
