"""How a site's spread is laid out: what stands beside the identity card, what comes below, and what each figure says.

The first page is filled from guessed heights (``reports.paper.page_estimates``).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.text import capfirst

from proxinet.charts import BarChart, bar_chart
from reports.document.figure_content import Figure
from reports.document.record_content import ChartData, CommonWork
from reports.document.site_content import SiteSheet
from reports.document.wording import HEADINGS, day_in_words, notes_of
from reports.paper import page_estimates
from reports.paper.page_estimates import GAP, HEAD, LINE, PAGE, TITLE, lines

OVERFLOW = 35.0
BELOW = 0.72  # of the height that a text has beside the identity card
SPREAD = 2 * PAGE  # two pages that face each other
MARGIN, MORE = 30.0, 7.0  # for guesses that are wrong; for the line that says where the rest is
SHRINK = 0.9  # what smaller type does to heights
NEARLY, OVERRUN = 0.92, 1.15  # of the room for the identity card
PAIR = "reports/print/_block_pair.html"
MINI_PROJECTS = ("Mini-projet", "Ce que cela a donné", "Avec")
WORKING_GROUPS = ("Groupe", "Ce qu’il fait", "Piloté par")
LABELS_BESIDE = 168
CHART_WIDTH = 84


@dataclass(frozen=True)
class Block:
    """A titled part of the story or of the details. ``content``: what its template prints; ``brief``: its name
    where only its place is told."""

    template: str
    heading: str
    content: Any
    height: float
    moves: bool = False
    brief: str = ""

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
    """What the templates of a site ask for: its spread, and ``left_over``, what is told at the end of the document.

    ``is_tight``: smaller type keeps the site on its two pages. ``height``: in millimetres.
    """

    def __init__(self, site: SiteSheet):
        self.site = site
        side = page_estimates.side(site)
        side_overruns = NEARLY < side / (PAGE - HEAD) < OVERRUN
        shrink = SHRINK if side_overruns else 1
        self.beside, below = arranged(story(site), min(side + OVERFLOW, PAGE - HEAD) / shrink)
        first = HEAD + max(side, sum(block.height for block in self.beside))
        self.below = paired(below)
        height = first + sum(block.height_below for block in self.below)
        self.is_tight = side_overruns or SPREAD - MARGIN < height < OVERRUN * SPREAD
        self.height = height * (SHRINK if self.is_tight else 1)
        self.details, self.left_over = fitted(details(site), SPREAD - MARGIN - MORE - self.height)

    @property
    def elsewhere(self) -> str:
        """Where the rest is told."""
        told = capfirst(", ".join(block.brief for block in self.left_over))
        return f"{told}\u202f: voir «\u202fLe détail des actions\u202f», à la fin du document."

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
        notes = " * Voir les remarques sur les chiffres." if any(figure.note for figure in self.site.figures) else ""
        return f"Sans autre mention\u202f: calculé par le portail{when}.{notes}"


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
    return blocks


def chart_blocks(site: SiteSheet) -> Iterator[Block]:
    for chart in site.records.charts:
        drawn = compact(chart)
        height = 6 + drawn.height * CHART_WIDTH / drawn.width + GAP
        yield Block("reports/print/_block_charts.html", "", [drawn], height, moves=True)


def compact(chart: ChartData) -> BarChart:
    """The chart drawn low, labels beside the bars."""
    return bar_chart(chart.rows, title=chart.title, labels_beside=LABELS_BESIDE)


def answer_block(site: SiteSheet, section: str) -> Block:
    answer = site.answer(section)
    return text_block(HEADINGS[section], answer.paragraphs if answer else ())


def text_block(heading: str, paragraphs: tuple[str, ...]) -> Block:
    height = page_estimates.paragraphs(paragraphs)
    return Block("reports/print/_block_text.html", heading, paragraphs, height)


def actions_block(site: SiteSheet) -> Block:
    height = TITLE + GAP + sum(2 + lines(f"{step.title} – {step.text}", 44) * LINE for step in site.actions)
    return Block("reports/print/_block_actions.html", "Ce qui a été fait, et quand", site.actions, height)


def photo_block(pictures) -> Block:
    height = sum(14 + min(101 * picture.height / max(picture.width, 1), 68) for picture in pictures)
    return Block("reports/print/_block_photos.html", "", pictures, height, moves=True)


# The details ----------------------------------------------------------------------------------------------------------


def details(site: SiteSheet) -> list[Block]:
    """What the records say beyond the story: tables on the whole width."""
    records = site.records
    blocks = []
    if notes := notes_of(site):
        height = 10 + sum(lines(note, 120) * 3.9 for note in notes)
        blocks.append(
            Block(
                "reports/print/_notes.html",
                "Remarques sur les chiffres",
                notes,
                height,
                brief="remarques sur les chiffres",
            )
        )
    for programme in records.programmes:
        heading = f"La formation\u202f: {programme.title}" if programme.title else "La formation"
        height = page_estimates.programme(programme)
        blocks.append(Block("reports/print/_programme.html", heading, programme, height, brief="formation"))
    if records.meetups:
        height = page_estimates.meetups(records.meetups)
        blocks.append(
            Block("reports/print/_meetups.html", "Les rencontres", records.meetups, height, brief="rencontres")
        )
    blocks += works_blocks("mini-projets", records.mini_projects, MINI_PROJECTS)
    blocks += works_blocks("groupes de travail", records.working_groups, WORKING_GROUPS)
    if records.structure:
        height = page_estimates.structure(records.structure)
        name = records.structure.name
        blocks.append(Block("reports/print/_structure.html", name, records.structure, height, brief=name))
    return blocks


def works_blocks(brief: str, works: tuple[CommonWork, ...], columns: tuple[str, str, str]) -> list[Block]:
    if not works:
        return []
    content = {"works": works, **dict(zip(("title", "outcome", "with_whom"), columns, strict=True))}
    height = page_estimates.works(works)
    return [Block("reports/print/_works.html", f"Les {brief}", content, height, brief=brief)]


def fitted(blocks: list[Block], room: float) -> tuple[list[Block], list[Block]]:
    """Those that fit in ``room`` millimetres, in order, and the others."""
    kept, others = [], []
    for block in blocks:
        if block.height <= room:
            kept.append(block)
            room -= block.height
        else:
            others.append(block)
    return kept, others


# The first page -------------------------------------------------------------------------------------------------------


def arranged(blocks: list[Block], room: float) -> tuple[list[Block], list[Block]]:
    """What fills ``room`` millimetres beside the identity card, and what comes below it on the whole width."""
    beside, below = [], []
    for block in blocks:
        fits = block.height <= room and (not below or block.moves)
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
