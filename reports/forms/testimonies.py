"""What someone says, under their function, with the consent they gave."""

from django import forms

from proxinet.fields import date_input
from reports.forms.pieces import PieceForm, PlainTextField, past_day
from reports.forms.words import TOO_LONG
from reports.models import Consent, Testimony
from sites.models import Organisation


class TestimonyForm(PieceForm):
    consent = forms.ChoiceField(
        label="Comment la personne a-t-elle donné son accord\u202f?",
        choices=Consent.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Sans l’accord de la personne, son témoignage ne peut pas être publié."},
    )

    class Meta:
        model = Testimony
        fields = ["text", "function", "organisation", "consent", "consent_on"]
        field_classes = {"text": PlainTextField, "function": PlainTextField}
        labels = {"text": "Ce que dit la personne", "function": "Sa fonction", "organisation": "Son organisme"}
        help_texts = {
            "function": "Jamais de nom. Par exemple\u202f: gardienne, depuis dix ans dans le quartier.",
            "consent_on": "Le jour où la personne a dit oui.",
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 5}), "consent_on": date_input()}
        error_messages = {
            "text": {"required": "Écrivez ce que dit la personne.", "max_length": TOO_LONG},
            "function": {"required": "Indiquez la fonction, jamais le nom.", "max_length": TOO_LONG},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.filter(site_parts__site=self.instance.assessment.site_id)
        self.fields["organisation"].queryset = organisations.distinct().order_by("name")
        self.fields["organisation"].empty_label = "Aucun en particulier"
        self.fields["consent_on"].required = True
        self.fields["consent_on"].error_messages["required"] = "Indiquez le jour où la personne a donné son accord."

    def clean_consent_on(self):
        return past_day(self.cleaned_data["consent_on"])
