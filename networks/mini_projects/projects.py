"""Mini-projects, from the idea to what came of it: each step is dated and kept.

Every act is written whole or not at all, with the mini-project's row locked: two people pressing at once follow each
other. Acts that make no sense raise ``ProjectRefused``, whose text is a French sentence.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from networks.models import Meetup, MiniProject, ProjectChange, ProjectPilot, Support
from sites.models import FieldWorker, Site

State = MiniProject.State

NEXT = {
    State.IDEA: (State.DECIDED, State.DROPPED),
    State.SUPPORTED: (State.DECIDED, State.DROPPED),
    State.DECIDED: (State.UNDER_WAY, State.DONE, State.DROPPED),
    State.UNDER_WAY: (State.DONE, State.DROPPED),
    State.DONE: (State.UNDER_WAY,),
}
MAY_BE_SHARED = (State.UNDER_WAY, State.DONE)

STOPPED = "Ce projet est abandonné\u202f: on ne peut plus s’y joindre."
OVER = "Ce mini-projet est terminé\u202f: on ne peut plus s’y joindre."
NO_REASON = "Dites en quelques mots pourquoi on s’arrête."
NO_RESULT = "Dites ce que cela a donné."
TAKEN = "Ce site a déjà un mini-projet de ce nom."
ELSEWHERE = "Cette rencontre est celle d’un autre site."
TOO_EARLY_TO_SHARE = "On propose aux autres sites un mini-projet en cours ou réalisé."


class ProjectRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """What cannot be done with this mini-project; the message says why, in French, ``beside`` which form field."""

    def __init__(self, sentence: str, beside: str | None = None):
        super().__init__(sentence)
        self.beside = beside


def lock(project: MiniProject) -> MiniProject:
    """The row as it is now, ours until the end of the transaction."""
    return MiniProject.objects.select_for_update().get(pk=project.pk)


# Beginning ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(project: MiniProject, *, by) -> MiniProject:
    """Write a new mini-project in the state it says (an idea, decided, under way or done) and where its history starts.

    Decided at a meetup (``decided_at``): on that meetup's day. Raises ``ProjectRefused`` when its name is taken at the
    site, or when one of its meetups is another site's.
    """
    for meetup in (project.proposed_at, project.decided_at):
        require_own(project, meetup)
    if project.state != State.IDEA:
        project.decided_on = day_of(project.decided_at)
    try:
        with transaction.atomic():
            project.save()
    except IntegrityError as error:
        if MiniProject.objects.filter(site=project.site_id, title__iexact=project.title).exists():
            raise ProjectRefused(TAKEN, "title") from error
        raise
    if project.state == State.IDEA:
        note(project, by=by, on=day_of(project.proposed_at))
        return project
    note(project, by=by, on=project.decided_on, state=State.DECIDED)
    if project.state != State.DECIDED:
        note(project, by=by, on=timezone.localdate())
    return project


def propose(
    site: Site,
    title: str,
    description: str = "",
    *,
    by,
    worker: FieldWorker | None = None,
    meetup: Meetup | None = None,
) -> MiniProject:
    """An idea, by a field worker of the site (``worker``: they are in it from the start) or its lead; born at
    ``meetup`` or on its own. Raises ``ProjectRefused``."""
    with transaction.atomic():
        idea = begin(
            MiniProject(
                site=site,
                title=title,
                description=description,
                state=State.IDEA,
                proposed_at=meetup,
                proposed_by=worker,
            ),
            by=by,
        )
        return support(idea, worker, by=by) if worker is not None else idea


# Who is in ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def support(project: MiniProject, worker: FieldWorker, *, by) -> MiniProject:
    """« J’en suis »; once more changes nothing. The first support makes an idea a supported one."""
    project = lock(project)
    if not project.is_open:
        raise ProjectRefused(STOPPED if project.state == State.DROPPED else OVER)
    Support.objects.get_or_create(project=project, person=worker)
    if project.state == State.IDEA:
        enter(project, State.SUPPORTED, by=by)
    return project


@transaction.atomic
def stop_supporting(project: MiniProject, worker: FieldWorker, *, by) -> MiniProject:
    """« Je n’en suis plus »; once more changes nothing. An idea nobody supports any more is an idea again."""
    project = lock(project)
    project.supports.filter(person=worker).delete()
    if project.state == State.SUPPORTED and not project.supports.exists():
        enter(project, State.IDEA, by=by)
    return project


# Step by step ---------------------------------------------------------------------------------------------------------


def next_states(project: MiniProject) -> tuple[State, ...]:
    """Where it may go from here, the likeliest first."""
    if project.state == State.DROPPED:
        return (State.DECIDED,) if project.was_decided else (State.IDEA, State.DECIDED)
    return NEXT[project.state]


@transaction.atomic
def move(
    project: MiniProject, state: str, *, by, meetup: Meetup | None = None, reason: str = "", result: str = ""
) -> MiniProject:
    """Bring the mini-project to its next state and write it in its history; the row as written.

    ``meetup``: where it was decided (its day counts, else today). ``reason``: why it is dropped, required then.
    ``result``: what came of it, required when done unless it is already written. A dropped one that is taken up again
    loses its reason; an idea taken up again is supported if people are still in it. Raises ``ProjectRefused``.
    """
    project = lock(project)
    state = State(state)
    require_step(project, state)
    if state == State.DROPPED and not reason.strip():
        raise ProjectRefused(NO_REASON, "reason")
    if state == State.DONE and not (result.strip() or project.result):
        raise ProjectRefused(NO_RESULT, "result")
    if state == State.DECIDED:
        decide(project, meetup)
    if state == State.IDEA and project.supports.exists():
        state = State.SUPPORTED
    project.result = result.strip() or project.result
    project.is_shared = project.is_shared and state in MAY_BE_SHARED
    on = project.decided_on if state == State.DECIDED else timezone.localdate()
    enter(project, state, by=by, on=on, reason=reason.strip() if state == State.DROPPED else "")
    return project


def require_step(project: MiniProject, state: State) -> None:
    if project.state == state:
        raise ProjectRefused(f"C’est déjà l’état du mini-projet\u202f: {state.label.lower()}.")
    if state not in next_states(project):
        now = project.get_state_display().lower()
        raise ProjectRefused(f"On ne passe pas de «\u202f{now}\u202f» à «\u202f{state.label.lower()}\u202f».")


def decide(project: MiniProject, meetup: Meetup | None) -> None:
    """Decided at ``meetup``; one decided before and taken up again keeps where it was decided, unless told."""
    require_own(project, meetup)
    if meetup is not None or not project.was_decided:
        project.decided_at = meetup
        project.decided_on = day_of(meetup)


def require_own(project: MiniProject, meetup: Meetup | None) -> None:
    if meetup is not None and meetup.site_id != project.site_id:
        raise ProjectRefused(ELSEWHERE)


def enter(project: MiniProject, state: State, *, by, on: date | None = None, reason: str = "") -> None:
    project.state = state
    project.reason = reason
    project.save()
    note(project, by=by, on=on or timezone.localdate())


def note(project: MiniProject, *, by, on: date, state: State | None = None) -> None:
    state = state or project.state
    ProjectChange.objects.create(project=project, state=state, on=on, reason=project.reason, noted_by=by)


def day_of(meetup: Meetup | None) -> date:
    """The meetup's day in France; today without one."""
    return timezone.localdate(meetup.starts_at) if meetup is not None else timezone.localdate()


