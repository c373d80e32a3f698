"""What is ticked about the guide."""

from django import forms

from sites.models import FieldWorker


class HandedOverForm(forms.Form):
    """One of ``people`` was handed the guide."""

    person = forms.ModelChoiceField(queryset=FieldWorker.objects.none())

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
