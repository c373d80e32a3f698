"""What forms about something of a site share."""

from django import forms
from django.db.models import Q

from proxinet.editing import NoticesOthers
from sites.models import Organisation, Site, SitePartner


def long_text(rows=4):
    return forms.Textarea(attrs={"rows": rows, "maxlength": 2000})


class OfSiteForm(NoticesOthers, forms.ModelForm):
    """Something of one of ``sites``; the choice of site is hidden when there is only one.

    ``organisation_fields``: the fields that choose among the partners of those sites.
    """

    organisation_fields: tuple[str, ...] = ()

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        sites = list(sites)
        self.fields["site"].queryset = Site.objects.filter(pk__in=[site.pk for site in sites])
        self.fields["site"].label = "Site"
        self.fields["site"].empty_label = "Choisissez le site"
        if len(sites) == 1:
            self.fields["site"].widget = forms.HiddenInput()
            self.fields["site"].disabled = True
            self.initial["site"] = sites[0].pk
        partners = SitePartner.objects.filter(site__in=[site.pk for site in sites]).values("organisation")
        for name in self.organisation_fields:
            self.fields[name].queryset = Organisation.objects.filter(
                Q(pk__in=partners) | Q(pk__in=self.already_chosen(name))
            )

    def already_chosen(self, name) -> list[int]:
        """Organisations chosen earlier stay on offer, partners of the site or not."""
        value = self.initial.get(name)
        chosen = value if isinstance(value, list) else [value]
        return [getattr(organisation, "pk", organisation) for organisation in chosen if organisation]


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
