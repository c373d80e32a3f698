"""Thousands of random stories of one session, each act compared with ``SeatsModel`` and each state with the rules."""

import os
from datetime import timedelta

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from proxinet import seats
from proxinet.seats import HOLDING, LIVE, State
from sites.models import Commitment, Organisation, StaffCategory
from tests.factories.events import MeetupFactory, ModuleFactory
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, SiteFactory
from tests.proxinet.seats_model import Person, Refused, SeatsModel
from trainings.models import HalfDay, Session

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("PROXINET_SEAT_STORIES", "2000"))
STEPS = 9
HOUR = timedelta(hours=1)
LENGTH = 100  # hours from the first act to the start of the session
CARETAKER, CITY, MEDIATOR = StaffCategory.CARETAKER, StaffCategory.CITY_AGENT, StaffCategory.MEDIATOR
CAST = [
    Person(0, CARETAKER, "landlord"),
    Person(1, CARETAKER, "landlord", has_address=True),
    Person(2, CARETAKER, "city"),
    Person(3, CITY, "city"),
    Person(4, CITY, "city", has_address=True),
    Person(5, MEDIATOR, "", has_address=True),
    Person(6, MEDIATOR, "landlord"),
    Person(7, CITY, "landlord", is_elsewhere=True),
]
GROUPS = {"staff_category": [CARETAKER, CITY], "employer_kind": ["landlord", "city"]}
READ = ("pk", "person_id", "position", "group", "state", "offered_until")
anyone = st.integers(0, len(CAST) - 1)
reservations = st.one_of(
    *(
        st.tuples(st.just(by), st.dictionaries(st.sampled_from(groups), st.integers(1, 2), max_size=2))
        for by, groups in GROUPS.items()
    )
)
releases = st.none() | st.integers(0, LENGTH)


