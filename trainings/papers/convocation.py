"""The convocation: one page that tells one person when and where to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from proxinet.papers import day, hours, paper
from proxinet.pdf import Pdf
from proxinet.seats import State
from proxinet.typography import french
from trainings.models import Registration, Session
from trainings.papers.page import deliverer_of, whom_to_contact

NO_ADDRESS = Q(person__user=None, person__email="")


@dataclass(frozen=True)
class Convocation:
    """``half_days``: ``(day, hours)`` in words. ``placed_at``: when the person got their place."""

    person: str
    employer: str
    site: str
    programme: str
    training: str
    half_days: tuple[tuple[str, str], ...]
    place: str
    trainer: str
    to_know: str
    contacts: tuple[str, ...]
    placed_at: datetime


def convened(session: Session):
    """The registrations that a convocation goes to, by name (``Registration`` queryset)."""
    return (
        Registration.objects.filter(event=session, state=State.CONFIRMED)
        .select_related("person__user", "person__employer")
        .order_by("person__last_name", "person__first_name", "pk")
    )


def convocations(session: Session, registrations: Iterable[Registration]) -> list[Convocation]:
    """One a person, in the order given."""
    site = session.site
    shared = {
        "site": site.name,
        "programme": session.module.programme.title,
        "training": french(session.module.title),
        "half_days": tuple((day(half_day.starts_at), hours(half_day)) for half_day in session.half_days.all()),
        "place": french(session.place),
        "trainer": deliverer_of(session),
        "to_know": french(session.practical_note),
        "contacts": whom_to_contact(site),
    }
    return [
        Convocation(
            person=str(registration.person),
            employer=str(registration.person.employer or ""),
            placed_at=registration.promoted_at or registration.signed_up_at,
            **shared,
        )
        for registration in registrations
    ]


def convocations_pdf(content: list[Convocation]) -> Pdf:
    """One page each. Raises ``proxinet.pdf.PdfFailed``."""
    return paper("trainings/papers/convocation.html", convocations=content, dated=max(one.placed_at for one in content))
