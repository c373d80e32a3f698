"""Forty people at once for twenty places, on a real database, each on a connection of their own."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from proxinet import seats
from proxinet.seats import acts
from tests.factories.events import MeetupFactory, SessionFactory
from tests.factories.people import FieldWorkerFactory, SiteFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

PEOPLE, PLACES, RUNS = 40, 20, 20


def all_at_once(event, people):
    """Sign everyone up at the same instant; return what went wrong."""
    start, failures = Barrier(len(people)), []

    def arrive(person):
        try:
            connection.ensure_connection()
            start.wait()
            seats.sign_up(event, person)
        except Exception as error:  # noqa: BLE001 - reported to the test
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=arrive, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def counts(event):
    registrations = event.registrations
    return registrations.filter(state="confirmed").count(), registrations.filter(state="waiting").count()


@pytest.mark.parametrize("room", ["training", "meetup"])
def test_exactly_the_places_are_given_in_order_of_arrival(room):
    site = SiteFactory()
    people = FieldWorkerFactory.create_batch(PEOPLE, site=site, employer=None)
    for _run in range(RUNS // 2):
        if room == "training":
            event = SessionFactory(module__programme__site=site, capacity=PLACES)
        else:
            event = MeetupFactory(site=site, capacity=PLACES)
        assert all_at_once(event, people) == []
        event.refresh_from_db()
        assert counts(event) == (PLACES, PEOPLE - PLACES)
        assert (event.confirmed_count, event.waiting_count) == (PLACES, PEOPLE - PLACES)
        by_position = list(event.registrations.order_by("position").values_list("position", "state"))
        assert [position for position, _ in by_position] == list(range(1, PEOPLE + 1))
        assert [state for _, state in by_position] == ["confirmed"] * PLACES + ["waiting"] * (PEOPLE - PLACES)
        seats.cancel_event(event)


def test_without_the_lock_the_same_crowd_overbooks(monkeypatch):
    """The fault the lock is there for: if this stops failing without it, the test above proves nothing."""
    monkeypatch.setattr(acts, "lock", lambda event: type(event)._default_manager.get(pk=event.pk))
    site = SiteFactory()
    people = FieldWorkerFactory.create_batch(PEOPLE, site=site, employer=None)
    overbooked = 0
    for _run in range(5):
        event = MeetupFactory(site=site, capacity=PLACES)
        all_at_once(event, people)
        overbooked += counts(event)[0] > PLACES
        seats.cancel_event(event)
    assert overbooked > 0
