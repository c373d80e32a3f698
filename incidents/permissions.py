"""Who may do what with incidents; who reads what is in the querysets."""

from accounts.models import Role
from incidents.models import Incident


def can_lead(user, site) -> bool:
    """Support requests and debriefs: the site's own project lead (not the platform's administrator)."""
    return site is not None and user.access.holds(Role.GUP_LEAD, site.pk)


def is_author(user, incident: Incident) -> bool:
    return incident.person.user_id == user.pk


def can_see_debriefs(user, site) -> bool:
    return site is not None and any(
        user.access.holds(role, site.pk) for role in (Role.GUP_LEAD, Role.FIELD_WORKER, Role.LANDLORD_MANAGER)
    )
