"""What an assessment says: the typed contract between records (``collecting``), pages (``templates/reports``) and data.

Nothing here knows the database, and everything here can be frozen as JSON (``reports.document.frozen``). An unknown
value is ``None`` or empty, and prints « non renseigné ».
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from proxinet.charts import BarChart, bar_chart, in_french

Nature = Literal["computed", "declared", "attested"]
NATURES = {"computed": "calculé", "declared": "déclaré", "attested": "attesté"}


@dataclass(frozen=True)
class Figure:
    """One measured value and where it comes from. ``as_of``: the date it speaks of."""

    key: str
    label: str
    value: int | None
    definition: str
    source: str
    nature: Nature = "computed"
    as_of: date | None = None
    note: str = ""
    stated_by: str = ""
    proof: str = ""
    attested_by: str = ""

    @property
    def text(self) -> str:
        return in_french(self.value)

    @property
    def is_known(self) -> bool:
        return self.value is not None

    @property
    def nature_label(self) -> str:
        return NATURES[self.nature]

    @property
    def is_computed(self) -> bool:
        return self.nature == "computed"

    @property
    def is_declared(self) -> bool:
        return self.nature == "declared"

    @property
    def is_attested(self) -> bool:
        return self.nature == "attested"


@dataclass(frozen=True)
class Definition:
    """What a figure counts, once for the whole document, with every source and nature it has there."""

    key: str
    label: str
    text: str
    sources: tuple[str, ...]
    natures: tuple[Nature, ...]

    @property
    def nature_labels(self) -> tuple[str, ...]:
        return tuple(NATURES[nature] for nature in self.natures)


@dataclass(frozen=True)
class Participant:
    """An organisation and the part it plays; ``parts`` and ``note`` are ready to print."""

    name: str
    kind: str
    parts: tuple[str, ...] = ()
    note: str = ""

    @property
    def role(self) -> str:
        """All its parts as one phrase."""
        first, *others = self.parts or ("",)
        return ", ".join([first, *(part[:1].lower() + part[1:] for part in others)])


@dataclass(frozen=True)
class Place:
    name: str
    qpv_code: str = ""
    urban_renewal: bool = False


@dataclass(frozen=True)
class SignedAgreement:
    title: str
    period: str
    signatories: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """A module of a training programme and how often it was given."""

    title: str
    kind: str
    description: str
    sessions: int | None
    half_days: int | None


@dataclass(frozen=True)
class TrainingProgramme:
    title: str
    period: str
    objectives: str
    audience: str
    teaching_methods: str
    deliverer: str
    evaluator: str
    courses: tuple[Course, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """What is known of it, in the order of reading."""
        known = [self.period]
        if self.deliverer and self.deliverer == self.evaluator:
            known.append(f"réalisé et évalué par {self.deliverer}")
        else:
            known += [
                f"{verb} par {name}" for verb, name in (("réalisé", self.deliverer), ("évalué", self.evaluator)) if name
            ]
        return tuple(fact for fact in known if fact)


@dataclass(frozen=True)
class MeetupLine:
    """Meetups of the same title: how many were held, when, who was counted."""

    title: str
    kind: str
    when: str
    held: int
    present: int | None
    residents: int | None
    youths: int | None
    partners: tuple[str, ...]


@dataclass(frozen=True)
class CommonWork:
    """A mini-project or a working group. ``state`` is ready to print."""

    title: str
    text: str
    state: str
    partners: tuple[str, ...]


@dataclass(frozen=True)
class Product:
    """What a subject gave: a document or an action, and the people counted there with who they are."""

    title: str
    kind: str
    when: str = ""
    people: int | None = None
    people_label: str = ""


@dataclass(frozen=True)
class Subject:
    title: str
    when: str
    products: tuple[Product, ...]


@dataclass(frozen=True)
class SharedTheme:
    title: str
    description: str
    pilot: str
    subjects: tuple[Subject, ...]


@dataclass(frozen=True)
class Structure:
    """The site's resource centre or study."""

    name: str
    kind: str
    period: str
    description: str
    findings: str
    themes: tuple[SharedTheme, ...]
    cooperation_lines: tuple[str, ...]
    roadmap_axes: tuple[str, ...]
    is_study: bool


@dataclass(frozen=True)
class ChartData:
    """What a bar chart shows; ``drawn`` is its picture."""

    title: str
    label_heading: str
    value_heading: str
    rows: tuple[tuple[str, int | None], ...]

    @property
    def drawn(self) -> BarChart:
        return bar_chart(
            self.rows, title=self.title, label_heading=self.label_heading, value_heading=self.value_heading
        )


@dataclass(frozen=True)
class SiteRecords:
    """What the portal's records say of a site for the period: all that nobody types for the assessment.

    Frozen in the contribution when it is sent, so that what was read and accepted is what is published.
    """

    project_name: str
    department: str
    summary: str
    data_note: str
    leads: tuple[str, ...]
    landlords: tuple[str, ...]
    participants: tuple[Participant, ...]
    neighbourhoods: tuple[Place, ...]
    agreements: tuple[SignedAgreement, ...]
    programmes: tuple[TrainingProgramme, ...]
    meetups: tuple[MeetupLine, ...]
    mini_projects: tuple[CommonWork, ...]
    working_groups: tuple[CommonWork, ...]
    structure: Structure | None
    charts: tuple[ChartData, ...]

    @property
    def all_in_urban_renewal(self) -> bool:
        return bool(self.neighbourhoods) and all(place.urban_renewal for place in self.neighbourhoods)


@dataclass(frozen=True)
class Step:
    """Something the site did, in the order it tells it; ``when`` is ready to print."""

    when: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class AnswerText:
    """The answer to one of the campaign's questions. ``section``: of ``models.Question.Section``."""

    section: str
    question: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Quote:
    text: str
    function: str
    organisation: str = ""


@dataclass(frozen=True)
class Picture:
    """A photo ready to print: ``name`` is its file among the prepared pictures (``photo:NAME`` in the document)."""

    name: str
    description: str
    credit: str
    width: int
    height: int

    @property
    def caption(self) -> str:
        said = self.description if self.description.endswith((".", "!", "?", "…")) else f"{self.description}."
        return f"{said} Photo\u202f: {self.credit}." if self.credit else said


@dataclass(frozen=True)
class SiteSheet:
    """Everything the document says of one site. ``pending``: why it is not final (« contribution en relecture »)."""

    slug: str
    name: str
    approach: str
    approach_code: str
    records: SiteRecords
    answers: tuple[AnswerText, ...] = ()
    actions: tuple[Step, ...] = ()
    figures: tuple[Figure, ...] = ()
    pictures: tuple[Picture, ...] = ()
    quotes: tuple[Quote, ...] = ()
    pending: str = ""

    def figure(self, key: str) -> Figure | None:
        return next((figure for figure in self.figures if figure.key == key), None)

    def answer(self, section: str) -> AnswerText | None:
        return next((answer for answer in self.answers if answer.section == section), None)

    @property
    def context(self) -> AnswerText | None:
        return self.answer("context")

    @property
    def changes(self) -> AnswerText | None:
        return self.answer("changes")

    @property
    def difficulties(self) -> AnswerText | None:
        return self.answer("difficulties")

    @property
    def next_year(self) -> AnswerText | None:
        return self.answer("next_year")

    @property
    def other_answers(self) -> tuple[AnswerText, ...]:
        return tuple(answer for answer in self.answers if answer.section == "other")


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
