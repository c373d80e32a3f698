"""Mini-projects that come from one another, as someone may see them."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from networks import permissions
from networks.models import MiniProject

SOMEWHERE = "un autre site"


@dataclass(frozen=True)
class Relative:
    """A mini-project of the family. ``title`` and ``state`` are empty when it is not for this reader, ``url`` (and
    ``chain_url``, its own story) when they may not follow it; ``site`` may then read « un autre site »."""

    site: str = SOMEWHERE
    title: str = ""
    state: str = ""
    url: str = ""
    chain_url: str = ""

    def __str__(self):
        return f"{self.site}, «\u202f{self.title}\u202f»" if self.title else self.site


def relative(project: MiniProject, user, *, is_next: bool = False) -> Relative:
    """What ``user`` may read of it: all at their own sites, what is shared elsewhere; else nothing, except which site
    it is for those who took it up from one another (``is_next``: its copy or its source is what the user reads).

    Asks the database nothing when the project came with its site.
    """
    known = {"site": project.site.name, "title": project.title, "state": project.get_state_display()}
    if user.access.is_national or project.site_id in user.access.site_ids():
        chain_url = reverse("networks:chain", args=[project.pk])
        return Relative(**known, url=project.get_absolute_url(), chain_url=chain_url)
    if not project.is_shared:
        return Relative(site=project.site.name) if is_next else Relative()
    url = reverse("networks:shared_project", args=[project.pk]) if permissions.can_read_catalogue(user) else ""
    return Relative(**known, url=url, chain_url=url)


@dataclass(frozen=True)
class Family:
    """Everyone who comes from the same first mini-project."""

    members: dict[int, MiniProject]
    children: dict[int, list[MiniProject]]

    def ancestors(self, project: MiniProject) -> list[MiniProject]:
        """From the first to the one it was copied from."""
        found = []
        while (project := self.members.get(project.copied_from_id)) is not None:
            found.insert(0, project)
        return found

    def descendants(self, project: MiniProject, depth: int = 1) -> list[tuple[int, MiniProject]]:
        """(depth, copy), each followed by its own copies."""
        found = []
        for child in self.children.get(project.pk, []):
            found += [(depth, child), *self.descendants(child, depth + 1)]
        return found


def family_of(project: MiniProject) -> Family:
    """In one query, however large."""
    first = project.origin_id or project.pk
    found = MiniProject.objects.filter(Q(pk=first) | Q(origin=first)).select_related("site").order_by("pk")
    members = {member.pk: member for member in found}
    children: dict[int, list[MiniProject]] = {}
    for member in members.values():
        if member.copied_from_id:
            children.setdefault(member.copied_from_id, []).append(member)
    return Family(members, children)
