"""Two people for the last reserved seat while its release date passes: real connections, 200 times."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from proxinet.seats import HOLDING, acts
from sites import enrolment
from sites.models import StaffCategory
from tests.factories.events import SessionFactory
from tests.factories.people import FieldWorkerFactory, SiteFactory
from trainings.models import Session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

RUNS = 200
RELEASED_WITHIN = timedelta(milliseconds=30)  # the acts fall before, around and after it


def database_time():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


class Run:
    """One session with a single place, reserved for caretakers; a caretaker and a mediator who both want it."""

    def __init__(self, session, people):
        self.session, self.people, self.arrived, self.failures = session, people, {}, []

    def enrol(self, person):
        before = database_time()
        try:
            enrolment.enrol(Session.objects.get(pk=self.session.pk), person, by=None)
        except Exception as error:  # noqa: BLE001 - reported to the test
            self.failures.append(error)
        self.arrived[person.pk] = before, database_time()

    def faults(self) -> list[str]:
        """What must never be, read from the database afterwards."""
        session = Session.objects.get(pk=self.session.pk)
        registrations = list(session.registrations.select_related("person").order_by("position"))
        holding = [seat for seat in registrations if seat.state in HOLDING]
        by_group = {group: number for group, number in session.confirmed_by_group.items() if number}
        found = [repr(error) for error in self.failures]
        if len(holding) > session.capacity:
            found.append("more than the capacity")
        if session.confirmed_count != len(holding) or by_group != Counter(seat.group for seat in holding):
            found.append("counters differ from the rows")
        if session.waiting_count != len(registrations) - len(holding) or len(registrations) != 2:
            found.append("someone was lost")
        for seat in registrations:
            first, last = self.arrived[seat.person_id]
            if not first <= seat.signed_up_at <= last:
                found.append("the time written is not the database's")
        for seat in holding:
            given_at = seat.promoted_at or seat.signed_up_at
            if seat.group != StaffCategory.CARETAKER and given_at < session.released_at:
                found.append("a reserved seat was taken before its date")
            if seat.position == 2 and seat.group == registrations[0].group:
                found.append("someone passed before another")
        return found

    def story(self) -> str:
        return ", ".join(f"{seat.group} {seat.state}" for seat in self.session.registrations.order_by("position"))


def race(runs: int) -> list[Run]:
    """Both people of each run at the same instant, each in a thread with a connection of their own."""
    site = SiteFactory()
    done, barrier = [], Barrier(3)
    current: list[Run] = []

    def compete(number):
        try:
            for _ in range(runs):
                barrier.wait(timeout=30)
                current[-1].enrol(current[-1].people[number])
                barrier.wait(timeout=30)
        finally:
            connection.close()

    threads = [Thread(target=compete, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for number in range(runs):
        session = SessionFactory(
            module__programme__site=site,
            capacity=1,
            reserved_by="staff_category",
            reserved_seats={StaffCategory.CARETAKER: 1},
        )
        caretaker = FieldWorkerFactory(site=site, employer=None)
        mediator = FieldWorkerFactory(site=site, employer=None, staff_category=StaffCategory.MEDIATOR)
        current.append(Run(session, [caretaker, mediator]))
        session.released_at = timezone.now() + RELEASED_WITHIN * number / runs
        session.save(update_fields=["released_at"])
        barrier.wait(timeout=30)
        barrier.wait(timeout=30)
        done.append(current[-1])
    for thread in threads:
        thread.join()
    return done


def test_the_last_reserved_seat_goes_to_one_and_never_to_another_group_before_its_date():
    runs = race(RUNS)
    assert [fault for run in runs for fault in run.faults()] == []
    stories = Counter(run.story() for run in runs)
    assert stories["mediator waiting, caretaker confirmed"] > 0, stories  # before the release
    assert stories["mediator confirmed, caretaker waiting"] > 0, stories  # after it
    for run in runs:
        enrolment.settle(run.session)
        assert run.session.registrations.filter(state__in=HOLDING).count() == 1


def test_without_the_lock_the_same_two_break_it(monkeypatch):
    """The fault the lock is there for: if this stops failing without it, the test above proves nothing."""
    monkeypatch.setattr(acts, "lock", unlocked)
    monkeypatch.setattr("proxinet.seats.lock", unlocked)
    found = Counter(fault for run in race(RUNS // 4) for fault in run.faults())
    assert found["more than the capacity"] > 0, found


def unlocked(event):
    event = type(event)._default_manager.get(pk=event.pk)
    event.locked_at = timezone.now()
    return event
