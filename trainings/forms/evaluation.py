"""The questionnaire as a trainee answers it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from trainings.evaluation import LONGEST_ANSWER
from trainings.models import Question

Kind = Question.Kind
NEEDS_NOTICE = "Votre réponse ira, sans votre nom, dans la liste des besoins de formation du site. Ne nommez personne."
NO_NAMES = "N’écrivez pas de nom, ni le vôtre ni celui de quelqu’un d’autre."


class FreeText(forms.CharField):
    """A browser sends a line break as two characters, and counts it as one against the limit."""

    def __init__(self, **kwargs):
        super().__init__(max_length=LONGEST_ANSWER, widget=forms.Textarea({"rows": 4}), **kwargs)

    def to_python(self, value):
        return super().to_python(value and str(value).replace("\r\n", "\n"))


class AnswerForm(forms.Form):
    """One field a question; every one may be left, but not all."""

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = {f"question-{question.pk}": question for question in questions}
        for name, question in self.questions.items():
            self.fields[name] = field_for(question)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.replies:
            raise ValidationError("Répondez au moins à une question.")
        return cleaned

    @property
    def replies(self) -> dict[int, int | str]:
        """``{question pk: note or words}`` of the questions that were answered."""
        return {
            question.pk: int(self.cleaned_data[name]) if question.kind == Kind.SCALE else self.cleaned_data[name]
            for name, question in self.questions.items()
            if self.cleaned_data.get(name)
        }


def field_for(question: Question) -> forms.Field:
    label = question.text
    if question.kind == Kind.SCALE:
        return forms.ChoiceField(
            label=label,
            required=False,
            choices=[(str(note), str(note)) for note in range(1, 6)],
            widget=forms.RadioSelect({"class": "scale"}),
            help_text=format_html("1 : {} – 5 : {}", *question.ends),
        )
    if question.kind == Kind.CHOICE:
        choices = [(choice, choice) for choice in question.choices]
        return forms.ChoiceField(label=label, required=False, choices=choices, widget=forms.RadioSelect)
    return FreeText(label=label, required=False, help_text=NEEDS_NOTICE if question.asks_needs else NO_NAMES)
