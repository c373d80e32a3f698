from dataclasses import dataclass

from django import forms

from reports.document.collecting import current_campaign
from reports.models import AssessmentCampaign, Kind
from reports.permissions import can_coordinate
from sites.models import Approach, Organisation, Site, SitePartner

NATIONAL = "national"
APPROACH, LANDLORD = "demarche-", "bailleur-"
NOT_CONCERNED = "Ce site n’est pas dans cette campagne\u202f: choisissez une autre campagne ou un autre bilan."


@dataclass(frozen=True)
class Wanted:
    """What ``edition`` names: the kind of document, and whom it is about."""

    kind: str
    approach: Approach | None = None
    site: Site | None = None
    landlord: Organisation | None = None

    @property
    def subject(self) -> dict:
        return {"approach": self.approach, "site": self.site, "landlord": self.landlord}


class RequestForm(forms.Form):
    """Which document of which campaign: « national », a site's slug, « demarche-CODE » or « bailleur-NUMBER ».

    Without a campaign, the one whose national document was published last. ``user`` may ask for what the choices hold.
    """

    campaign = forms.ModelChoiceField(
        label="Quelle campagne\u202f?",
        queryset=AssessmentCampaign.objects.none(),
        required=False,
        empty_label=None,
        error_messages={"invalid_choice": "Cette campagne n’existe pas\u202f: choisissez dans la liste."},
    )
    edition = forms.ChoiceField(
        label="Quel bilan\u202f?",
        error_messages={
            "required": "Choisissez un bilan.",
            "invalid_choice": "Ce bilan n’existe pas\u202f: choisissez dans la liste.",
        },
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.wanted = dict(self.documents(user))
        campaigns = AssessmentCampaign.objects.visible_to(user).select_related("call")
        self.fields["campaign"].queryset = campaigns
        self.fields["campaign"].initial = current_campaign()
        self.fields["campaign"].required = not self.is_bound  # on the page, one is chosen: nothing to leave out
        self.fields["edition"].choices = self.choices()

    def documents(self, user):
        """Every document that ``user`` may ask for, by the word that names it."""
        sites = Site.objects.visible_to(user).order_by("name")
        if can_coordinate(user):
            yield NATIONAL, Wanted(Kind.NATIONAL)
            for approach in Approach.objects.order_by("order"):
                yield f"{APPROACH}{approach.code}", Wanted(Kind.APPROACH, approach=approach)
        else:
            sites = [site for site in sites if user.access.leads(site.pk)]
        for site in sites:
            yield site.slug, Wanted(Kind.SITE, site=site)
        if can_coordinate(user):
            landlords = SitePartner.objects.filter(part=SitePartner.Part.LANDLORD).values("organisation")
            for landlord in Organisation.objects.filter(pk__in=landlords).order_by("name"):
                yield f"{LANDLORD}{landlord.pk}", Wanted(Kind.LANDLORD, landlord=landlord)

    def choices(self) -> list:
        labels = {
            Kind.APPROACH: ("Une démarche", lambda wanted: wanted.approach.name),
            Kind.SITE: ("Un site", lambda wanted: wanted.site.name),
            Kind.LANDLORD: ("Un bailleur, sur tous ses sites", lambda wanted: wanted.landlord.name),
        }
        groups: dict = {}
        for word, wanted in self.wanted.items():
            if wanted.kind in labels:
                title, name = labels[wanted.kind]
                groups.setdefault(title, []).append((word, name(wanted)))
        whole = [(NATIONAL, "Bilan national")] if NATIONAL in self.wanted else []
        return whole + list(groups.items())

    def clean(self):
        cleaned = super().clean()
        campaign = cleaned["campaign"] = cleaned.get("campaign") or current_campaign()
        wanted = self.wanted.get(cleaned.get("edition"))
        if campaign is None:
            raise forms.ValidationError("Aucune campagne de bilan n’est ouverte.")
        if wanted and wanted.site and not campaign.contributions.filter(site=wanted.site).exists():
            self.add_error("edition", NOT_CONCERNED)
        return cleaned

    @property
    def chosen(self) -> Wanted:
        return self.wanted[self.cleaned_data["edition"]]
