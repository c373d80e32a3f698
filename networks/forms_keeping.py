"""What is typed about mini-projects, working groups and contacts."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from networks.forms import OfSiteForm, check_year, date_input, long_text
from networks.models import Contact, Meetup, MiniProject, WorkingGroup

PHONE = re.compile(r"\+?\d{2,15}")


class TitledForm(OfSiteForm):
    """``title`` is the site's only one of that name, capitals or not."""

    taken = ""

    def clean(self):
        cleaned = super().clean()
        site, title = cleaned.get("site"), cleaned.get("title")
        if site and title:
            namesakes = self._meta.model.objects.filter(site=site, title__iexact=title).exclude(pk=self.instance.pk)
            if namesakes.exists():
                self.add_error("title", self.taken)
        return cleaned


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


class GroupForm(TitledForm):
    organisation_fields = ("pilots",)
    taken = "Ce site a déjà un groupe de ce nom."

    class Meta:
        model = WorkingGroup
        fields = ["site", "title", "description", "pilots", "is_active"]
        labels = {"pilots": "Qui le pilote", "is_active": "Le groupe se réunit toujours"}
        widgets = {"description": long_text(), "pilots": forms.CheckboxSelectMultiple}


class ContactForm(OfSiteForm):
    organisation_fields = ("organisation",)

    class Meta:
        model = Contact
        fields = ["site", "name", "call_for", "organisation", "phone", "email", "opening_hours", "checked_on"]
        help_texts = {
            "name": "Par exemple : service propreté de la ville. Pas de numéro personnel.",
            "call_for": "Les mots de tous les jours : encombrants, dépôt sauvage, poubelles…",
            "opening_hours": "Par exemple : du lundi au vendredi, 8h30 – 17h.",
            "checked_on": "Le jour où vous avez vérifié ce numéro.",
        }
        widgets = {
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "checked_on": date_input(),
        }

    def clean_phone(self):
        """Digits only, so that a phone can dial it and two spellings are one number."""
        typed = self.cleaned_data["phone"]
        number = re.sub(r"\(0\)|[\s.\-/]", "", typed)
        if number and not PHONE.fullmatch(number):
            raise ValidationError("Écrivez le numéro avec des chiffres, par exemple 01 99 00 12 34.")
        return number

    def clean_checked_on(self):
        day = self.cleaned_data["checked_on"]
        if day:
            check_year(day)
            if day > timezone.localdate():
                raise ValidationError("Cette date n’est pas encore arrivée.")
        return day

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error("phone", "Indiquez un téléphone ou une adresse e-mail.")
        site, name = cleaned.get("site"), cleaned.get("name")
        if site and name:
            namesakes = Contact.objects.filter(site=site, name__iexact=name, organisation=cleaned.get("organisation"))
            if namesakes.exclude(pk=self.instance.pk).exists():
                self.add_error("name", "Ce contact est déjà dans l’annuaire, chez le même organisme.")
        return cleaned
