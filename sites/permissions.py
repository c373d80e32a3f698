"""Who may do what with a site, and the fetching that answers 404 out of sight and 403 where one may only read."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.models import Role
from sites.models import Site

WHO_MANAGES = "Seul le chef de projet du site peut le modifier."
WHO_LISTS_WORKERS = "La liste des agents est réservée au chef de projet du site et aux encadrants des bailleurs."


def can_manage(user, site: Site) -> bool:
    return user.access.leads(site.pk)


def can_list_workers(user, site: Site) -> bool:
    return can_manage(user, site) or user.access.holds(Role.LANDLORD_MANAGER, site.pk)


def visible_site(user, slug: str) -> Site:
    return get_object_or_404(Site.objects.visible_to(user), slug=slug)


def led_site(user, slug: str, who_may: str = WHO_MANAGES) -> Site:
    """The site, for those who manage it: 404 out of sight, 403 with ``who_may`` for the others."""
    site = visible_site(user, slug)
    if not can_manage(user, site):
        raise PermissionDenied(who_may)
    return site
