"""Reminding the sites that have not sent their contribution: before the deadline, the day after, then every week."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Role
from proxinet.mail import queue_mail
from reports.contributions.emails import addresses
from reports.models import EDITABLE, AssessmentCampaign, AssessmentEvent, SiteAssessment

DAYS_BEFORE, DAYS_BETWEEN = 7, 7
Happened = AssessmentEvent.Kind


def remind_late(campaign: AssessmentCampaign, by) -> list[SiteAssessment]:
    """By hand: every site that has not sent, once a day at most; return those that were reminded."""
    writing = campaign.contributions.filter(state__in=EDITABLE).select_related("campaign", "site")
    return [assessment for assessment in writing if remind(assessment, by, since=timedelta(days=1))]


def remind_those_due() -> int:
    """Of every campaign that is under way, those whose day has come; return how many."""
    today = timezone.localdate()
    due = SiteAssessment.objects.filter(
        state__in=EDITABLE,
        campaign__opens_on__lte=today,
        campaign__deadline__lte=today + timedelta(days=DAYS_BEFORE),
        campaign__publishes_on__gte=today,
    ).exclude(campaign__deadline=today)
    return sum(
        remind(assessment, None, since=timedelta(days=DAYS_BETWEEN))
        for assessment in due.select_related("campaign", "site")
    )


@transaction.atomic
def remind(assessment: SiteAssessment, by, *, since: timedelta) -> bool:
    """A mail to each of the site's leads, unless one went less than ``since`` ago. The deadline itself begins anew."""
    held = SiteAssessment.objects.select_for_update().get(pk=assessment.pk)
    last = held.events.filter(kind=Happened.REMINDED).last()
    if held.state not in EDITABLE or (last and is_recent(assessment, last, since)):
        return False
    AssessmentEvent.objects.create(assessment=held, kind=Happened.REMINDED, by=by)
    context = {"assessment": assessment, "url": settings.PUBLIC_URL + assessment.get_absolute_url()}
    for address in addresses(role=Role.GUP_LEAD, site=assessment.site_id):
        queue_mail(
            address, f"{assessment.campaign}\u202f: votre contribution est attendue", "reports/reminder", context
        )
    return True


def is_recent(assessment: SiteAssessment, last: AssessmentEvent, since: timedelta) -> bool:
    today, then = timezone.localdate(), timezone.localtime(last.at).date()
    if then <= assessment.campaign.deadline < today and since > timedelta(days=1):
        return False
    return today - then < since
