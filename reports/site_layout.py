"""How a site's spread is laid out: what stands beside the identity card, what comes below, and what each figure says.

The first page is filled from guessed heights (``reports.page_estimates``).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.formats import date_format

from proxinet.charts import BarChart, bar_chart
from reports import page_estimates
from reports.content import ChartData, Figure, SiteSheet
from reports.page_estimates import GAP, HEAD, LINE, PAGE, TITLE, lines

HEADINGS = {
    "context": "Le point de départ",
    "changes": "Ce qui a changé",
    "difficulties": "Ce qui reste difficile",
    "next_year": "L’année prochaine",
}
OVERFLOW = 35.0
BELOW = 0.72  # of the height that a text has beside the identity card
LITTLE, FULL = 0.3, 0.88  # of a page: almost nothing on the last one, or so full that it may overflow
NEARLY, OVERRUN = 0.92, 1.15  # of the room for the identity card
PAIR = "reports/print/_block_pair.html"
NOTES = "reports/print/_block_notes.html"
LABELS_BESIDE = 168
CHART_WIDTH = 84


@dataclass(frozen=True)
class Block:
    """A titled part of the story. ``content``: what its template prints."""

    template: str
    heading: str
    content: Any
    height: float
    moves: bool = False

    @property
    def is_short(self) -> bool:
        return self.height < PAGE / 3

    @property
    def height_below(self) -> float:
        """On the whole width."""
        return self.height if self.moves or self.template == PAIR else BELOW * self.height


@dataclass(frozen=True)
class FigureLine:
    """A figure with how it is known: « attesté par ADAVIP 37 »."""

    figure: Figure
    usual_date: date | None

    @property
    def mark(self) -> str:
        """Nothing for a figure like most others: computed, at the usual date."""
        said = [] if self.figure.is_computed else [self.figure.nature_label]
        if self.figure.is_attested and self.figure.attested_by:
            said = [f"attesté par {self.figure.attested_by}"]
        if self.figure.as_of and self.figure.as_of != self.usual_date:
            said.append(f"au {day_in_words(self.figure.as_of)}")
        return ", ".join(said)


class SiteLayout:
    """What the templates of a site ask for."""

    def __init__(self, site: SiteSheet):
        self.site = site
        side = page_estimates.side(site)
        self.beside, below = arranged(story(site), side)
        first = HEAD + max(side, sum(block.height for block in self.beside))
        self.below = paired(below)
        self.height = first + sum(block.height_below for block in self.below) + page_estimates.details(site.records)
        self.side_overruns = NEARLY < side / (PAGE - HEAD) < OVERRUN

    @cached_property
    def usual_date(self) -> date | None:
        dates = Counter(figure.as_of for figure in self.site.figures if figure.as_of)
        return dates.most_common(1)[0][0] if dates else None

    @property
    def figures(self) -> list[FigureLine]:
        return [FigureLine(figure, self.usual_date) for figure in self.site.figures]

    @property
    def legend(self) -> str:
        when = f", au {day_in_words(self.usual_date)}" if self.usual_date else ""
        return f"Sans autre mention\u202f: calculé par le portail{when}."

    @property
    def is_tight(self) -> bool:
        """Whether smaller type spares a last page with almost nothing on it."""
        last = self.height / PAGE % 1
        return self.side_overruns or (self.height > PAGE and not LITTLE < last < FULL)

    @property
    def has_records(self) -> bool:
        r = self.site.records
        return bool(r.programmes or r.meetups or r.mini_projects or r.working_groups or r.structure)


def day_in_words(day: date) -> str:
    return date_format(day, r"j F Y").replace("1 ", "1er ", 1) if day.day == 1 else date_format(day, "j F Y")


# The story ------------------------------------------------------------------------------------------------------------


def story(site: SiteSheet) -> list[Block]:
    """Every part in the order of reading. Charts, photos and testimonies may move up to fill a page."""
    blocks = [answer_block(site, "context"), actions_block(site), *chart_blocks(site)]
    blocks += [photo_block((picture,)) for picture in site.pictures]
    blocks += [answer_block(site, section) for section in ("changes", "difficulties", "next_year")]
    blocks += [text_block(answer.question, answer.paragraphs) for answer in site.other_answers if answer.paragraphs]
    if site.quotes:
        height = TITLE + sum(14 + lines(quote.text, 52) * 4.9 for quote in site.quotes)
        heading = "Témoignages" if len(site.quotes) > 1 else "Témoignage"
        blocks.append(Block("reports/print/_block_quotes.html", heading, site.quotes, height, moves=True))
    if notes := notes_of(site):
        height = 10 + sum(lines(note, 60) * 4.0 for note in notes)
        blocks.append(Block(NOTES, "Remarques sur les chiffres", notes, height))
    return blocks


def chart_blocks(site: SiteSheet) -> Iterator[Block]:
    for chart in site.records.charts:
        drawn = compact(chart)
        height = 6 + drawn.height * CHART_WIDTH / drawn.width + GAP
        yield Block("reports/print/_block_charts.html", "", [drawn], height, moves=True)


def compact(chart: ChartData) -> BarChart:
    """The chart drawn low, labels beside the bars."""
    return bar_chart(chart.rows, title=chart.title, labels_beside=LABELS_BESIDE)


def notes_of(site: SiteSheet) -> list[str]:
    notes = [f"{figure.label}\u202f: {figure.note}" for figure in site.figures if figure.note]
    return notes + ([site.records.data_note] if site.records.data_note else [])


def answer_block(site: SiteSheet, section: str) -> Block:
    answer = site.answer(section)
    return text_block(HEADINGS[section], answer.paragraphs if answer else ())


def text_block(heading: str, paragraphs: tuple[str, ...]) -> Block:
    height = page_estimates.paragraphs(paragraphs)
    return Block("reports/print/_block_text.html", heading, paragraphs, height)


def actions_block(site: SiteSheet) -> Block:
    height = TITLE + GAP + sum(2 + lines(f"{step.title} – {step.text}", 42) * LINE for step in site.actions)
    return Block("reports/print/_block_actions.html", "Ce qui a été fait, et quand", site.actions, height)


def photo_block(pictures) -> Block:
    height = sum(14 + min(101 * picture.height / max(picture.width, 1), 68) for picture in pictures)
    return Block("reports/print/_block_photos.html", "", pictures, height, moves=True)


# The first page -------------------------------------------------------------------------------------------------------


def arranged(blocks: list[Block], height: float) -> tuple[list[Block], list[Block]]:
    """What fills the column beside ``height``, and what comes below it on the whole width."""
    room = min(height + OVERFLOW, PAGE - HEAD)
    beside, below = [], []
    for block in blocks:
        fits = block.height <= room and (not below or block.moves) and block.template != NOTES
        if fits or (not (beside or below) and block.height < PAGE):
            beside.append(block)
            room -= block.height
        else:
            below.append(block)
    return beside, below


def paired(blocks: list[Block]) -> list[Block]:
    """The same with charts and photos that follow each other two by two."""
    found: list[Block] = []
    for block in blocks:
        if found and not block.heading and found[-1].template != PAIR and not found[-1].heading:
            first = found.pop()
            found.append(Block(PAIR, "", (first, block), max(first.height, block.height)))
        else:
            found.append(block)
    return found
