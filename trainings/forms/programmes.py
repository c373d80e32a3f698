"""A programme and its modules, as they are typed."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from proxinet.editing import NoticesOthers
from sites.models import Agreement, Organisation, Site, StaffCategory
from trainings.forms.planning import check_year, date_input
from trainings.models import Module, Programme

LONGEST_TEXT = 2000


def long_text(label: str, help_text: str = ""):
    widget = forms.Textarea({"rows": 4})
    return forms.CharField(label=label, required=False, max_length=LONGEST_TEXT, widget=widget, help_text=help_text)


def partners_of(sites):
    """The organisations that take part in one of ``sites``."""
    return Organisation.objects.filter(pk__in=Site.objects.filter(pk__in=sites).values("partners__organisation"))


class OfOneSite:
    """For a form of ``Programme``: its site among ``sites``, a title used once there, years that exist."""

    beside = "title"

    def offer_sites(self, sites: list[Site]) -> None:
        self.fields["site"].queryset = Site.objects.filter(pk__in=[site.pk for site in sites])
        if len(sites) == 1:
            self.fields["site"].widget = forms.HiddenInput()
            self.fields["site"].disabled = True
            self.initial["site"] = sites[0].pk

    def clean_starts_on(self):
        return self.cleaned_data["starts_on"] and check_year(self.cleaned_data["starts_on"])

    def clean_ends_on(self):
        return self.cleaned_data["ends_on"] and check_year(self.cleaned_data["ends_on"])

    def clean(self):
        cleaned = super().clean()
        site, title = cleaned.get("site"), cleaned.get("title")
        if site and Programme.objects.filter(site=site, title=title).exclude(pk=self.instance.pk).exists():
            self.add_error("title", "Ce site a déjà un programme de ce nom.")
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "La fin doit venir après le début.")
        return cleaned


class ProgrammeForm(NoticesOthers, OfOneSite, forms.ModelForm):
    """A programme of one of ``sites``. The partner who delivers it may change its content, not who does what."""

    objectives = long_text("Objectifs", "Ce que les personnes sauront faire après.")
    audience_categories = forms.MultipleChoiceField(
        label="Pour quels métiers", choices=StaffCategory, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Programme
        fields = [
            "site",
            "title",
            "objectives",
            "audience_categories",
            "audience",
            "teaching_methods",
            "deliverer",
            "evaluator",
            "agreement",
            "starts_on",
            "ends_on",
            "period_text",
            "is_shared",
        ]
        labels = {
            "site": "Site",
            "audience": "Pour qui, précisément",
            "teaching_methods": "Comment on apprend",
            "is_shared": "Je propose ce programme aux autres sites",
        }
        help_texts = {
            "audience": "Par exemple\u202f: des agents des bailleurs et de la ville, mélangés.",
            "teaching_methods": "Par exemple\u202f: mises en situation, visites, échanges.",
            "deliverer": "Un partenaire du site. Il pourra modifier ce programme.",
            "period_text": "Si les dates exactes manquent, par exemple\u202f: deux ans.",
        }
        widgets = {
            "starts_on": date_input(),
            "ends_on": date_input(),
        }

    RESERVED = ("site", "deliverer", "evaluator", "agreement", "is_shared")

    def __init__(self, *args, sites, is_lead: bool, **kwargs):
        super().__init__(*args, **kwargs)
        sites = list(sites)
        partners = partners_of([site.pk for site in sites])
        for name in ("deliverer", "evaluator"):
            self.fields[name].queryset = partners | Organisation.objects.filter(pk=getattr(self.instance, f"{name}_id"))
        self.fields["agreement"].queryset = Agreement.objects.filter(site__in=sites)
        self.offer_sites(sites)
        if not is_lead:
            for name in self.RESERVED:
                self.fields[name].disabled = True

    def clean(self):
        cleaned = super().clean()
        site = cleaned.get("site")
        if not site:
            return cleaned
        agreement = cleaned.get("agreement")
        if agreement and agreement.site_id != site.pk:
            self.add_error("agreement", "Cette convention est celle d’un autre site.")
        for name in ("deliverer", "evaluator"):
            organisation = cleaned.get(name)
            is_new = organisation and organisation.pk != self.initial.get(name)
            if is_new and not site.partners.filter(organisation=organisation).exists():
                self.add_error(name, "Cet organisme n’est pas partenaire de ce site.")
        return cleaned


class CopyForm(OfOneSite, forms.ModelForm):
    """Where and when a programme is used again."""

    class Meta:
        model = Programme
        fields = ["site", "title", "starts_on", "ends_on"]
        labels = {"site": "Pour quel site", "title": "Nom du nouveau programme"}
        help_texts = {"starts_on": "Vous pourrez changer les dates plus tard."}
        widgets = {"starts_on": date_input(), "ends_on": date_input()}

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_sites(list(sites))


class HoursField(forms.DecimalField):
    """Hours, with a comma or a point."""

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class ModuleForm(NoticesOthers, forms.ModelForm):
    beside = "title"

    description = long_text("Contenu")
    planned_hours = HoursField(
        label="Durée prévue, en heures",
        required=False,
        max_digits=5,
        decimal_places=1,
        widget=forms.TextInput({"inputmode": "decimal"}),
        help_text="Par exemple\u202f: 3,5.",
        validators=[
            MinValueValidator(0.5, "Indiquez une durée d’une demi-heure au moins."),
            MaxValueValidator(1000, "Vérifiez la durée\u202f: 1000 heures au plus."),
        ],
        error_messages={"invalid": "Écrivez un nombre d’heures, par exemple\u202f: 3,5."},
    )

    class Meta:
        model = Module
        fields = ["title", "kind", "planned_hours", "description", "deliverer"]
        help_texts = {"deliverer": "Un partenaire du site. Il verra ce programme."}

    def __init__(self, *args, is_lead: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[
            "description"
        ].help_text = "Ce qu’on y fait. Pour un groupe de réflexion\u202f: ajoutez ensuite ce qui en est sorti."
        current = Organisation.objects.filter(pk=self.instance.deliverer_id)
        self.fields["deliverer"].queryset = partners_of([self.instance.programme.site_id]) | current
        self.fields["deliverer"].disabled = not is_lead

    def clean_title(self):
        title = self.cleaned_data["title"]
        namesakes = self.instance.programme.modules.filter(title=title).exclude(pk=self.instance.pk)
        if namesakes.exists():
            raise ValidationError("Ce programme a déjà un module de ce nom.")
        return title
