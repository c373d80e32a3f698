"""A diagnosis, its observations and their follow-up, as they are typed."""

from django import forms
from django.utils import timezone

from accounts.models import Role
from proxinet.editing import NoticesOthers
from proxinet.french_dates import date_format
from sites.forms_observing import SpotObservationForm, SpotStepForm
from sites.models import Organisation, Site
from trainings.forms.planning import check_year, date_input
from trainings.forms.programmes import long_text, partners_of
from trainings.models import Diagnosis, Module, Observation, ObservationStep, Session


class SessionField(forms.ModelChoiceField):
    def label_from_instance(self, session):
        return f"{date_format(timezone.localtime(session.starts_at), 'j F Y')}, {session.module.title}"


class DiagnosisForm(NoticesOthers, forms.ModelForm):
    """A diagnosis at one of ``sites``. A partner leads those they write themselves."""

    beside = "title"

    session = SessionField(
        queryset=Session.objects.none(),
        label="Pendant la session",
        required=False,
        help_text="Les sessions de diagnostic sur place du site.",
    )
    summary = long_text("Ce qu’il faut retenir")

    class Meta:
        model = Diagnosis
        fields = ["site", "title", "place", "held_on", "session", "led_by", "participants", "summary"]
        labels = {"site": "Site"}
        help_texts = {
            "title": "Par exemple\u202f: diagnostic des halls de la rue du Parc.",
            "participants": "Des fonctions, sans nom d’habitant\u202f: trois gardiens, un agent de la ville.",
        }
        widgets = {"held_on": date_input()}

    def __init__(self, *args, user, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, sites = user, list(sites)
        self.fields["site"].queryset = Site.objects.filter(pk__in=[site.pk for site in sites])
        if len(sites) == 1:
            self.fields["site"].widget = forms.HiddenInput()
            self.fields["site"].disabled = True
            self.initial["site"] = sites[0].pk
        sessions = Session.objects.visible_to(user).filter(
            module__kind=Module.Kind.DIAGNOSIS, module__programme__site__in=sites, cancelled_at=None
        )
        current = Session.objects.filter(pk=self.instance.session_id)
        self.fields["session"].queryset = (
            (Session.objects.filter(pk__in=sessions.values("pk")) | current)
            .select_related("module")
            .order_by("-starts_at")
        )
        self.offer_leaders(sites)

    def offer_leaders(self, sites):
        field = self.fields["led_by"]
        if all(self.user.access.leads(site.pk) for site in sites):
            field.queryset = partners_of([site.pk for site in sites])
        else:
            own = [m.organisation_id for m in self.user.access.memberships if m.role == Role.PARTNER]
            field.queryset = Organisation.objects.filter(pk__in=own)
            field.required = True
            field.disabled = self.instance.pk is not None
            if len(own) == 1:
                self.initial.setdefault("led_by", own[0])
        field.queryset |= Organisation.objects.filter(pk=self.instance.led_by_id)

    def clean_held_on(self):
        return check_year(self.cleaned_data["held_on"])

    def clean(self):
        cleaned = super().clean()
        site, session, leader = cleaned.get("site"), cleaned.get("session"), cleaned.get("led_by")
        if not site:
            return cleaned
        if session and session.module.programme.site_id != site.pk:
            self.add_error("session", "Cette session est celle d’un autre site.")
        if leader and leader.pk != self.instance.led_by_id and not self.may_lead(site, leader):
            self.add_error("led_by", "Cet organisme n’est pas partenaire de ce site.")
        return cleaned

    def may_lead(self, site, leader) -> bool:
        if self.user.access.leads(site.pk):
            return site.partners.filter(organisation=leader).exists()
        return self.user.access.holds(Role.PARTNER, site.pk, leader.pk)


class ObservationForm(SpotObservationForm):
    solution = long_text("Solution de prévention proposée")

    class Meta(SpotObservationForm.Meta):
        model = Observation
        fields = ["place_kind", "place", "problem", "what_happens", "solution", "owner", "due_on"]


class StepForm(SpotStepForm):
    class Meta(SpotStepForm.Meta):
        model = ObservationStep
