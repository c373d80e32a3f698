"""A contribution as its reviewer reads it: piece by piece, with remarks beside, and what changed since last time."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from reports.contributions.anchors import WHOLE, anchor_of
from reports.contributions.missing import answers_of, with_pieces
from reports.document.site_sheets import paragraphs
from reports.models import AssessmentEvent, Remark, SiteAssessment


@dataclass(frozen=True)
class Line:
    """A paragraph of an answer, or a whole piece. ``paragraph`` is None for a piece."""

    anchor: str
    remarks: list[Remark]
    text: str = ""
    paragraph: int | None = None


@dataclass(frozen=True)
class ReviewedPiece:
    row: object
    line: Line
    has_changed: bool
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class ReviewPage:
    assessment: SiteAssessment
    answers: list[ReviewedPiece]
    actions: list[ReviewedPiece]
    figures: list[ReviewedPiece]
    testimonies: list[ReviewedPiece]
    photos: list[ReviewedPiece]
    whole: Line
    unsent: int


def reviewed(assessments):
    """Contributions with all that their page shows, in a fixed number of queries."""
    remarks = Prefetch("remarks", Remark.objects.select_related("written_by"), to_attr="every_remark")
    return with_pieces(assessments).prefetch_related(remarks)


def review_page(assessment: SiteAssessment) -> ReviewPage:
    """``assessment``: of ``reviewed``."""
    beside: dict[tuple[str, int | None], list[Remark]] = {}
    for remark in assessment.every_remark:
        beside.setdefault((remark.anchor, remark.paragraph), []).append(remark)
    returned = assessment.events.filter(kind__in=[AssessmentEvent.Kind.RETURNED, AssessmentEvent.Kind.REOPENED]).last()

    def piece(row, lines=()) -> ReviewedPiece:
        anchor = anchor_of(row)
        has_changed = bool(returned and row.edited_at > returned.at)
        return ReviewedPiece(row, Line(anchor, beside.pop((anchor, None), [])), has_changed, list(lines))

    def answer(row) -> ReviewedPiece:
        anchor = anchor_of(row)
        lines = [
            Line(anchor, beside.pop((anchor, place), []), text, place)
            for place, text in enumerate(paragraphs(row.text))
        ]
        left = [key for key in beside if key[0] == anchor and key[1] is not None]
        lines += [Line(anchor, beside.pop(key), "", key[1]) for key in left]
        return piece(row, lines)

    page = ReviewPage(
        assessment=assessment,
        answers=[answer(row) for row in answers_of(assessment)],
        actions=[piece(row) for row in assessment.actions.all()],
        figures=[piece(row) for row in assessment.figures.all()],
        testimonies=[piece(row) for row in assessment.testimonies.all() if row.withdrawn_at is None],
        photos=[piece(row) for row in assessment.photos.all() if row.withdrawn_at is None],
        whole=Line(WHOLE, beside.pop((WHOLE, None), [])),
        unsent=sum(not remark.is_sent for remark in assessment.every_remark),
    )
    page.whole.remarks.extend(remark for others in beside.values() for remark in others)
    return page
