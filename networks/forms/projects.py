"""What is typed about mini-projects."""

from functools import cached_property

from django import forms
from django.utils import timezone

from networks.forms.of_site import TitledForm, long_text
from networks.forms.pilots import PilotFormSet, pilot_rows, pilots_in_words
from networks.mini_projects.projects import ELSEWHERE, NO_RESULT, TAKEN, next_states
from networks.models import Meetup, MiniProject, Task, WorkingGroup
from proxinet.editing import fingerprint
from proxinet.fields import check_year, date_input
from proxinet.french_dates import date_format
from sites.models import FieldWorker, Organisation, SitePartner

State = MiniProject.State
BEGINS_AS = (State.IDEA, State.DECIDED, State.UNDER_WAY, State.DONE)
CHANGED_MEANWHILE = "Le mini-projet a changé d’état entre-temps\u202f: choisissez à nouveau."


class MeetupChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, meetup):
        return f"{meetup.title}, {meetup.date_text or date_format(timezone.localtime(meetup.starts_at), 'j F Y')}"


def held_meetups(sites, *kept):
    """The meetups held at ``sites``, the last one first; those chosen earlier (``kept``, ids) stay on offer."""
    held = Meetup.objects.filter(site__in=sites, starts_at__lte=timezone.now(), cancelled_at=None)
    held |= Meetup.objects.filter(pk__in=[pk for pk in kept if pk])
    return held.order_by("-starts_at", "-pk")


class ProjectPilots(PilotFormSet):
    extra = 3


class ProjectForm(TitledForm):
    """The mini-project and its pilots' rows (``pilots``): both are valid, or nothing is.

    Its state is chosen when it is added; then it moves step by step, on a page of its own.
    """

    organisation_fields = ("partners",)
    taken = TAKEN
    beside = "title"

    proposed_at = MeetupChoiceField(
        label="Idée née à la rencontre", queryset=Meetup.objects.none(), required=False, empty_label="Non renseigné"
    )
    decided_at = MeetupChoiceField(
        label="Décidé à la rencontre", queryset=Meetup.objects.none(), required=False, empty_label="Non renseigné"
    )

    class Meta:
        model = MiniProject
        fields = [
            "site",
            "title",
            "description",
            "state",
            "proposed_at",
            "decided_at",
            "group",
            "partners",
            "means",
            "result",
        ]
        labels = {"partners": "Avec qui", "means": "Avec quels moyens", "state": "Où on en est"}
        help_texts = {"means": "Argent, local, matériel, temps."}
        widgets = {
            "description": long_text(),
            "means": forms.Textarea(attrs={"rows": 2, "maxlength": 1000}),
            "result": long_text(),
            "state": forms.RadioSelect,
            "partners": forms.CheckboxSelectMultiple,
        }

    def __init__(self, data=None, *args, sites, **kwargs):
        sites = list(sites)
        super().__init__(data, *args, sites=sites, **kwargs)
        kept = self.instance
        for name in ("proposed_at", "decided_at"):
            self.fields[name].queryset = held_meetups(sites, kept.proposed_at_id, kept.decided_at_id)
        self.fields["group"].queryset = WorkingGroup.objects.filter(site__in=sites)
        self.fields["group"].empty_label = "Aucun groupe"
        if kept.pk:
            del self.fields["state"]
        else:
            self.fields["state"].choices = [(state.value, state.label) for state in BEGINS_AS]
        if kept.pk and not kept.was_decided:
            del self.fields["decided_at"]
        self.pilots = ProjectPilots(
            data, initial=pilot_rows(self.parts_now), prefix="pilots", organisations=self.offered_organisations(sites)
        )

    def offered_organisations(self, sites):
        partners = SitePartner.objects.filter(site__in=sites).values("organisation")
        chosen = [part.organisation_id for part in self.parts_now]
        return Organisation.objects.filter(pk__in=partners) | Organisation.objects.filter(pk__in=chosen)

    @cached_property
    def parts_now(self) -> list:
        return list(self.instance.pilot_parts.select_related("organisation")) if self.instance.pk else []

    @property
    def written_fields(self) -> list[str]:
        """The columns this form writes."""
        return [name for name in self._meta.fields if name in self.fields and name not in ("site", "partners")]

    def held(self):
        held = super().held() | {"pilots": fingerprint(pilots_in_words(self.parts_now))}
        return {name: value for name, value in held.items() if name == "pilots" or name in self.fields}

    def version(self, name):
        if name == "pilots":
            return f"Pilotes\u202f: {pilots_in_words(self.parts_now) or 'aucun'}"
        return super().version(name)

    def clean(self):
        cleaned = super().clean()
        site, state = cleaned.get("site"), cleaned.get("state")
        for name in ("proposed_at", "decided_at", "group"):
            chosen = cleaned.get(name)
            if chosen and site and chosen.site_id != site.pk:
                self.add_error(name, "Ce groupe est celui d’un autre site." if name == "group" else ELSEWHERE)
        if state == State.IDEA and cleaned.get("decided_at"):
            self.add_error("decided_at", "Une idée n’est pas encore décidée\u202f: choisissez un autre état.")
        if state == State.DONE and not cleaned.get("result"):
            self.add_error("result", NO_RESULT)
        return cleaned

    def is_valid(self):
        return all([super().is_valid(), self.pilots.is_valid()])


