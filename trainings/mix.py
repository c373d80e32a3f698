"""Who holds the seats of an event whose places are reserved by group."""

from dataclasses import dataclass
from datetime import datetime

from proxinet.seats import ReservedBy, SeatedEvent
from sites.models import Organisation, StaffCategory

GROUPS = {ReservedBy.STAFF_CATEGORY: StaffCategory, ReservedBy.EMPLOYER_KIND: Organisation.Kind}


@dataclass(frozen=True)
class MixRow:
    """One group: ``taken`` places out of ``reserved`` ones (0: none is reserved for it)."""

    label: str
    taken: int
    reserved: int

    @property
    def still_reserved(self) -> int:
        return max(self.reserved - self.taken, 0)


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
    groups = {**event.reserved_seats, **dict.fromkeys(event.confirmed_by_group.keys() - event.reserved_seats.keys(), 0)}
    rows = (
        MixRow(group_label(event.reserved_by, group), event.confirmed_by_group.get(group, 0), reserved)
        for group, reserved in groups.items()
    )
    return Mix(
        tuple(row for row in rows if row.taken or row.reserved),
        max(event.open_seats, 0),
        event.released_from if event.held_back() else None,
    )


def group_label(reserved_by: str, group: str) -> str:
    return GROUPS[reserved_by](group).label
