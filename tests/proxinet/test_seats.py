from datetime import timedelta

import pytest
from django.utils import timezone

from proxinet import seats
from proxinet.seats import State
from tests.factories.events import MeetupFactory, SessionFactory, in_days
from tests.factories.people import FieldWorkerFactory, SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory()


def people(site, count):
    return FieldWorkerFactory.create_batch(count, site=site)


def states(event):
    return list(event.registrations.order_by("position").values_list("state", flat=True))


def test_places_then_waiting_list_in_order(site):
    session = SessionFactory(module__programme__site=site, capacity=2)
    for person in people(site, 4):
        seats.sign_up(session, person)
    session.refresh_from_db()
    assert states(session) == ["confirmed", "confirmed", "waiting", "waiting"]
    assert (session.confirmed_count, session.waiting_count, session.last_position) == (2, 2, 4)


def test_cancelling_promotes_the_longest_waiting(site):
    meetup = MeetupFactory(site=site, capacity=1)
    first, second, third = people(site, 3)
    for person in (first, second, third):
        seats.sign_up(meetup, person)
    promoted = seats.cancel(meetup, first)
    assert [registration.person for registration in promoted] == [second]
    assert states(meetup) == ["cancelled", "confirmed", "waiting"]
    meetup.refresh_from_db()
    assert (meetup.confirmed_count, meetup.waiting_count) == (1, 1)


def test_more_capacity_promotes_and_less_than_confirmed_is_refused(site):
    meetup = MeetupFactory(site=site, capacity=1)
    for person in people(site, 3):
        seats.sign_up(meetup, person)
    assert len(seats.change_capacity(meetup, 3)) == 2
    with pytest.raises(seats.CapacityTooSmall, match="au moins 3 places"):
        seats.change_capacity(meetup, 2)
    meetup.refresh_from_db()
    assert meetup.capacity == 3


def test_no_second_sign_up_but_one_may_come_back(site):
    meetup = MeetupFactory(site=site)
    (person,) = people(site, 1)
    seats.sign_up(meetup, person)
    with pytest.raises(seats.AlreadySignedUp):
        seats.sign_up(meetup, person)
    seats.cancel(meetup, person)
    assert seats.sign_up(meetup, person).state == State.CONFIRMED


@pytest.mark.parametrize(
    "closed",
    [
        {"closes_at": timezone.now() - timedelta(minutes=1)},
        {"starts_at": timezone.now() - timedelta(minutes=1)},
        {"cancelled_at": timezone.now()},
    ],
)
def test_closed_events_take_nobody(site, closed):
    meetup = MeetupFactory(site=site, **closed)
    with pytest.raises(seats.SignUpClosed):
        seats.sign_up(meetup, people(site, 1)[0])
    assert not meetup.registrations.exists()


def test_one_person_cannot_be_at_a_training_and_a_breakfast_at_once(site):
    (person,) = people(site, 1)
    meetup = MeetupFactory(site=site, title="Proxi-Déj’ de mars", starts_at=in_days(5, 9))
    session = SessionFactory(module__programme__site=site, starts_at=in_days(5, 10))
    seats.sign_up(meetup, person)
    with pytest.raises(seats.TimeConflict, match="Proxi-Déj’ de mars"):
        seats.sign_up(session, person)
    session.refresh_from_db()
    assert (session.confirmed_count, session.registrations.count()) == (0, 0)
    seats.cancel(meetup, person)
    assert seats.sign_up(session, person).state == State.CONFIRMED


def test_events_that_touch_do_not_overlap(site):
    (person,) = people(site, 1)
    seats.sign_up(MeetupFactory(site=site, starts_at=in_days(5, 8)), person)
    assert seats.sign_up(SessionFactory(module__programme__site=site, starts_at=in_days(5, 10)), person)


def test_moving_an_event_names_who_is_elsewhere_and_changes_nothing(site):
    busy, free = people(site, 2)
    meetup = MeetupFactory(site=site, starts_at=in_days(5, 9))
    seats.sign_up(meetup, busy)
    other = MeetupFactory(site=site, starts_at=in_days(6, 9))
    seats.sign_up(other, busy)
    seats.sign_up(other, free)
    other.starts_at, other.ends_at = in_days(5, 10), in_days(5, 11)
    other.save()
    with pytest.raises(seats.TimeConflict, match=str(busy)) as refused:
        seats.reschedule(other)
    assert str(free) not in str(refused.value)
    assert busy.commitments.count() == 2


def test_calling_an_event_off_frees_everyone(site):
    person, waiting = people(site, 2)
    meetup = MeetupFactory(site=site, capacity=1)
    seats.sign_up(meetup, person)
    seats.sign_up(meetup, waiting)
    told = seats.cancel_event(meetup)
    assert [registration.person for registration in told] == [person, waiting]
    assert not person.commitments.exists()
    assert seats.cancel_event(meetup) == []


def test_a_walk_in_takes_no_place(site):
    person, walk_in = people(site, 2)
    meetup = MeetupFactory(site=site, capacity=1)
    seats.sign_up(meetup, person)
    seats.record_walk_ins(meetup, [walk_in, person])
    assert meetup.registrations.get(person=walk_in).state == State.WALK_IN
    assert meetup.registrations.get(person=person).state == State.CONFIRMED
    meetup.refresh_from_db()
    assert meetup.confirmed_count == 1
