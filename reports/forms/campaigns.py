from django import forms

from proxinet.editing import NoticesOthers
from proxinet.fields import date_input
from reports.models import AssessmentCampaign
from sites.models import Site

DAYS = ("starts_on", "ends_on", "opens_on", "deadline", "review_until", "publishes_on")
CALENDAR = [
    ("opens_on", "deadline", "La date limite vient après l’ouverture."),
    ("deadline", "review_until", "La relecture finit après la date limite."),
    ("review_until", "publishes_on", "La publication vient après la relecture."),
    ("starts_on", "ends_on", "La fin de la période vient après son début."),
]


class CampaignForm(NoticesOthers, forms.ModelForm):
    class Meta:
        model = AssessmentCampaign
        fields = ["name", *DAYS, "previous", "introduction"]
        widgets = {**{name: date_input() for name in DAYS}, "introduction": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "previous": "Le document dira ce qui a changé depuis. Une nouvelle campagne reprend ses questions.",
            "introduction": "Un paragraphe par idée, séparés par une ligne vide.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = AssessmentCampaign.objects.filter(call=self.instance.call_id).exclude(pk=self.instance.pk)
        self.fields["previous"].queryset = others
        self.fields["previous"].empty_label = "Aucune"
        if self.instance.pk is None:
            self.initial.setdefault("previous", others.first())

    def clean(self):
        cleaned = super().clean()
        for first, second, sentence in CALENDAR:
            if cleaned.get(first) and cleaned.get(second) and cleaned[second] < cleaned[first]:
                self.add_error(second, sentence)
        same_name = AssessmentCampaign.objects.filter(call=self.instance.call_id, name=cleaned.get("name"))
        if same_name.exclude(pk=self.instance.pk).exists():
            self.add_error("name", "Une campagne porte déjà ce nom.")
        return cleaned

    def validate_constraints(self):
        """Said beside their field by ``clean``."""


class CampaignSitesForm(forms.Form):
    sites = forms.ModelMultipleChoiceField(
        label="Les sites de cette campagne",
        queryset=Site.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, campaign, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sites"].queryset = Site.objects.filter(call=campaign.call).order_by("name")
        self.fields["sites"].initial = list(campaign.contributions.values_list("site", flat=True))


class PublishForm(forms.Form):
    """Which document becomes an edition, and what it changes when there is one already."""

    edition = forms.ChoiceField(label="Quel document\u202f?")
    what_changed = forms.CharField(
        label="Ce qui change depuis l’édition précédente",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Obligatoire pour une correction. Publié avec le document.",
    )
    unfinished = forms.BooleanField(
        label="Je publie quand même\u202f: des contributions ne sont pas acceptées",
        required=False,
    )

    def __init__(self, *args, documents, **kwargs):
        super().__init__(*args, **kwargs)
        self.documents = documents
        self.fields["edition"].choices = documents.choices()

    @property
    def chosen(self):
        return self.documents.wanted[self.cleaned_data["edition"]]
