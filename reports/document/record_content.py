"""What the portal's records say of a site, as the document tells it: all that nobody types for the assessment."""

from dataclasses import dataclass

from proxinet.charts import BarChart, bar_chart


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
