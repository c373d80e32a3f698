"""A diagnosis on paper: what was observed and what became of it, or blank lines to take along."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from proxinet.pdf import Pdf, render
from trainings.models import Diagnosis, Observation

BLANK_LINES = 12
STYLESHEET = "static:css/diagnosis_sheet.css"


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
    """The whole document. On a blank one, ``lines`` is empty and ``blank_lines`` numbers the rows to write on."""

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


def sheet_pdf(diagnosis: Diagnosis, *, blank: bool = False) -> Pdf:
    """The diagnosis as PDF/UA. Raises ``proxinet.pdf.PdfFailed``."""
    return render(sheet_html(sheet_of(diagnosis, blank=blank)))


def sheet_of(diagnosis: Diagnosis, *, blank: bool) -> Sheet:
    observations = [] if blank else diagnosis.observations.select_related("owner").prefetch_related("steps")
    lines = [line_of(number, observation) for number, observation in enumerate(observations, start=1)]
    return Sheet(
        site=diagnosis.site.name,
        title=diagnosis.title,
        place=diagnosis.place,
        held_on=diagnosis.held_on,
        led_by=str(diagnosis.led_by or ""),
        participants=diagnosis.participants,
        summary="" if blank else diagnosis.summary,
        lines=lines,
        blank_lines=range(1, BLANK_LINES + 1) if blank else range(0),
        place_kinds=list(Observation.PlaceKind.labels),
    )


def line_of(number: int, observation: Observation) -> Line:
    steps = list(observation.steps.all())
    return Line(
        number=number,
        place_kind=observation.get_place_kind_display(),
        place=observation.place,
        problem=observation.problem,
        what_happens=observation.what_happens,
        solution=observation.solution,
        owner=str(observation.owner or ""),
        due_on=observation.due_on,
        state=observation.get_state_display(),
        is_late=observation.is_late,
        last_step=f"{steps[-1].on:%d/%m/%Y}\u202f: {steps[-1].text}" if steps else "",
    )


def sheet_html(sheet: Sheet) -> str:
    return render_to_string("trainings/diagnosis/sheet.html", {"sheet": sheet, "stylesheet": STYLESHEET})
