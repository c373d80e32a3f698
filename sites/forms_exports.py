"""Which rows one wants in a file, in every room."""

from django import forms

from proxinet.fields import date_input
from sites.exports import Choice
from sites.models import Site


class ExportForm(forms.Form):
    """Everything is optional; the sites offered are those ``user`` sees. ``choice``: for a ``Table``, once valid."""

    choice_class = Choice

    site = forms.ModelChoiceField(Site.objects.none(), required=False, empty_label="Tous les sites")
    after = forms.DateField(label="À partir du", required=False, widget=date_input())
    before = forms.DateField(label="Jusqu’au", required=False, widget=date_input())

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.visible_to(user)
        if not user.access.is_national and len(user.access.site_ids()) < 2:
            del self.fields["site"]

    def clean(self):
        cleaned = super().clean()
        after, before = cleaned.get("after"), cleaned.get("before")
        if after and before and before < after:
            self.add_error("before", "La fin doit venir après le début.")
        return cleaned

    @property
    def choice(self) -> Choice:
        return self.choice_class(**self.cleaned_data)
