"""Who may give which role, and take it back."""

from accounts.models import GIVEN_BY_COORDINATORS, NATIONAL_ROLES, Membership, Role

WHO_INVITES_HERE = "Seuls le chef de projet du site et l’administration gèrent les accès à ce site."
WHO_INVITES_NATIONALLY = "Cette page est réservée à la coordination nationale et à l’administration."
WHO_GIVES_THIS_ROLE = "Votre rôle ne permet pas de donner ou de retirer ce rôle."


def roles_one_may_give(user, site=None) -> list[Role]:
    """The roles ``user`` may offer at ``site`` (an ``sites.Site``), or nationally when it is None."""
    return [role for role in Role if can_invite(user, role, site)]


def can_invite(user, role: str, site=None) -> bool:
    """True when ``user`` may offer ``role``; a national role goes without a site, a local one with its site.

    A site's lead gives every local role there; a co-ordinator, that of lead anywhere and their own.
    """
    if (role in NATIONAL_ROLES) != (site is None):
        return False
    access = user.access
    if access.is_admin:
        return True
    if access.is_coordinator and role in GIVEN_BY_COORDINATORS:
        return True
    return site is not None and site.pk in access.site_ids(Role.GUP_LEAD)


def can_remove(user, membership: Membership) -> bool:
    """Who may give a role may take it back."""
    return can_invite(user, membership.role, membership.site)
