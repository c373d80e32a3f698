"""Mails of the review: to the coordination when a site sends, to the site's leads at every other turn."""

from django.conf import settings
from django.urls import reverse

from accounts.models import Membership, Role
from proxinet.mail import queue_mail
from reports.models import Remark, SiteAssessment


def send_submitted(assessment: SiteAssessment) -> None:
    url = reverse("reports:review", args=[assessment.pk])
    send(addresses(role=Role.COORDINATOR), "submitted", f"{assessment.site} a envoyé sa contribution", assessment, url)


def send_returned(assessment: SiteAssessment, remarks: list[Remark], text: str) -> None:
    send_to_leads(assessment, "returned", "Votre contribution est à compléter", remarks=remarks, text=text)


def send_accepted(assessment: SiteAssessment) -> None:
    send_to_leads(assessment, "accepted", "Votre contribution est acceptée")


def send_reopened(assessment: SiteAssessment, text: str) -> None:
    send_to_leads(assessment, "reopened", "Votre contribution est rouverte", text=text)


def send_to_leads(assessment: SiteAssessment, template: str, subject: str, **context) -> None:
    leads = addresses(role=Role.GUP_LEAD, site=assessment.site_id)
    send(
        leads, template, f"{subject}\u202f: {assessment.campaign}", assessment, assessment.get_absolute_url(), **context
    )


def send(to: list[str], template: str, subject: str, assessment: SiteAssessment, url: str, **context) -> None:
    context |= {"assessment": assessment, "url": settings.PUBLIC_URL + url}
    for address in to:
        queue_mail(address, subject, f"reports/{template}", context)


def addresses(**memberships) -> list[str]:
    found = Membership.objects.filter(**memberships, user__is_active=True).order_by("user__email")
    return list(found.values_list("user__email", flat=True).distinct())
