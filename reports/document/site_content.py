"""What the document says of one site: its records, and what its contribution tells."""

from dataclasses import dataclass

from reports.document.figure_content import Figure
from reports.document.record_content import SiteRecords


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
