"""Who may do what in the network's room. Reading is ``visible_to``'s business; these are the acts."""

from accounts.models import Role
from sites.models import Site

WHO_MANAGES = "Seul le chef de projet du site peut faire cela."
WHO_CREATES = "Seul le chef de projet d’un site peut ajouter quelque chose ici."


def can_manage(user, site_id: int) -> bool:
    """Meetups, mini-projects, groups and directory of a site are kept by its lead."""
    return user.access.leads(site_id)


def can_create(user) -> bool:
    return user.access.is_admin or bool(user.access.site_ids(Role.GUP_LEAD))


def sites_one_leads(user):
    """The sites whose network this person keeps (a ``Site`` queryset)."""
    sites = Site.objects.visible_to(user)
    return sites if user.access.is_admin else sites.filter(pk__in=user.access.site_ids(Role.GUP_LEAD))


def can_see_who_is_in(user, site_id: int) -> bool:
    """Leads see everyone, a landlord's manager their own people; the others see counts."""
    return user.access.leads(site_id) or site_id in user.access.site_ids(Role.LANDLORD_MANAGER)
