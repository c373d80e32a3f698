"""When and where a session takes place: writing it, changing it, calling it off.

Each act writes all or nothing, with the session's row locked, and tells those who are registered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from proxinet import seats
from sites import enrolment
from trainings import preparation
from trainings.models import HalfDay, Session


class PlanError(Exception):
    """Half-days that cannot be written; ``str(error)`` is a French sentence."""


@dataclass(frozen=True, order=True)
class Period:
    """One half-day, aware datetimes."""

    starts_at: datetime
    ends_at: datetime


def check_periods(periods: Iterable[Period]) -> list[Period]:
    """The periods in order. Raises ``PlanError`` when there is none, one ends too early, or two overlap."""
    ordered = sorted(periods)
    if not ordered:
        raise PlanError("Indiquez au moins une demi-journée.")
    if any(period.ends_at <= period.starts_at for period in ordered):
        raise PlanError("La fin doit venir après le début.")
    for before, after in zip(ordered, ordered[1:], strict=False):
        if after.starts_at < before.ends_at:
            raise PlanError(f"Deux demi-journées se chevauchent le {timezone.localtime(after.starts_at):%d/%m/%Y}.")
    return ordered


@transaction.atomic
def schedule_session(module, details: dict, periods: Iterable[Period]) -> Session:
    """Write a new session of ``module`` with its half-days.

    ``details``: ``place``, ``trainer``, ``capacity``, ``closes_at``, ``practical_note``. Raises ``PlanError``.
    """
    ordered = check_periods(periods)
    session = Session.objects.create(
        module=module, starts_at=ordered[0].starts_at, ends_at=ordered[-1].ends_at, **details
    )
    add_half_days(session, ordered)
    preparation.prepare(session)
    return session


@transaction.atomic
def revise_session(session: Session, details: dict, periods: Iterable[Period]) -> int:
    """Write the session's new details and half-days; return how many people are told of a new time or place.

    ``details``: as for ``schedule_session``. Raises ``PlanError``, ``seats.TimeConflict`` naming those who are
    elsewhere at the new times, or ``seats.CapacityTooSmall``; nothing is written then.
    """
    ordered = check_periods(periods)
    session = seats.lock(session)
    if session.cancelled_at:
        raise PlanError("Cette session est annulée : elle ne peut plus changer.")
    capacity = details["capacity"]
    place_changed = session.place != details["place"]
    for name in ("place", "trainer", "closes_at", "practical_note"):
        setattr(session, name, details[name])
    session.starts_at, session.ends_at = ordered[0].starts_at, ordered[-1].ends_at
    session.save(update_fields=["place", "trainer", "closes_at", "practical_note", "starts_at", "ends_at"])
    times_changed = replace_half_days(session, ordered)
    if times_changed:
        preparation.redate(session)
    told = enrolment.move(session) if times_changed or place_changed else 0
    if capacity != session.capacity:
        enrolment.change_capacity(session, capacity)
    return told


def replace_half_days(session: Session, periods: list[Period]) -> bool:
    """Keep the half-days that stay, remove and add the others; return whether anything changed.

    Raises ``PlanError`` rather than losing attendance already recorded.
    """
    wanted = set(periods)
    existing = {Period(half_day.starts_at, half_day.ends_at): half_day for half_day in session.half_days.all()}
    gone = [half_day.pk for period, half_day in existing.items() if period not in wanted]
    recorded = session.half_days.filter(pk__in=gone, attendances__isnull=False).first()
    if recorded:
        day = timezone.localtime(recorded.starts_at)
        raise PlanError(f"Des présences sont déjà notées le {day:%d/%m/%Y} : gardez cette demi-journée.")
    signed = session.half_days.filter(pk__in=gone, signed_sheets__isnull=False).first()
    if signed:
        day = timezone.localtime(signed.starts_at)
        raise PlanError(f"Une feuille signée est gardée pour le {day:%d/%m/%Y} : gardez cette demi-journée.")
    session.half_days.filter(pk__in=gone).delete()
    new = [period for period in periods if period not in existing]
    add_half_days(session, new)
    return bool(gone or new)


def add_half_days(session: Session, periods: list[Period]) -> None:
    HalfDay.objects.bulk_create(
        HalfDay(session=session, starts_at=period.starts_at, ends_at=period.ends_at) for period in periods
    )


def call_off_session(session: Session) -> int:
    """Cancel the session and tell everyone registered or waiting; return how many."""
    return enrolment.call_off(session)
