"""What someone without an account types to come."""

import re
import secrets

from django import forms
from django.core.exceptions import ValidationError

from networks.posters.joining import employers_of

OTHER = "autre"
FEW = 5
NAME = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*\.?")


def as_written(name: str) -> str:
    """One spelling for one name: « awa  marie » and « AWA MARIE » are « Awa Marie »."""
    name = " ".join(name.replace("'", "’").split())
    return name.title() if name.islower() or name.isupper() else name


class JoinForm(forms.Form):
    """A code, or a phone number, or a first name and an employer: ``is_known`` tells the first two from the third.

    ``attempt`` is drawn anew for each page shown. ``confirmation`` is seen by robots only.
    """

    first_name = forms.CharField(
        label="Mon prénom",
        max_length=40,
        widget=forms.TextInput({"autocomplete": "given-name", "autocapitalize": "words"}),
        error_messages={"required": "Écrivez votre prénom."},
    )
    employer = forms.ChoiceField(
        label="Mon employeur",
        error_messages={"required": "Choisissez votre employeur, ou «\u202fAutre\u202f»."},
    )
    initial = forms.CharField(
        label="La première lettre de mon nom",
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "size": 3, "autocapitalize": "characters"}),
        help_text="Si un collègue a le même prénom.",
    )
    code = forms.CharField(
        label="Mon code",
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text="Les 8 signes de ma carte.",
    )
    phone = forms.CharField(
        label="Mon numéro de téléphone",
        max_length=25,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        help_text="Si le chef de projet le connaît déjà.",
    )
    attempt = forms.RegexField(regex=r"^[\w-]{16}$", required=False, widget=forms.HiddenInput)
    confirmation = forms.CharField(required=False)

    def __init__(self, *args, site, **kwargs):
        super().__init__(*args, **kwargs)
        self.employers = {str(employer.pk): employer for employer in employers_of(site)}
        choices = [(pk, employer.name) for pk, employer in self.employers.items()]
        employer = self.fields["employer"]
        if len(choices) < FEW:
            employer.widget = forms.RadioSelect()
            employer.choices = [*choices, (OTHER, "Autre")]
        else:
            employer.choices = [("", "À choisir"), *choices, (OTHER, "Autre")]
        for name in ("first_name", "employer"):
            self.fields[name].required = not self.is_known
        self.fields["attempt"].initial = secrets.token_urlsafe(12)

    @property
    def is_known(self) -> bool:
        """Whether a code or a number was typed: the name is then not needed."""
        return any(self.data.get(name, "").strip() for name in ("code", "phone"))

    def clean_first_name(self):
        name = as_written(self.cleaned_data["first_name"])
        if name and not NAME.fullmatch(name):
            raise ValidationError("Écrivez votre prénom, avec des lettres seulement.")
        return name

    def clean_initial(self):
        letter = self.cleaned_data["initial"][:1].upper()
        if letter and not letter.isalpha():
            raise ValidationError("Écrivez une lettre.")
        return letter

    def clean_attempt(self):
        return self.cleaned_data["attempt"] or secrets.token_urlsafe(12)

    def clean(self):
        data = super().clean()
        if data.get("confirmation"):
            raise ValidationError("Ce n’est pas parti. Appuyez encore une fois sur «\u202fJe m’inscris\u202f».")
        return data

    def named(self) -> dict:
        data = self.cleaned_data
        employer = self.employers.get(data["employer"])
        return {name: data[name] for name in ("first_name", "initial", "attempt")} | {"employer": employer}
