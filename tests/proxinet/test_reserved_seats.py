"""Seats kept for groups of people until a date, turns kept by requests, places offered for an answer."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from proxinet import seats
from sites.models import Organisation, StaffCategory
from tests.factories.events import SessionFactory
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db

CARETAKER, CITY, TENANT = StaffCategory.CARETAKER, StaffCategory.CITY_AGENT, StaffCategory.TENANT_REPRESENTATIVE
MEDIATOR = StaffCategory.MEDIATOR
HOUR = timedelta(hours=1)


@pytest.fixture
def site():
    return SiteFactory()


def in_hours(hours):
    return timezone.now() + hours * HOUR


@pytest.fixture
def mixed(site):
    """8 caretakers, 4 city agents, 4 tenants' representatives, 4 open; released in two days, given in ten."""
    return reserved(site, 20, {CARETAKER: 8, CITY: 4, TENANT: 4})


def reserved(site, capacity, reserved_seats, by="staff_category", released_in=48):
    return SessionFactory(
        module__programme__site=site,
        capacity=capacity,
        reserved_by=by,
        reserved_seats=reserved_seats,
        released_at=in_hours(released_in),
    )


def worker(site, category=CARETAKER, **fields):
    return FieldWorkerFactory(site=site, staff_category=category, **fields)


def sign_up(session, *categories, **options):
    """Sign up one new person of each category; return their states."""
    return [seats.sign_up(session, worker(session.site, category), **options).state for category in categories]


def state(session, person):
    return session.registrations.filter(person=person).latest("position").state


def after(hours):
    return time_machine.travel(in_hours(hours), tick=False)


def counters_are_right(session):
    session.refresh_from_db()
    rows = list(session.registrations.values_list("state", "group"))
    holding = [group for state, group in rows if state in seats.HOLDING]
    by_group = {group: number for group, number in session.confirmed_by_group.items() if number}
    return (
        session.confirmed_count == len(holding)
        and session.waiting_count == sum(state == "waiting" for state, _ in rows)
        and by_group == {group: holding.count(group) for group in holding if group}
    )


# Reserved seats -------------------------------------------------------------------------------------------------------


def test_the_ninth_caretaker_takes_an_open_seat(mixed):
    assert sign_up(mixed, *[CARETAKER] * 8) == ["confirmed"] * 8
    mixed.refresh_from_db()
    assert mixed.open_seats == 4
    assert sign_up(mixed, CARETAKER) == ["confirmed"]
    mixed.refresh_from_db()
    assert mixed.open_seats == 3


def test_someone_of_no_reserved_group_takes_open_seats_only(mixed):
    assert sign_up(mixed, *[MEDIATOR] * 5) == ["confirmed"] * 4 + ["waiting"]
    assert sign_up(mixed, CITY, TENANT, CARETAKER) == ["confirmed"] * 3
    assert sign_up(mixed, MEDIATOR) == ["waiting"]
    assert counters_are_right(mixed)


def test_seats_reserved_by_kind_of_employer_count_employers_and_not_trades(site):
    session = reserved(site, 3, {Organisation.Kind.CITY: 2}, by="employer_kind")
    city, landlord = OrganisationFactory(kind=Organisation.Kind.CITY), OrganisationFactory()
    assert seats.sign_up(session, worker(site, CITY, employer=landlord)).state == "confirmed"
    assert seats.sign_up(session, worker(site, CITY, employer=landlord)).state == "waiting"
    assert seats.sign_up(session, worker(site, TENANT, employer=None)).state == "waiting"
    assert seats.sign_up(session, worker(site, CARETAKER, employer=city)).state == "confirmed"
    assert counters_are_right(session)


def test_a_place_left_by_a_group_within_its_share_goes_to_that_group_only(site):
    session = reserved(site, 2, {CARETAKER: 1})
    caretaker, mediator = worker(site), worker(site, MEDIATOR)
    for person in (caretaker, mediator):
        seats.sign_up(session, person)
    assert sign_up(session, MEDIATOR, CARETAKER) == ["waiting", "waiting"]
    (promoted,) = seats.cancel(session, caretaker)
    assert promoted.group == CARETAKER
    assert counters_are_right(session)


