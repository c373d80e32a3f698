"""What the resources room asks of the project lead next."""

from django.urls import reverse

from accounts.models import Role
from proxinet.todo import Todo
from resources.models import SharedStructure
from sites.models import Approach


def todos(user, membership) -> list[Todo]:
    if membership.role != Role.GUP_LEAD or membership.site.approach.code != Approach.Code.STRUCTURE:
        return []
    structure = SharedStructure.objects.filter(site=membership.site_id).prefetch_related("themes").first()
    if structure is None:
        return [
            Todo(
                title="Présenter la structure commune du site",
                detail="Centre de ressources ou étude.",
                verb="Je la présente",
                url=reverse("resources:structure", args=[membership.site.slug]),
                icon="building",
            )
        ]
    if not structure.themes.all():
        return [
            Todo(
                title=f"Choisir les thèmes de «\u202f{structure.name}\u202f»",
                verb="J’ajoute un thème",
                url=reverse("resources:add_theme", args=[structure.pk]),
                icon="plus",
            )
        ]
    return []
