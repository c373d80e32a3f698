"""What is told in words: answers to the campaign's questions, and actions."""

from django import forms
from django.utils.html import escape

from reports.forms.pieces import PieceForm, PlainTextField
from reports.models import Action, Answer

MOST_SIGNS = 20_000
TOO_LONG = "Ce texte fait %(show_value)d\u00a0signes\u202f: %(limit_value)d au plus. Raccourcissez-le."


class AnswerField(PlainTextField):
    """``required`` to send the contribution; while it is written, an answer may be empty."""

    def validate(self, value):
        pass


class AnswerForm(PieceForm):
    """The answer to one question; identifiers carry the question's number, for all stand on one page."""

    use_required_attribute = False
    text = AnswerField(
        label="Réponse",
        max_length=MOST_SIGNS,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    class Meta:
        model = Answer
        fields = ["text"]

    def __init__(self, *args, **kwargs):
        question = kwargs["instance"].question
        super().__init__(*args, auto_id=f"question-{question.pk}-%s", **kwargs)
        self.fields["text"].label = question.label
        self.fields["text"].required = question.is_required
        self.fields["text"].help_text = hint(question)


def hint(question) -> str:
    """Hints are printed as they are: what the coordination typed is escaped here."""
    advice = f"{question.most_words}\u00a0mots environ. Une ligne vide sépare deux paragraphes."
    return f"{escape(question.help_text)} {advice}".strip()


class ActionForm(PieceForm):
    class Meta:
        model = Action
        fields = ["date_text", "title", "text"]
        field_classes = {"date_text": PlainTextField, "title": PlainTextField, "text": PlainTextField}
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        error_messages = {
            "title": {"required": "Dites en quelques mots ce qui a été fait.", "max_length": TOO_LONG},
            "text": {"max_length": TOO_LONG},
            "date_text": {"max_length": TOO_LONG},
        }
