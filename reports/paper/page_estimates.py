"""How high printed things are, in millimetres, guessed from their number of characters.

Only to choose between layouts (what stands beside what, how tight): nothing is ever clipped when a guess is wrong.
"""

from collections.abc import Sequence

from reports.document.record_content import CommonWork, MeetupLine, Structure, TrainingProgramme
from reports.document.site_content import SiteSheet

PAGE = 256.0
HEAD = 42.0
TITLE, GAP = 6.5, 5.4
LINE, BETWEEN = 4.65, 2.0
BESIDE = 70  # characters of a line of text
SIDE_LINE, SIDE_CHARACTERS = 3.8, 24
CONTENTS_HEAD, CONTENTS_PART, CONTENTS_SITE = 22.0, 13.2, 6.65
ROW, ROW_LINE, TABLE = 1.9, 3.8, 15.0


def lines(text: str, characters: int) -> int:
    return -(-len(text) // characters) or 1


def paragraphs(texts, characters: int = BESIDE) -> float:
    """Of a titled block of text."""
    return TITLE + GAP - BETWEEN + sum(lines(text, characters) * LINE + BETWEEN for text in texts or ("",))


def side(site: SiteSheet) -> float:
    """Of the identity card and the key figures."""
    records = site.records
    identity = [
        ", ".join(records.leads),
        ", ".join(records.landlords),
        ", ".join(f"{place.name} {place.qpv_code}" for place in records.neighbourhoods),
        *(f"{a.title}, {a.period}. Signée par {', '.join(a.signatories)}" for a in records.agreements),
    ]
    marked = sum(not figure.is_computed for figure in site.figures)
    return (
        36
        + sum(2 + lines(text, SIDE_CHARACTERS) * SIDE_LINE for text in identity)
        + sum(1.9 + lines(figure.label, 24) * 3.7 for figure in site.figures)
        + marked * 3.7
    )


def programme(found: TrainingProgramme) -> float:
    texts = (found.objectives, found.audience, found.teaching_methods)
    rows = sum(table_row((course.title, 48)) for course in found.courses)
    return TABLE + 4 + sum(lines(text, 120) * 4.4 for text in texts if text) + rows


def meetups(found: Sequence[MeetupLine]) -> float:
    rows = (table_row((f"{m.title} {m.kind} {', '.join(m.partners)}", 46), (m.when, 24)) for m in found)
    return TABLE + 3.5 + sum(rows)


def works(found: Sequence[CommonWork]) -> float:
    return TABLE + sum(table_row((w.title, 32), (f"{w.text} {', '.join(w.partners)}", 64)) for w in found)


def structure(found: Structure) -> float:
    total = TABLE + sum(lines(text, 115) * LINE for text in (found.description, found.findings) if text)
    if found.is_study:
        return total + 30 + 5.4 * len(found.themes + found.cooperation_lines + found.roadmap_axes)
    for theme in found.themes:
        total += 8.5
        for subject in theme.subjects:
            products = " ; ".join(f"{product.title} ({product.kind}, {product.when})" for product in subject.products)
            total += table_row((f"{subject.title} {subject.when}", 40), (products, 74))
    return total


def contents(sites_of_parts: Sequence[int]) -> int:
    """Pages of the contents, from the number of sites listed below each of its parts."""
    return -(-int(CONTENTS_HEAD + sum(CONTENTS_PART + CONTENTS_SITE * sites for sites in sites_of_parts)) // int(PAGE))


def table_row(*cells: tuple[str, int]) -> float:
    return ROW + ROW_LINE * max(lines(text, characters) for text, characters in cells)
