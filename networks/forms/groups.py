"""What is typed about working groups."""

from django import forms

from networks.forms.of_site import TitledForm, long_text
from networks.models import WorkingGroup


class GroupForm(TitledForm):
    organisation_fields = ("pilots",)
    taken = "Ce site a déjà un groupe de ce nom."

    class Meta:
        model = WorkingGroup
        fields = ["site", "title", "description", "pilots", "is_active"]
        labels = {"pilots": "Qui le pilote", "is_active": "Le groupe se réunit toujours"}
        widgets = {"description": long_text(), "pilots": forms.CheckboxSelectMultiple}
