"""What a campaign asks and says: its questions, figures, editorials, key points, and who co-ordinates."""

from django import forms
from django.utils.text import slugify

from proxinet.editing import NoticesOthers
from reports.figures import CATALOGUE
from reports.models import AskedFigure, Coordinator, Editorial, FigureNature, KeyPoint, Question
from sites.models import Organisation

COMPUTED_KEYS = {counted.key for group in CATALOGUE.values() for counted in group}


class OfCampaignForm(NoticesOthers, forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "organisation" in self.fields:
            self.fields["organisation"].queryset = Organisation.objects.order_by("name")
            self.fields["organisation"].empty_label = "Choisissez l’organisme"


class QuestionForm(OfCampaignForm):
    class Meta:
        model = Question
        fields = ["section", "label", "help_text", "is_required", "most_words", "order"]

    def clean_section(self):
        section = self.cleaned_data["section"]
        same = self.instance.campaign.questions.filter(section=section).exclude(pk=self.instance.pk)
        if section != Question.Section.OTHER and same.exists():
            raise forms.ValidationError("Cette partie a déjà sa question\u202f: choisissez une autre partie.")
        return section


class AskedFigureForm(OfCampaignForm):
    class Meta:
        model = AskedFigure
        fields = ["label", "definition", "source", "nature", "approach_code", "order"]
        labels = {"approach_code": "Seulement pour la démarche"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.key in COMPUTED_KEYS:
            del self.fields["nature"]
        else:
            natures = [choice for choice in FigureNature.choices if choice[0] != FigureNature.COMPUTED]
            self.fields["nature"].choices = natures

    def clean_label(self):
        label = self.cleaned_data["label"]
        key = self.instance.key or slugify(label)[:40]
        same = self.instance.campaign.asked_figures.filter(key=key).exclude(pk=self.instance.pk)
        if not key or same.exists():
            raise forms.ValidationError("Ce chiffre est déjà demandé\u202f: donnez-lui un autre nom.")
        self.instance.key = key
        return label


class EditorialForm(OfCampaignForm):
    class Meta:
        model = Editorial
        fields = ["function", "organisation", "text", "order"]
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}
        help_texts = {"function": "Une fonction, pas un nom.", "text": "Vide\u202f: «\u202fÉditorial à venir\u202f»."}


class KeyPointForm(OfCampaignForm):
    class Meta:
        model = KeyPoint
        fields = ["text", "order"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class CoordinatorForm(OfCampaignForm):
    class Meta:
        model = Coordinator
        fields = ["function", "organisation", "order"]
        help_texts = {"function": "Une fonction, pas un nom."}


# The word in the address: the form, its title, and the campaign's relation.
ASKED = {
    "questions": (QuestionForm, "une question", "questions"),
    "chiffres": (AskedFigureForm, "un chiffre", "asked_figures"),
    "editoriaux": (EditorialForm, "un éditorial", "editorials"),
    "points-cles": (KeyPointForm, "un point clé", "key_points"),
    "coordination": (CoordinatorForm, "un membre de la coordination", "coordination"),
}