def test_a_place_left_by_a_group_beyond_its_share_goes_to_the_longest_waiting(site):
    session = reserved(site, 2, {CARETAKER: 1})
    beyond = worker(site)
    seats.sign_up(session, beyond)
    assert sign_up(session, CARETAKER, MEDIATOR, CARETAKER) == ["confirmed", "waiting", "waiting"]
    (promoted,) = seats.cancel(session, beyond)
    assert promoted.group == MEDIATOR


def test_a_walk_in_takes_no_reserved_seat(site):
    session = reserved(site, 1, {CARETAKER: 1})
    seats.record_walk_ins(session, [worker(site), worker(site)])
    assert sign_up(session, CARETAKER) == ["confirmed"]
    assert counters_are_right(session)


# The release ----------------------------------------------------------------------------------------------------------


def test_the_release_serves_the_waiting_in_order(site):
    session = reserved(site, 2, {CARETAKER: 2})
    first, second, third = (worker(site, MEDIATOR) for _ in range(3))
    for person in (first, second, third):
        assert seats.sign_up(session, person).state == "waiting"
    assert seats.settle(session).promoted == []
    with after(48):
        assert [seat.person for seat in seats.settle(session).promoted] == [first, second]
        assert seats.settle(session).promoted == []
    assert state(session, third) == "waiting"
    assert counters_are_right(session)


def test_between_the_release_and_its_settling_nobody_passes_before_those_who_wait(site):
    session = reserved(site, 2, {CARETAKER: 2})
    waiting = worker(site, MEDIATOR)
    seats.sign_up(session, waiting)
    with after(49):
        assert sign_up(session, CARETAKER, MEDIATOR) == ["waiting", "waiting"]
        promoted = seats.settle(session).promoted
    assert [seat.position for seat in promoted] == [1, 2]
    assert state(session, waiting) == "confirmed"


@pytest.mark.parametrize(("seconds", "given"), [(-1, "waiting"), (0, "confirmed")])
def test_the_release_is_at_its_very_second(site, seconds, given):
    session = reserved(site, 1, {CARETAKER: 1})
    with time_machine.travel(session.released_at + timedelta(seconds=seconds), tick=False):
        assert sign_up(session, MEDIATOR) == [given]


def test_an_act_keeps_to_the_instant_at_which_it_got_the_lock(site):
    session = seats.lock(reserved(site, 1, {CARETAKER: 1}))
    with after(49):
        assert session.open_seats == 0
        assert seats.sign_up_locked(session, worker(site, MEDIATOR)).signed_up_at < session.released_at
    assert state(session, session.registrations.get().person) == "waiting"


def test_without_a_date_seats_stay_reserved_until_the_start(site):
    session = reserved(site, 1, {CARETAKER: 1})
    session.released_at = None
    session.save()
    with time_machine.travel(session.starts_at - timedelta(seconds=1), tick=False):
        assert sign_up(session, MEDIATOR) == ["waiting"]


# Capacity and reservations changed ------------------------------------------------------------------------------------


def test_capacity_keeps_room_for_those_in_and_for_seats_held_back(mixed):
    sign_up(mixed, MEDIATOR, MEDIATOR, CARETAKER)
    with pytest.raises(seats.CapacityTooSmall, match="Il faut au moins 18 places\u202f: 3 déjà prises et 15 encore"):
        seats.change_capacity(mixed, 17)
    seats.change_capacity(mixed, 18)
    mixed.refresh_from_db()
    assert (mixed.capacity, mixed.open_seats) == (18, 0)
    with after(49):
        seats.change_capacity(mixed, 3)
        with pytest.raises(seats.CapacityTooSmall, match="au moins 3 places"):
            seats.change_capacity(mixed, 2)


