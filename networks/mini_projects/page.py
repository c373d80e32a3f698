"""What the page of a mini-project shows, as far as its reader may see it."""

from datetime import date

from django.core.paginator import Page, Paginator
from django.utils import timezone

from networks import permissions
from networks.mini_projects.family import Relative, relative
from networks.mini_projects.projects import MAY_BE_SHARED
from networks.models import Meetup, MiniProject, Outcome, ProjectChange, Support, Task
from networks.working_groups.task_holders import held_by
from proxinet.french_dates import date_format
from sites.enrolment import own_worker

NAMES_SHOWN = 60
STEPS_SHOWN = 60
COPIES_SHOWN = 20
OUTCOMES_A_PAGE = 12


def project_page(project: MiniProject, user, page) -> dict:
    """``page``: which page of its outcomes, as it came."""
    worker = own_worker(user, project.site)
    can_manage = permissions.can_manage(user, project.site_id)
    return {
        "project": project,
        "can_manage": can_manage,
        "proposed_by": project.proposed_by if can_manage else None,
        "pilots": project.pilot_parts.select_related("organisation"),
        "partners": project.partners.all(),
        "changes": history(project),
        **who_is_in(project, user),
        "is_worker": worker is not None,
        "is_in": worker is not None and project.supports.filter(person=worker).exists(),
        "steps": steps(project, user),
        "page_obj": outcomes(project, user, page),
        "copies": copies(project, user),
        "source": project.copied_from and relative(project.copied_from, user, is_next=True),
        "may_be_shared": project.state in MAY_BE_SHARED,
    }


def history(project: MiniProject) -> list[tuple[ProjectChange, str]]:
    """Each step and its day in words; as vague as the meetup's own date where only the month is known."""
    meetups = {MiniProject.State.IDEA: project.proposed_at, MiniProject.State.DECIDED: project.decided_at}
    return [(change, day_in_words(change.on, meetups.get(change.state))) for change in project.changes.all()]


def day_in_words(day: date, meetup: Meetup | None) -> str:
    if meetup is not None and meetup.date_text and timezone.localdate(meetup.starts_at) == day:
        return meetup.date_text
    return date_format(day, "j F Y")


def who_is_in(project: MiniProject, user) -> dict:
    """How many, for everyone; the names, for those who may read them."""
    count = project.supports.count()
    if not permissions.can_see_who_is_in(user, project.site_id):
        return {"supports_count": count}
    named = Support.objects.visible_to(user).filter(project=project).select_related("person__employer")
    names = Paginator(named, NAMES_SHOWN).page(1)
    return {"supports_count": count, "supporters": names, "names_left_out": names.paginator.count - len(names)}


def steps(project: MiniProject, user) -> list[tuple[Task, str]]:
    """Its tasks, done or not, and who does them."""
    tasks = Task.objects.visible_to(user).filter(project=project).select_related("organisation")
    return held_by(tasks[:STEPS_SHOWN], user)


def outcomes(project: MiniProject, user, page) -> Page:
    return Paginator(Outcome.objects.visible_to(user).filter(project=project), OUTCOMES_A_PAGE).get_page(page)


def copies(project: MiniProject, user) -> list[Relative]:
    found = project.copies.select_related("site").order_by("pk")[:COPIES_SHOWN]
    return [relative(copy, user, is_next=True) for copy in found]
