"""What is typed about a task."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from networks.models import Task
from proxinet.editing import NoticesOthers
from proxinet.fields import check_year, date_input
from sites.models import FieldWorker, Organisation, SitePartner


def offer_holders(fields, site_id: int) -> None:
    """``organisation`` and ``person`` choose among the site's."""
    partners = SitePartner.objects.filter(site=site_id).values("organisation")
    people = FieldWorker.objects.filter(site=site_id).active().select_related("employer")
    fields["organisation"].queryset = Organisation.objects.filter(pk__in=partners)
    fields["person"].queryset = people.order_by("last_name", "first_name", "pk")
    for name in ("organisation", "person"):
        fields[name].empty_label = "Non renseigné"


class TaskForm(NoticesOthers, forms.ModelForm):
    class Meta:
        model = Task
        fields = ["title", "organisation", "person", "due_on", "done_on", "note"]
        labels = {"person": "Qui s’en charge", "done_on": "Fait le"}
        help_texts = {"done_on": "Vide\u202f: pas encore fait."}
        widgets = {"due_on": date_input(), "done_on": date_input()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_holders(self.fields, self.instance.site_id)

    def clean_due_on(self):
        return check_year(self.cleaned_data["due_on"])

    def clean_done_on(self):
        day = check_year(self.cleaned_data["done_on"])
        if day and day > timezone.localdate():
            raise ValidationError("Cette date n’est pas encore venue.")
        return day
