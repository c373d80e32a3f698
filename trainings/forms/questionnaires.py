"""A questionnaire's questions, as they are typed."""

from django import forms
from django.core.exceptions import ValidationError

from trainings.models import Question, Questionnaire

Kind = Question.Kind
FEWEST_CHOICES, MOST_CHOICES = 2, 12
LONGEST_CHOICE = 120


class IntroductionForm(forms.ModelForm):
    class Meta:
        model = Questionnaire
        fields = ["introduction"]

    introduction = forms.CharField(
        label="Quelques mots avant les questions",
        required=False,
        max_length=600,
        widget=forms.Textarea({"rows": 3}),
    )


class CopyForm(forms.Form):
    """Another questionnaire of the site to begin with."""

    source = forms.ModelChoiceField(Questionnaire.objects.none(), label="Copier celui de", empty_label="À choisir")

    def __init__(self, *args, sources, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources


class QuestionForm(forms.ModelForm):
    """One question. ``is_answered``: its kind and choices are settled, only its words may be corrected."""

    low = forms.CharField(label="Ce que veut dire 1", required=False, max_length=40)
    high = forms.CharField(label="Ce que veut dire 5", required=False, max_length=40)
    choices_text = forms.CharField(
        label="Choix possibles, un par ligne",
        required=False,
        max_length=MOST_CHOICES * (LONGEST_CHOICE + 2),
        widget=forms.Textarea({"rows": 5}),
    )

    class Meta:
        model = Question
        fields = ["text", "kind", "asks_needs"]
        widgets = {"kind": forms.RadioSelect}
        labels = {"text": "La question", "kind": "On y répond par", "asks_needs": "C’est un besoin de formation"}
        help_texts = {
            "asks_needs": "Réponse libre seulement. Les réponses vont, sans nom, dans les besoins de formation du site."
        }

    def __init__(self, *args, is_answered=False, **kwargs):
        super().__init__(*args, **kwargs)
        question = self.instance
        self.fields["kind"].choices = Kind.choices
        low, high = question.ends if question.kind == Kind.SCALE else Question.USUAL_ENDS
        self.initial |= {"low": low, "high": high}
        self.fields["choices_text"].widget.attrs.pop("maxlength")  # what counts is the length of each choice
        if question.kind == Kind.CHOICE:
            self.initial["choices_text"] = "\n".join(question.choices)
        if is_answered:
            for name in ("kind", "low", "high", "choices_text"):
                del self.fields[name]
            if question.kind != Kind.TEXT:
                del self.fields["asks_needs"]

    def clean_choices_text(self):
        lines = [" ".join(line.split()) for line in self.cleaned_data["choices_text"].splitlines()]
        choices = [line for line in lines if line]
        if self.data.get(self.add_prefix("kind")) != Kind.CHOICE:
            return choices
        if not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
            raise ValidationError(f"Écrivez de {FEWEST_CHOICES} à {MOST_CHOICES} choix, un par ligne.")
        if any(len(choice) > LONGEST_CHOICE for choice in choices):
            raise ValidationError(f"Un choix a {LONGEST_CHOICE} caractères au plus.")
        if len({choice.casefold() for choice in choices}) < len(choices):
            raise ValidationError("Deux choix sont les mêmes.")
        return choices

    def clean_asks_needs(self):
        asks_needs = self.cleaned_data["asks_needs"]
        others = self.instance.questionnaire.questions.filter(asks_needs=True).exclude(pk=self.instance.pk)
        if asks_needs and self.cleaned_data.get("kind", self.instance.kind) != Kind.TEXT:
            raise ValidationError("Un besoin de formation se dit dans une réponse libre.")
        if asks_needs and others.exists():
            raise ValidationError("Une autre question le demande déjà : une seule suffit.")
        return asks_needs

    def clean(self):
        cleaned = super().clean()
        if "kind" in self.fields:
            self.instance.choices = {
                Kind.SCALE: [
                    cleaned.get("low") or Question.USUAL_ENDS[0],
                    cleaned.get("high") or Question.USUAL_ENDS[1],
                ],
                Kind.CHOICE: cleaned.get("choices_text", []),
            }.get(cleaned.get("kind"), [])
        return cleaned
