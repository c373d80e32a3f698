"""A mini-project of another site, taken up at one's own."""

from django.db import transaction
from django.db.models import QuerySet

from networks.mini_projects import projects
from networks.mini_projects.projects import ProjectRefused
from networks.models import MiniProject, Task
from sites.models import Site

NO_LONGER_SHARED = "Ce mini-projet n’est plus proposé aux autres sites."
ITS_OWN = "Ce mini-projet est déjà celui de votre site."


class AlreadyCopied(ProjectRefused):
    """The site took this mini-project up before; ``copy`` is what it became there."""

    def __init__(self, copy: MiniProject):
        super().__init__(f"Votre site l’a déjà repris\u202f: «\u202f{copy.title}\u202f».", "site")
        self.copy = copy


class NoLongerShared(ProjectRefused):
    """Its site withdrew it, perhaps while someone was about to copy it."""


@transaction.atomic
def copy_project(source: MiniProject, site: Site, *, title: str, state: str, by) -> MiniProject:
    """Write the copy at ``site``, as an idea or decided: description, means and the steps' titles, nobody's name nor
    any date. The source is locked: withdrawn meanwhile, or taken up twice at once, it is refused (``ProjectRefused``).
    """
    source = projects.lock(source)
    if not source.is_shared:
        raise NoLongerShared(NO_LONGER_SHARED)
    if source.site_id == site.pk:
        raise ProjectRefused(ITS_OWN, "site")
    if (copy := copies_at(source, [site]).first()) is not None:
        raise AlreadyCopied(copy)
    copy = projects.begin(
        MiniProject(
            site=site,
            title=title,
            description=source.description,
            means=source.means,
            state=state,
            copied_from=source,
            origin_id=source.origin_id or source.pk,
        ),
        by=by,
    )
    titles = source.tasks.order_by("pk").values_list("title", flat=True)
    Task.objects.bulk_create(Task(site=site, project=copy, title=title) for title in titles)
    return copy


def copies_at(source: MiniProject, sites) -> QuerySet[MiniProject]:
    """What ``source`` became at ``sites``, where it was taken up there."""
    return source.copies.filter(site__in=sites).select_related("site").order_by("site__name", "pk")
