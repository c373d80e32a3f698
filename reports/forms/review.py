from django import forms

from reports.models import Remark


class RemarkForm(forms.Form):
    """A remark beside a piece: ``anchor`` and ``paragraph`` come with the page."""

    anchor = forms.RegexField(r"^(whole|[a-z]+-[\w-]{1,48})$", widget=forms.HiddenInput)
    paragraph = forms.IntegerField(min_value=0, max_value=2000, required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label="Votre remarque",
        max_length=Remark._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Écrivez votre remarque."},
    )


class MessageForm(forms.Form):
    """What the coordination says to the site with all its remarks."""

    text = forms.CharField(
        label="Un message au site",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Les remarques partent avec.",
    )


class ReasonForm(MessageForm):
    """Why an accepted contribution is opened again."""

    text = forms.CharField(
        label="Que faut-il corriger\u202f?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Dites au site ce qu’il faut corriger."},
    )
