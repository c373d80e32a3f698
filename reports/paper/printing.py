"""An assessment as printed sheets: small whole HTML documents, each laid out alone and kept, then assembled.

A sheet knows nothing of the others, of page numbers or of the edition, so that what did not change is never laid out
again. ``href="dest:ID"`` links from one to another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.template.loader import render_to_string

from reports.document.content import ApproachChapter, Assessment
from reports.document.map_shapes import france_map
from reports.document.site_content import Picture, SiteSheet
from reports.document.tables import (
    approach_charts,
    approach_table,
    changed_groups,
    in_columns,
    own_figures,
    stated_by_site,
    unchanged_sentence,
)
from reports.document.wording import INTRODUCTION, counted, method_paragraphs, written_until
from reports.models import Kind
from reports.paper import page_estimates
from reports.paper.site_layout import SiteLayout, compact

STYLESHEET = "static:css/report.css"
SITES_PER_SHEET = 50
SITES_PER_DETAIL = 12
MOST_CHARTS, MOST_CHARTS_BESIDE_PICTURE = 8, 4
MOST_BESIDE_MAP = 18  # departments
WORDS_ON_A_PAGE = 430
ABREAST, ABREAST_WORDS, ABREAST_SITES = 3, 150, 24


@dataclass(frozen=True)
class HtmlSheet:
    """A sheet to lay out. ``numbered``: its pages show their number."""

    name: str
    html: str
    numbered: bool = True


@dataclass(frozen=True)
class Entry:
    """A line of the contents; ``entries``: the lines below it."""

    text: str
    anchor: str
    page: str = ""
    entries: tuple["Entry", ...] = ()


def part(template: str, **given) -> dict:
    """A piece of a flow: what ``template`` prints is ``part.…`` there."""
    return {"template": f"reports/print/{template}.html", **given}


def html_sheets(assessment: Assessment, edition_line: str, data_note: str = "") -> Iterator[HtmlSheet]:
    """All the sheets but the contents (which come second, when ``has_contents``), in the order of the document.

    ``edition_line`` (« Édition 1 du 3 décembre 2015 ») is printed on the cover and among the methods, like
    ``data_note``, what is to be known of the data.
    """
    yield cover(assessment, edition_line, data_note)
    yield from front_sheets(assessment)
    all_sites = list(flow(assessment, "sites", "Les sites", list(all_sites_parts(assessment))))
    if sites_come_first(assessment):
        yield from all_sites
    chapters = list(printed_chapters(assessment))
    for chapter in chapters:
        yield from chapter_sheets(assessment, chapter)
    if not sites_come_first(assessment):
        yield from all_sites
    if assessment.key_points:
        yield sheet(assessment, "points-cles", "key_points", "Les points clés à retenir", numbered=False)
    yield from changes_sheets(assessment)
    yield from flow(assessment, "details", "Le détail des actions", list(detail_parts(chapters)))
    yield from last_sheets(assessment, edition_line, data_note)


def has_contents(assessment: Assessment) -> bool:
    """A document of one site is short enough to do without."""
    return assessment.kind != Kind.SITE


def contents_sheet(assessment: Assessment, pages: dict[str, int]) -> HtmlSheet:
    """The contents with the numbers in ``pages`` (by anchor); it takes as many pages whatever the numbers are."""
    parts = [
        Entry(part.text, part.anchor, number(pages, part.anchor), tuple(
            Entry(entry.text, entry.anchor, number(pages, entry.anchor)) for entry in part.entries
        ))
        for part in parts_of(assessment)
    ]  # fmt: skip
    return sheet(assessment, "sommaire", "contents", "Sommaire", {"parts": parts})


def broken_sheet(name: str, anchors: Sequence[str], sentence: str) -> HtmlSheet:
    """What stands where ``name`` could not be laid out. ``anchors``: where links to it still lead."""
    running = {"document": "", "edition": ""}
    context = {
        "stylesheet": STYLESHEET,
        "title": name,
        "chapter": name,
        "name": name,
        "anchors": anchors,
        "sentence": sentence,
    }
    return HtmlSheet(name, render_to_string("reports/print/broken.html", context | {"running": running}))


def sheet(assessment: Assessment, name: str, template: str, chapter: str, context=None, *, numbered=True) -> HtmlSheet:
    given = {
        "stylesheet": STYLESHEET,
        "assessment": assessment,
        "title": chapter or assessment.title,
        "chapter": chapter,
        "running": {"document": assessment.campaign.name, "edition": assessment.call.name},
    }
    return HtmlSheet(name, render_to_string(f"reports/print/{template}.html", given | (context or {})), numbered)


# The front ------------------------------------------------------------------------------------------------------------


def cover(assessment: Assessment, edition_line: str, data_note: str) -> HtmlSheet:
    site = assessment.only_site
    subject = (site.records.project_name if site else assessment.subject) or assessment.call.name
    facts = [
        assessment.call.name if subject != assessment.call.name else "",
        assessment.call.run_by,
        edition_line,
        written_until(assessment),
        data_note,
    ]
    context = {
        "operator_name": settings.OPERATOR_NAME,
        "heading": assessment.title,
        "subject": subject,
        "facts": [fact for fact in facts if fact],
    }
    return sheet(assessment, "couverture", "cover", "", context, numbered=False)


def front_sheets(assessment: Assessment) -> Iterator[HtmlSheet]:
    if assessment.editorials:
        together = {"together": editorial_pages(assessment) == 1}
        yield sheet(assessment, "editoriaux", "editorials", "Éditoriaux", together)
    if assessment.kind != Kind.SITE:
        yield introduction(assessment)


def editorial_pages(assessment: Assessment) -> int:
    words = sum(len(text.split()) for editorial in assessment.editorials for text in editorial.paragraphs)
    return min(len(assessment.editorials), 1) if words < WORDS_ON_A_PAGE else len(assessment.editorials)


def sites_come_first(assessment: Assessment) -> bool:
    """Whether the page of all sites comes before the chapters: those start on a left-hand page, so that what faces
    each other is seen together."""
    cover_contents_introduction = 3
    return (cover_contents_introduction + editorial_pages(assessment)) % 2 == 0


def introduction(assessment: Assessment) -> HtmlSheet:
    call = assessment.call
    texts = (call.aim, call.who_may_apply, call.what_is_funded, call.frame, call.run_by)
    words = sum(len(chapter.aim.split()) for chapter in assessment.chapters)
    approaches, sites = len(assessment.chapters), len(assessment.sites)
    context = {
        "frame": list(zip(INTRODUCTION, texts, strict=True)),
        "abreast": approaches == ABREAST and words < ABREAST_WORDS and sites <= ABREAST_SITES,
        "approaches": f"{counted(approaches, 'démarche')}, {counted(sites, 'site')}",
    }
    return sheet(assessment, "introduction", "introduction", "Introduction", context)


def all_sites_parts(assessment: Assessment) -> Iterator[dict]:
    """The map, then all the sites on common measures."""
    departments, groups = assessment.departments, in_groups(assessment.comparison)
    charts = [compact(chart) for chart in assessment.comparison_charts]
    if departments:
        many = len(departments) > MOST_BESIDE_MAP
        beside = charts[:1] if groups and not many else []
        charts = charts[len(beside) :]
        yield part("_map", map=france_map(departments), many=many, charts=beside)
    for place, rows in enumerate(groups, start=1):
        is_last = place == len(groups)
        yield part("_comparison", rows=rows, is_first=place == 1, is_last=is_last, charts=charts if is_last else [])


# The approaches and their sites ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chapter:
    """An approach as printed. Its ``picture``, lent by the site that has most, is not printed twice."""

    approach: ApproachChapter
    layouts: tuple[SiteLayout, ...]
    picture: Picture | None = None


def printed_chapters(assessment: Assessment) -> Iterator[Chapter]:
    for approach in assessment.chapters:
        sites, picture = lent_picture(approach) if has_openings(assessment) else (approach.sites, None)
        yield Chapter(approach, tuple(map(SiteLayout, sites)), picture)


def lent_picture(approach: ApproachChapter) -> tuple[tuple[SiteSheet, ...], Picture | None]:
    """The sites without the picture that one of several lends to the chapter, and that picture."""
    lender = max(approach.sites, key=lambda site: len(site.pictures), default=None)
    if len(approach.sites) < 2 or len(lender.pictures) < 2:
        return approach.sites, None
    left = replace(lender, pictures=lender.pictures[:-1])
    return tuple(left if site is lender else site for site in approach.sites), lender.pictures[-1]


def chapter_sheets(assessment: Assessment, chapter: Chapter) -> Iterator[HtmlSheet]:
    approach = chapter.approach
    if has_openings(assessment):
        name = f"demarche-{approach.number}"
        yield sheet(assessment, name, "opening", approach.name, {"approach": approach}, numbered=False)
        if len(approach.sites) > 1:
            yield from figures_sheets(assessment, chapter)
    for layout in chapter.layouts:
        yield site_sheet(assessment, layout)


def has_openings(assessment: Assessment) -> bool:
    """Who reads of one site, or of one landlord's, knows where: approaches need no pages of their own."""
    return assessment.kind in (Kind.NATIONAL, Kind.APPROACH)


