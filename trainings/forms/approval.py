from django import forms


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi refusez-vous ?",
        help_text="La personne lira ce motif.",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Écrivez un motif : la personne doit comprendre."},
    )
