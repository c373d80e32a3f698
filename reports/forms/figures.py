"""Figures: the note of a computed one, a declared one with its proof, who attests the others."""

from django import forms
from django.core.exceptions import ValidationError

from proxinet.fields import date_input
from reports.forms.pieces import PieceForm, PlainTextField, on_its_day, past_day
from reports.models import Figure, FigureNature
from resources.models import Document
from sites.models import Organisation

MOST = 1_000_000_000
NOTE = "Quand un autre chiffre ressemble mais ne compte pas pareil\u202f: dites la différence."


class CountField(forms.IntegerField):
    """« 1 250 », whatever the space; empty: nobody knows."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {
        "invalid": "Écrivez un nombre entier, par exemple\u202f: 1\u202f250.",
        "min_value": "Indiquez 0 ou plus.",
        "max_value": "Ce nombre est trop grand\u202f: vérifiez-le.",
    }

    def __init__(self, **kwargs):
        super().__init__(**{"min_value": 0, "max_value": MOST, "label": "Valeur", **kwargs})

    def to_python(self, value):
        return super().to_python("".join(value.split()) if isinstance(value, str) else value)


class FigureForm(PieceForm):
    """A computed figure: only its note is typed."""

    class Meta:
        model = Figure
        fields = ["note"]
        field_classes = {"note": PlainTextField}
        help_texts = {"note": NOTE}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class DeclaredForm(PieceForm):
    """Typed, with by whom, when and the document that proves it: asked for as soon as there is a value."""

    says_optional = False

    value = CountField(required=False, help_text="Vide si personne ne le sait\u202f: «\u202fnon renseigné\u202f».")

    class Meta:
        model = Figure
        fields = ["value", "stated_by", "as_of", "proof", "proof_text", "note"]
        field_classes = {"stated_by": PlainTextField, "proof_text": PlainTextField, "note": PlainTextField}
        labels = {
            "stated_by": "Qui le déclare (sa fonction)",
            "as_of": "À quelle date",
            "proof": "Le document qui le prouve",
            "proof_text": "Ou la référence d’un document qui n’est pas sur le portail",
        }
        help_texts = {
            "stated_by": "Jamais de nom. Par exemple\u202f: chef de projet.",
            "proof_text": "Par exemple\u202f: rapport d’activité 2015, page 12.",
            "note": NOTE,
        }
        widgets = {"as_of": date_input(), "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proof"].queryset = Document.objects.visible_to(user).filter(site=self.instance.assessment.site_id)
        self.fields["proof"].empty_label = "Aucun document du portail"
        on_its_day(self)

    def clean_as_of(self):
        return past_day(self.cleaned_data["as_of"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("value") is not None:
            self.ask("stated_by", "Dites qui déclare ce chiffre, par sa fonction.")
            self.ask("as_of", "Dites à quelle date ce chiffre est vrai.")
            if not cleaned.get("proof") and not cleaned.get("proof_text"):
                self.ask("proof", "Choisissez le document qui prouve ce chiffre, ou écrivez sa référence dessous.")
        return cleaned

    def ask(self, name: str, sentence: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)


OWN_LABELS = {"label": "Ce chiffre", "definition": "Ce qui est compté", "source": "D’où il vient"}
OWN_HINTS = {
    "label": "En quelques mots. Par exemple\u202f: locataires rencontrés.",
    "definition": "Une phrase\u202f: qui ou quoi est compté, et comment.",
    "source": "Par exemple\u202f: registre de l’association.",
}
OWN_CLASSES = dict.fromkeys(OWN_LABELS, PlainTextField)


class OwnFigureForm(DeclaredForm):
    """A figure of the site's own: its name and what it counts are typed too."""

    class Meta(DeclaredForm.Meta):
        fields = ["label", "definition", "source", *DeclaredForm.Meta.fields]
        labels = DeclaredForm.Meta.labels | OWN_LABELS
        help_texts = DeclaredForm.Meta.help_texts | OWN_HINTS
        field_classes = DeclaredForm.Meta.field_classes | OWN_CLASSES

    def clean_label(self):
        label = self.cleaned_data["label"]
        others = Figure.objects.filter(assessment=self.instance.assessment_id).exclude(pk=self.instance.pk)
        if others.filter(label__iexact=label).exists():
            raise ValidationError("Votre contribution a déjà un chiffre de ce nom.")
        return label


class AttestedForm(PieceForm):
    """Who attests it; the value is the partner's to give."""

    class Meta:
        model = Figure
        fields = ["attested_by", "note"]
        field_classes = {"note": PlainTextField}
        labels = {"attested_by": "Quel organisme évalue et atteste ce chiffre"}
        help_texts = {
            "attested_by": "Les personnes de cet organisme qui ont un compte sur ce site donneront la valeur.",
            "note": NOTE,
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.filter(site_parts__site=self.instance.assessment.site_id)
        self.fields["attested_by"].queryset = organisations.distinct().order_by("name")
        self.fields["attested_by"].empty_label = "Choisissez un organisme du site"

    @property
    def written(self) -> dict:
        """A value attested by one organisation does not pass under the name of another."""
        values = super().written
        if values.get("attested_by") != Figure.objects.get(pk=self.instance.pk).attested_by:
            values |= {"value": None, "as_of": None, "attested_at": None}
        return values


class OwnAttestedForm(AttestedForm):
    class Meta(AttestedForm.Meta):
        fields = ["label", "definition", "source", *AttestedForm.Meta.fields]
        labels = AttestedForm.Meta.labels | OWN_LABELS
        help_texts = AttestedForm.Meta.help_texts | OWN_HINTS
        field_classes = AttestedForm.Meta.field_classes | OWN_CLASSES

    clean_label = OwnFigureForm.clean_label


def figure_form(figure: Figure, user, data=None) -> PieceForm:
    """The form of ``figure``, by its nature and by who asks for it."""
    if figure.nature == FigureNature.COMPUTED:
        return FigureForm(data, instance=figure)
    own = figure.asked_id is None
    if figure.nature == FigureNature.ATTESTED:
        return (OwnAttestedForm if own else AttestedForm)(data, instance=figure, user=user)
    return (OwnFigureForm if own else DeclaredForm)(data, instance=figure, user=user)