def figures_sheets(assessment: Assessment, chapter: Chapter) -> Iterator[HtmlSheet]:
    """The sites of an approach on its own measures: this page faces its opening, so that each site has two that face
    each other."""
    approach = chapter.approach
    if own := own_figures(approach.sites):
        context = {"approach": approach, "picture": chapter.picture, "sites": own}
        yield sheet(assessment, f"chiffres-{approach.number}", "own_figures", approach.name, context)
        return
    most = MOST_CHARTS_BESIDE_PICTURE if chapter.picture else MOST_CHARTS
    charts = [compact(chart) for chart in approach_charts(approach.sites, most)]
    first = {"is_first": True, "charts": charts, "picture": chapter.picture}
    for place, sites in enumerate(in_groups(approach.sites)):
        context = {"approach": approach, **(first if place == 0 else {}), **approach_table(sites, approach.sites)}
        yield sheet(assessment, f"chiffres-{approach.number}-{place + 1}", "approach_figures", approach.name, context)


def site_sheet(assessment: Assessment, layout: SiteLayout) -> HtmlSheet:
    """The same whatever the edition, but for a document of this site alone, where its approach is the part's title."""
    site = layout.site
    context = {
        "site": site,
        "records": site.records,
        "layout": layout,
        "alone": assessment.kind == Kind.SITE,
        "assessment": None,
    }
    return sheet(assessment, f"site-{site.slug}", "site", site.name, context)


