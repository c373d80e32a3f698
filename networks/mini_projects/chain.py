"""The story of a mini-project: meetup, idea, mini-project, results, reuse elsewhere, on one page.

Read from either end: a copy's story starts with the mini-projects it comes from. The number of queries is the same
whatever its length.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.text import capfirst

from networks.mini_projects.family import Family, Relative, family_of, relative
from networks.models import Meetup, MiniProject, Outcome
from proxinet.french_dates import date_format

State = MiniProject.State
COPIES_APART = 12


@dataclass(frozen=True)
class Line:
    text: str
    url: str = ""


@dataclass(frozen=True)
class Stage:
    """One link of the chain. ``depth``: 0 along the story itself, 1 and more for what was taken up elsewhere."""

    kind: str
    title: str
    url: str = ""
    on: str = ""
    lines: tuple[Line, ...] = ()
    depth: int = 0


def chain(project: MiniProject, user) -> list[Stage]:
    """``project`` comes with its site, its two meetups and ``supports_count``."""
    family = family_of(project)
    history = {change.state: change.on for change in project.changes.all()}
    return [
        *where_it_comes_from(project, family, user),
        *the_idea(project, history),
        *the_project(project, history),
        *what_it_gave(project, history),
        *taken_up(project, family, user),
    ]


# Before ---------------------------------------------------------------------------------------------------------------


def where_it_comes_from(project: MiniProject, family: Family, user) -> list[Stage]:
    path = family.ancestors(project)
    stages = []
    for ancestor, heir in zip(path, [*path, project][1:], strict=True):
        seen = relative(ancestor, user, is_next=heir is project)
        stages.append(elsewhere("D’abord", seen))
        others = [child for child in family.children[ancestor.pk] if child.pk != heir.pk]
        others += [copy for other in others for _, copy in family.descendants(other)]
        if others:
            stages.append(many("Repris aussi ailleurs", [relative(other, user) for other in others]))
    if path:
        stages.append(Stage("Repris ici", project.title, on=in_words(timezone.localdate(project.created_at))))
    return stages


# The story ------------------------------------------------------------------------------------------------------------


def the_idea(project: MiniProject, history) -> list[Stage]:
    stages = []
    meetup = project.proposed_at
    decided_there = meetup is not None and project.decided_at_id == meetup.pk
    if meetup is not None:
        said = "L’idée y est née et le mini-projet y est décidé." if decided_there else "L’idée y est née."
        stages.append(meeting(meetup, said))
    if project.is_idea or State.IDEA in history or project.supports_count or meetup is not None:
        on = history.get(State.IDEA) if meetup is None else None
        stages.append(Stage("Idée", project.title, on=in_words(on), lines=(Line(how_many(project.supports_count)),)))
    if project.decided_at is not None and not decided_there:
        stages.append(meeting(project.decided_at, "Le mini-projet y est décidé."))
    return stages


def the_project(project: MiniProject, history) -> list[Stage]:
    if not project.was_decided:
        return []
    lines = [Line(f"Où on en est\u202f: {project.get_state_display().lower()}")]
    if State.UNDER_WAY in history:
        lines.append(Line(f"En cours depuis le {in_words(history[State.UNDER_WAY])}"))
    steps = list(project.tasks.order_by("done_on", "pk"))
    done = [step for step in steps if step.done_on]
    if steps:
        lines.append(Line(f"Étapes faites\u202f: {len(done)} sur {len(steps)}"))
    lines += [Line(f"{step.title}, {in_words(step.done_on)}") for step in done]
    on = project.decided_on or history.get(State.DECIDED)
    decided = f"décidé le {in_words(on)}" if on and not (project.decided_at and project.decided_at.date_text) else ""
    return [Stage("Mini-projet", project.title, project.get_absolute_url(), decided, tuple(lines))]


def what_it_gave(project: MiniProject, history) -> list[Stage]:
    lines = [Line(project.result)] if project.result else []
    lines += [outcome_line(outcome) for outcome in project.outcomes.all()]
    url = f"{project.get_absolute_url()}#resultats"
    stages = []
    if lines or project.state == State.DONE:
        done = project.state == State.DONE
        on = in_words(history.get(State.DONE)) if done else ""
        stages.append(Stage("Résultats", "C’est réalisé" if done else "Déjà des résultats", url, on, tuple(lines)))
    if project.state == State.DROPPED:
        reason = (Line(project.reason),) if project.reason else ()
        stages.append(Stage("Arrêt", "On s’est arrêté là", on=in_words(history.get(State.DROPPED)), lines=reason))
    return stages


def outcome_line(outcome: Outcome) -> Line:
    text = f"{outcome.get_kind_display()}\u202f: {outcome.title}"
    if outcome.kind == Outcome.Kind.FIGURE:
        text = f"{text}, {plain_number(outcome.figure)} {outcome.unit}".rstrip()
    return Line(f"{text}, {in_words(outcome.happened_on)}" if outcome.happened_on else text)


def plain_number(number) -> str:
    return f"{number.normalize():f}".replace(".", ",")


# After ----------------------------------------------------------------------------------------------------------------


def taken_up(project: MiniProject, family: Family, user) -> list[Stage]:
    copies = [
        (depth, relative(copy, user, is_next=copy.copied_from_id == project.pk))
        for depth, copy in family.descendants(project)
    ]
    stages = [elsewhere("Repris", seen, depth) for depth, seen in copies[:COPIES_APART]]
    rest = [seen for _, seen in copies[COPIES_APART:]]
    return [*stages, many("Repris encore ailleurs", rest)] if rest else stages


def elsewhere(kind: str, seen: Relative, depth: int = 0) -> Stage:
    if not seen.title:
        return Stage(f"{kind} ailleurs", capfirst(seen.site), depth=depth)
    return Stage(f"{kind} à {seen.site}", seen.title, seen.chain_url, lines=(Line(seen.state),), depth=depth)


def many(kind: str, relatives: list[Relative]) -> Stage:
    count = len(relatives)
    title = "Un autre site" if count == 1 else f"{count} autres sites"
    return Stage(kind, title, lines=tuple(Line(str(seen), seen.chain_url) for seen in relatives), depth=1)


def meeting(meetup: Meetup, said: str) -> Stage:
    on = meetup.date_text or in_words(timezone.localdate(meetup.starts_at))
    return Stage("Rencontre", meetup.title, meetup.get_absolute_url(), on, (Line(said),))


def how_many(count: int) -> str:
    if not count:
        return "Personne n’a encore dit «\u202fJ’en suis\u202f»."
    return "Une personne en est." if count == 1 else f"{count} personnes en sont."


def in_words(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""