class IdeaForm(TitledForm):
    """Two fields, for a phone."""

    taken = "Ce site a déjà une idée ou un mini-projet de ce nom."

    class Meta:
        model = MiniProject
        fields = ["site", "title", "description"]
        labels = {"title": "Mon idée, en quelques mots", "description": "Pourquoi, comment"}
        widgets = {"description": long_text(3)}


class MoveForm(forms.Form):
    """The next step of a mini-project, with what it needs."""

    state = forms.ChoiceField(
        label="Où on en est",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": CHANGED_MEANWHILE},
    )
    meetup = MeetupChoiceField(
        label="Si c’est décidé\u202f: à quelle rencontre",
        queryset=Meetup.objects.none(),
        required=False,
        empty_label="Aujourd’hui, hors d’une rencontre",
    )
    result = forms.CharField(
        label="Si c’est réalisé\u202f: ce que cela a donné", required=False, max_length=2000, widget=long_text()
    )
    reason = forms.CharField(label="Si on s’arrête\u202f: pourquoi", required=False, max_length=300)

    def __init__(self, data=None, *, project):
        super().__init__(data, initial={"result": project.result})
        steps = next_states(project)
        self.fields["state"].choices = [(step.value, step_in_words(project, step)) for step in steps]
        self.fields["meetup"].queryset = held_meetups([project.site_id])
        if project.was_decided:
            self.fields["meetup"].empty_label = "La même qu’avant"
        for name, step in (("meetup", State.DECIDED), ("result", State.DONE), ("reason", State.DROPPED)):
            if step not in steps:
                del self.fields[name]


def step_in_words(project, step) -> str:
    if project.state == State.DROPPED:
        return "On reprend l’idée" if step == State.IDEA else "On reprend\u202f: c’est décidé"
    return {
        State.DECIDED: "C’est décidé",
        State.UNDER_WAY: "On reprend\u202f: c’est en cours" if project.state == State.DONE else "C’est en cours",
        State.DONE: "C’est réalisé",
        State.DROPPED: "On s’arrête",
    }[step]


class StepForm(forms.ModelForm):
    """Something to do for a mini-project: by whom, for when."""

    class Meta:
        model = Task
        fields = ["title", "organisation", "person", "due_on"]
        labels = {"person": "Qui s’en charge"}
        widgets = {"due_on": date_input()}

    def __init__(self, data=None, *, project):
        super().__init__(data, instance=Task(project=project, site_id=project.site_id, group_id=project.group_id))
        partners = SitePartner.objects.filter(site=project.site_id).values("organisation")
        people = FieldWorker.objects.filter(site=project.site_id).active()
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=partners)
        self.fields["organisation"].empty_label = "Non renseigné"
        self.fields["person"].queryset = people.select_related("employer").order_by("last_name", "first_name", "pk")
        self.fields["person"].empty_label = "Non renseigné"

    def clean_due_on(self):
        return check_year(self.cleaned_data["due_on"])


class CopyForm(TitledForm):
    """Where the copy goes, and whether it is an idea or already decided."""

    taken = TAKEN
    state = forms.ChoiceField(
        label="Chez nous, c’est",
        choices=[(State.IDEA, "Une idée, à discuter"), (State.DECIDED, "Décidé")],
        initial=State.IDEA,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = MiniProject
        fields = ["site", "title", "state"]
