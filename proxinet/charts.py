"""Shapes of the charts, computed once for the page and for the PDF; drawn by ``templates/components/bar_chart.html``.

Lengths are whole numbers in the drawing's own units, so that no locale can put a comma in an SVG attribute.
"""

import textwrap
from dataclasses import dataclass

WIDTH = 360
VALUE_WIDTH = 58
LINE_HEIGHT = 18
THICKNESS = 16
GAP = 12
LABEL_CHARACTERS = 46
NARROW_SPACE = "\u202f"


@dataclass(frozen=True)
class Line:
    text: str
    y: int


@dataclass(frozen=True)
class Bar:
    label: str
    lines: tuple[Line, ...]
    text: str
    known: bool
    width: int
    y: int
    value_y: int


@dataclass(frozen=True)
class BarChart:
    title: str
    description: str
    label_heading: str
    value_heading: str
    bars: tuple[Bar, ...]
    height: int
    width: int = WIDTH
    track: int = WIDTH - VALUE_WIDTH
    value_x: int = WIDTH - VALUE_WIDTH + 8
    thickness: int = THICKNESS


def bar_chart(rows, *, title, label_heading="", value_heading="Nombre", largest=None) -> BarChart:
    """Horizontal bars for ``rows``, a list of (label, value); a value of None prints "non renseigné", never 0.

    ``title`` is shown above; with the figures it makes the drawing's text alternative. ``largest``: the value of a full
    bar, when it is not the largest of ``rows``.
    """
    rows = [(str(label), value) for label, value in rows]
    largest = largest or max((value for _, value in rows if value is not None), default=0)
    bars, y = [], 0
    for label, value in rows:
        lines = []
        for text in textwrap.wrap(label, LABEL_CHARACTERS) or [""]:
            y += LINE_HEIGHT
            lines.append(Line(text, y - 5))
        known = value is not None
        share = round((WIDTH - VALUE_WIDTH) * value / largest) if known and largest else 0
        bars.append(Bar(label, tuple(lines), in_french(value), known, max(share, 0), y, y + 13))
        y += THICKNESS + GAP
    figures = ", ".join(f"{bar.label}{NARROW_SPACE}: {bar.text}" for bar in bars)
    return BarChart(title, f"{title}. {figures}", label_heading, value_heading, tuple(bars), max(y - GAP, 1))


def in_french(value) -> str:
    """A figure as a French reader writes it; an unknown one in words."""
    if value is None:
        return "non renseigné"
    text = f"{value:,}" if isinstance(value, int) else f"{round(value, 1):,}"
    return text.replace(",", NARROW_SPACE).replace(".", ",")
