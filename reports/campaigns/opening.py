"""A new campaign, and the sites it concerns."""

from django.conf import settings
from django.db import transaction

from accounts.models import Role
from proxinet.mail import queue_mail
from reports.contributions.emails import addresses
from reports.contributions.prefilling import prefill
from reports.figures import CATALOGUE, EVERYWHERE
from reports.models import (
    AskedFigure,
    AssessmentCampaign,
    AssessmentEvent,
    Coordinator,
    Editorial,
    FigureNature,
    Question,
    SiteAssessment,
)
from sites.models import Approach

STANDARD_QUESTIONS = (
    (Question.Section.CONTEXT, "D’où êtes-vous partis\u202f?", "Le quartier, les métiers, ce qui n’allait pas."),
    (Question.Section.CHANGES, "Qu’est-ce qui a changé\u202f?", "Pour les agents, les habitants, entre organismes."),
    (Question.Section.DIFFICULTIES, "Qu’est-ce qui reste difficile\u202f?", "Dit simplement, cela aide les autres."),
    (Question.Section.NEXT_YEAR, "Et l’année prochaine\u202f?", "Ce qui est prévu, ce qui est souhaité."),
)
COPIED = ("section", "order", "label", "help_text", "is_required", "most_words")
FIGURE_COPIED = ("order", "key", "label", "definition", "source", "nature", "approach_code")


class AlreadyTold(Exception):
    """A site that wrote something cannot leave the campaign; ``str(error)`` names it, in French."""


@transaction.atomic
def begin(campaign: AssessmentCampaign) -> None:
    """Save a new campaign with what it asks: as the one before, else the usual questions and computed figures."""
    campaign.save()
    before = campaign.previous
    if before is None:
        ask_the_usual(campaign)
        return
    copies = [
        (Question, before.questions.all(), COPIED),
        (AskedFigure, before.asked_figures.all(), FIGURE_COPIED),
        (Editorial, before.editorials.all(), ("order", "function", "organisation")),
        (Coordinator, before.coordination.all(), ("order", "function", "organisation")),
    ]
    for model, rows, names in copies:
        model.objects.bulk_create(
            model(campaign=campaign, **{name: getattr(row, name) for name in names}) for row in rows
        )


def ask_the_usual(campaign: AssessmentCampaign) -> None:
    Question.objects.bulk_create(
        Question(campaign=campaign, section=section, order=order, label=label, help_text=help_text)
        for order, (section, label, help_text) in enumerate(STANDARD_QUESTIONS, start=1)
    )
    groups = [EVERYWHERE, *Approach.Code.values]
    every = [(group, counted) for group in groups for counted in CATALOGUE[group]]
    AskedFigure.objects.bulk_create(
        AskedFigure(
            campaign=campaign,
            order=order,
            key=counted.key,
            label=counted.label,
            definition=counted.definition,
            source=counted.source,
            nature=FigureNature.COMPUTED,
            approach_code="" if group == EVERYWHERE else group,
        )
        for order, (group, counted) in enumerate(every, start=1)
    )


@transaction.atomic
def open_to(campaign: AssessmentCampaign, sites, by) -> int:
    """Make a prefilled contribution for each of ``sites`` that has none, and tell its leads; return how many."""
    there = set(campaign.contributions.values_list("site_id", flat=True))
    new = [site for site in sites if site.pk not in there]
    for site in new:
        assessment = SiteAssessment.objects.create(campaign=campaign, site=site)
        AssessmentEvent.objects.create(assessment=assessment, kind=AssessmentEvent.Kind.OPENED, by=by)
        prefill(assessment, None)
        tell_opened(assessment)
    return len(new)


@transaction.atomic
def leave_out(campaign: AssessmentCampaign, sites) -> None:
    """Take sites out of the campaign, unless somebody wrote there. Raises ``AlreadyTold``."""
    for assessment in (
        campaign.contributions.filter(site__in=sites).select_related("site").select_for_update(of=("self",))
    ):
        if has_been_written(assessment):
            raise AlreadyTold(f"{assessment.site} a déjà écrit sa contribution\u202f: il reste dans la campagne.")
        assessment.delete()


def has_been_written(assessment: SiteAssessment) -> bool:
    if not assessment.is_editable or assessment.testimonies.exists() or assessment.photos.exists():
        return True
    return any(
        pieces.filter(edited_by__isnull=False).exists()
        for pieces in (assessment.answers, assessment.actions, assessment.figures)
    )


def tell_opened(assessment: SiteAssessment) -> None:
    context = {"assessment": assessment, "url": settings.PUBLIC_URL + assessment.get_absolute_url()}
    for address in addresses(role=Role.GUP_LEAD, site=assessment.site_id):
        queue_mail(address, f"{assessment.campaign}\u202f: votre contribution est ouverte", "reports/opened", context)
