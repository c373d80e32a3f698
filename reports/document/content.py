"""What an assessment says: the typed contract between records (``collecting``), pages (``templates/reports``) and data.

Nothing here knows the database, and everything here can be frozen as JSON (``reports.document.frozen``). An unknown
value is ``None`` or empty, and prints « non renseigné ». One site is in ``site_content``, one figure in
``figure_content``.
"""

from dataclasses import dataclass, field
from datetime import datetime

from reports.document.figure_content import Definition, Figure
from reports.document.record_content import ChartData, Participant
from reports.document.site_content import SiteSheet


@dataclass(frozen=True)
class ApproachChapter:
    number: int
    code: str
    name: str
    aim: str
    quote: str
    sites: tuple[SiteSheet, ...]


@dataclass(frozen=True)
class EditorialPlace:
    """An editorial; without paragraphs it keeps its place."""

    function: str
    organisation: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class CallText:
    name: str
    run_by: str
    why: str
    aim: str
    who_may_apply: str
    what_is_funded: str
    frame: str


@dataclass(frozen=True)
class CampaignText:
    """``period``: in words; ``introduction``: paragraphs."""

    name: str
    period: str
    introduction: tuple[str, ...] = ()


@dataclass(frozen=True)
class ComparedSite:
    """A line of the table that puts the sites side by side."""

    name: str
    slug: str
    approach: str
    department: str
    summary: str
    landlords: Figure
    neighbourhoods: Figure
    reach: Figure


@dataclass(frozen=True)
class MarkedDepartment:
    """A department of the map with its sites. ``code``: « 37 », « 2A »."""

    code: str
    name: str
    sites: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A figure of a site against the same one in the last published edition of the campaign before."""

    site: str
    label: str
    before: int | None
    now: int | None

    @property
    def difference(self) -> int | None:
        return None if self.before is None or self.now is None else self.now - self.before


@dataclass(frozen=True)
class SinceLastYear:
    """``edition``: which published document is compared, in words."""

    edition: str
    new_sites: tuple[str, ...] = ()
    gone_sites: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Fault:
    """Something of a contribution that could not be printed as it is: where (a site, a part), and what, in French."""

    where: str
    sentence: str


@dataclass(frozen=True)
class Assessment:
    """A whole document: ``kind`` is one of ``models.Kind``, ``subject`` the approach, site or landlord it is about."""

    kind: str
    subject: str
    title: str
    call: CallText
    campaign: CampaignText
    data_until: datetime | None
    chapters: tuple[ApproachChapter, ...]
    definitions: tuple[Definition, ...]
    editorials: tuple[EditorialPlace, ...] = ()
    key_points: tuple[str, ...] = ()
    coordination: tuple[Participant, ...] = ()
    comparison: tuple[ComparedSite, ...] = ()
    comparison_charts: tuple[ChartData, ...] = ()
    departments: tuple[MarkedDepartment, ...] = ()
    since_last_year: SinceLastYear | None = None
    faults: tuple[Fault, ...] = field(default=())

    @property
    def sites(self) -> tuple[SiteSheet, ...]:
        return tuple(site for chapter in self.chapters for site in chapter.sites)

    @property
    def only_site(self) -> SiteSheet | None:
        """The site of a site's edition."""
        return self.sites[0] if self.kind == "site" else None

    @property
    def pending(self) -> tuple[SiteSheet, ...]:
        """The sites whose contribution is not accepted."""
        return tuple(site for site in self.sites if site.pending)
