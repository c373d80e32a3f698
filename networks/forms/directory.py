"""What is typed about contacts."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from networks.forms.of_site import OfSiteForm
from networks.models import Contact
from proxinet.editing import NoticesOthers
from proxinet.fields import check_year, date_input

PHONE = re.compile(r"\+?\d{2,15}")


class DialledNumber:
    """For a form with a ``phone``."""

    def clean_phone(self):
        """Digits only, so that a phone can dial it and two spellings are one number."""
        typed = self.cleaned_data["phone"]
        number = re.sub(r"\(0\)|[\s.\-/]", "", typed)
        if number and not PHONE.fullmatch(number):
            raise ValidationError("Écrivez le numéro avec des chiffres, par exemple 01 99 00 12 34.")
        return number


class ContactForm(DialledNumber, OfSiteForm):
    organisation_fields = ("organisation",)

    class Meta:
        model = Contact
        fields = [
            "site",
            "name",
            "call_for",
            "organisation",
            "phone",
            "email",
            "opening_hours",
            "address",
            "checked_on",
        ]
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

    def save(self, commit=True):
        if "email" in self.changed_data:  # the link mailed to the former address opens nothing any more
            self.instance.asked_at = None
        return super().save(commit)


class CorrectionForm(DialledNumber, NoticesOthers, forms.ModelForm):
    """What a service may correct of itself."""

    class Meta:
        model = Contact
        fields = ["call_for", "phone", "opening_hours", "address"]
        labels = {"call_for": "On vous appelle pour"}
        help_texts = {
            "call_for": "Les mots de tous les jours, avec des virgules entre eux.",
            "opening_hours": "Par exemple : du lundi au vendredi, 8h30 – 17h.",
        }
        widgets = {"phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})}

    def corrections(self) -> list[tuple[str, str, str]]:
        """``(what, before, after)`` for each thing that differs; once the form is valid."""
        return [
            (self.instance._meta.get_field(name).verbose_name, self.initial[name], self.cleaned_data[name])
            for name in self._meta.fields
            if self.initial[name] != self.cleaned_data[name]
        ]
