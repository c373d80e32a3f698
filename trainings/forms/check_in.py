"""Who is here, by the name they type."""

from django import forms


class CheckInForm(forms.Form):
    first_name = forms.CharField(
        label="Prénom",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": "Écrivez votre prénom."},
    )
    last_name = forms.CharField(
        label="Nom",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": "Écrivez votre nom."},
    )
    employer = forms.CharField(label="Employeur", max_length=160, required=False)

    def __init__(self, *args, **kwargs):
        """The employer is asked only once two people turned out to have the same name."""
        super().__init__(*args, **kwargs)
        self.if_asked = self.fields["employer"]
        if "employer" not in self.data:
            del self.fields["employer"]

    def ask_employer(self, why: str) -> None:
        self.fields["employer"] = self.if_asked
        self.add_error("employer", why)
