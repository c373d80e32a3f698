"""What was decided at a meetup: an idea, a mini-project, or a task with who and when."""

from dataclasses import dataclass
from datetime import date

from django.db import models

from networks.mini_projects import projects
from networks.models import Meetup, MiniProject, Task
from sites.models import FieldWorker, Organisation


class Kind(models.TextChoices):
    PROJECT = "project", "Un mini-projet"
    IDEA = "idea", "Une idée"
    TASK = "task", "Une tâche"


@dataclass(frozen=True)
class Decision:
    """``idea``: an open idea of the site, decided here; else ``title`` is new. Who and when are a task's."""

    kind: str
    title: str = ""
    idea: MiniProject | None = None
    organisation: Organisation | None = None
    person: FieldWorker | None = None
    due_on: date | None = None


def decide(meetup: Meetup, decision: Decision, *, by) -> None:
    """Write it; once more changes nothing. Raises ``projects.ProjectRefused``."""
    if decision.idea is not None:
        decide_idea(meetup, decision.idea, by=by)
    elif decision.kind == Kind.TASK:
        give_task(meetup, decision)
    elif not born_here(meetup, decision.kind).filter(title__iexact=decision.title).exists():
        is_idea = decision.kind == Kind.IDEA
        state = MiniProject.State.IDEA if is_idea else MiniProject.State.DECIDED
        where = {"proposed_at" if is_idea else "decided_at": meetup}
        projects.begin(MiniProject(site=meetup.site, title=decision.title, state=state, **where), by=by)


def born_here(meetup: Meetup, kind: str):
    """The ideas, or the mini-projects, that this meetup brought."""
    return meetup.ideas.all() if kind == Kind.IDEA else meetup.mini_projects.all()


def decide_idea(meetup: Meetup, idea: MiniProject, *, by) -> None:
    if not meetup.mini_projects.filter(pk=idea.pk).exists():
        projects.move(idea, MiniProject.State.DECIDED, by=by, meetup=meetup)


def give_task(meetup: Meetup, decision: Decision) -> None:
    if not meetup.tasks.filter(title__iexact=decision.title).exists():
        Task.objects.create(
            site_id=meetup.site_id,
            meetup=meetup,
            group_id=meetup.group_id,
            title=decision.title,
            organisation=decision.organisation or (decision.person and decision.person.employer),
            person=decision.person,
            due_on=decision.due_on,
        )
