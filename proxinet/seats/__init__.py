"""Places, reserved seats, waiting list and sign-up, once for every event one can sign up to.

The event's row is the lock and keeps its own counters: each act locks it (``SELECT … FOR UPDATE``), decides, and writes
registration and counters in one transaction. A registration also holds its time in the person's commitments, where an
exclusion constraint refuses two overlapping events.

Seats reserved for a group (a staff category, or a kind of employer) are held back for it until ``released_at``. Nobody
passes before someone who waits for the same seat: what time frees (a release, an offer left unanswered) goes to the
waiting first, see ``settle``.
"""

from proxinet.seats.acts import (
    Settled,
    accept,
    approve,
    cancel,
    cancel_event,
    change_capacity,
    change_reservations,
    lock,
    record_walk_ins,
    refuse,
    reschedule,
    settle,
    sign_up,
    sign_up_locked,
)
from proxinet.seats.due import something_is_due, with_something_due
from proxinet.seats.events import ReservedBy, SeatedEvent
from proxinet.seats.refusals import (
    AlreadySignedUp,
    CapacityTooSmall,
    NothingToDecide,
    NotSignedUp,
    OfferOver,
    SeatRefused,
    SignUpClosed,
    TimeConflict,
)
from proxinet.seats.registrations import HOLDING, LIVE, Ending, Seat, State
from proxinet.seats.same_person import give_places

__all__ = [
    "HOLDING",
    "LIVE",
    "AlreadySignedUp",
    "CapacityTooSmall",
    "Ending",
    "NotSignedUp",
    "NothingToDecide",
    "OfferOver",
    "ReservedBy",
    "Seat",
    "SeatRefused",
    "SeatedEvent",
    "Settled",
    "SignUpClosed",
    "State",
    "TimeConflict",
    "accept",
    "approve",
    "cancel",
    "cancel_event",
    "change_capacity",
    "change_reservations",
    "give_places",
    "lock",
    "record_walk_ins",
    "refuse",
    "reschedule",
    "settle",
    "sign_up",
    "sign_up_locked",
    "something_is_due",
    "with_something_due",
]
