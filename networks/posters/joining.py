"""Taking a place by the poster, without an account: by a code, a phone number, or a first name and an employer.

Nothing here tells a stranger whether someone is known to the site: a full name is never asked, a code and a number that
match nobody get the same sentence.
"""

from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from networks.models import Meetup, Registration
from proxinet import seats
from proxinet.attempts import Attempts
from proxinet.seats import AlreadySignedUp, SeatRefused, SignUpClosed, State, TimeConflict
from proxinet.signed_links import sign
from sites import enrolment, join_codes, newcomers
from sites.models import FieldWorker, Organisation, Site, SitePartner
from sites.names import name_key

WRONG_CODES, WRONG_CODES_HERE, IN_SECONDS = 10, 100, 600
NEWCOMERS_PER_ADDRESS, IN_AN_HOUR = 600, 3600  # a full hall may share one network address
FEWEST_NEWCOMERS, NEWCOMERS_PER_PLACE = 200, 10
REMEMBERED = 1800

UNKNOWN = (
    "Nous ne trouvons personne avec cela. Vérifiez ce que vous avez tapé, ou effacez-le et donnez votre prénom et "
    "votre employeur."
)
TOO_MANY_TRIES = (
    "Il y a eu trop d’essais. Effacez le code ou le numéro, et donnez votre prénom et votre employeur. Ou attendez dix "
    "minutes."
)
TOO_MANY_NEWCOMERS = (
    "Trop d’inscriptions sont arrivées par cette affiche. Venez quand même\u202f: on vous ajoutera sur place. "
    "Ou appelez le chef de projet."
)
WHICH_OF_THEM = "Plusieurs personnes ont ce numéro\u202f: écrivez aussi votre prénom."
ELSEWHERE = "Vous avez déjà un rendez-vous à la même heure."
ELSEWHERE_OR_NAMESAKE = (
    "Quelqu’un de ce prénom a déjà un rendez-vous à la même heure. Si ce n’est pas vous, ajoutez la première lettre de "
    "votre nom."
)
GONE = (
    "Nous ne pouvons pas vous inscrire avec ce prénom. Ajoutez la première lettre de votre nom, ou appelez le chef de "
    "projet."
)


class JoinRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """``str(error)`` is a French sentence for the person; ``field``: what to change, where one field is at stake."""

    def __init__(self, sentence: str, field: str | None = None):
        super().__init__(sentence)
        self.field = field


class Closed(NamedTuple):
    """Why a poster opens nothing; ``for_good``: it never will again."""

    sentence: str
    for_good: bool


def why_closed(meetup: Meetup, edition: int) -> Closed | None:
    if edition != meetup.poster_edition:
        return Closed("Cette affiche n’est plus valable. Demandez la nouvelle au chef de projet.", True)
    if meetup.cancelled_at:
        return Closed("Cette rencontre est annulée.", True)
    if meetup.is_past:
        return Closed("Cette rencontre a déjà eu lieu.", True)
    if meetup.has_started:
        return Closed("C’est déjà commencé. Venez\u202f: on vous ajoutera sur place.", True)
    if not meetup.poster_is_open or not meetup.is_open:
        return Closed("On ne s’inscrit plus par cette affiche. Appelez le chef de projet.", False)
    return None


def employers_of(site: Site):
    """The organisations a newcomer may say they work for: the site's landlords, and its people's other employers."""
    landlords = site.partners.filter(part=SitePartner.Part.LANDLORD).values("organisation")
    others = site.field_workers.active().exclude(employer=None).values("employer")
    return Organisation.objects.filter(Q(pk__in=landlords) | Q(pk__in=others)).order_by("name")


# The three ways in ----------------------------------------------------------------------------------------------------


def join_known(request, meetup: Meetup, *, code: str, phone: str, first_name: str) -> Registration:
    """A place for the person who has that code, else that number; the one they have when they are in already.

    Raises ``JoinRefused``. What matches nobody counts against the visitor's address, and against the meetup, so that
    codes cannot be tried from many addresses.
    """
    tries = (
        Attempts(request, f"join {meetup.pk}", most=WRONG_CODES, seconds=IN_SECONDS),
        Attempts(None, f"join {meetup.pk}", most=WRONG_CODES_HERE, seconds=IN_SECONDS),
    )
    field = "code" if code else "phone"
    if any(attempts.are_over for attempts in tries):
        raise JoinRefused(TOO_MANY_TRIES, field)
    person = join_codes.person_with_code(meetup.site, code) if code else person_with_phone(meetup, phone, first_name)
    if person is None:
        for attempts in tries:
            attempts.count()
        raise JoinRefused(UNKNOWN, field)
    try:
        return enrolment.enrol(meetup, person, by=None)
    except AlreadySignedUp:
        return live_registration(meetup, person)
    except SeatRefused as refusal:
        raise in_own_words(refusal, ELSEWHERE) from refusal