class SeatStories(RuleBasedStateMachine):
    """``Stage`` gives the people and the module, made once; each story rolls back what it wrote."""

    stage: "Stage"

    def __init__(self):
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.began_at = self.stage.began_at
        self.clock = time_machine.travel(self.began_at, tick=False)
        self.traveller = self.clock.start()
        self.is_settled = True
        self.before: set[int] = set()

    def teardown(self):
        self.clock.stop()
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    @initialize(capacity=st.integers(1, 5), reserved=reservations, release=releases)
    def plan(self, capacity, reserved, release):
        by, wanted = reserved
        capacity = max(capacity, sum(wanted.values()))
        starts_at = self.began_at + LENGTH * HOUR
        self.model = SeatsModel(
            now=self.began_at,
            starts_at=starts_at,
            capacity=capacity,
            reserved_by=by if wanted else "",
            reserved=wanted,
            released_at=self.moment(release),
        )
        self.session = Session.objects.create(
            module=self.stage.module,
            place="Salle",
            capacity=capacity,
            starts_at=starts_at,
            ends_at=starts_at + 3 * HOUR,
            reserved_by=self.model.reserved_by,
            reserved_seats=wanted,
            released_at=self.model.released_at,
        )
        HalfDay.objects.create(session=self.session, starts_at=starts_at, ends_at=starts_at + 3 * HOUR)

    # Acts ------------------------------------------------------------------------------------------------------------

    @rule(number=anyone, needs_approval=st.sampled_from([False, False, True]))
    def sign_up(self, number, needs_approval):
        expected = self.expected(self.model.sign_up, CAST[number], needs_approval)
        self.compare(expected, seats.sign_up, self.worker(number), needs_approval=needs_approval)

    @rule(number=anyone)
    def sign_up_another(self, number):
        """Someone not in yet: most of the stories are about them."""
        out = [person.number for person in CAST if not self.model.of(person, *LIVE, "walk_in")]
        self.sign_up(out[number % len(out)] if out else number, needs_approval=False)

    @rule(number=anyone)
    def walk_in(self, number):
        self.model.walk_in(CAST[number])
        seats.record_walk_ins(self.session, [self.worker(number)])

    @rule(number=anyone, is_approved=st.booleans())
    def decide(self, number, is_approved):
        number = self.someone("requested", number)
        expected = self.expected(self.model.decide, CAST[number], is_approved)
        if is_approved:
            self.compare(expected, seats.approve, self.worker(number), by=None)
        else:
            self.compare(expected, seats.refuse, self.worker(number), by=None, reason="Non.")

    @rule(number=anyone)
    def accept(self, number):
        number = self.someone("offered", number)
        self.compare(self.expected(self.model.accept, CAST[number]), seats.accept, self.worker(number))

    @rule(number=anyone, state=st.sampled_from([*HOLDING, *LIVE]))
    def cancel(self, number, state):
        number = self.someone(state, number)
        self.compare(self.expected(self.model.cancel, CAST[number]), seats.cancel, self.worker(number))

    @rule(capacity=st.integers(0, 6))
    def change_capacity(self, capacity):
        self.compare(self.expected(self.model.change_capacity, capacity), seats.change_capacity, capacity)

    @rule(reserved=reservations, release=releases)
    def change_reservations(self, reserved, release):
        by, wanted, released_at = *reserved, self.moment(release)
        expected = self.expected(self.model.change_reservations, by, wanted, released_at)
        self.compare(
            expected, seats.change_reservations, reserved_by=by, reserved_seats=wanted, released_at=released_at
        )

    @rule(hours=st.sampled_from([1, 12, 24, 47, 48, 49]))
    def time_passes(self, hours):
        self.go_to(self.model.now + hours * HOUR)

    @rule(newcomer=st.none() | anyone)
    def the_release_comes(self, newcomer):
        """Perhaps with someone who tries their luck at that very instant, before what time frees is given."""
        if self.model.released_at:
            self.go_to(max(self.model.now, self.model.released_at))
        if newcomer is not None:
            self.sign_up_another(newcomer)

    @rule()
    def an_offer_runs_out(self):
        ends = [row.offered_until for row in self.model.rows if row.offered_until]
        self.go_to(max(self.model.now, min(ends, default=self.model.now)))

    @rule()
    def settle(self):
        expected = self.expected(self.model.settle)
        assert [seat.position for seat in seats.settle(self.session).promoted] == expected
        self.is_settled = True

    # How -------------------------------------------------------------------------------------------------------------

    def moment(self, hours):
        return None if hours is None else self.began_at + hours * HOUR

    def worker(self, number):
        return self.stage.workers[number]

    def someone(self, state, number) -> int:
        """Someone in that state where there is one, else anyone: the act is refused then."""
        there = [person.number for person in CAST if self.model.of(person, state)]
        return there[number % len(there)] if there else number

    def go_to(self, moment):
        if moment > self.model.now:
            self.is_settled = False
        self.model.now = moment
        self.traveller.move_to(moment)

    def expected(self, act, *args):
        try:
            return act(*args)
        except Refused as refused:
            return getattr(seats, str(refused))

    def compare(self, expected, act, *args, **options):
        """Do it for real: the refusal, the state or the promoted positions that the model foretold."""
        if isinstance(expected, type):
            with pytest.raises(expected), transaction.atomic():
                act(self.session, *args, **options)
            return
        result = act(self.session, *args, **options)
        if isinstance(result, list):
            assert [seat.position for seat in result] == expected
        else:
            assert result.state == expected

    # What always holds -----------------------------------------------------------------------------------------------

    @invariant()
    def the_database_says_what_the_rules_say(self):
        if not hasattr(self, "model"):
            return
        session = Session.objects.get(pk=self.session.pk)
        rows = list(session.registrations.order_by("position").values_list(*READ, named=True))
        told = [(r.person.number, r.position, r.group, r.state, r.offered_until) for r in self.model.rows]
        assert [(self.number(r), r.position, r.group, r.state, r.offered_until) for r in rows] == told
        holding = [row for row in rows if row.state in HOLDING]
        self.check_counters(session, rows, holding)
        self.check_reserved(session, holding)
        self.check_order(session, rows, holding)
        self.check_commitments(rows)

    def number(self, registration):
        return self.stage.numbers[registration.person_id]

    def check_counters(self, session, rows, holding):
        assert session.confirmed_count == len(holding) <= session.capacity
        assert session.waiting_count == sum(row.state == State.WAITING for row in rows)
        assert session.last_position == len({row.position for row in rows}) == len(rows)
        counted = {group: number for group, number in session.confirmed_by_group.items() if number}
        groups = [row.group for row in holding if row.group]
        assert counted == {group: groups.count(group) for group in groups}

    def check_reserved(self, session, holding):
        """Each group's share, or what it holds when that is more, fits beside all the others: nobody sits in it."""
        assert session.open_seats >= 0
        if self.model.is_released:
            return
        groups = [row.group for row in holding]
        shares = sum(max(share, groups.count(group)) for group, share in session.reserved_seats.items())
        others = sum(group not in session.reserved_seats for group in groups)
        assert shares + others <= session.capacity

    def check_order(self, session, rows, holding):
        waiting = [row for row in rows if row.state == State.WAITING]
        just_placed = [row for row in holding if row.pk not in self.before]
        for row in just_placed:
            assert all(other.position > row.position for other in waiting if other.group == row.group)
        self.before = {row.pk for row in holding}
        if self.is_settled and not session.has_started:
            assert all(session.seats_for(row.group) <= 0 for row in waiting)
            assert all(row.offered_until > self.model.now for row in rows if row.offered_until)

    def check_commitments(self, rows):
        held = Commitment.objects.filter(content_type=self.stage.content_type).values_list("object_id", flat=True)
        assert sorted(held) == sorted(row.pk for row in rows if row.state in LIVE)


class Stage:
    def __init__(self):
        site = SiteFactory()
        self.module = ModuleFactory(programme__site=site)
        self.began_at = timezone.now().replace(minute=0, second=0, microsecond=0)
        employers = {
            "landlord": OrganisationFactory(),
            "city": OrganisationFactory(kind=Organisation.Kind.CITY),
            "": None,
        }
        self.workers = [
            FieldWorkerFactory(
                site=site,
                staff_category=person.category,
                employer=employers[person.employer_kind],
                email=f"agent{person.number}@exemple.test" if person.has_address else "",
            )
            for person in CAST
        ]
        self.numbers = {worker.pk: number for number, worker in enumerate(self.workers)}
        starts_at = self.began_at + LENGTH * HOUR
        elsewhere = MeetupFactory(site=site, starts_at=starts_at + HOUR, ends_at=starts_at + 2 * HOUR)
        for person in CAST:
            if person.is_elsewhere:
                seats.sign_up(elsewhere, self.workers[person.number])
        self.content_type = ContentType.objects.get_for_model(Session.registrations.rel.related_model)


def test_whatever_people_do_in_whatever_order_the_rules_hold():
    SeatStories.stage = Stage()
    run_state_machine_as_test(
        SeatStories,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
