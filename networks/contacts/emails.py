"""What the directory and the guide write: to the services it names, to leads, to new agents."""

from django.conf import settings
from django.urls import reverse

from accounts.models import Membership, Role
from networks.models import Contact, GuideDelivery
from proxinet.mail import queue_mail
from proxinet.signed_links import sign


def send_check_request(contact: Contact) -> None:
    """Ask the service itself whether the directory is right about it."""
    path = reverse("networks:confirm_contact", args=[sign("contact", contact.pk)])
    subject = f"Vos coordonnées sont-elles justes\u202f? {contact.name}"
    send(contact.email, subject, "contact_check", path, contact=contact, site=contact.site)


def send_contact_corrected(contact: Contact, corrections: list[tuple[str, str, str]]) -> None:
    """Tell the site's leads what a service changed: ``(what, before, after)``."""
    leads = Membership.objects.filter(role=Role.GUP_LEAD, site=contact.site, user__is_active=True)
    path = reverse("networks:edit_contact", args=[contact.pk])
    for lead in leads.select_related("user"):
        subject = f"Annuaire\u202f: {contact.name} a corrigé ses coordonnées"
        send(lead.user.email, subject, "contact_corrected", path, contact=contact, corrections=corrections)


def send_guide(delivery: GuideDelivery) -> None:
    """Welcome a new agent with the latest guide, by a link that needs no account."""
    path = reverse("networks:guide_by_link", args=[sign("guide", delivery.pk)])
    person = delivery.person
    subject = f"Le guide des professionnels\u202f: {person.site.name}"
    send(person.contact_email, subject, "guide", path, person=person, site=person.site)


def send(to: str, subject: str, template: str, path: str, **context) -> None:
    queue_mail(to, subject, f"networks/{template}", {"url": settings.PUBLIC_URL + path, **context})
