"""A training need, what it is grouped with, and what becomes of it."""

from django import forms
from django.core.exceptions import ValidationError

from proxinet.editing import NoticesOthers
from trainings.models import Module, TrainingNeed

LONGEST_DETAIL = 2000


def detail_field():
    return forms.CharField(
        label="Précisions",
        required=False,
        max_length=LONGEST_DETAIL,
        widget=forms.Textarea({"rows": 4}),
        help_text="Ne nommez personne.",
    )


def title_field():
    return forms.CharField(
        label="Le besoin, en quelques mots",
        max_length=200,
        error_messages={"required": "Écrivez le besoin en quelques mots."},
    )


class NewNeedForm(forms.ModelForm):
    """A need the teams told the lead of; ``sites``: those the person leads."""

    title, detail = title_field(), detail_field()

    class Meta:
        model = TrainingNeed
        fields = ["site", "title", "detail"]

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites
        self.fields["site"].empty_label = "À choisir"
        if len(sites) == 1:
            self.fields["site"].widget = forms.HiddenInput()
            self.fields["site"].disabled = True
            self.initial["site"] = sites[0].pk


class NeedForm(NoticesOthers, forms.ModelForm):
    title, detail = title_field(), detail_field()

    class Meta:
        model = TrainingNeed
        fields = ["title", "detail"]


class DropForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi ?",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Dites pourquoi ce besoin reste sans suite."},
    )


class PlanForm(forms.Form):
    """Which module the session will be of."""

    module = forms.ModelChoiceField(
        Module.objects.none(),
        label="Module",
        empty_label="À choisir",
        error_messages={"required": "Choisissez le module."},
    )

    def __init__(self, *args, modules, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["module"].queryset = modules
        self.fields["module"].label_from_instance = lambda module: f"{module.programme.title} – {module.title}"


class MergeForm(forms.Form):
    """Which of the ``needs`` ticked in the list keeps its title."""

    kept = forms.ModelChoiceField(
        TrainingNeed.objects.none(),
        label="Le titre à garder",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choisissez le titre à garder."},
    )

    def __init__(self, *args, needs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kept"].queryset = needs


class ChosenNeedsForm(forms.Form):
    """The needs ticked in the list: two at least, of one site."""

    need = forms.ModelMultipleChoiceField(
        TrainingNeed.objects.none(),
        error_messages={
            "required": "Cochez au moins deux besoins.",
            "invalid_choice": "Un de ces besoins a changé entre-temps : choisissez de nouveau dans la liste.",
            "invalid_pk_value": "Choisissez des besoins de la liste.",
        },
    )

    def __init__(self, *args, needs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["need"].queryset = needs

    def clean_need(self):
        needs = self.cleaned_data["need"]
        if len(needs) < 2:
            raise ValidationError("Cochez au moins deux besoins.")
        if len({need.site_id for need in needs}) > 1:
            raise ValidationError("Regroupez des besoins d’un même site.")
        return needs