def test_new_reservations_count_those_already_in_by_their_new_group(site):
    session = SessionFactory(module__programme__site=site, capacity=4)
    sign_up(session, CARETAKER, CARETAKER, MEDIATOR)
    change = {"reserved_by": "staff_category", "reserved_seats": {CARETAKER: 3}, "released_at": in_hours(48)}
    seats.change_reservations(session, **change)
    session.refresh_from_db()
    assert session.held_back() == {CARETAKER: 1}
    assert counters_are_right(session)
    assert sign_up(session, MEDIATOR, CARETAKER) == ["waiting", "confirmed"]


def test_from_trades_to_employers_everyone_is_regrouped(site):
    session = reserved(site, 3, {CARETAKER: 2})
    waiting = worker(site, MEDIATOR, employer=OrganisationFactory(kind=Organisation.Kind.CITY))
    assert sign_up(session, CARETAKER, MEDIATOR) == ["confirmed", "confirmed"]
    assert seats.sign_up(session, waiting).state == "waiting"
    promoted = seats.change_reservations(
        session, reserved_by="employer_kind", reserved_seats={"city": 1}, released_at=in_hours(48)
    )
    assert [(seat.person, seat.group) for seat in promoted] == [(waiting, "city")]
    session.refresh_from_db()
    assert session.confirmed_by_group == {"landlord": 2, "city": 1}
    assert counters_are_right(session)


def test_reservations_taken_away_serve_the_waiting(site):
    session = reserved(site, 1, {CARETAKER: 1})
    sign_up(session, MEDIATOR, MEDIATOR)
    promoted = seats.change_reservations(session, reserved_by="", reserved_seats={}, released_at=None)
    assert [seat.position for seat in promoted] == [1]
    assert counters_are_right(session)
    assert session.held_back() == {}


def test_more_reserved_than_is_left_is_refused_and_changes_nothing(site):
    session = reserved(site, 3, {CARETAKER: 1})
    sign_up(session, MEDIATOR, MEDIATOR)
    with pytest.raises(seats.CapacityTooSmall, match="2 déjà prises et 2 encore réservées"):
        seats.change_reservations(
            session, reserved_by="staff_category", reserved_seats={CARETAKER: 2}, released_at=in_hours(4)
        )
    session.refresh_from_db()
    assert session.reserved_seats == {CARETAKER: 1}
    assert counters_are_right(session)


# Requests that wait for the employer ----------------------------------------------------------------------------------


def test_an_approval_keeps_the_turn_of_the_request(site):
    session = SessionFactory(module__programme__site=site, capacity=1)
    manager, asked = UserFactory(), worker(site)
    leaving = worker(site)
    seats.sign_up(session, leaving)
    assert seats.sign_up(session, asked, needs_approval=True).state == "requested"
    assert sign_up(session, CARETAKER) == ["waiting"]
    approved = seats.approve(session, asked, by=manager)
    assert (approved.state, approved.decided_by) == ("waiting", manager)
    assert [seat.person for seat in seats.cancel(session, leaving)] == [asked]
    assert counters_are_right(session)


def test_a_request_holds_no_place(site):
    session = SessionFactory(module__programme__site=site, capacity=1)
    asked = worker(site)
    seats.sign_up(session, asked, needs_approval=True)
    assert sign_up(session, CARETAKER) == ["confirmed"]
    assert seats.approve(session, asked, by=None).state == "waiting"
    with pytest.raises(seats.NothingToDecide):
        seats.approve(session, asked, by=None)


def test_a_refusal_frees_the_time_and_keeps_the_reason(site):
    session = SessionFactory(module__programme__site=site)
    asked, manager = worker(site), UserFactory()
    seats.sign_up(session, asked, needs_approval=True)
    refused = seats.refuse(session, asked, by=manager, reason="Une visite est prévue ce jour-là.")
    refused.refresh_from_db()
    assert (refused.state, refused.ending, refused.decided_by) == ("cancelled", "refused", manager)
    assert refused.reason == "Une visite est prévue ce jour-là."
    assert not asked.commitments.exists()
    with pytest.raises(seats.NothingToDecide):
        seats.approve(session, asked, by=manager)
    assert seats.sign_up(session, asked, needs_approval=True).position == 2


