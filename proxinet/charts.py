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
CHARACTER_WIDTH = 7.7
GAP_BESIDE = 7
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
    bar_x: int = 0
    width: int = WIDTH
    thickness: int = THICKNESS
    value_x: int = WIDTH - VALUE_WIDTH + 8

    @property
    def track(self) -> int:
        """The length of a full bar."""
        return WIDTH - VALUE_WIDTH - self.bar_x


def bar_chart(
    rows, *, title, label_heading="", value_heading="Nombre", largest=None, labels_beside: int = 0
) -> BarChart:
    """Horizontal bars for ``rows``, a list of (label, value); a value of None prints "non renseigné", never 0.

    ``title`` is shown above; with the figures it makes the drawing's text alternative. ``largest``: the value of a full
    bar, when it is not the largest of ``rows``. ``labels_beside``: the room for labels left of the bars (of 360), 0 to
    write them above.
    """
    rows = [(str(label), value) for label, value in rows]
    largest = largest or max((value for _, value in rows if value is not None), default=0)
    full = WIDTH - VALUE_WIDTH - labels_beside
    bars, y = [], 0
    for label, value in rows:
        share = round(full * value / largest) if value is not None and largest else 0
        place = beside if labels_beside else above
        lines, bar_y, y = place(label, y, labels_beside)
        bars.append(Bar(label, lines, in_french(value), value is not None, max(share, 0), bar_y, bar_y + 13))
    figures = ", ".join(f"{bar.label}{NARROW_SPACE}: {bar.text}" for bar in bars)
    height = max(y - (GAP_BESIDE if labels_beside else GAP), 1)
    return BarChart(title, f"{title}. {figures}", label_heading, value_heading, tuple(bars), height, labels_beside)


def above(label: str, y: int, _room: int) -> tuple[tuple[Line, ...], int, int]:
    """The label's lines from ``y`` down, where the bar is, and where the next one starts."""
    texts = textwrap.wrap(label, LABEL_CHARACTERS) or [""]
    lines = tuple(Line(text, y + LINE_HEIGHT * place - 5) for place, text in enumerate(texts, start=1))
    bar_y = y + LINE_HEIGHT * len(texts)
    return lines, bar_y, bar_y + THICKNESS + GAP


def beside(label: str, y: int, room: int) -> tuple[tuple[Line, ...], int, int]:
    """The same for a label left of its bar, which stands level with its first line."""
    texts = textwrap.wrap(label, int(room / CHARACTER_WIDTH)) or [""]
    lines = tuple(Line(text, y + LINE_HEIGHT * place + 13) for place, text in enumerate(texts))
    return lines, y, y + LINE_HEIGHT * (len(texts) - 1) + THICKNESS + GAP_BESIDE


def in_french(value) -> str:
    """A figure as a French reader writes it; an unknown one in words."""
    if value is None:
        return "non renseigné"
    text = f"{value:,}" if isinstance(value, int) else f"{round(value, 1):,}"
    return text.replace(",", NARROW_SPACE).replace(".", ",")
