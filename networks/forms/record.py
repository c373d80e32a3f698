"""What is typed after a meetup."""

import json
from itertools import groupby

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import Truncator

from networks.forms.decisions import DecisionFormSet
from networks.meetups.recording import MeetupRecord
from networks.models import Guest
from proxinet.editing import SHOWN, fingerprint
from proxinet.seats import State
from sites.forms import organisations_of
from sites.models import Organisation, StaffCategory
from sites.sign_up_form import PeopleCheckboxes, PeopleForm, employer_name
from sites.typed_people import TypedPerson

MOST_PEOPLE = 10_000
SPARE_PEOPLE = 2
MOST_NEW_PEOPLE = 10


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
    guests = forms.TypedMultipleChoiceField(
        label="Invités de l’extérieur",
        help_text="Cochez les personnes qui sont venues.",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "La liste a changé\u202f: vérifiez qui est venu."},
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
    seen = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, meetup, *args, **kwargs):
        is_recorded = meetup.recorded_at is not None
        registrations = list(
            meetup.registrations.exclude(state=State.CANCELLED)
            .select_related("person__employer")
            .order_by("person__employer__name", "person__last_name", "person__first_name", "pk")
        )
        guests = list(meetup.guests.all())
        coming = Guest.Answer.COMING
        initial = {
            "came": [seat.pk for seat in registrations if (seat.attended if is_recorded else had_a_place(seat))],
            "guests": [one.pk for one in guests if (one.attended if is_recorded else one.answer == coming)],
            "residents": meetup.residents_count,
            "youths": meetup.youths_count,
            "account": meetup.account,
        }
        self.now = fingerprints(meetup, registrations, guests)
        super().__init__(*args, initial={**initial, "seen": json.dumps(self.now)}, **kwargs)
        self.held = initial
        self.fields["came"].choices = [
            (employer, [(seat.pk, f"{seat.person}{how_registered(seat)}") for seat in group])
            for employer, group in groupby(registrations, key=lambda seat: employer_name(seat.person))
        ]
        self.fields["guests"].choices = [(guest.pk, str(guest)) for guest in guests]
        for name, is_empty in (("came", not registrations), ("guests", not guests)):
            if is_empty:
                del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        if changed := [name for name in self.changed_meanwhile() if self.differs(name)]:
            self.add_error(
                "seen", f"{told(self.held, changed)} Vérifiez, puis enregistrez à nouveau pour garder le vôtre."
            )
            self.data = self.data.copy()
            self.data["seen"] = json.dumps(self.now)
        return cleaned

    def changed_meanwhile(self) -> list[str]:
        """What no longer holds what it held when this page was opened."""
        try:
            seen = json.loads(self.data.get("seen") or "{}")
        except (ValueError, RecursionError):  # forged
            return []
        if not isinstance(seen, dict):
            return []
        return [name for name in self.now if name in seen and seen[name] != self.now[name]]

    def differs(self, name) -> bool:
        """What is typed is not what was written meanwhile: sending the same page twice is no conflict."""
        value, held = self.cleaned_data.get(name), self.held[name]
        return set(value or ()) != set(held) if isinstance(held, list) else value != held


def fingerprints(meetup, registrations, guests) -> dict[str, str]:
    """``{name: short hash}`` of what two people may both be writing."""
    values = {
        "came": [(seat.pk, seat.attended) for seat in registrations],
        "guests": [(guest.pk, guest.attended) for guest in guests],
        "residents": meetup.residents_count,
        "youths": meetup.youths_count,
        "account": meetup.account.replace("\r\n", "\n"),
    }
    return {name: fingerprint(str(value)) for name, value in values.items()}


def told(held, changed) -> str:
    versions = {
        "came": "Qui est venu a changé",
        "guests": "Les invités venus ont changé",
        "residents": f"Habitants\u202f: {held['residents']}",
        "youths": f"Jeunes\u202f: {held['youths']}",
        "account": f"Compte rendu\u202f: «\u202f{Truncator(held['account']).chars(SHOWN)}\u202f»",
    }
    said = ". ".join(versions[name] for name in changed)
    return f"Quelqu’un d’autre vient de modifier ce compte rendu. {said}."


def had_a_place(seat) -> bool:
    return seat.state in (State.CONFIRMED, State.WALK_IN)


def how_registered(seat) -> str:
    if not seat.person.is_confirmed:
        return " (à confirmer)"
    return {State.WAITING: " (liste d’attente)", State.WALK_IN: " (sans inscription)"}.get(seat.state, "")


class WalkInsForm(PeopleForm):
    """Agents of the site who came without a registration; nobody may be chosen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].required = False
        self.fields["people"].label = "Venus sans inscription"


class NewPersonForm(forms.Form):
    """Someone who came and whom the site does not know. A row left empty is nobody."""

    first_name = forms.CharField(label="Prénom", required=False, max_length=80)
    last_name = forms.CharField(label="Nom", required=False, max_length=80)
    employer = forms.ModelChoiceField(
        Organisation.objects.none(), label="Employeur", required=False, empty_label="Aucun"
    )
    staff_category = forms.ChoiceField(
        label="Métier", required=False, choices=[("", "Choisissez le métier"), *StaffCategory.choices]
    )

    NEEDED = {
        "first_name": "Écrivez son prénom.",
        "last_name": "Écrivez son nom.",
        "staff_category": "Choisissez son métier.",
    }

    def clean(self):
        cleaned = super().clean()
        if any(cleaned.values()):
            for name, sentence in self.NEEDED.items():
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, sentence)
        return cleaned


class BaseNewPeopleFormSet(forms.BaseFormSet):
    def __init__(self, site, *args, **kwargs):
        super().__init__(*args, **kwargs)
        employers = organisations_of(site)
        choices = [("", "Aucun"), *((one.pk, str(one)) for one in employers)]
        for form in self.forms:
            form.fields["employer"].queryset = employers
            form.fields["employer"].choices = choices

    @property
    def people(self) -> tuple[TypedPerson, ...]:
        return tuple(TypedPerson(**form.cleaned_data) for form in self.forms if form.cleaned_data.get("first_name"))

    @property
    def is_touched(self) -> bool:
        return self.is_bound and any(form.has_changed() for form in self.forms)


NewPeopleFormSet = forms.formset_factory(
    NewPersonForm,
    formset=BaseNewPeopleFormSet,
    extra=SPARE_PEOPLE,
    max_num=MOST_NEW_PEOPLE,
    absolute_max=MOST_NEW_PEOPLE,
)


class RecordForms:
    """The parts of the page, bound together."""

    def __init__(self, meetup, user, data=None):
        self.came = CameForm(meetup, data)
        self.walk_ins = WalkInsForm(meetup, user, data, prefix="sans-inscription")
        self.new_people = NewPeopleFormSet(meetup.site, data, prefix="inconnus")
        self.decisions = DecisionFormSet(meetup, data, prefix="decisions")

    @property
    def parts(self):
        return [self.came, self.walk_ins, self.new_people, self.decisions]

    def is_valid(self) -> bool:
        validities = [part.is_valid() for part in self.parts]  # each of them: every sentence is shown at once
        return all(validities)

    @property
    def record(self) -> MeetupRecord:
        cleaned = self.came.cleaned_data
        return MeetupRecord(
            came=frozenset(cleaned.get("came", ())),
            walk_ins=tuple(self.walk_ins.cleaned_data["people"]),
            new_people=self.new_people.people,
            guests=frozenset(cleaned.get("guests", ())),
            residents=cleaned["residents"],
            youths=cleaned["youths"],
            account=cleaned["account"],
            decisions=self.decisions.decisions,
        )
