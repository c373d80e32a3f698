"""One contribution as its page shows it: sections in the document's order, remarks beside what they are about."""

from dataclasses import dataclass, field

from proxinet.charts import in_french
from reports.contributions.anchors import WHOLE, anchor_of
from reports.contributions.missing import Missing, answers_of, what_is_missing
from reports.contributions.resembling import suggested_note
from reports.forms.pieces import PieceForm
from reports.forms.words import AnswerForm
from reports.models import Answer, Figure, Question, Remark, SiteAssessment

Section = Question.Section


@dataclass(frozen=True)
class Piece:
    """A row and what goes with it. ``form``: of an answer; ``note``: a remark suggested for a figure."""

    row: object
    anchor: str
    remarks: list[Remark]
    form: PieceForm | None = None
    note: str = ""

    @property
    def value(self) -> str:
        """A figure's, as it is read."""
        return in_french(self.row.value)


@dataclass(frozen=True)
class ContributionPage:
    assessment: SiteAssessment
    is_editable: bool
    missing: list[Missing]
    answers: dict[str, list[Piece]]
    actions: list[Piece]
    figures: list[Piece]
    testimonies: list[Piece]
    photos: list[Piece]
    remarks: list[Remark] = field(default_factory=list)

    @property
    def blocking(self) -> list[Missing]:
        return [missing for missing in self.missing if missing.blocks]

    @property
    def optional(self) -> list[Missing]:
        return [missing for missing in self.missing if not missing.blocks]

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The table of contents: anchors and titles, in the document's order."""
        told = {section: Section(section).label for section in Section.values if self.answers.get(section)}
        before = [(section, told[section]) for section in (Section.CONTEXT,) if section in told]
        after = [
            (section, "Les autres questions" if section == Section.OTHER else title)
            for section, title in told.items()
            if section != Section.CONTEXT
        ]
        return [
            *before,
            ("actions", "Les actions"),
            *after,
            ("figures", "Les chiffres"),
            ("testimonies", "Les témoignages"),
            ("photos", "Les photos"),
        ]


def contribution_page(assessment: SiteAssessment, *, can_write: bool, bound: AnswerForm | None = None):
    """``assessment``: of ``missing.with_pieces``. ``bound``: the form of an answer that could not be saved."""
    is_editable = can_write and assessment.is_editable
    beside: dict[str, list[Remark]] = {}
    for remark in assessment.remarks.all():
        beside.setdefault(remark.anchor, []).append(remark)
    figures = list(assessment.figures.all())
    page = ContributionPage(
        assessment=assessment,
        is_editable=is_editable,
        missing=what_is_missing(assessment) if is_editable else [],
        answers=answers_by_section(assessment, beside, bound),
        actions=pieces(assessment.actions.all(), beside),
        figures=[figure_piece(figure, figures, beside) for figure in figures],
        testimonies=pieces(assessment.testimonies.all(), beside),
        photos=pieces(assessment.photos.all(), beside),
    )
    page.remarks.extend(beside.pop(WHOLE, []))
    page.remarks.extend(remark for others in beside.values() for remark in others)
    return page


def answers_by_section(assessment, beside, bound) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = {}
    for answer in answers_of(assessment):
        answer.assessment = assessment
        found.setdefault(answer.question.section, []).append(answer_piece(answer, beside, bound))
    return found


def answer_piece(answer: Answer, beside, bound: AnswerForm | None) -> Piece:
    is_bound = bound is not None and bound.instance.question_id == answer.question_id
    form = bound if is_bound else AnswerForm(instance=answer)
    return Piece(answer, anchor_of(answer), beside.pop(anchor_of(answer), []), form=form)


def figure_piece(figure: Figure, figures: list[Figure], beside) -> Piece:
    """A remark may name a figure by its key: « figure-trained »."""
    remarks = beside.pop(anchor_of(figure), []) + beside.pop(f"figure-{figure.key}", [])
    return Piece(figure, anchor_of(figure), remarks, note=suggested_note(figure, figures))


def pieces(rows, beside) -> list[Piece]:
    return [Piece(row, anchor_of(row), beside.pop(anchor_of(row), [])) for row in rows]