# The end --------------------------------------------------------------------------------------------------------------


def changes_sheets(assessment: Assessment) -> Iterator[HtmlSheet]:
    since = assessment.since_last_year
    if since is None:
        return
    for place, groups in enumerate(in_groups(changed_groups(since)) or [[]]):
        context = {
            "since": since,
            "columns": in_columns(groups),
            "is_first": place == 0,
            "unchanged": unchanged_sentence(since),
        }
        yield sheet(assessment, f"evolution-{place + 1}", "changes", "Depuis l’an dernier", context)


def detail_parts(chapters: Sequence[Chapter]) -> Iterator[dict]:
    """What the records say and the sites' two pages could not hold."""
    told = [layout for chapter in chapters for layout in chapter.layouts if layout.left_over]
    for first in range(0, len(told), SITES_PER_DETAIL):
        yield part("_details", is_first=first == 0, layouts=told[first : first + SITES_PER_DETAIL])


def last_sheets(assessment: Assessment, edition_line: str, data_note: str) -> Iterator[HtmlSheet]:
    """Participants, co-ordination, methods: one flow, cut into sheets when the sites are many."""
    listed = in_groups(assessment.sites)
    stated = in_groups(stated_by_site(assessment.sites))
    parts = [part("_participants", is_first=place == 0, sites=sites) for place, sites in enumerate(listed)]
    if assessment.coordination:
        parts.append(part("_coordination"))
    parts.append(part("_method", paragraphs=method_paragraphs(assessment, edition_line, data_note)))
    parts += [part("_stated", is_first=place == 0, sites=lines) for place, lines in enumerate(stated)]
    yield from flow(assessment, "annexes", "Participants, méthode et définitions", parts)


def flow(assessment: Assessment, name: str, chapter: str, parts: list[dict]) -> Iterator[HtmlSheet]:
    """The parts one under the other; on sheets of their own when the sites are many."""
    alone = len(assessment.sites) > SITES_PER_SHEET
    for place, group in enumerate([[one] for one in parts] if alone else [parts], start=1):
        if group:
            yield sheet(assessment, f"{name}-{place}", "flow", chapter, {"parts": group})


# The contents ---------------------------------------------------------------------------------------------------------


def parts_of(assessment: Assessment) -> Iterator[Entry]:
    if assessment.editorials:
        yield Entry("Éditoriaux", "editoriaux")
    yield Entry("Introduction", "introduction")
    all_sites = [Entry("Les sites", "carte")] if assessment.departments else []
    if sites_come_first(assessment):
        yield from all_sites
    for approach in assessment.chapters:
        entries = tuple(map(site_entry, approach.sites))
        yield from (
            [Entry(approach.name, f"demarche-{approach.number}", entries=entries)]
            if has_openings(assessment)
            else entries
        )
    if not sites_come_first(assessment):
        yield from all_sites
    if assessment.key_points:
        yield Entry("Les points clés à retenir", "points-cles")
    if assessment.since_last_year:
        yield Entry("Depuis l’an dernier", "evolution")
    if any(layout.left_over for chapter in printed_chapters(assessment) for layout in chapter.layouts):
        yield Entry("Le détail des actions", "details")
    yield Entry("Participants et coordination", "participants")
    yield Entry("Méthode et définitions", "methode")


def guessed_pages(assessment: Assessment) -> int:
    """How many pages the contents take, most likely."""
    return page_estimates.contents([len(entry.entries) for entry in parts_of(assessment)])


def site_entry(site: SiteSheet) -> Entry:
    project = f" — {site.records.project_name}" if site.records.project_name else ""
    pending = " (pas encore définitif)" if site.pending else ""
    return Entry(f"{site.name}{project}{pending}", f"site-{site.slug}")


def number(pages: dict[str, int], anchor: str) -> str:
    return str(pages.get(anchor, ""))


def in_groups(found: Sequence) -> list[Sequence]:
    return [found[start : start + SITES_PER_SHEET] for start in range(0, len(found), SITES_PER_SHEET)]
