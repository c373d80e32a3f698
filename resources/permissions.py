"""Who may do what with a site's resources."""

from accounts.models import Role
from sites.models import Site


def can_edit(user, site: Site) -> bool:
    """The structure, what it produced and the documents: the site's lead (or the platform's administrator)."""
    return user.access.leads(site.pk)


def can_list_members(user, site: Site) -> bool:
    """Members' names: the lead sees all of them, a landlord's manager their own people, nobody else any."""
    return can_edit(user, site) or user.access.holds(Role.LANDLORD_MANAGER, site.pk)
