"""A programme and its modules, as they are typed."""

from django import forms
from django.core.exceptions import ValidationError

from sites.models import Agreement, Organisation, Site
from trainings.forms.planning import check_year, date_input
from trainings.models import Module, Programme

LONGEST_TEXT = 2000


def long_text(label: str):
    return forms.CharField(label=label, required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 4}))


class ProgrammeForm(forms.ModelForm):
    """A programme of one of ``sites``. The partner who delivers it may change its content, not who does what."""

    objectives = long_text("Objectifs")

    class Meta:
        model = Programme
        fields = [
            "site",
            "title",
            "objectives",
            "audience",
            "teaching_methods",
            "deliverer",
            "evaluator",
            "agreement",
            "starts_on",
            "ends_on",
            "period_text",
        ]
        labels = {"site": "Site", "audience": "Pour qui", "teaching_methods": "Comment on apprend"}
        help_texts = {
            "deliverer": "Un partenaire du site. Il pourra modifier ce programme.",
            "period_text": "Si les dates exactes manquent, par exemple : deux ans.",
        }
        widgets = {
            "starts_on": date_input(),
            "ends_on": date_input(),
        }

    RESERVED = ("site", "deliverer", "evaluator", "agreement")

    def __init__(self, *args, sites, is_lead: bool, **kwargs):
        super().__init__(*args, **kwargs)
        sites = list(sites)
        partners = Organisation.objects.filter(
            pk__in=Site.objects.filter(pk__in=[site.pk for site in sites]).values("partners__organisation")
        )
        self.fields["deliverer"].queryset = self.fields["evaluator"].queryset = partners
        self.fields["agreement"].queryset = Agreement.objects.filter(site__in=sites)
        self.fields["site"].queryset = Site.objects.filter(pk__in=[site.pk for site in sites])
        if len(sites) == 1:
            self.fields["site"].widget = forms.HiddenInput()
            self.fields["site"].disabled = True
            self.initial["site"] = sites[0].pk
        if not is_lead:
            for name in self.RESERVED:
                self.fields[name].disabled = True

    def clean_starts_on(self):
        return self.cleaned_data["starts_on"] and check_year(self.cleaned_data["starts_on"])

    def clean_ends_on(self):
        return self.cleaned_data["ends_on"] and check_year(self.cleaned_data["ends_on"])

    def clean(self):
        cleaned = super().clean()
        agreement, site = cleaned.get("agreement"), cleaned.get("site")
        if agreement and site and agreement.site_id != site.pk:
            self.add_error("agreement", "Cette convention est celle d’un autre site.")
        namesakes = Programme.objects.filter(site=site, title=cleaned.get("title")).exclude(pk=self.instance.pk)
        if site and namesakes.exists():
            self.add_error("title", "Ce site a déjà un programme de ce nom.")
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "La fin doit venir après le début.")
        return cleaned


class ModuleForm(forms.ModelForm):
    description = long_text("Contenu")

    class Meta:
        model = Module
        fields = ["title", "kind", "description", "order"]
        help_texts = {"order": "1 pour le premier module du programme."}

    def clean_title(self):
        title = self.cleaned_data["title"]
        namesakes = self.instance.programme.modules.filter(title=title).exclude(pk=self.instance.pk)
        if namesakes.exists():
            raise ValidationError("Ce programme a déjà un module de ce nom.")
        return title