def test_a_request_unanswered_at_the_start_ends_and_is_decided_no_more(site):
    session = SessionFactory(module__programme__site=site)
    asked = worker(site)
    seats.sign_up(session, asked, needs_approval=True)
    with time_machine.travel(session.starts_at, tick=False):
        for decide in (seats.approve, lambda *a, **k: seats.refuse(*a, reason="Non.", **k)):
            with pytest.raises(seats.NothingToDecide):
                decide(session, asked, by=None)
        (unanswered,) = seats.settle(session).unanswered
    assert (unanswered.person, unanswered.ending) == (asked, "unanswered")
    assert not asked.commitments.exists()


# Offers ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def offered(site):
    """A session of one place, offered until two days from now to the first in line, and those in line."""
    session = SessionFactory(module__programme__site=site, capacity=1)
    leaving = worker(site)
    line = [worker(site, email=f"ligne{number}@exemple.test") for number in range(3)]
    for person in (leaving, *line):
        seats.sign_up(session, person)
    (offer,) = seats.cancel(session, leaving)
    assert (offer.person, offer.state) == (line[0], "offered")
    return session, line


def test_an_offer_holds_its_place_and_is_kept_by_accepting(offered):
    session, line = offered
    assert sign_up(session, CARETAKER) == ["waiting"]
    assert seats.accept(session, line[0]).state == "confirmed"
    with pytest.raises(seats.OfferOver, match="Aucune place"):
        seats.accept(session, line[0])
    assert counters_are_right(session)


def test_an_offer_left_unanswered_passes_to_the_next(offered):
    session, line = offered
    with after(48):
        with pytest.raises(seats.OfferOver, match="Le délai pour répondre est passé"):
            seats.accept(session, line[0])
        settled = seats.settle(session)
        assert [(seat.person, seat.ending) for seat in settled.expired] == [(line[0], "offer_expired")]
        assert [seat.person for seat in settled.promoted] == [line[1]]
        with pytest.raises(seats.NotSignedUp):
            seats.accept(session, line[0])
    assert not line[0].commitments.exists()
    assert counters_are_right(session)


def test_an_offer_declined_passes_to_the_next(offered):
    session, line = offered
    assert [seat.person for seat in seats.cancel(session, line[0])] == [line[1]]
    assert counters_are_right(session)


def test_close_to_the_start_half_of_the_time_left_is_given(offered):
    session, line = offered
    with time_machine.travel(session.starts_at - 10 * HOUR, tick=False):
        (offer,) = seats.settle(session).promoted
    assert offer.person == line[1]
    assert offer.offered_until == session.starts_at - 5 * HOUR


def test_without_an_address_the_place_is_theirs_at_once(site):
    session = SessionFactory(module__programme__site=site, capacity=1)
    leaving, nobody_can_write_to = worker(site), worker(site)
    seats.sign_up(session, leaving)
    seats.sign_up(session, nobody_can_write_to)
    (promoted,) = seats.cancel(session, leaving)
    assert (promoted.state, promoted.offered_until) == ("confirmed", None)


def test_once_begun_nobody_accepts_leaves_or_is_promoted(offered):
    session, line = offered
    with time_machine.travel(session.starts_at, tick=False):
        with pytest.raises(seats.OfferOver):
            seats.accept(session, line[0])
        with pytest.raises(seats.SignUpClosed, match="on ne peut plus se désinscrire"):
            seats.cancel(session, line[1])
        with pytest.raises(seats.SignUpClosed, match="on ne peut plus l’annuler"):
            seats.cancel_event(session)
        settled = seats.settle(session)
    assert [seat.person for seat in settled.expired] == [line[0]]
    assert settled.promoted == []
    assert counters_are_right(session)


def test_a_cancelled_event_promotes_nobody(offered):
    session, line = offered
    seats.cancel_event(session)
    with pytest.raises(seats.SignUpClosed, match="annulé"):
        seats.cancel(session, line[0])
    with pytest.raises(seats.OfferOver, match="annulé"):
        seats.accept(session, line[0])
    assert seats.change_capacity(session, 9) == []
    assert seats.settle(session) == ([], [], [])
    assert state(session, line[1]) == "waiting"
