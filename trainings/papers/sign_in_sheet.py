"""The sign-in sheet (feuille d’émargement) of each half-day, signed in the room."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from proxinet.papers import day, hours, paper
from proxinet.pdf import Pdf
from proxinet.typography import french
from sites.names import name_key
from trainings.attendance import EXPECTED
from trainings.models import HalfDay, Registration, Session
from trainings.papers.page import deliverer_of

WITHOUT_EMPLOYER = "Sans employeur"
BLANK_LINES = 6


@dataclass(frozen=True)
class Group:
    """People who sign in one table; ``heading`` is empty when everyone is in the same."""

    heading: str
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SignInSheet:
    """One half-day. ``groups`` hold ``(name, employer)``; ``blank_lines`` are for those who come unregistered."""

    day: str
    hours: str
    site: str
    programme: str
    training: str
    place: str
    trainer: str
    expected: int
    groups: tuple[Group, ...]
    blank_lines: range = range(BLANK_LINES)


def sign_in_sheets(session: Session, half_days: Iterable[HalfDay], *, by_employer: bool = False) -> list[SignInSheet]:
    """One sheet a half-day, with those who have a place (nobody who still waits)."""
    people = expected_people(session)
    return [
        SignInSheet(
            day=day(half_day.starts_at),
            hours=hours(half_day),
            site=session.site.name,
            programme=session.module.programme.title,
            training=french(session.module.title),
            place=french(session.place),
            trainer=deliverer_of(session),
            expected=len(people),
            groups=grouped(people, by_employer),
        )
        for half_day in half_days
    ]


def expected_people(session: Session) -> list[tuple[str, str]]:
    """``(name, employer)`` by name, last name first as on a list one looks oneself up in."""
    registrations = Registration.objects.filter(event=session, state__in=EXPECTED).select_related("person__employer")
    people = sorted((registration.person for registration in registrations), key=alphabetical)
    return [(f"{person.last_name} {person.first_name}", str(person.employer or WITHOUT_EMPLOYER)) for person in people]


def alphabetical(person) -> tuple:
    return name_key(person.last_name), name_key(person.first_name), person.pk


def grouped(people: list[tuple[str, str]], by_employer: bool) -> tuple[Group, ...]:
    if not by_employer:
        return (Group("", tuple(people)),) if people else ()
    ordered = sorted(people, key=lambda one: (one[1] == WITHOUT_EMPLOYER, name_key(one[1])))
    return tuple(Group(employer, tuple(few)) for employer, few in groupby(ordered, key=lambda one: one[1]))


def sign_in_pdf(sheets: list[SignInSheet]) -> Pdf:
    """Each half-day begins on a new page. Raises ``proxinet.pdf.PdfFailed``."""
    return paper("trainings/papers/sign_in_sheet.html", sheets=sheets)
