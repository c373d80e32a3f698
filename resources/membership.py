"""Who belongs to the shared structure, and who took part in a theme: saved a page at a time, in one statement each."""

from django.db import transaction

from resources.models import Contribution, SharedStructure, Theme


@transaction.atomic
def set_members(structure: SharedStructure, shown, chosen) -> None:
    """Among ``shown`` (ids of a page's people), exactly ``chosen`` are members; others keep their state."""
    structure.members.remove(*(set(shown) - set(chosen)))
    structure.members.add(*(set(shown) & set(chosen)))


@transaction.atomic
def set_contributions(theme: Theme, answers: dict[int, str]) -> None:
    """``answers``: field worker id -> a ``Contribution.Regularity``, or an empty string for "did not take part"."""
    Contribution.objects.filter(theme=theme, person__in=[pk for pk, value in answers.items() if not value]).delete()
    Contribution.objects.bulk_create(
        [Contribution(theme=theme, person_id=pk, regularity=value) for pk, value in answers.items() if value],
        update_conflicts=True,
        unique_fields=["theme", "person"],
        update_fields=["regularity"],
    )
