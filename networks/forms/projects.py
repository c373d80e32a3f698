"""What is typed about mini-projects."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from networks.forms.of_site import TitledForm, long_text
from networks.models import Meetup, MiniProject


class MeetupChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, meetup):
        return f"{meetup.title}, {meetup.date_text or date_format(timezone.localtime(meetup.starts_at), 'j F Y')}"


class ProjectForm(TitledForm):
    organisation_fields = ("partners",)
    taken = "Ce site a déjà un mini-projet de ce nom."

    decided_at = MeetupChoiceField(
        label="Décidé à la rencontre", queryset=Meetup.objects.none(), required=False, empty_label="Non renseigné"
    )

    class Meta:
        model = MiniProject
        fields = ["site", "title", "description", "state", "decided_at", "partners", "result"]
        labels = {"partners": "Avec qui"}
        help_texts = {"result": "Une fois réalisé, ou la raison de l’abandon."}
        widgets = {
            "description": long_text(),
            "result": long_text(),
            "state": forms.RadioSelect,
            "partners": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, sites, **kwargs):
        sites = list(sites)
        super().__init__(*args, sites=sites, **kwargs)
        held = Meetup.objects.filter(site__in=sites, starts_at__lte=timezone.now(), cancelled_at=None)
        if self.instance.decided_at_id:
            held |= Meetup.objects.filter(pk=self.instance.decided_at_id)
        self.fields["decided_at"].queryset = held.order_by("-starts_at", "-pk")

    def clean(self):
        cleaned = super().clean()
        meetup, site = cleaned.get("decided_at"), cleaned.get("site")
        if meetup and site and meetup.site_id != site.pk:
            self.add_error("decided_at", "Cette rencontre est celle d’un autre site.")
        return cleaned
