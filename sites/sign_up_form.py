"""What the pages of both rooms need to sign people up: my own place, and choosing one or several people.

Used with ``templates/sites/_sign_up.html`` (one's own button), ``_sign_up_people.html`` (the page to choose people) and
``sites.views_sign_up`` (the POSTs).
"""

from dataclasses import dataclass, field
from itertools import groupby

from django import forms

from proxinet.seats import AlreadySignedUp, Ending, NotSignedUp, Seat, SeatedEvent, SeatRefused, State
from sites import enrolment, seat_mix
from sites.models import FieldWorker

FOLD_ABOVE = 12


@dataclass(frozen=True)
class MyPlace:
    """The user's own place at ``event``. ``worker`` is None for someone who cannot take one there.

    ``refused``: their last request, when the employer said no to it.
    """

    event: SeatedEvent
    worker: FieldWorker | None = None
    registration: Seat | None = None
    rank: int | None = None
    refused: Seat | None = None

    BADGES = {
        State.CONFIRMED: ("J’ai une place", "success"),
        State.OFFERED: ("Place à accepter", "warning"),
        State.WAITING: ("En liste d’attente", "warning"),
        State.REQUESTED: ("À valider par mon employeur", "info"),
    }

    @property
    def state(self) -> str:
        """One of ``State``'s values, or empty."""
        return self.registration.state if self.registration else ""

    @property
    def badge(self) -> str:
        return self.BADGES.get(self.state, ("", ""))[0]

    @property
    def tone(self) -> str:
        return self.BADGES.get(self.state, ("", "neutral"))[1]

    @property
    def asks_employer(self) -> bool:
        may_sign_up = self.worker is not None and not self.state
        return may_sign_up and self.event.asks_approval and self.worker.employer_approves

    @property
    def verb(self) -> str:
        """The button's text for someone who may sign up now; empty for others."""
        if self.worker is None or self.state or not self.event.is_open:
            return ""
        if self.asks_employer:
            return "Je demande à m’inscrire"
        has_seat = self.event.seats_for(self.event.group_of(self.worker)) > 0
        return "Je m’inscris" if has_seat else "Je rejoins la liste d’attente"

    @property
    def why_waiting(self) -> str:
        return seat_mix.why_waiting(self.event, self.event.group_of(self.worker)) if self.verb else ""


def my_place(event, user) -> MyPlace:
    """The user's place at ``event``, with their rank when they wait (1 or 2 queries)."""
    mine = event.registrations.filter(person__user=user, person__is_active=True)
    last = mine.select_related("person__employer").order_by("-position").first()
    if last is None or last.state == State.CANCELLED:
        worker = enrolment.own_worker(user, event.site)
        return MyPlace(event, worker, refused=last if worker and last and last.ending == Ending.REFUSED else None)
    return MyPlace(event, last.person, last, enrolment.waiting_rank(last) if last.state == State.WAITING else None)


def my_places(events, user) -> dict[int, MyPlace]:
    """``{event.pk: MyPlace}`` for a list of events of one kind, without ranks (2 queries)."""
    events = list(events)
    workers = {worker.site_id: worker for worker in enrolment.own_workers(user)}
    if not events or not workers:
        return {event.pk: MyPlace(event) for event in events}
    registrations = (
        type(events[0])
        .registrations.rel.related_model.objects.filter(event__in=[event.pk for event in events], person__user=user)
        .exclude(state=State.CANCELLED)
    )
    mine = {registration.event_id: registration for registration in registrations}
    return {event.pk: MyPlace(event, workers.get(event.site.pk), mine.get(event.pk)) for event in events}


class PeopleCheckboxes(forms.CheckboxSelectMultiple):
    """One box per person, one folding group per employer: usable on a phone, without script, for 300 people."""

    template_name = "sites/_sign_up_checkboxes.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        many = sum(len(options) for _, options, _ in groups) > FOLD_ABOVE and len(groups) > 1
        context["groups"] = [
            (employer, options, not many or any(option["selected"] for option in options))
            for employer, options, _ in groups
        ]
        return context


class PeopleForm(forms.Form):
    """Choose among the people that ``user`` may sign up to ``event`` and who are not in it yet (one query).

    ``cleaned_data["people"]``: the chosen ``FieldWorker`` rows, in the list's order. ``is_empty``: nobody is left.
    """

    people = forms.TypedMultipleChoiceField(
        label="Personnes",
        help_text="Ouvrez un employeur, puis cochez les personnes.",
        widget=PeopleCheckboxes,
        coerce=int,
        error_messages={
            "required": "Cochez au moins une personne.",
            "invalid_choice": "Une des personnes choisies n’est plus dans la liste : vérifiez vos choix.",
        },
    )

    def __init__(self, event, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        already_in = event.registrations.exclude(state=State.CANCELLED).values("person")
        people = (
            enrolment.people_one_may_sign_up(user, event.site)
            .exclude(pk__in=already_in)
            .select_related("employer", "user")
            .order_by("employer__name", "last_name", "first_name", "pk")
        )
        self.people = {person.pk: person for person in people}
        self.is_empty = not self.people
        self.fields["people"].choices = [
            (employer, [(person.pk, f"{person} ({person.get_staff_category_display().lower()})") for person in group])
            for employer, group in groupby(self.people.values(), key=employer_name)
        ]

    def clean_people(self):
        return [person for pk, person in self.people.items() if pk in set(self.cleaned_data["people"])]


def employer_name(person: FieldWorker) -> str:
    return person.employer.name if person.employer else "Sans employeur"


@dataclass(frozen=True)
class Outcome:
    """What became of each of the people signed up together."""

    confirmed: list[FieldWorker] = field(default_factory=list)
    waiting: list[FieldWorker] = field(default_factory=list)
    requested: list[FieldWorker] = field(default_factory=list)
    refused: list[tuple[FieldWorker, str]] = field(default_factory=list)


def sign_up_people(event, people, *, by) -> Outcome:
    """Sign each person up through ``enrolment.enrol``, each on their own: one refusal loses none of the others."""
    outcome = Outcome()
    lists = {State.CONFIRMED: outcome.confirmed, State.WAITING: outcome.waiting, State.REQUESTED: outcome.requested}
    for person in people:
        try:
            registration = enrolment.enrol(event, person, by=by)
        except SeatRefused as error:
            outcome.refused.append((person, str(error)))
        else:
            lists[registration.state].append(person)
    return outcome


def refusal(error: SeatRefused, person: FieldWorker, user) -> str:
    """The sentence to show: to the person themselves, or about someone else."""
    if person.user_id != user.pk:
        return f"{person} : {error}"
    if isinstance(error, AlreadySignedUp):
        return "C’est déjà fait : vous avez déjà une inscription ici."
    if isinstance(error, NotSignedUp):
        return "Vous n’avez pas d’inscription ici."
    return str(error).replace("Cette personne est déjà inscrite ailleurs", "Vous avez déjà un rendez-vous")
