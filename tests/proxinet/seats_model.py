"""The rules of places told a second time, in plain Python on lists, to compare the real ones with."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

HOLDING = ("confirmed", "offered")
LIVE = (*HOLDING, "waiting", "requested")
ANSWER_TIME = timedelta(hours=48)


@dataclass(frozen=True)
class Person:
    number: int
    category: str
    employer_kind: str
    has_address: bool = False
    is_elsewhere: bool = False


@dataclass
class Row:
    person: Person
    position: int
    group: str
    state: str
    offered_until: datetime | None = None


class Refused(Exception):
    """``str(error)``: the name of the refusal expected from ``proxinet.seats``."""


@dataclass
class SeatsModel:
    now: datetime
    starts_at: datetime
    capacity: int
    reserved_by: str = ""
    reserved: dict[str, int] = field(default_factory=dict)
    released_at: datetime | None = None
    rows: list[Row] = field(default_factory=list)

    # What is so ------------------------------------------------------------------------------------------------------

    def of(self, person, *states) -> Row | None:
        return next((row for row in self.rows if row.person == person and row.state in states), None)

    def holding(self, group=None) -> int:
        return sum(row.state in HOLDING and group in (None, row.group) for row in self.rows)

    def group_of(self, person) -> str:
        return {"staff_category": person.category, "employer_kind": person.employer_kind}.get(self.reserved_by, "")

    @property
    def has_started(self) -> bool:
        return self.now >= self.starts_at

    @property
    def is_released(self) -> bool:
        return not self.reserved or self.now >= min(self.released_at or self.starts_at, self.starts_at)

    def may_sit(self, group: str) -> bool:
        """Whether one more of ``group`` fits, leaving to each other group what is still reserved for it."""
        kept = 0
        if not self.is_released:
            kept = sum(max(0, seats - self.holding(g)) for g, seats in self.reserved.items() if g != group)
        return self.holding() + kept < self.capacity

    def fits(self) -> bool:
        """Whether those in and all that is kept fit in the capacity."""
        kept = 0
        if not self.is_released:
            kept = sum(max(0, seats - self.holding(group)) for group, seats in self.reserved.items())
        return self.holding() + kept <= self.capacity

    def next_in_line(self) -> Row | None:
        waiting = (row for row in sorted(self.rows, key=lambda row: row.position) if row.state == "waiting")
        return next((row for row in waiting if self.may_sit(row.group)), None)

    # What is done ----------------------------------------------------------------------------------------------------

    def promote(self) -> list[int]:
        promoted = []
        while row := self.next_in_line():
            row.state = "confirmed"
            if row.person.has_address:
                row.state = "offered"
                row.offered_until = self.now + min(ANSWER_TIME, (self.starts_at - self.now) / 2)
            promoted.append(row.position)
        return promoted

    def admit(self, row: Row) -> str:
        row.state = "confirmed" if not self.next_in_line() and self.may_sit(row.group) else "waiting"
        return row.state

    def sign_up(self, person, needs_approval: bool) -> str:
        if self.has_started:
            raise Refused("SignUpClosed")
        if self.of(person, *LIVE, "walk_in"):
            raise Refused("AlreadySignedUp")
        if person.is_elsewhere:
            raise Refused("TimeConflict")
        row = Row(person, len(self.rows) + 1, self.group_of(person), "requested")
        if not needs_approval:
            self.admit(row)
        self.rows.append(row)
        return row.state

    def walk_in(self, person) -> None:
        if not self.of(person, *LIVE, "walk_in"):
            self.rows.append(Row(person, len(self.rows) + 1, "", "walk_in"))

    def decide(self, person, is_approved: bool) -> str:
        row = self.of(person, "requested")
        if row is None or self.has_started:
            raise Refused("NothingToDecide")
        if is_approved:
            return self.admit(row)
        row.state = "cancelled"
        return row.state

    def accept(self, person) -> str:
        row = self.of(person, *LIVE)
        if row is None:
            raise Refused("NotSignedUp")
        if row.state != "offered" or self.has_started or self.now >= row.offered_until:
            raise Refused("OfferOver")
        row.state, row.offered_until = "confirmed", None
        return row.state

    def cancel(self, person) -> list[int]:
        row = self.of(person, *LIVE)
        if row is None:
            raise Refused("NotSignedUp")
        if self.has_started:
            raise Refused("SignUpClosed")
        row.state, row.offered_until = "cancelled", None
        return self.promote()

    def settle(self) -> list[int]:
        for row in self.rows:
            late_offer = row.state == "offered" and (self.has_started or self.now >= row.offered_until)
            if late_offer or (row.state == "requested" and self.has_started):
                row.state, row.offered_until = "cancelled", None
        return [] if self.has_started else self.promote()

    def change_capacity(self, capacity: int) -> list[int]:
        if not replace(self, capacity=capacity).fits():
            raise Refused("CapacityTooSmall")
        self.capacity = capacity
        return [] if self.has_started else self.promote()

    def change_reservations(self, reserved_by, reserved, released_at) -> list[int]:
        after = replace(self, reserved_by=reserved_by if reserved else "", reserved=reserved, released_at=released_at)
        after.rows = [replace(row, group=after.group_of(row.person)) if row.state in LIVE else row for row in self.rows]
        if not after.fits():
            raise Refused("CapacityTooSmall")
        self.__dict__.update(after.__dict__)
        return [] if self.has_started else self.promote()
