"""What is typed about working groups."""

from functools import cached_property
from itertools import groupby

from django import forms

from networks.forms.of_site import TitledForm, long_text
from networks.forms.pilots import PilotFormSet, pilot_rows, pilots_in_words
from networks.models import WorkingGroup
from networks.working_groups.groups import FEWEST_PILOTS
from proxinet.editing import fingerprint
from sites.models import FieldWorker, Organisation, SitePartner
from sites.sign_up_form import PeopleCheckboxes

TOO_FEW = "Un groupe qui se réunit a deux copilotes, de deux organismes différents."


class GroupForm(TitledForm):
    """The group and its co-pilots' rows (``pilots``): both are valid, or nothing is."""

    taken = "Ce site a déjà un groupe de ce nom."
    beside = "title"

    class Meta:
        model = WorkingGroup
        fields = ["site", "title", "theme", "description", "is_active"]
        labels = {"is_active": "Le groupe se réunit toujours"}
        help_texts = {"theme": "De quoi il s’occupe, en deux ou trois mots. Par exemple\u202f: encombrants."}
        widgets = {"description": long_text()}

    def __init__(self, data=None, *args, sites, **kwargs):
        sites = list(sites)
        super().__init__(data, *args, sites=sites, **kwargs)
        parts = self.parts_now
        partners = SitePartner.objects.filter(site__in=sites).values("organisation")
        offered = Organisation.objects.filter(pk__in=partners) | Organisation.objects.filter(
            pk__in=[part.organisation_id for part in parts]
        )
        self.pilots = PilotFormSet(data, initial=pilot_rows(parts), prefix="pilots", organisations=offered)
        self.fewest = min(FEWEST_PILOTS, len(parts)) if self.instance.pk and self.instance.is_active else FEWEST_PILOTS

    @cached_property
    def parts_now(self) -> list:
        return list(self.instance.pilot_parts.select_related("organisation")) if self.instance.pk else []

    def held(self):
        return super().held() | {"pilots": fingerprint(pilots_in_words(self.parts_now))}

    def version(self, name):
        if name == "pilots":
            return f"Copilotes\u202f: {pilots_in_words(self.parts_now) or 'aucun'}"
        return super().version(name)

    def is_valid(self):
        """A group that meets needs two co-pilots; one that already had fewer may keep going as it is."""
        if not all([super().is_valid(), self.pilots.is_valid()]):
            return False
        if self.cleaned_data["is_active"] and len(self.pilots.parts) < self.fewest:
            self.pilots.non_form_errors().append(TOO_FEW)
            return False
        return True


class AsTheyWere(forms.TypedMultipleChoiceField):
    """Ids the page was opened with; those that are no longer on offer are passed over."""

    widget = forms.MultipleHiddenInput

    def valid_value(self, value):
        return True

    def clean(self, value):
        offered = {pk for pk, _ in self.choices}
        return [pk for pk in super().clean(value) if pk in offered]


class MembersForm(forms.Form):
    """The site's people in post, the members ticked; ``before`` and ``after``: ids, for ``groups.change_members``."""

    members = forms.TypedMultipleChoiceField(
        label="Membres du groupe",
        required=False,
        coerce=int,
        widget=PeopleCheckboxes,
        error_messages={"invalid_choice": "Une des personnes n’est plus dans la liste\u202f: vérifiez vos choix."},
    )
    was = AsTheyWere(required=False, coerce=int)

    def __init__(self, data=None, *, group):
        people = FieldWorker.objects.filter(site=group.site_id).active().select_related("employer")
        people = list(people.order_by("employer__name", "last_name", "first_name", "pk"))
        chosen = list(group.members.filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True))
        super().__init__(data, initial={"members": chosen, "was": chosen})
        self.is_empty = not people
        self.fields["was"].choices = [(person.pk, "") for person in people]
        self.fields["members"].choices = [
            (employer, [(person.pk, str(person)) for person in some])
            for employer, some in groupby(people, key=lambda person: str(person.employer or "Sans employeur"))
        ]

    @property
    def before(self) -> set[int]:
        return set(self.cleaned_data["was"])

    @property
    def after(self) -> set[int]:
        return set(self.cleaned_data["members"])
