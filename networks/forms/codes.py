"""Whose codes to see."""

from django import forms

from sites.forms import organisations_of


class CodesForm(forms.Form):
    """``sites``: those one leads; the choice is hidden when there is only one."""

    site = forms.ModelChoiceField(label="Site", queryset=None, to_field_name="slug", required=False, empty_label=None)
    employeur = forms.ModelChoiceField(label="Employeur", queryset=None, required=False, empty_label="Tous")

    def __init__(self, *args, sites, site, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites
        self.fields["site"].initial = site.slug
        if len(sites) == 1:
            del self.fields["site"]
        self.fields["employeur"].queryset = organisations_of(site)
