"""What a person has to do next about assessments."""

from datetime import datetime, time

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from proxinet.french_dates import date_format
from proxinet.todo import Todo
from reports.models import EDITABLE, Figure, FigureNature, SiteAssessment


def todos(user, membership) -> list[Todo]:
    """The lead's contributions to write, or the figures that a partner attests: one query. (A document that failed is
    told by mail to who asked for it.)"""
    if membership.role == Role.GUP_LEAD:
        return contributions_to_write(membership)
    return figures_to_attest(membership) if membership.role == Role.PARTNER else []


def contributions_to_write(membership) -> list[Todo]:
    left = Count("remarks", filter=Q(remarks__is_sent=True, remarks__handled_at=None))
    found = SiteAssessment.objects.filter(site=membership.site_id, state__in=EDITABLE)
    return [contribution_todo(assessment) for assessment in found.select_related("campaign").annotate(left=left)]


def contribution_todo(assessment) -> Todo:
    campaign = assessment.campaign
    day = date_format(campaign.deadline, "j F Y")
    due = timezone.make_aware(datetime.combine(campaign.deadline, time.max))
    url = assessment.get_absolute_url()
    if assessment.state == SiteAssessment.State.RETURNED:
        remarks = f"{assessment.left}\u00a0remarque{'s' if assessment.left > 1 else ''} à traiter"
        return Todo(f"{campaign.name}\u202f: contribution renvoyée", "Je corrige", url, remarks, due, "edit")
    detail = f"Elle était attendue le {day}." if assessment.is_late else f"À envoyer avant le {day}."
    return Todo(f"{campaign.name}\u202f: écrire la contribution", "J’écris", url, detail, due, "edit")


def figures_to_attest(membership) -> list[Todo]:
    count = Figure.objects.filter(
        assessment__site=membership.site_id,
        assessment__state__in=EDITABLE,
        nature=FigureNature.ATTESTED,
        attested_by=membership.organisation_id,
        value=None,
    ).count()
    if not count:
        return []
    figures = "Un chiffre attend" if count == 1 else f"{count}\u00a0chiffres attendent"
    return [Todo(f"{figures} votre attestation", "J’atteste", reverse("reports:to_attest"), icon="chart")]
