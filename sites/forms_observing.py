"""What is seen on the spot, as it is typed: what every room's forms share."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from proxinet.editing import NoticesOthers
from proxinet.fields import check_year, date_input
from sites.forms import organisations_of
from sites.models import Organisation, Progress
from sites.observing import ObservingRefused

LONGEST_TEXT = 2000


def written(form: forms.ModelForm, write: Callable[[Model], object]) -> bool:
    """Write what the form holds; False when the act refuses, and says why beside the form's field."""
    try:
        write(form.instance)
    except ObservingRefused as refused:
        form.add_error(form.beside, str(refused))
        return False
    return True


class SpotObservationForm(NoticesOthers, forms.ModelForm):
    """An observation of ``instance.visit``, whose site's partners may take care of it."""

    beside = "problem"

    what_happens = forms.CharField(
        label="Ce qui s’y passe",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 4}),
        help_text="Ce qu’on voit, à quelle heure. Sans nom d’habitant.",
    )

    class Meta:
        fields = ["place_kind", "place", "problem", "what_happens", "owner", "due_on"]
        help_texts = {
            "place": "Par exemple\u202f: hall du 12 rue du Parc.",
            "problem": "En quelques mots.",
            "owner": "Un partenaire du site.",
        }
        widgets = {"due_on": date_input()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        current = Organisation.objects.filter(pk=self.instance.owner_id)
        self.fields["owner"].queryset = organisations_of(self.instance.visit.site) | current

    def clean_due_on(self):
        return check_year(self.cleaned_data["due_on"])


class SpotStepForm(forms.ModelForm):
    """What was done, on which day, and where the observation stands now."""

    class Meta:
        fields = ["on", "text", "state"]
        labels = {"on": "Quand", "text": "Ce qui a été fait", "state": "Où on en est maintenant"}
        widgets = {"on": date_input(), "state": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = Progress.choices

    def clean_on(self):
        day = check_year(self.cleaned_data["on"])
        if day > timezone.localdate():
            raise ValidationError("Cette date n’est pas encore passée\u202f: notez ce qui est déjà fait.")
        return day
