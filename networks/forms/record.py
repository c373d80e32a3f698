"""What is typed after a meetup."""

from itertools import groupby

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from networks.models import MiniProject
from networks.recording import MeetupRecord
from proxinet.seats import State
from sites.sign_up_form import PeopleCheckboxes, PeopleForm, employer_name

MOST_PEOPLE = 10_000
SPARE_DECISIONS = 3
MOST_DECISIONS = 20


def headcount(label):
    return forms.IntegerField(
        label=label,
        required=False,
        help_text="Vide : pas compté. 0 : il n’y en avait pas.",
        validators=[
            MinValueValidator(0, "Indiquez 0 ou plus."),
            MaxValueValidator(MOST_PEOPLE, "Ce nombre est trop grand."),
        ],
    )


class CameForm(forms.Form):
    """Who of those registered came, the headcounts and the account.

    Until something is recorded, everyone who had a place is ticked: only those absent are to be unticked.
    """

    came = forms.TypedMultipleChoiceField(
        label="Personnes inscrites",
        help_text="Décochez les personnes qui ne sont pas venues.",
        coerce=int,
        required=False,
        widget=PeopleCheckboxes,
        error_messages={"invalid_choice": "La liste a changé : vérifiez qui est venu."},
    )
    residents = headcount("Habitants")
    youths = headcount("Jeunes")
    account = forms.CharField(
        label="Compte rendu",
        required=False,
        max_length=2000,
        help_text="Quelques lignes : de quoi avez-vous parlé ? Sans nommer d’habitant.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, meetup, *args, **kwargs):
        is_recorded = meetup.recorded_at is not None
        registrations = list(
            meetup.registrations.exclude(state=State.CANCELLED)
            .select_related("person__employer")
            .order_by("person__employer__name", "person__last_name", "person__first_name", "pk")
        )
        initial = {
            "came": [seat.pk for seat in registrations if (seat.attended if is_recorded else had_a_place(seat))],
            "residents": meetup.residents_count,
            "youths": meetup.youths_count,
            "account": meetup.account,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["came"].choices = [
            (employer, [(seat.pk, f"{seat.person}{how_registered(seat)}") for seat in group])
            for employer, group in groupby(registrations, key=lambda seat: employer_name(seat.person))
        ]
        if not registrations:
            del self.fields["came"]


def had_a_place(seat) -> bool:
    return seat.state in (State.CONFIRMED, State.WALK_IN)


def how_registered(seat) -> str:
    return {State.WAITING: " (liste d’attente)", State.WALK_IN: " (sans inscription)"}.get(seat.state, "")


class WalkInsForm(PeopleForm):
    """Agents of the site who came without a registration; nobody may be chosen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].required = False
        self.fields["people"].label = "Venus sans inscription"


class DecisionForm(forms.Form):
    title = forms.CharField(label="Mini-projet décidé", required=False, max_length=160)


class BaseDecisionFormSet(forms.BaseFormSet):
    """Titles of mini-projects decided at ``meetup``; those of projects the site already has elsewhere are refused."""

    def __init__(self, meetup, *args, **kwargs):
        self.meetup = meetup
        super().__init__(*args, **kwargs)

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(form.cleaned_data["title"] for form in self.forms if form.cleaned_data.get("title")))

    def clean(self):
        if any(self.errors):
            return
        elsewhere = MiniProject.objects.filter(site=self.meetup.site_id).exclude(decided_at=self.meetup)
        known = {title.casefold() for title in elsewhere.values_list("title", flat=True)}
        typed = set()
        for form in self.forms:
            title = form.cleaned_data.get("title", "").casefold()
            if title in known:
                form.add_error("title", "Ce site a déjà un mini-projet de ce nom.")
            elif title and title in typed:
                form.add_error("title", "Ce mini-projet est écrit deux fois.")
            typed.add(title)


DecisionFormSet = forms.formset_factory(
    DecisionForm,
    formset=BaseDecisionFormSet,
    extra=SPARE_DECISIONS,
    max_num=MOST_DECISIONS,
    absolute_max=MOST_DECISIONS,
)


class RecordForms:
    """The three parts of the page, bound together."""

    def __init__(self, meetup, user, data=None):
        self.came = CameForm(meetup, data)
        self.walk_ins = WalkInsForm(meetup, user, data, prefix="sans-inscription")
        self.decisions = DecisionFormSet(meetup, data, prefix="decisions")

    def is_valid(self) -> bool:
        return all([self.came.is_valid(), self.walk_ins.is_valid(), self.decisions.is_valid()])

    @property
    def record(self) -> MeetupRecord:
        cleaned = self.came.cleaned_data
        return MeetupRecord(
            came=frozenset(cleaned.get("came", ())),
            walk_ins=tuple(self.walk_ins.cleaned_data["people"]),
            residents=cleaned["residents"],
            youths=cleaned["youths"],
            account=cleaned["account"],
            decided=self.decisions.titles,
        )
