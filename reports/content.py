"""What an assessment says: the typed contract between records (``collecting``) and pages (``templates/reports``).

Nothing here knows the database. An unknown value is ``None`` or empty, and prints « non renseigné ».
"""

from dataclasses import dataclass
from datetime import datetime

from proxinet.charts import BarChart, in_french

COMPUTED = "calculé"
DECLARED = "déclaré"


@dataclass(frozen=True)
class Definition:
    """What a figure counts. ``how``: ``COMPUTED`` from individual records, or ``DECLARED`` as a number by the site."""

    key: str
    label: str
    text: str
    source: str
    how: str = COMPUTED


@dataclass(frozen=True)
class Figure:
    """One measured value beside its label; ``unit`` is empty when the label says it."""

    label: str
    value: int | None
    definition: Definition
    unit: str = ""

    @property
    def text(self) -> str:
        return in_french(self.value)

    @property
    def is_known(self) -> bool:
        return self.value is not None

    @property
    def is_declared(self) -> bool:
        return self.definition.how == DECLARED


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
class Step:
    """A dated step of the story; ``when`` is ready to print."""

    when: str
    title: str
    text: str = ""


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
class Quote:
    text: str
    function: str
    organisation: str = ""


@dataclass(frozen=True)
class SiteSheet:
    """Everything the document says of one site."""

    slug: str
    name: str
    approach: str
    project_name: str
    department: str
    summary: str
    context: str
    results: str
    next_steps: str
    data_note: str
    leads: tuple[str, ...]
    landlords: tuple[str, ...]
    participants: tuple[Participant, ...]
    neighbourhoods: tuple[Place, ...]
    agreements: tuple[SignedAgreement, ...]
    steps: tuple[Step, ...]
    programmes: tuple[TrainingProgramme, ...]
    meetups: tuple[MeetupLine, ...]
    mini_projects: tuple[CommonWork, ...]
    working_groups: tuple[CommonWork, ...]
    structure: Structure | None
    figures: tuple[Figure, ...]
    charts: tuple[BarChart, ...]
    quotes: tuple[Quote, ...]

    @property
    def all_in_urban_renewal(self) -> bool:
        return bool(self.neighbourhoods) and all(place.urban_renewal for place in self.neighbourhoods)

    def figure(self, key: str) -> Figure | None:
        return next((figure for figure in self.figures if figure.definition.key == key), None)


@dataclass(frozen=True)
class ApproachChapter:
    number: int
    name: str
    aim: str
    quote: str
    sites: tuple[SiteSheet, ...]


@dataclass(frozen=True)
class EditorialPlace:
    """An editorial; an empty ``text`` keeps its place."""

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
class ComparedSite:
    """A line of the table that puts the sites side by side."""

    name: str
    slug: str
    approach: str
    summary: str
    landlords: Figure
    neighbourhoods: Figure
    reach: Figure


@dataclass(frozen=True)
class Assessment:
    """A whole document. ``only_site`` is set in the edition of one site."""

    title: str
    call: CallText
    data_until: datetime | None
    chapters: tuple[ApproachChapter, ...]
    definitions: tuple[Definition, ...]
    editorials: tuple[EditorialPlace, ...] = ()
    key_points: tuple[str, ...] = ()
    coordination: tuple[Participant, ...] = ()
    comparison: tuple[ComparedSite, ...] = ()
    comparison_chart: BarChart | None = None
    only_site: SiteSheet | None = None

    @property
    def sites(self) -> tuple[SiteSheet, ...]:
        return tuple(site for chapter in self.chapters for site in chapter.sites)
