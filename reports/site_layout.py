"""How a site's spread is laid out: what stands beside the identity card, what comes below, and what each figure says.

Heights are estimated, in millimetres, from the number of characters: enough to fill the first page, never to clip.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.formats import date_format

from reports.content import Figure, SiteSheet

HEADINGS = {
    "context": "Le point de départ",
    "changes": "Ce qui a changé",
    "difficulties": "Ce qui reste difficile",
    "next_year": "L’année prochaine",
}
LINE, CHARACTERS_BESIDE = 4.9, 60
TITLE, GAP = 7.0, 5.4
SIDE_LINE, SIDE_CHARACTERS = 4.0, 23
PAGE = 250.0
OVERFLOW = 25.0
SHORT = 1200  # characters that surely fit on a page


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


@dataclass(frozen=True)
class FigureLine:
    """A figure with how it is known: « attesté par ADAVIP 37 »."""

    figure: Figure
    usual_date: date | None

    @property
    def mark(self) -> str:
        said = self.figure.nature_label
        if self.figure.is_attested and self.figure.attested_by:
            said = f"{said} par {self.figure.attested_by}"
        if self.figure.as_of and self.figure.as_of != self.usual_date:
            said = f"{said}, au {day_in_words(self.figure.as_of)}"
        return said


class SiteLayout:
    """What the templates of a site ask for."""

    def __init__(self, site: SiteSheet):
        self.site = site
        self.beside, self.below = arranged(story(site), side_height(site))

    @cached_property
    def usual_date(self) -> date | None:
        dates = Counter(figure.as_of for figure in self.site.figures if figure.as_of)
        return dates.most_common(1)[0][0] if dates else None

    @property
    def figures(self) -> list[FigureLine]:
        return [FigureLine(figure, self.usual_date) for figure in self.site.figures]

    @property
    def as_of(self) -> str:
        return f"Au {day_in_words(self.usual_date)}, sauf mention contraire." if self.usual_date else ""

    @property
    def notes(self) -> list[str]:
        notes = [f"{figure.label}\u202f: {figure.note}" for figure in self.site.figures if figure.note]
        return notes + ([self.site.records.data_note] if self.site.records.data_note else [])

    @property
    def has_records(self) -> bool:
        r = self.site.records
        return bool(r.programmes or r.meetups or r.mini_projects or r.working_groups or r.structure)


def day_in_words(day: date) -> str:
    return date_format(day, r"j F Y").replace("1 ", "1er ", 1) if day.day == 1 else date_format(day, "j F Y")


# The story ------------------------------------------------------------------------------------------------------------


def story(site: SiteSheet) -> list[Block]:
    """Every part in the order of reading. Charts, photos and testimonies may move up to fill a page."""
    blocks = [answer_block(site, "context")]
    if site.records.charts:
        charts = [chart.drawn for chart in site.records.charts]
        height = TITLE + sum(8 + chart.height * 88 / 360 for chart in charts)
        blocks.append(Block("reports/print/_block_charts.html", "En image", charts, height, moves=True))
    if site.pictures:
        blocks.append(photo_block(site.pictures[:1]))
    blocks.append(actions_block(site))
    blocks += [answer_block(site, section) for section in ("changes", "difficulties", "next_year")]
    blocks += [text_block(answer.question, answer.paragraphs) for answer in site.other_answers if answer.paragraphs]
    if site.quotes:
        height = TITLE + sum(14 + lines(quote.text, 52) * 5.2 for quote in site.quotes)
        heading = "Témoignages" if len(site.quotes) > 1 else "Témoignage"
        blocks.append(Block("reports/print/_block_quotes.html", heading, site.quotes, height, moves=True))
    blocks += [photo_block((picture,)) for picture in site.pictures[1:]]
    return blocks


def answer_block(site: SiteSheet, section: str) -> Block:
    answer = site.answer(section)
    return text_block(HEADINGS[section], answer.paragraphs if answer else ())


def text_block(heading: str, paragraphs: tuple[str, ...]) -> Block:
    height = TITLE + GAP + sum(lines(paragraph) * LINE + 2 for paragraph in paragraphs or ("",))
    return Block("reports/print/_block_text.html", heading, paragraphs, height)


def actions_block(site: SiteSheet) -> Block:
    height = TITLE + GAP + sum(6 + lines(f"{step.title} – {step.text}", 56) * LINE for step in site.actions)
    return Block("reports/print/_block_actions.html", "Ce qui a été fait, et quand", site.actions, height)


def photo_block(pictures) -> Block:
    height = sum(14 + min(101 * picture.height / max(picture.width, 1), 92) for picture in pictures)
    return Block("reports/print/_block_photos.html", "En photo", pictures, TITLE + height, moves=True)


def lines(text: str, characters: int = CHARACTERS_BESIDE) -> int:
    return -(-len(text) // characters) or 1


# The first page -------------------------------------------------------------------------------------------------------


def side_height(site: SiteSheet) -> float:
    """Of the identity card and the key figures."""
    records = site.records
    identity = [
        ", ".join(records.leads),
        ", ".join(records.landlords),
        ", ".join(f"{place.name} {place.qpv_code}" for place in records.neighbourhoods),
        *(f"{a.title}, {a.period}. Signée par {', '.join(a.signatories)}" for a in records.agreements),
    ]
    notes = [figure.note for figure in site.figures if figure.note] + [records.data_note]
    return (
        30
        + sum(2.4 + lines(text, SIDE_CHARACTERS) * SIDE_LINE for text in identity)
        + sum(5.6 + lines(figure.label, 22) * 3.8 for figure in site.figures)
        + sum(1 + lines(note, 44) * 3.7 for note in notes if note)
    )


def arranged(blocks: list[Block], height: float) -> tuple[list[Block], list[Block]]:
    """What fills the column beside ``height``, and what comes below it on the whole width."""
    room = min(height, PAGE) + OVERFLOW
    beside, below = [], []
    for block in blocks:
        fits = block.height <= room and (not below or block.moves)
        if fits or not (beside or below):
            beside.append(block)
            room -= block.height
        else:
            below.append(block)
    return beside, below
