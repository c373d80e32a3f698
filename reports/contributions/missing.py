"""What a contribution still lacks, from what is really there."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce

from reports.contributions.anchors import anchor_of
from reports.models import Answer, Figure, FigureNature, Question, Remark, SiteAssessment, Testimony


@dataclass(frozen=True)
class Missing:
    """``blocks``: the contribution is not sent without it."""

    sentence: str
    anchor: str
    blocks: bool = False


def with_pieces(assessments):
    """Contributions with all that they hold, in a fixed number of queries; what the functions below read."""
    return assessments.select_related("campaign__call", "site__approach").prefetch_related(
        "campaign__questions",
        Prefetch("answers", Answer.objects.select_related("question", "edited_by")),
        "actions",
        Prefetch("figures", Figure.objects.select_related("proof", "attested_by")),
        Prefetch("testimonies", Testimony.objects.select_related("organisation")),
        "photos",
        Prefetch("remarks", Remark.objects.filter(is_sent=True)),
    )


def answers_of(assessment: SiteAssessment) -> list[Answer]:
    """One per question of the campaign, in order; not saved where the site was not asked yet."""
    given = {answer.question_id: answer for answer in assessment.answers.all()}
    return [
        given.get(question.pk) or Answer(assessment=assessment, question=question)
        for question in assessment.campaign.questions.all()
    ]


def what_is_missing(assessment: SiteAssessment) -> list[Missing]:
    """In the order of the page. ``assessment``: of ``with_pieces``."""
    said = [testimony for testimony in assessment.testimonies.all() if testimony.withdrawn_at is None]
    return [
        *missing_answers(answers_of(assessment)),
        *missing_actions(bool(assessment.actions.all())),
        *missing_figures(assessment.figures.all()),
        *missing_voices(bool(said)),
        *unhandled(assessment.remarks.all()),
    ]


def missing_answers(answers) -> list[Missing]:
    return [
        Missing(f"Répondre à la question «\u202f{answer.question.label}\u202f»", anchor_of(answer), blocks=True)
        for answer in answers
        if answer.question.is_required and not answer.text.strip()
    ]


def missing_actions(has_some: bool) -> list[Missing]:
    return [] if has_some else [Missing("Raconter au moins une action", "actions")]


def missing_figures(figures) -> list[Missing]:
    return [Missing(why, anchor_of(figure)) for figure in figures if (why := lacking(figure))]


def lacking(figure: Figure) -> str:
    """Why a figure has no value yet; empty when it has one, or when only the records could give it."""
    if figure.value is not None or figure.is_computed:
        return ""
    if figure.is_declared:
        return f"Donner le chiffre «\u202f{figure.label}\u202f», ou le laisser «\u202fnon renseigné\u202f»"
    if figure.attested_by is None:
        return f"Dire quel organisme atteste «\u202f{figure.label}\u202f»"
    return f"{figure.attested_by} doit encore attester «\u202f{figure.label}\u202f»"


def missing_voices(has_some: bool) -> list[Missing]:
    return [] if has_some else [Missing("Recueillir un témoignage, avec l’accord de la personne", "testimonies")]


def unhandled(remarks) -> list[Missing]:
    left = [remark for remark in remarks if remark.is_sent and remark.handled_at is None]
    if not left:
        return []
    sentence = f"Traiter {len(left)}\u00a0remarque{'s' if len(left) > 1 else ''} de la coordination"
    return [Missing(sentence, f"remark-{left[0].pk}")]


def with_missing(assessments):
    """Annotated for lists: ``unanswered`` required questions, ``figures_missing``, ``remarks_left``."""
    answered = Answer.objects.filter(assessment=OuterRef(OuterRef("pk")), question=OuterRef("pk")).exclude(
        text__regex=r"^\s*$"
    )
    required = Question.objects.filter(~Exists(answered), campaign=OuterRef("campaign"), is_required=True)
    figures = Figure.objects.filter(assessment=OuterRef("pk"), value=None).exclude(nature=FigureNature.COMPUTED)
    remarks = Remark.objects.filter(assessment=OuterRef("pk"), is_sent=True, handled_at=None)
    return assessments.annotate(
        unanswered=counted(required, "campaign"),
        figures_missing=counted(figures, "assessment"),
        remarks_left=counted(remarks, "assessment"),
    )


def counted(rows, by: str):
    grouped = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(grouped), 0)
