from django import forms

from sites.models import Site

NATIONAL = "national"


class RequestForm(forms.Form):
    """Which edition to make: the national one, or that of one site among those the person may ask for."""

    edition = forms.ChoiceField(
        label="Quel bilan ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez un bilan.",
            "invalid_choice": "Ce bilan n’existe pas : choisissez dans la liste.",
        },
    )

    def __init__(self, *args, national: bool, sites: list[Site], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["edition"]
        self.sites = {site.slug: site for site in sites}
        field.choices = [(NATIONAL, "Bilan national")] * national + [
            (slug, site.name) for slug, site in self.sites.items()
        ]
        if len(field.choices) > 8:
            field.widget = forms.Select(choices=field.choices)
        if field.choices:
            field.initial = field.choices[0][0]

    @property
    def site(self) -> Site | None:
        """The chosen site; None for the national edition."""
        return self.sites.get(self.cleaned_data["edition"])
