"""What the partner who evaluates gives: a value, the date it speaks of, a remark."""

from django import forms
from django.utils import timezone

from proxinet.fields import date_input
from reports.forms.figures import NOTE, CountField
from reports.forms.pieces import PieceForm, PlainTextField, on_its_day, past_day
from reports.models import Figure


class AttestForm(PieceForm):
    value = CountField(error_messages={"required": "Indiquez la valeur que vous attestez."})

    class Meta:
        model = Figure
        fields = ["value", "as_of", "note"]
        field_classes = {"note": PlainTextField}
        labels = {"as_of": "À quelle date"}
        help_texts = {"note": NOTE}
        widgets = {"as_of": date_input(), "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        on_its_day(self)
        self.fields["as_of"].required = True
        self.fields["as_of"].error_messages["required"] = "Dites à quelle date ce chiffre est vrai."

    def clean_as_of(self):
        return past_day(self.cleaned_data["as_of"])

    @property
    def written(self) -> dict:
        return super().written | {"attested_at": timezone.now()}
