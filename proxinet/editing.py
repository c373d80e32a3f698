"""Two people open the same page to change it: the second to save is told what the first wrote, and loses nothing."""

import hashlib
import json

from django import forms
from django.db.models import Manager, Model
from django.forms.models import model_to_dict
from django.utils.text import Truncator

SHOWN = 80
SEPARATOR = "\u202f; "


class NoticesOthers:
    """For a ``ModelForm``: a hidden ``seen`` field carries what the row held when the page was opened.

    When someone else changed it since, the form says what they wrote and keeps what was typed; saving once more keeps
    the typed version. Only the form's own fields count.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.now = self.held()
            self.fields["seen"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=json.dumps(self.now), max_length=4000
            )

    def held(self) -> dict[str, str]:
        """``{name: fingerprint}`` of what is compared."""
        return fingerprints(self.instance, self._meta.fields)

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and (changed := self.changed_meanwhile()):
            self.add_error("seen", f"{self.told(changed)} Vérifiez, puis enregistrez à nouveau pour garder le vôtre.")
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = json.dumps(self.now)
        return cleaned

    def changed_meanwhile(self) -> list[str]:
        """The fields that no longer hold what they held when this page was opened."""
        try:
            seen = json.loads(self.data.get(self.add_prefix("seen")) or "{}")
        except (ValueError, RecursionError):  # forged: no text, a number of thousands of digits, endless brackets
            return []
        if not isinstance(seen, dict):
            return []
        return [name for name in self.now if name in seen and seen[name] != self.now[name]]

    def told(self, changed: list[str]) -> str:
        versions = SEPARATOR.join(map(self.version, changed))
        return f"Quelqu’un d’autre vient de modifier cette page. {versions}."

    def version(self, name: str) -> str:
        """What the database holds under this name, as a person reads it."""
        return f"{self.fields[name].label}\u202f: {written(self.instance, name)}"


def fingerprints(instance: Model, names) -> dict[str, str]:
    """``{field: short hash of its value in the database}``."""
    return {name: fingerprint(value) for name, value in model_to_dict(instance, fields=names).items()}


def fingerprint(value) -> str:
    return hashlib.sha256(plain(value).encode()).hexdigest()[:12]


def plain(value) -> str:
    if isinstance(value, list):
        return ",".join(sorted(str(getattr(one, "pk", one)) for one in value))
    return str(value)


def written(instance: Model, name: str) -> str:
    """A field's present value, as a person reads it."""
    display = getattr(instance, f"get_{name}_display", None)
    value = display() if display else getattr(instance, name)
    if isinstance(value, Manager):
        value = ", ".join(map(str, value.all()))
    return f"«\u202f{Truncator(value).chars(SHOWN)}\u202f»" if value not in (None, "") else "rien"
