"""Saying « I am here » with the code shown in the room, around the half-day's hours."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from proxinet.french_dates import date_format
from proxinet.signed_links import sign
from sites.models import FieldWorker
from trainings.attendance import EXPECTED, Change, record_attendance
from trainings.known_people import same_name
from trainings.models import Attendance, HalfDay, Registration

AROUND = timedelta(minutes=30)
UNKNOWN = (
    "Nous ne trouvons pas ce nom parmi les inscrits. Vérifiez l’écriture, ou demandez au formateur de vous ajouter."
)


class CheckInRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """``str(error)`` says why and what to do, in French."""


class SeveralPeople(CheckInRefused):
    """Several of those registered have that name: the employer tells them apart."""


def check_in_path(half_day: HalfDay) -> str:
    return reverse("trainings:check_in", args=[sign("check-in", half_day.pk)])


def hours(half_day: HalfDay) -> tuple[datetime, datetime]:
    """From when to when the code works."""
    return half_day.starts_at - AROUND, half_day.ends_at + AROUND


def why_closed(half_day: HalfDay) -> str:
    """The sentence for a code that does not work now; empty when it does."""
    opens, closes = hours(half_day)
    now = timezone.now()
    if half_day.session.cancelled_at:
        return "Cette session est annulée."
    if now < opens:
        day = date_format(timezone.localtime(opens), r"\l\e l j F, \à \p\a\r\t\i\r \d\e G\hi")
        return f"C’est trop tôt. Ce code marche {day}."
    if now > closes:
        return "C’est trop tard : ce code ne marche plus. Demandez au formateur de noter votre présence."
    return ""


def expected(half_day: HalfDay):
    """The registrations of those who have a place there."""
    return Registration.objects.filter(event=half_day.session_id, state__in=EXPECTED)


def registration_of(half_day: HalfDay, user) -> Registration | None:
    """The user's own registration, when they have a place."""
    if not user.is_authenticated:
        return None
    return expected(half_day).filter(person__user=user).select_related("person").first()


def registration_named(half_day: HalfDay, *, first_name: str, last_name: str, employer: str = "") -> Registration:
    """The one registration of that name. Raises ``CheckInRefused``, or ``SeveralPeople``."""
    people = FieldWorker.objects.filter(pk__in=expected(half_day).values("person"))
    found = same_name(people, first_name, last_name, employer)
    if not found:
        raise CheckInRefused(UNKNOWN)
    if len(found) > 1:
        raise SeveralPeople("Plusieurs inscrits ont ce nom : indiquez votre employeur.")
    return expected(half_day).select_related("person").get(person=found[0])


def check_in(half_day: HalfDay, registration: Registration) -> bool:
    """Note the person present, unless something is recorded already: what the trainer noted is theirs to change.

    True when it was written. Raises ``CheckInRefused`` outside the hours.
    """
    if sentence := why_closed(half_day):
        raise CheckInRefused(sentence)
    return bool(record_attendance([Change(registration.pk, half_day.pk, "", Attendance.State.PRESENT)]))
