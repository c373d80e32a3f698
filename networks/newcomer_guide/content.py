"""What the newcomer's guide says of a site: plain data, kept with each edition, from which its pages are made.

Functions and organisations only: nobody is named.
"""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from networks.models import Contact, Meetup, WorkingGroup
from proxinet.french_dates import date_format
from proxinet.papers import day, hours
from proxinet.typography import french
from sites.models import Site, SitePartner

MONTHS_AHEAD = timedelta(days=92)


def content_of(site: Site) -> dict:
    """As of now (7 queries). Lists come in the order they are printed."""
    partners = site.partners.select_related("organisation").order_by("organisation__name", "pk")
    partners = sorted(partners, key=lambda one: SitePartner.Part.values.index(one.part))
    return {
        "site": {"name": site.name, "project": french(site.project_name), "summary": french(site.summary)},
        "portal": settings.PUBLIC_URL,
        "neighbourhoods": list(site.neighbourhoods.values_list("name", flat=True)),
        "partners": [partner_line(partner) for partner in partners],
        "contacts": [contact_line(contact) for contact in contacts_of(site)],
        "groups": [group_line(group) for group in groups_of(site)],
        "meetups": [meetup_line(meetup) for meetup in coming_meetups(site)],
    }


def contacts_of(site: Site):
    return Contact.objects.filter(site=site).select_related("organisation").order_by("organisation__name", "name", "pk")


def groups_of(site: Site):
    return WorkingGroup.objects.filter(site=site, is_active=True).prefetch_related("pilot_parts__organisation")


def coming_meetups(site: Site):
    now = timezone.now()
    return Meetup.objects.filter(
        site=site, cancelled_at=None, starts_at__gt=now, starts_at__lt=now + MONTHS_AHEAD
    ).order_by("starts_at", "pk")


def partner_line(partner: SitePartner) -> dict:
    return {
        "name": partner.organisation.name,
        "part": partner.get_part_display(),
        "is_landlord": partner.part == SitePartner.Part.LANDLORD,
    }


def contact_line(contact: Contact) -> dict:
    return {
        "id": contact.pk,
        "name": french(contact.name),
        "organisation": contact.organisation.name if contact.organisation else "",
        "call_for": french(contact.call_for),
        "phone": contact.phone_shown,
        "email": contact.email,
        "hours": french(contact.opening_hours),
        "address": french(contact.address),
        "checked": month(contact.checked_on) if contact.checked_on else "",
    }


def group_line(group: WorkingGroup) -> dict:
    return {
        "id": group.pk,
        "title": french(group.title),
        "theme": french(group.theme),
        "description": french(group.description),
        "pilots": [str(part) for part in group.pilot_parts.all()],
    }


def meetup_line(meetup: Meetup) -> dict:
    return {
        "id": meetup.pk,
        "title": french(meetup.title),
        "on": timezone.localtime(meetup.starts_at).isoformat(),
        "day": meetup.date_text or day(meetup.starts_at),
        "hours": "" if meetup.date_text else hours(meetup),
        "place": french(meetup.place),
    }


def month(on: date) -> str:
    """« novembre 2026 »."""
    return date_format(on, "F Y")
