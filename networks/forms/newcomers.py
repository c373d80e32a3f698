"""Who a newcomer turns out to be."""

from django import forms

from sites.forms import WorkerForm
from sites.models import FieldWorker


class ConfirmForm(WorkerForm):
    """Completes what the newcomer gave: a last name and a job are needed to know someone."""

    prefix = "fiche"


class SamePersonForm(forms.Form):
    """``likely``: known people who may be them, shown first; ``people``: everyone they may be joined with."""

    into = forms.ModelChoiceField(
        label="C’est en fait",
        queryset=FieldWorker.objects.none(),
        empty_label="Choisissez la personne",
        error_messages={
            "required": "Choisissez la personne.",
            "invalid_choice": "Cette personne n’est plus dans la liste\u202f: choisissez-en une autre.",
        },
    )

    def __init__(self, *args, people, likely=(), **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        field.queryset = people
        names = [(person.pk, described(person)) for person in people]
        likely_keys = {person.pk for person in likely}
        first = [choice for choice in names if choice[0] in likely_keys]
        others = [choice for choice in names if choice[0] not in likely_keys]
        groups = [("Peut-être", first), ("Tous les agents", others)] if first else others
        field.choices = [("", field.empty_label), *groups]
        if len(likely_keys) == 1:
            field.initial = first[0][0] if first else None


def described(person: FieldWorker) -> str:
    return f"{person} ({person.employer})" if person.employer else str(person)
