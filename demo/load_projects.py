"""Mini-projects: where each was born and decided, its dated history, who carries it, what it gave, its source."""

from datetime import time, timedelta

from django.utils import timezone

from demo.events import day_before, moment
from demo.fields import InvalidFiles
from demo.load_outcomes import keep_outcomes, keep_tasks
from demo.network_checks import begun_at
from demo.writing import SiteBeingBuilt
from networks.mini_projects.projects import write_pilots
from networks.models import MiniProject, ProjectChange, Support

State = MiniProject.State
NOON = time(12)


def load_project(built: SiteBeingBuilt, said) -> None:
    history = history_of(built, said)
    source = source_of(said)
    project = MiniProject(
        site=built.site,
        title=said.title,
        description=said.description,
        state=said.state,
        proposed_at=built.meetups.get(said.proposed_at),
        decided_at=built.meetups.get(said.decided_at),
        decided_on=next((on for on, state, _ in history if state == State.DECIDED), None),
        was_decided=any(state in MiniProject.DECIDED_STATES for _, state, _ in history),
        group=built.working_groups.get(said.group),
        means=said.means,
        result=said.result,
        reason=next((reason for _, state, reason in history if state == State.DROPPED and said.state == state), ""),
        is_shared=said.shared,
        copied_from=source,
        origin=source and (source.origin or source),
        created_at=moment(history[0][0], NOON) if history else built.now,
    )
    project.save()
    write_pilots(project, [(built.organisation(pilot.organisation), pilot.function) for pilot in said.pilots])
    project.partners.set(built.organisation(name) for name in said.partners)
    ProjectChange.objects.bulk_create(
        ProjectChange(project=project, state=state, on=on, reason=reason, noted_by=built.lead)
        for on, state, reason in history
    )
    people = built.people(said.supported_by, with_accounts=not project.is_idea)
    Support.objects.bulk_create(
        Support(project=project, person=person, since=project.created_at + timedelta(minutes=number))
        for number, person in enumerate(people)
    )
    keep_tasks(built, said.steps, project=project)
    keep_outcomes(built, said.outcomes, project=project)


def history_of(built: SiteBeingBuilt, said) -> list[tuple]:
    """``(day, state, reason)`` in order: what its meetups began, and its own changes."""
    begun = [
        (timezone.localdate(built.meetups[title].starts_at), state, "") for title, state in begun_at(said) if title
    ]
    changed = [(day_before(change, built.today), change.state, change.reason) for change in said.changes]
    return sorted(begun + changed, key=lambda step: step[0])


def source_of(said) -> MiniProject | None:
    """The other site's mini-project it was taken up from. Raises ``InvalidFiles`` when nothing shared is called so."""
    if said.copied_from is None:
        return None
    shared = MiniProject.objects.shared()
    source = shared.filter(site__slug=said.copied_from.site, title=said.copied_from.title).first()
    if source is None:
        sentence = "aucun mini-projet partagé ne porte ce titre sur ce site (chargé avant celui-ci)."
        raise InvalidFiles([said.copied_from.at.problem("title", sentence)])
    return source
