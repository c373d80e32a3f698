"""Save what a valid form holds, when someone else may be saving the same unique thing at the same instant."""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.forms import ModelForm
from psycopg.errors import UniqueViolation

TAKEN = "Cela vient d’être enregistré par quelqu’un d’autre\u202f: vérifiez la liste."


def saved(form: ModelForm, write: Callable[[], object] | None = None) -> bool:
    """Write, all or nothing. False when another save came first: the form then says so and keeps what was typed.

    ``write``: what to do when it is more than ``form.save``. A form's ``beside`` names the field to speak beside.
    """
    try:
        with transaction.atomic():
            (write or form.save)()
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        form.add_error(getattr(form, "beside", None), refusal(form, error.__cause__.diag.constraint_name))
        return False
    return True


def refusal(form: ModelForm, name: str | None) -> str:
    for constraint in form.instance._meta.constraints:
        if constraint.name == name and constraint.violation_error_message != constraint.default_violation_error_message:
            return constraint.violation_error_message
    return TAKEN
