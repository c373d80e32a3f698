"""What people are told about support. Never what happened: a mail crosses many machines."""

from django.conf import settings
from django.urls import reverse

from accounts.models import Membership, Role
from proxinet.mail import queue_mail


def send_support_requested(site) -> None:
    """Tell the site's leads that a request waits; who asks and for what is on the page."""
    leads = Membership.objects.filter(role=Role.GUP_LEAD, site=site, user__is_active=True).select_related("user")
    for lead in leads:
        send(lead.user.email, "Une demande de soutien vous attend", "support_requested", reverse("incidents:support"))


def send_report_shared(incident) -> None:
    """Tell the managers of the employer it is shared with that a report may be read."""
    managers = Membership.objects.filter(
        role=Role.LANDLORD_MANAGER, site=incident.site, organisation=incident.shared_with, user__is_active=True
    ).select_related("user")
    for manager in managers:
        send(
            manager.user.email,
            "Un signalement a été partagé avec vous",
            "report_shared",
            incident.get_absolute_url(),
        )


def send_debrief_convened(debrief, person) -> None:
    send_debrief(debrief, person, "Un débriefing collectif est proposé", "debrief_convened")


def send_debrief_moved(debrief, person) -> None:
    send_debrief(debrief, person, "Le débriefing collectif change", "debrief_moved")


def send_debrief(debrief, person, subject: str, template: str) -> None:
    send(person.contact_email, subject, template, debrief.get_absolute_url(), debrief=debrief, person=person)


def send(to: str, subject: str, template: str, path: str, **context) -> None:
    queue_mail(to, subject, f"incidents/{template}", {"url": settings.PUBLIC_URL + path, **context})
