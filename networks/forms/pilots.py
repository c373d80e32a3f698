"""Who carries something, a row each: an organisation, and a function there (never a name)."""

from django import forms

from sites.models import Organisation

MOST_PILOTS = 8
SPARE_ROWS = 2


class PilotForm(forms.Form):
    """One row. A row left (or made) empty is no pilot."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Organisme", required=False, empty_label="Choisissez l’organisme"
    )
    function = forms.CharField(label="Fonction", required=False, max_length=120)

    def __init__(self, *args, **kwargs):
        # Else a row typed like the one it was opened with would count as left empty.
        super().__init__(*args, **kwargs | {"empty_permitted": False})

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("function") and not cleaned.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", "Choisissez l’organisme.")
        return cleaned


class BasePilotFormSet(forms.BaseFormSet):
    """Rows of pilots among ``organisations`` (a queryset). ``parts``: those filled, as (organisation, function)."""

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        offered = list(organisations)
        for form in self.forms:
            field = form.fields["organisation"]
            field.queryset = organisations
            field.choices = [("", field.empty_label), *((one.pk, str(one)) for one in offered)]

    @property
    def parts(self) -> list[tuple[Organisation, str]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("organisation")]
        return [(row["organisation"], row["function"]) for row in rows]

    def clean(self):
        if any(self.errors):
            return
        seen = set()
        for form in self.forms:
            organisation = form.cleaned_data.get("organisation")
            if organisation in seen:
                form.add_error("organisation", "Cet organisme est déjà sur une autre ligne.")
            seen |= {organisation} - {None}

    def is_valid(self):
        # A row's error added while comparing rows arrives after the rows were counted as valid.
        return super().is_valid() and not any(form.errors for form in self.forms)


PilotFormSet = forms.formset_factory(
    PilotForm, formset=BasePilotFormSet, extra=SPARE_ROWS, max_num=MOST_PILOTS, absolute_max=MOST_PILOTS
)


def pilot_rows(parts) -> list[dict]:
    """The formset's initial rows for existing parts (``GroupPilot``, ``ProjectPilot``)."""
    return [{"organisation": part.organisation_id, "function": part.function} for part in parts]


def pilots_in_words(parts) -> str:
    """For ``NoticesOthers``: what is compared when someone else changed the pilots meanwhile."""
    return ", ".join(map(str, parts))
