"""The order in which themes are shown."""

from django.db import transaction

from resources.models import SharedStructure, Theme


@transaction.atomic
def move_theme(theme: Theme, step: int) -> None:
    """Move a theme up (-1) or down (1) among its structure's; at an end, nothing happens. Orders become 1, 2, 3…"""
    SharedStructure.objects.select_for_update().get(pk=theme.structure_id)
    themes = list(theme.structure.themes.all())
    place = themes.index(theme)
    target = min(max(place + step, 0), len(themes) - 1)
    themes.insert(target, themes.pop(place))
    for number, other in enumerate(themes, start=1):
        other.order = number
    Theme.objects.bulk_update(themes, ["order"])
