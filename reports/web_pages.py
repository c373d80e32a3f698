"""A document as web pages: one page while it is short; beyond, an index, approaches, and a page a site."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.core.paginator import Page, Paginator

from proxinet.charts import in_french
from reports.document.content import ApproachChapter, Assessment, Change, SinceLastYear
from reports.document.figure_content import Figure
from reports.document.frozen import thaw
from reports.document.map_shapes import FranceMap, france_map
from reports.document.site_content import SiteSheet
from reports.document.tables import changed_groups, stated_by_site, unchanged_sentence
from reports.document.wording import (
    HEADINGS,
    INTRODUCTION,
    known_how,
    method_paragraphs,
    notes_of,
    written_until,
)

ON_ONE_PAGE = 12  # sites
SITES_A_PAGE = 50


class NoSuchPart(Exception):  # noqa: N818 - an answer, not a fault
    """The document has no such site or approach."""


@dataclass(frozen=True)
class SiteLine:
    """A site in the index of a long document."""

    slug: str
    name: str
    project_name: str
    department: str
    pending: str


@dataclass(frozen=True)
class WebPage:
    """What the templates print. ``only``: the one site it shows; ``chapter``: the approach whose sites it lists."""

    assessment: Assessment
    is_long: bool
    only: SiteSheet | None = None
    chapter: ApproachChapter | None = None
    lines: Page | None = None

    @property
    def is_whole(self) -> bool:
        """Everything is here, and nothing else is to be opened."""
        return not (self.is_long or self.only or self.chapter)

    @property
    def has_front(self) -> bool:
        return not (self.only or self.chapter)

    @property
    def frame(self) -> list[tuple[str, str]]:
        call = self.assessment.call
        texts = (call.aim, call.who_may_apply, call.what_is_funded, call.frame, call.run_by)
        return list(zip(INTRODUCTION, texts, strict=True))

    @property
    def map(self) -> FranceMap:
        return france_map(self.assessment.departments)

    @property
    def written_until(self) -> str:
        return written_until(self.assessment)

    @property
    def methods(self) -> list[str]:
        return method_paragraphs(self.assessment, "", "")[:1]

    @property
    def changed(self) -> list:
        since = self.assessment.since_last_year
        return changed_groups(since) if since else []

    @property
    def unchanged(self) -> str:
        since = self.assessment.since_last_year
        return unchanged_sentence(since) if since else ""

    @property
    def stated(self) -> list:
        return stated_by_site(self.assessment.sites)

    @property
    def chapters(self) -> list[tuple[ApproachChapter, list["SitePart"]]]:
        return [(chapter, [SitePart(site) for site in chapter.sites]) for chapter in self.assessment.chapters]

    @property
    def only_part(self) -> "SitePart | None":
        return SitePart(self.only) if self.only else None

    @cached_property
    def charts(self) -> list:
        return [chart.drawn for chart in self.assessment.comparison_charts]


@dataclass(frozen=True)
class SitePart:
    """A site with what its template asks for."""

    site: SiteSheet

    @property
    def story(self) -> list[tuple[str, tuple[str, ...]]]:
        """What comes after the actions, in the order of reading."""
        told = [(HEADINGS[section], self.paragraphs(section)) for section in ("changes", "difficulties", "next_year")]
        return told + [(one.question, one.paragraphs) for one in self.site.other_answers if one.paragraphs]

    @property
    def context(self) -> tuple[str, ...]:
        return self.paragraphs("context")

    def paragraphs(self, section: str) -> tuple[str, ...]:
        answer = self.site.answer(section)
        return answer.paragraphs if answer else ()

    @property
    def figures(self) -> list[tuple[Figure, str]]:
        return [(figure, known_how(figure)) for figure in self.site.figures]

    @property
    def has_records(self) -> bool:
        records = self.site.records
        return bool(
            records.programmes
            or records.meetups
            or records.mini_projects
            or records.working_groups
            or records.structure
        )

    @property
    def notes(self) -> list[str]:
        return notes_of(self.site)

    @property
    def charts(self) -> list:
        return [chart.drawn for chart in self.site.records.charts]


def web_page_of(content: dict, *, site: str = "", approach: str = "", page: str = "") -> WebPage:
    """The page that shows ``content`` (frozen JSON), or one site (a slug) or approach (a number) of it.

    Only what is shown is thawed. Raises ``NoSuchPart``.
    """
    is_long = sum(len(chapter["sites"]) for chapter in content["chapters"]) > ON_ONE_PAGE
    if site:
        return one_site(content, site, is_long=is_long)
    if approach:
        return one_approach(content, approach, page, is_long=is_long)
    return WebPage(front_of(content) if is_long else thaw(Assessment, content), is_long)


def front_of(content: dict) -> Assessment:
    """A long document without its sites, nor the tables that have a line for each."""
    chapters = [chapter | {"sites": []} for chapter in content["chapters"]]
    kept = thaw(Assessment, content | {"chapters": chapters, "comparison": [], "faults": [], "since_last_year": None})
    since = content["since_last_year"]
    if since:
        names = SinceLastYear(since["edition"], tuple(since["new_sites"]), tuple(since["gone_sites"]))
        kept = replace(kept, since_last_year=names)
    return kept


def one_site(content: dict, slug: str, *, is_long: bool) -> WebPage:
    for chapter in content["chapters"]:
        for found in chapter["sites"]:
            if found["slug"] == slug:
                assessment = with_changes_of(front_of(content), content["since_last_year"], found["name"])
                return WebPage(assessment, is_long, only=thaw(SiteSheet, found))
    raise NoSuchPart(slug)


def with_changes_of(assessment: Assessment, since: dict | None, name: str) -> Assessment:
    """``assessment`` with what changed at that site alone."""
    if since is None:
        return assessment
    own = tuple(thaw(Change, change) for change in since["changes"] if change["site"] == name)
    return replace(assessment, since_last_year=SinceLastYear(since["edition"], changes=own))


def one_approach(content: dict, number: str, page: str, *, is_long: bool) -> WebPage:
    for chapter in content["chapters"]:
        if str(chapter["number"]) == number:
            lines = Paginator(chapter["sites"], SITES_A_PAGE).get_page(page)
            lines.object_list = [line_of(site) for site in lines.object_list]
            shown = thaw(ApproachChapter, chapter | {"sites": []})
            return WebPage(front_of(content), is_long, chapter=shown, lines=lines)
    raise NoSuchPart(number)


def line_of(site: dict) -> SiteLine:
    records = site["records"]
    unknown = f"département {in_french(None)}"
    return SiteLine(
        site["slug"], site["name"], records["project_name"], records["department"] or unknown, site["pending"]
    )


def has_picture(content: dict, name: str) -> bool:
    return any(
        picture["name"] == name
        for chapter in content["chapters"]
        for site in chapter["sites"]
        for picture in site["pictures"]
    )
