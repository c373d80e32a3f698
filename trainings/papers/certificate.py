"""The certificate of attendance (attestation de présence): the hours one person was really there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch

from proxinet.papers import day, hours, paper
from proxinet.pdf import Pdf
from proxinet.seats import State
from proxinet.typography import french
from sites.names import name_key
from trainings.hours import hours_attended, in_words
from trainings.models import Attendance, Registration, Session
from trainings.papers.page import agreement_in_words, deliverer_of, span


@dataclass(frozen=True)
class Certificate:
    """``half_days``: ``(day, hours, share)`` where the person came. ``recorded_at``: when presence was last noted."""

    person: str
    employer: str
    site: str
    programme: str
    training: str
    objectives: str
    deliverer: str
    agreement: str
    place: str
    when: str
    half_days: tuple[tuple[str, str, str], ...]
    hours: Decimal
    recorded_at: datetime

    @property
    def hours_in_words(self) -> str:
        return in_words(self.hours)

    @property
    def has_parts(self) -> bool:
        return any(share == IN_PART for _, _, share in self.half_days)


IN_PART, WHOLE = "en partie", "en entier"


def certifiable(session: Session) -> list[Registration]:
    """Those who came at least in part, in alphabetical order, attendances loaded. Two queries."""
    came = Attendance.objects.filter(state__in=Attendance.CAME)
    registrations = (
        Registration.objects.filter(event=session, attendances__in=came)
        .exclude(state=State.CANCELLED)
        .select_related("person__user", "person__employer")
        .prefetch_related(Prefetch("attendances", Attendance.objects.select_related("half_day")))
        .distinct()
    )
    return sorted(
        registrations, key=lambda one: (name_key(one.person.last_name), name_key(one.person.first_name), one.person_id)
    )


def certificates(session: Session, registrations: Iterable[Registration]) -> list[Certificate]:
    """One for each who was there, in the order given; none for those who were absent everywhere."""
    half_days = list(session.half_days.all())
    programme = session.module.programme
    shared = {
        "site": session.site.name,
        "programme": programme.title,
        "training": french(session.module.title),
        "objectives": shortened(french(programme.objectives), LONGEST_OBJECTIVES),
        "deliverer": deliverer_of(session),
        "agreement": agreement_in_words(programme.agreement, most=12),
        "place": french(session.place),
        "when": span(half_days),
    }
    made = [certificate(registration, half_days, shared) for registration in registrations]
    return [one for one in made if one.hours]


LONGEST_OBJECTIVES = 900  # a certificate is one page


def certificate(registration: Registration, half_days: list, shared: dict) -> Certificate:
    attendances = list(registration.attendances.all())
    shares = {
        attendance.half_day_id: IN_PART if attendance.state == Attendance.State.PART else WHOLE
        for attendance in attendances
        if attendance.state in Attendance.CAME
    }
    return Certificate(
        person=str(registration.person),
        employer=str(registration.person.employer or ""),
        half_days=tuple((day(one.starts_at), hours(one), shares[one.pk]) for one in half_days if one.pk in shares),
        hours=hours_attended(half_days, attendances),
        recorded_at=max((attendance.recorded_at for attendance in attendances), default=registration.signed_up_at),
        **shared,
    )


def shortened(text: str, most: int) -> str:
    """``text`` cut between two words, with « … », when it is longer than ``most`` characters."""
    return text if len(text) <= most else text[:most].rsplit(None, 1)[0].rstrip(" ,;:.\u202f\u00a0") + "\u00a0…"


def certificates_pdf(content: list[Certificate]) -> Pdf:
    """Each begins on a new page. Raises ``proxinet.pdf.PdfFailed``."""
    return paper(
        "trainings/papers/certificate.html", certificates=content, dated=max(one.recorded_at for one in content)
    )
