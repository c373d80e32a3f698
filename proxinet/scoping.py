"""Who sees what, written once.

Every table that belongs to a site has a queryset built on ``SiteScopedQuerySet``; every view fetches through
``visible_to(request.user)``, so that what a person may not see does not exist for them (404, never 403).
"""

from django.db import models
from django.db.models import Q


class SiteScopedQuerySet(models.QuerySet):
    """A queryset that knows its site and, per role, which part of the site is to be seen.

    ``site_lookup``: the path from the model to its ``sites.Site``.
    ``national_roles``: the national roles that read every site's rows (co-ordinators do not read people's names,
    nobody national reads incidents: those querysets say so here).
    """

    site_lookup = "site"
    national_roles = frozenset({"coordinator", "admin"})

    def visible_to(self, user):
        """Rows ``user`` may read: the union over their memberships; nothing for an anonymous user."""
        access = getattr(user, "access", None)
        if access is None:
            return self.none()
        if access.national_roles & self.national_roles:
            return self.all()
        visible = Q(pk__in=[])
        for membership in access.memberships:
            if membership.site_id is not None:
                visible |= self.visible_through(membership)
        return self.filter(visible)

    def visible_through(self, membership) -> Q:
        """Rows one site membership opens. Default: the whole site; narrower tables override this.

        To-many conditions must be written as ``pk__in`` subqueries, so that no row comes twice.
        """
        return self.at_site(membership)

    def at_site(self, membership) -> Q:
        return Q(**{f"{self.site_lookup}_id": membership.site_id})

    def nothing(self) -> Q:
        return Q(pk__in=[])


def along(path: str, condition: Q) -> Q:
    """The same condition, written for a table that reaches the rows by ``path`` (a chain of foreign keys).

    Joins, rather than a subquery of ids: the planner sees through them even before it has statistics.
    """
    moved = [
        along(path, child) if isinstance(child, Q) else (f"{path}__{child[0]}", child[1])
        for child in condition.children
    ]
    return Q(*moved, _connector=condition.connector, _negated=condition.negated)
