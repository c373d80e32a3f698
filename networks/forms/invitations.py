"""Whom to invite to a meetup, and what guests answer."""

from collections import Counter
from itertools import groupby

from django import forms

from networks.models import Guest, Meetup
from proxinet.seats import State
from sites.models import FieldWorker, StaffCategory
from sites.sign_up_form import PeopleCheckboxes, employer_name

GUEST_ROWS = 4
NO_EMPLOYER = 0


class InviteForm(forms.Form):
    """By category, by employer, or one by one, among those who are neither invited nor in yet (one query).

    ``cleaned_data["chosen"]``: the ``FieldWorker`` rows. ``is_empty``: nobody is left.
    """

    categories = forms.MultipleChoiceField(label="Par métier", required=False, widget=forms.CheckboxSelectMultiple)
    employers = forms.TypedMultipleChoiceField(
        label="Par employeur", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    people = forms.TypedMultipleChoiceField(
        label="Une par une",
        help_text="Ouvrez un employeur, puis cochez les personnes.",
        required=False,
        coerce=int,
        widget=PeopleCheckboxes,
        error_messages={"invalid_choice": "Une des personnes choisies n’est plus dans la liste : vérifiez vos choix."},
    )

    def __init__(self, meetup: Meetup, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = list(candidates(meetup))
        self.is_empty = not self.candidates
        by_category = Counter(person.staff_category for person in self.candidates)
        self.fields["categories"].choices = [
            (value, f"{label} ({by_category[value]})") for value, label in StaffCategory.choices if by_category[value]
        ]
        groups = [(name, list(people)) for name, people in groupby(self.candidates, key=employer_name)]
        self.fields["employers"].choices = [
            (people[0].employer_id or NO_EMPLOYER, f"{name} ({len(people)})") for name, people in groups
        ]
        self.fields["people"].choices = [
            (name, [(person.pk, f"{person} ({person.get_staff_category_display().lower()})") for person in people])
            for name, people in groups
        ]

    def clean(self):
        cleaned = super().clean()
        categories, employers = set(cleaned.get("categories", ())), set(cleaned.get("employers", ()))
        people = set(cleaned.get("people", ()))
        cleaned["chosen"] = [
            person
            for person in self.candidates
            if person.pk in people
            or person.staff_category in categories
            or (person.employer_id or NO_EMPLOYER) in employers
        ]
        if not self.errors and not cleaned["chosen"]:
            self.add_error(None, "Cochez un métier, un employeur ou une personne.")
        return cleaned


def candidates(meetup: Meetup):
    registered = meetup.registrations.exclude(state=State.CANCELLED).values("person")
    people = FieldWorker.objects.filter(site=meetup.site_id).active()
    return (
        people.exclude(pk__in=registered)
        .exclude(pk__in=meetup.invitees.values("person"))
        .select_related("employer", "user")
        .order_by("employer__name", "employer", "last_name", "first_name", "pk")
    )


class GuestForm(forms.ModelForm):
    class Meta:
        model = Guest
        fields = ["name", "organisation", "email"]
        help_texts = {"name": "Par exemple : le commissaire, Mme Dubois."}
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "off"})}


class BaseGuestFormSet(forms.BaseFormSet):
    """``guests``: those typed, not yet saved."""

    def __init__(self, meetup: Meetup, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.meetup = meetup

    def clean(self):
        """Nobody twice, capitals or not; somebody at all."""
        seen = {email.lower() for email in self.meetup.guests.values_list("email", flat=True)}
        for form in self.typed:
            email = form.cleaned_data.get("email", "").lower()
            if email and email in seen:
                form.add_error("email", "Cette adresse est déjà invitée.")
            seen.add(email)
        if not self.typed and self.forms:
            self.forms[0].add_error("email", "Indiquez au moins une personne.")

    @property
    def typed(self) -> list[GuestForm]:
        return [form for form in self.forms if form.has_changed() and hasattr(form, "cleaned_data")]

    @property
    def guests(self) -> list[Guest]:
        return [form.save(commit=False) for form in self.typed]


GuestFormSet = forms.formset_factory(GuestForm, formset=BaseGuestFormSet, extra=GUEST_ROWS, max_num=50)


class AnswerForm(forms.ModelForm):
    """Buttons ``answer``: coming or not, and a few words."""

    answer = forms.ChoiceField(
        choices=Guest.Answer.choices,
        error_messages={"required": "Dites si vous venez.", "invalid_choice": "Dites si vous venez."},
    )

    class Meta:
        model = Guest
        fields = ["message"]
        labels = {"message": "Un mot pour le chef de projet"}
        widgets = {"message": forms.Textarea(attrs={"rows": 2, "maxlength": 300})}
