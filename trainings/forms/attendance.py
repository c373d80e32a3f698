"""Who was there, as it is noted on the grid; and someone who came, by their name."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from django import forms
from django.template.loader import render_to_string
from django.utils.timezone import localtime

from proxinet.french_dates import date_format
from proxinet.seats import State
from trainings.attendance import EXPECTED, Change
from trainings.forms.grid import draw_row
from trainings.models import Attendance, HalfDay

LETTERS = [
    ("", "–"),
    (Attendance.State.PRESENT, "P présent"),
    (Attendance.State.PART, "E en partie"),
    (Attendance.State.ABSENT, "A absent"),
    (Attendance.State.EXCUSED, "X excusé"),
]
STATES = {"", *Attendance.State.values}


@cache
def options(chosen: str) -> str:
    """The choices of one cell; drawn once for each answer, not once for each of 1,000 cells."""
    return render_to_string("trainings/attendance/_options.html", {"choices": LETTERS, "chosen": chosen})


@dataclass(slots=True)
class Cell:
    """``recorded``: what the database says; ``value``: what the page shows, which may have been typed."""

    registration: int
    column: "Column"
    person: str
    recorded: str = ""
    value: str = ""
    is_corrected: bool = False
    by_self: bool = False
    is_conflict: bool = False
    name: str = field(init=False)

    def __post_init__(self):
        self.name = f"presence-{self.registration}-{self.column.half_day.pk}"

    @property
    def key(self) -> tuple[int, int]:
        return self.registration, self.column.half_day.pk

    @property
    def options(self) -> str:
        return options(self.value if self.value in STATES else "")

    @property
    def recorded_in_words(self) -> str:
        return Attendance.State(self.recorded).label.lower() if self.recorded else "non noté"


@dataclass(slots=True)
class Column:
    """One half-day and how many were noted each way there."""

    half_day: HalfDay
    label: str
    counts: Counter

    @property
    def summary(self) -> list[tuple[str, int]]:
        words = [*((state, label.lower()) for state, label in Attendance.State.choices), ("", "non noté")]
        return [(plural(word, self.counts[state]), self.counts[state]) for state, word in words if self.counts[state]]


def plural(word: str, count: int) -> str:
    return f"{word}s" if count > 1 and word != "en partie" else word


@dataclass(slots=True)
class Row:
    name: str
    employer: str
    state: str
    cells: list[Cell]

    @property
    def is_expected(self) -> bool:
        return self.state in EXPECTED

    @property
    def note(self) -> str:
        return State(self.state).label

    @property
    def drawn(self) -> str:
        return draw_row(self)


class AttendanceForm:
    """A grid of people × half-days, read from the POST without one form per cell.

    The page sends, beside what was chosen, what it showed (``seen``): a cell one did not touch is never written, and
    one that someone else has changed meanwhile is a conflict. ``rest`` counts the empty cells as present: all
    (``present``) or those of one half-day (its key), never for people who had no place.

    After ``is_valid()``: ``changes`` for ``attendance.record_attendance``, ``conflicts``, and ``has_strangers`` (cells
    of nobody here).
    """

    def __init__(self, people, half_days, data=None):
        self.data = data
        self.error = ""
        self.changes: list[Change] = []
        self.conflicts: list[Cell] = []
        self.columns = [
            Column(half_day, date_format(localtime(half_day.starts_at), r"D j F, G\hi"), Counter())
            for half_day in half_days
        ]
        self.rows = [self.row(*person) for person in people]
        self.expected = [row for row in self.rows if row.is_expected]
        self.others = [row for row in self.rows if not row.is_expected]

    def row(self, registration, state, first_name, last_name, employer, recorded, corrected) -> Row:
        noted = {cell["half_day"]: cell for cell in recorded}
        name = f"{last_name} {first_name}"
        cells = []
        for column in self.columns:
            known = noted.get(column.half_day.pk, {})
            now = known.get("state", "")
            is_corrected, by_self = column.half_day.pk in corrected, bool(known.get("by_self"))
            cell = Cell(registration, column, name, now, now, is_corrected, by_self)
            if state in EXPECTED or now:
                column.counts[now] += 1
            if self.data is not None:
                cell.value = self.data.get(cell.name, now)
            cells.append(cell)
        return Row(name, employer or "Sans employeur", state, cells)

    @property
    def cells(self):
        return (cell for row in self.rows for cell in row.cells)

    @property
    def seen(self) -> str:
        """What the page shows as recorded, for the next POST; cells without anything are left out."""
        return " ".join(f"{cell.name}={cell.recorded}" for cell in self.cells if cell.recorded)

    @property
    def has_strangers(self) -> bool:
        known = {cell.name for cell in self.cells}
        return any(name.startswith("presence-") and name not in known for name in self.data)

    def is_valid(self) -> bool:
        for cell in self.cells:
            if cell.value not in STATES:
                self.error = f"{cell.person} : choisissez présent, en partie, absent ou excusé."
                return False
        sent = self.data.get("seen")
        seen = None if sent is None else dict(pair.split("=", 1) for pair in sent.split() if "=" in pair)
        for row in self.rows:
            for cell in row.cells:
                if cell.name in self.data:
                    before = cell.recorded if seen is None else seen.get(cell.name, "")
                    self.decide(cell, before, may_fill=row.is_expected)
        return True

    def decide(self, cell: Cell, seen: str, *, may_fill: bool) -> None:
        fill = self.data.get("rest") in ("present", str(cell.column.half_day.pk))
        if not cell.value and fill and may_fill and cell.recorded == seen:
            cell.value = Attendance.State.PRESENT
        if cell.value in (seen, cell.recorded):
            return
        if cell.recorded != seen:
            self.conflicts.append(cell)
        else:
            self.changes.append(Change(*cell.key, cell.recorded, cell.value))

    def keep_conflicts(self, typed: dict[tuple[int, int], str]) -> None:
        """Show again what was typed in the cells that someone else changed first."""
        for cell in self.cells:
            if cell.key in typed and typed[cell.key] != cell.recorded:
                cell.value, cell.is_conflict = typed[cell.key], True
                self.conflicts.append(cell)


class WalkInForm(forms.Form):
    """Someone who came, by their name: for those who train without seeing the site's list of people."""

    first_name = forms.CharField(label="Prénom", max_length=80)
    last_name = forms.CharField(label="Nom", max_length=80)
    employer = forms.CharField(
        label="Employeur", max_length=160, required=False, help_text="Utile quand deux personnes ont le même nom."
    )
