"""A walk and its points, as they are typed: at a desk, and on the way."""

from django import forms
from django.utils import timezone

from networks.forms.of_site import OfSiteForm, long_text
from networks.models import Meetup, SiteWalk, WalkPoint, WalkStep
from proxinet.fields import check_year, date_input
from proxinet.french_dates import date_format
from proxinet.uploads import SoundPhotoField
from sites.forms import organisations_of
from sites.forms_observing import SpotObservationForm, SpotStepForm

OWNER_HELP = "Un partenaire du site. Vide\u202f: on verra plus tard."


class MeetupField(forms.ModelChoiceField):
    def label_from_instance(self, meetup):
        return f"{date_format(timezone.localtime(meetup.starts_at), 'j F Y')}, {meetup.title}"


class WalkForm(OfSiteForm):
    """A walk at one of ``sites``, maybe during one of its meetups."""

    beside = "title"
    organisation_fields = ("led_by",)

    meetup = MeetupField(
        queryset=Meetup.objects.none(),
        label="Pendant la rencontre",
        required=False,
        help_text="Les visites collectives du site.",
    )

    class Meta:
        model = SiteWalk
        fields = ["site", "title", "place", "held_on", "meetup", "led_by", "participants", "summary"]
        labels = {"held_on": "Date de la visite", "led_by": "Animée par"}
        help_texts = {
            "title": "Par exemple\u202f: visite des abords du mail.",
            "place": "D’où à où.",
            "participants": "Des fonctions, sans nom d’habitant\u202f: trois gardiens, un agent de la ville.",
        }
        widgets = {"held_on": date_input(), "summary": long_text()}

    def __init__(self, *args, sites, **kwargs):
        sites = list(sites)
        super().__init__(*args, sites=sites, **kwargs)
        chosen = self.initial.get("meetup")
        visits = Meetup.objects.filter(site__in=sites, kind=Meetup.Kind.VISIT, cancelled_at=None)
        current = Meetup.objects.filter(pk=getattr(chosen, "pk", chosen), site__in=sites)
        self.fields["meetup"].queryset = (visits | current).order_by("-starts_at")

    def clean_held_on(self):
        return check_year(self.cleaned_data["held_on"])

    def clean(self):
        cleaned = super().clean()
        site, meetup = cleaned.get("site"), cleaned.get("meetup")
        if site and meetup and meetup.site_id != site.pk:
            self.add_error("meetup", "Cette rencontre est celle d’un autre site.")
        return cleaned


class PointForm(SpotObservationForm):
    """A point at leisure. ``networks.site_walks.walks`` writes it with its photo."""

    upload = SoundPhotoField(required=False)

    class Meta(SpotObservationForm.Meta):
        model = WalkPoint
        labels = {"problem": "Ce qu’on voit"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.photo:
            self.fields["upload"].help_text += " Vide\u202f: la photo actuelle reste."


class OnTheWayForm(forms.ModelForm):
    """A point in a few taps. ``client_key``: what the phone calls it, so that sending twice writes once."""

    beside = "problem"

    upload = SoundPhotoField(required=False)
    client_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = WalkPoint
        fields = ["place_kind", "place", "problem", "upload", "owner"]
        labels = {"place_kind": "Où\u202f?", "problem": "Ce qu’on voit"}
        help_texts = {"problem": "En quelques mots, sans nom d’habitant.", "owner": OWNER_HELP}
        widgets = {"place_kind": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place_kind"].choices = WalkPoint.PlaceKind.choices
        self.fields["upload"].widget.attrs["capture"] = "environment"
        self.fields["owner"].queryset = organisations_of(self.instance.walk.site)
        self.fields["owner"].empty_label = "Je ne sais pas"

    def clean(self):
        cleaned = super().clean()
        self.instance.client_key = cleaned.get("client_key")
        return cleaned


class WalkStepForm(SpotStepForm):
    class Meta(SpotStepForm.Meta):
        model = WalkStep
