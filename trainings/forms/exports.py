"""Which rows one wants in a file."""

from django import forms

from sites.models import Site
from trainings.exports import Choice
from trainings.forms.planning import date_input
from trainings.models import Programme


class ExportForm(forms.Form):
    """Everything is optional; the sites and programmes offered are those ``user`` sees."""

    site = forms.ModelChoiceField(Site.objects.none(), required=False, empty_label="Tous les sites")
    programme = forms.ModelChoiceField(
        Programme.objects.none(), required=False, empty_label="Tous les programmes", label="Programme"
    )
    after = forms.DateField(label="À partir du", required=False, widget=date_input())
    before = forms.DateField(label="Jusqu’au", required=False, widget=date_input())

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.visible_to(user)
        if not user.access.is_national and len(user.access.site_ids()) < 2:
            self.fields["site"].widget = forms.HiddenInput()
        self.fields["programme"].queryset = Programme.objects.visible_to(user).order_by("title")

    def clean(self):
        cleaned = super().clean()
        after, before = cleaned.get("after"), cleaned.get("before")
        if after and before and before < after:
            self.add_error("before", "La fin doit venir après le début.")
        return cleaned

    @property
    def choice(self) -> Choice:
        return Choice(**self.cleaned_data)
