"""The modules of a programme, in order: adding one, moving it, deleting it."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from trainings.models import Module, Programme


class ModuleRefused(Exception):
    """``str(error)`` is a French sentence."""


@contextmanager
def locked(programme_id: int):
    """Nobody else changes the programme's modules meanwhile."""
    with transaction.atomic():
        yield Programme.objects.select_for_update(no_key=True).get(pk=programme_id)


def add_module(module: Module) -> None:
    """Write a new module, the last of its programme. Raises ``IntegrityError`` when its title is taken."""
    with locked(module.programme_id) as programme:
        module.order = number([*programme.modules.all()]) + 1
        module.save()


def change_module(module: Module) -> None:
    """Write what was typed, not the order: someone may have moved it meanwhile. Raises ``IntegrityError`` as above."""
    module.save(update_fields=["title", "kind", "description", "planned_hours", "deliverer"])


def move_module(module: Module, steps: int) -> None:
    """Move the module up (-1) or down (1); at an end it stays."""
    with locked(module.programme_id) as programme:
        modules = list(programme.modules.all())
        place = [row.pk for row in modules].index(module.pk)
        new_place = min(max(place + steps, 0), len(modules) - 1)
        modules.insert(new_place, modules.pop(place))
        number(modules)


def delete_module(module: Module) -> None:
    """Raises ``ModuleRefused`` when sessions of it exist, called off or not: their history hangs from it."""
    try:
        with locked(module.programme_id) as programme:
            Module.objects.filter(pk=module.pk).delete()
            number([*programme.modules.all()])
    except (ProtectedError, IntegrityError) as error:
        raise ModuleRefused("Ce module a des sessions\u202f: il reste, avec ce qui y a été noté.") from error


def number(modules: list[Module]) -> int:
    """Write 1, 2, 3… on the modules as they stand; return how many they are."""
    for order, row in enumerate(modules, start=1):
        row.order = order
    Module.objects.bulk_update(modules, ["order"])
    return len(modules)