# Shared with other sites, carried by whom -----------------------------------------------------------------------------


@transaction.atomic
def share(project: MiniProject, shared: bool) -> MiniProject:
    """Offer it to the other sites, or no longer; once more changes nothing. Raises ``ProjectRefused``."""
    project = lock(project)
    if shared and project.state not in MAY_BE_SHARED:
        raise ProjectRefused(TOO_EARLY_TO_SHARE)
    project.is_shared = shared
    project.save(update_fields=["is_shared"])
    return project


@transaction.atomic
def rewrite(project: MiniProject, fields, parts) -> MiniProject:
    """Save what an editor typed: ``fields`` (names), and ``parts`` as its pilots. Its state, which others may have
    changed since the page was opened, is left alone; the day it was decided follows the meetup."""
    before = lock(project)
    require_own(project, project.proposed_at)
    require_own(project, project.decided_at)
    if project.decided_at_id != before.decided_at_id and before.was_decided:
        project.decided_on = day_of(project.decided_at)
        last = project.changes.filter(state=State.DECIDED).order_by("pk").last()
        if last is not None:
            last.on = project.decided_on
            last.save(update_fields=["on"])
    project.save(update_fields=[*fields, "decided_on"])
    write_pilots(project, parts)
    return project


def write_pilots(project: MiniProject, parts) -> None:
    """``parts``, (organisation, function) pairs in order, are its only pilots."""
    project.pilot_parts.all().delete()
    ProjectPilot.objects.bulk_create(
        ProjectPilot(project=project, organisation=organisation, function=function) for organisation, function in parts
    )
