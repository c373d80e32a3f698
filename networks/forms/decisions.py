"""What was decided at a meetup, a row each."""

from django import forms

from networks.meetups.deciding import Decision, Kind, born_here
from networks.models import MiniProject
from proxinet.fields import check_year, date_input
from sites.forms import organisations_of
from sites.models import FieldWorker, Organisation

SPARE_DECISIONS = 3
MOST_DECISIONS = 20
TAKEN = "Ce site a déjà un mini-projet de ce nom."
TWICE = {Kind.TASK: "Cette tâche est écrite deux fois.", None: "Ce mini-projet est écrit deux fois."}


def choice_among(label, empty):
    return forms.ModelChoiceField(Organisation.objects.none(), label=label, required=False, empty_label=empty)


class DecisionForm(forms.Form):
    """A row left empty is no decision."""

    kind = forms.ChoiceField(label="C’est", choices=Kind.choices, required=False, initial=Kind.PROJECT)
    title = forms.CharField(label="Ce qui est décidé", required=False, max_length=160)
    idea = choice_among("Ou une idée du site, décidée ce jour-là", "Aucune")
    organisation = choice_among("Organisme", "Non renseigné")
    person = choice_among("Qui s’en charge", "Non renseigné")
    due_on = forms.DateField(label="Pour le", required=False, widget=date_input())

    OF_TASKS = ("organisation", "person", "due_on")

    @property
    def is_detailed(self) -> bool:
        return self.is_bound and any(self[name].data for name in ("idea", *self.OF_TASKS))

    def clean_due_on(self):
        return check_year(self.cleaned_data["due_on"])

    def clean(self):
        cleaned = super().clean()
        kind = cleaned["kind"] = cleaned.get("kind") or Kind.PROJECT
        title, idea = cleaned.get("title"), cleaned.get("idea")
        who_or_when = any(cleaned.get(name) for name in self.OF_TASKS)
        if "title" in self.errors:
            return cleaned
        if who_or_when and kind != Kind.TASK:
            self.add_error("kind", "Qui s’en charge et pour quand\u202f: choisissez «\u202fUne tâche\u202f».")
        elif who_or_when and not title:
            self.add_error("title", "Dites ce qu’il y a à faire.")
        if idea and title:
            self.add_error("idea", "Choisissez une idée ou écrivez un nom, pas les deux.")
        elif idea and kind != Kind.PROJECT:
            self.add_error("kind", "Une idée qu’on décide devient «\u202fUn mini-projet\u202f».")
        return cleaned

    @property
    def decision(self) -> Decision | None:
        is_filled = self.cleaned_data.get("title") or self.cleaned_data.get("idea")
        return Decision(**self.cleaned_data) if is_filled else None


class BaseDecisionFormSet(forms.BaseFormSet):
    """Rows about ``meetup``; titles of mini-projects that the site has from elsewhere are refused."""

    def __init__(self, meetup, *args, **kwargs):
        self.meetup = meetup
        super().__init__(*args, **kwargs)
        offers = {
            "idea": MiniProject.objects.filter(site=meetup.site_id).ideas(),
            "organisation": organisations_of(meetup.site),
            "person": FieldWorker.objects.filter(site=meetup.site_id)
            .active()
            .select_related("employer")
            .order_by("last_name", "first_name", "pk"),
        }
        for name, queryset in offers.items():
            choices = [(one.pk, str(one)) for one in queryset]
            for form in self.forms:
                field = form.fields[name]
                field.queryset = queryset
                field.choices = [("", field.empty_label), *choices]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        return tuple(decision for form in self.forms if (decision := form.decision))

    def clean(self):
        if any(self.errors):
            return
        typed = set()
        for form in self.forms:
            if (decision := form.decision) is None:
                continue
            is_task = decision.kind == Kind.TASK
            key = is_task, decision.idea or decision.title.casefold()
            if key in typed:
                form.add_error("idea" if decision.idea else "title", TWICE[Kind.TASK if is_task else None])
            elif not is_task and not decision.idea and self.is_taken(decision):
                form.add_error("title", TAKEN)
            typed.add(key)

    def is_taken(self, decision: Decision) -> bool:
        """By another than this meetup's own: that one is being typed once more."""
        namesakes = MiniProject.objects.filter(site=self.meetup.site_id, title__iexact=decision.title)
        return namesakes.exclude(pk__in=born_here(self.meetup, decision.kind).values("pk")).exists()

    def is_valid(self):
        # A row's error added while comparing rows arrives after the rows were counted as valid.
        return super().is_valid() and not any(form.errors for form in self.forms)


DecisionFormSet = forms.formset_factory(
    DecisionForm,
    formset=BaseDecisionFormSet,
    extra=SPARE_DECISIONS,
    max_num=MOST_DECISIONS,
    absolute_max=MOST_DECISIONS,
)