def person_with_phone(meetup: Meetup, phone: str, first_name: str) -> FieldWorker | None:
    people = join_codes.people_with_phone(meetup.site, phone)
    if len(people) > 1:
        if not first_name:
            raise JoinRefused(WHICH_OF_THEM, "first_name")
        people = [person for person in people if name_key(person.first_name) == name_key(first_name)]
    return people[0] if len(people) == 1 else None


@transaction.atomic
def join_by_name(
    request, meetup: Meetup, *, first_name: str, initial: str, employer: Organisation | None, attempt: str
) -> Registration:
    """A place for a newcomer, at once; the lead says afterwards who they are. Raises ``JoinRefused``.

    ``attempt``: what the page was given when it was shown, so that a second click is not a second person. The meetup
    is locked first: all who come by its poster wait in line here.
    """
    event = seats.lock(meetup)
    if done := cache.get(remembered(meetup, attempt)):
        return Registration.objects.get(pk=done)
    arrivals = Attempts(request, f"newcomers {meetup.pk}", most=NEWCOMERS_PER_ADDRESS, seconds=IN_AN_HOUR)
    if arrivals.are_over or newcomers_here(event) >= most_newcomers(event):
        raise JoinRefused(TOO_MANY_NEWCOMERS)
    try:
        name = {"first_name": first_name, "initial": initial, "employer": employer}
        registration = enrolment.enrol(event, newcomers.person_named(meetup.site, **name), by=None)
    except newcomers.NameOfSomeoneGone as gone:
        raise JoinRefused(GONE, "initial") from gone
    except AlreadySignedUp as already:
        raise JoinRefused(namesake(first_name, initial, employer), "initial") from already
    except SeatRefused as refusal:
        raise in_own_words(refusal, ELSEWHERE_OR_NAMESAKE) from refusal
    arrivals.count()
    cache.set(remembered(meetup, attempt), registration.pk, REMEMBERED)
    return registration


def remembered(meetup: Meetup, attempt: str) -> str:
    return f"joined-{meetup.pk}-{attempt}"


def newcomers_here(event: Meetup) -> int:
    """How many came by the poster under a name of their own, whatever became of them."""
    return event.registrations.filter(person__is_confirmed=False).count()


def most_newcomers(event: Meetup) -> int:
    return max(FEWEST_NEWCOMERS, NEWCOMERS_PER_PLACE * event.capacity)


def namesake(first_name: str, initial: str, employer: Organisation | None) -> str:
    who = " ".join(filter(None, [first_name, initial and f"{initial}."]))
    of = f" ({employer})" if employer else ""
    what = "écrivez un autre prénom" if initial else "ajoutez la première lettre de votre nom"
    return f"{who}{of} a déjà une inscription. Si ce n’est pas vous, {what}."


def in_own_words(refusal: SeatRefused, elsewhere: str) -> JoinRefused:
    """What the seats refused, without naming the other event of someone who is not signed in."""
    if isinstance(refusal, TimeConflict):
        return JoinRefused(elsewhere)
    if isinstance(refusal, SignUpClosed):
        return JoinRefused("On ne peut plus s’inscrire à cette rencontre.")
    return JoinRefused(str(refusal))


# Afterwards -----------------------------------------------------------------------------------------------------------


def joined_path(registration: Registration) -> str:
    return reverse("networks:joined", args=[sign("joined", registration.pk)])


def live_registration(meetup: Meetup, person: FieldWorker) -> Registration | None:
    live = meetup.registrations.filter(person=person).exclude(state=State.CANCELLED)
    return live.select_related("event__site", "person__user").first()


def current(registration: Registration) -> Registration:
    """The registration that counts now: the person may have left and come back, or been joined with someone known."""
    if registration.state != State.CANCELLED:
        return registration
    person = registration.person
    while person.merged_into_id:
        person = person.merged_into
    return live_registration(registration.event, person) or registration


def name_given(person: FieldWorker) -> str:
    """The first name to greet with; empty where it might not be the one this visitor gave."""
    others = {name_key(first_name) for first_name in person.merged.values_list("first_name", flat=True)}
    return person.first_name if others <= {name_key(person.first_name)} else ""
