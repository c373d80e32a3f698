"""What the forms of a contribution's pieces share: clean text, and two people who write in the same place."""

import re
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proxinet.editing import plain
from proxinet.fields import check_year
from reports.contributions import writing
from reports.period import Period

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


class PlainTextField(forms.CharField):
    """Typed text without the control characters that come with a paste; lines end the same way everywhere."""

    def to_python(self, value):
        text = str(value).replace("\r\n", "\n").replace("\r", "\n") if value is not None else value
        return super().to_python(CONTROL.sub("", text) if text else text)

    def widget_attrs(self, widget):
        """No ``maxlength``: a browser would cut a pasted text without a word."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


@dataclass(frozen=True)
class Theirs:
    """What someone else wrote meanwhile: ``pieces`` are ``(label, text)``."""

    who: str
    at: datetime
    pieces: tuple[tuple[str, str], ...]


class PieceForm(forms.ModelForm):
    """A piece and the version of it that its writer saw. ``theirs``: what someone else wrote meanwhile, after ``keep``
    refused; the form then keeps what was typed, and sending it again keeps that."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    theirs: Theirs | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.label_suffix = ""

    @property
    def written(self) -> dict:
        """The values to write, by field."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.cleaned_data}

    def keep(self, by) -> bool:
        """Write what a valid form holds. False when someone else wrote something else here meanwhile."""
        seen = self.cleaned_data.get("version") or 0
        if writing.write(self.instance, seen, by, **self.written):
            return True
        self.tell_theirs()
        return False

    def tell_theirs(self) -> None:
        theirs = type(self.instance)._default_manager.select_related("edited_by").get(pk=self.instance.pk)
        pieces = tuple(
            (self.fields[name].label, shown(theirs, name) or "(vide)")
            for name, mine in self.written.items()
            if name in self.fields and plain(getattr(theirs, name)) != plain(mine)
        )
        self.theirs = Theirs(str(theirs.edited_by or "Une autre personne"), theirs.edited_at, pieces)
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = theirs.version


def shown(piece, name: str) -> str:
    """A field's value, as a person reads it."""
    display = getattr(piece, f"get_{name}_display", None)
    value = display() if display else getattr(piece, name)
    if hasattr(value, "strftime"):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else str(value)


def on_its_day(form: PieceForm) -> None:
    """A figure without a date speaks of the last day of the period, until told otherwise."""
    form.initial["as_of"] = form.initial.get("as_of") or Period.of(form.instance.assessment.campaign).as_of


def past_day(day):
    """The day, or a sentence when it is to come or its year must be a slip of the keyboard."""
    if day and day > timezone.localdate():
        raise ValidationError("Cette date est à venir\u202f: vérifiez-la.")
    return check_year(day)
