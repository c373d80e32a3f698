"""A visit on paper: what was observed and what became of it, and lines left to write on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from proxinet.pdf import Pdf, render
from sites.models import PlaceKind, SpotObservation, SpotVisit

BLANK_LINES = 12
STYLESHEET = "static:css/observation_sheet.css"


@dataclass(frozen=True)
class Words:
    """What a room calls these things: « Diagnostic sur place », « Animé par », « Observations »…"""

    kind: str
    led_by: str
    heading: str
    none_yet: str
    problem: str
    has_solutions: bool


@dataclass(frozen=True)
class Line:
    """One observation, in words. ``last_step``: the last thing done, with its day; empty when nothing was."""

    number: int
    place_kind: str
    place: str
    problem: str
    what_happens: str
    solution: str
    owner: str
    due_on: date | None
    state: str
    is_late: bool
    last_step: str


@dataclass(frozen=True)
class Sheet:
    """The whole document. ``blank_lines`` numbers the rows to write on, after those of ``lines``."""

    words: Words
    site: str
    title: str
    place: str
    held_on: date
    led_by: str
    participants: str
    summary: str
    lines: list[Line]
    blank_lines: range
    place_kinds: list[str]

    @property
    def is_blank(self) -> bool:
        return bool(self.blank_lines) and not self.lines


def sheet_pdf(visit: SpotVisit, observations: Iterable[SpotObservation], words: Words, *, blank_lines: int) -> Pdf:
    """The visit as PDF/UA; without ``observations``, a sheet to fill in. Raises ``proxinet.pdf.PdfFailed``."""
    sheet = sheet_of(visit, observations, words, blank_lines)
    return render(render_to_string("sites/observing/sheet.html", {"sheet": sheet, "stylesheet": STYLESHEET}))


def sheet_of(visit: SpotVisit, observations: Iterable[SpotObservation], words: Words, blank_lines: int) -> Sheet:
    lines = [line_of(number, observation) for number, observation in enumerate(observations, start=1)]
    first_blank = len(lines) + 1
    return Sheet(
        words=words,
        site=visit.site.name,
        title=visit.title,
        place=visit.place,
        held_on=visit.held_on,
        led_by=str(visit.led_by or ""),
        participants=visit.participants,
        summary="" if blank_lines and not lines else visit.summary,
        lines=lines,
        blank_lines=range(first_blank, first_blank + blank_lines),
        place_kinds=list(PlaceKind.labels),
    )


def line_of(number: int, observation: SpotObservation) -> Line:
    steps = list(observation.steps.all())
    return Line(
        number=number,
        place_kind=observation.get_place_kind_display(),
        place=observation.place,
        problem=observation.problem,
        what_happens=observation.what_happens,
        solution=getattr(observation, "solution", ""),
        owner=str(observation.owner or ""),
        due_on=observation.due_on,
        state=observation.get_state_display(),
        is_late=observation.is_late,
        last_step=f"{steps[-1].on:%d/%m/%Y}\u202f: {steps[-1].text}" if steps else "",
    )
