"""Who holds the places of an event, and who they are kept for, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from proxinet.french_dates import date_format
from proxinet.seats import ReservedBy, SeatedEvent
from sites.models import Organisation, StaffCategory

GROUPS = {ReservedBy.STAFF_CATEGORY: StaffCategory, ReservedBy.EMPLOYER_KIND: Organisation.Kind}


@dataclass(frozen=True)
class MixRow:
    """One group: ``taken`` places out of ``reserved`` ones (0: none is reserved for it)."""

    label: str
    taken: int
    reserved: int


@dataclass(frozen=True)
class Mix:
    """``open_seats``: free places for anyone. ``until``: when the others open to all; None once they are."""

    rows: tuple[MixRow, ...]
    open_seats: int
    until: datetime | None


def mix_of(event: SeatedEvent) -> Mix | None:
    """The event's mix by group, reserved groups first; None where nothing is reserved. Costs no query."""
    if not event.reserved_by:
        return None
    others = sorted(event.confirmed_by_group.keys() - event.reserved_seats.keys())
    groups = event.reserved_seats | dict.fromkeys(others, 0)
    rows = (
        MixRow(group_label(event.reserved_by, group), event.confirmed_by_group.get(group, 0), reserved)
        for group, reserved in groups.items()
    )
    return Mix(
        tuple(row for row in rows if row.taken or row.reserved),
        max(event.open_seats, 0),
        event.released_from if event.held_back() else None,
    )


def why_waiting(event: SeatedEvent, group: str) -> str:
    """Why someone of ``group`` may only wait although places are free; empty when there is no such thing to explain."""
    if event.seats_left <= 0 or event.seats_for(group) > 0:
        return ""
    held = ", ".join(
        f"{uncapitalised(group_label(event.reserved_by, group))} ({seats})"
        for group, seats in event.held_back().items()
    )
    return f"Les places libres sont réservées jusqu’au {moment(event.released_from)} : {held}."


def group_label(reserved_by: str, group: str) -> str:
    return GROUPS[reserved_by](group).label


def moment(when) -> str:
    """« 3 mai », with the hour unless it is midnight."""
    local = timezone.localtime(when)
    return date_format(local, "j F" if not (local.hour or local.minute) else r"j F à G\hi")


def uncapitalised(label: str) -> str:
    return label[:1].lower() + label[1:]
