"""Which rows of the trainings one wants in a file."""

from django import forms

from sites import forms_exports
from trainings.exports import Choice
from trainings.models import Programme


class ExportForm(forms_exports.ExportForm):
    choice_class = Choice

    programme = forms.ModelChoiceField(
        Programme.objects.none(), required=False, empty_label="Tous les programmes", label="Programme"
    )
    field_order = ["site", "programme"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["programme"].queryset = Programme.objects.visible_to(user).order_by("title")
