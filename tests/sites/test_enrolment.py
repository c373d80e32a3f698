"""Signing up with what people are told: turns, ranks, and posts that people leave."""

from datetime import timedelta

import pytest
import time_machine
from post_office.models import Email

from sites import enrolment
from sites.departure import leave_post
from sites.models import SignUpApproval, StaffCategory
from tests.factories.events import MeetupFactory, SessionFactory, in_days
from tests.factories.people import FieldWorkerFactory, SiteFactory, a_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory()


def worker(site, **fields):
    return FieldWorkerFactory(site=site, **fields)


def state(event, person):
    return event.registrations.filter(person=person).latest("position").state


def test_a_newcomer_after_the_release_comes_after_those_who_wait(site):
    session = SessionFactory(
        module__programme__site=site,
        capacity=1,
        reserved_by="staff_category",
        reserved_seats={StaffCategory.CITY_AGENT: 1},
        released_at=in_days(2),
    )
    waiting = worker(site, email="attend@exemple.test")
    assert enrolment.enrol(session, waiting, by=None).rank == 1
    with time_machine.travel(in_days(3), tick=False):
        newcomer = enrolment.enrol(session, worker(site, staff_category=StaffCategory.CITY_AGENT), by=None)
    assert state(session, waiting) == "offered"
    assert (newcomer.state, newcomer.rank) == ("waiting", 1)
    assert Email.objects.filter(to="attend@exemple.test", subject__startswith="Une place vous est proposée").exists()


def test_a_newcomer_after_an_offer_ran_out_comes_after_the_next_in_line(site):
    session = SessionFactory(module__programme__site=site, capacity=1)
    leaving, offered, following = worker(site), worker(site, email="a@exemple.test"), worker(site)
    for person in (leaving, offered, following):
        enrolment.enrol(session, person, by=None)
    enrolment.withdraw(session, leaving)
    with time_machine.travel(in_days(3), tick=False):
        assert enrolment.enrol(session, worker(site), by=None).rank == 1
    assert [state(session, person) for person in (offered, following)] == ["cancelled", "confirmed"]


def test_someone_approved_is_told_the_rank_of_their_own_turn(site):
    session = SessionFactory(module__programme__site=site, capacity=1)
    asked, lead = worker(site, email="demande@exemple.test"), a_lead(site)
    SignUpApproval.objects.create(site=site, employer=asked.employer)
    enrolment.enrol(session, worker(site), by=lead)
    assert enrolment.enrol(session, asked, by=lead).state == "requested"
    last = enrolment.enrol(session, worker(site), by=lead)
    assert last.rank == 1
    assert enrolment.approve(session, asked, by=lead).rank == 1
    assert enrolment.waiting_rank(last) == 2


def test_nobody_is_promoted_to_a_cancelled_session_nor_told_so(site):
    session = SessionFactory(module__programme__site=site, capacity=1)
    inside, waiting = worker(site), worker(site, email="attend@exemple.test")
    for person in (inside, waiting):
        enrolment.enrol(session, person, by=None)
    enrolment.call_off(session)
    with pytest.raises(enrolment.seats.SignUpClosed, match="annulé"):
        enrolment.withdraw(session, inside)
    subjects = list(Email.objects.filter(to="attend@exemple.test").values_list("subject", flat=True))
    assert not [subject for subject in subjects if subject.startswith("Une place")]
    assert state(session, waiting) == "waiting"


def test_leaving_ones_post_frees_each_kind_of_registration(site):
    lead, person, following = a_lead(site), worker(site, email="part@exemple.test"), worker(site)
    days = iter(range(5, 20))

    def session(**fields):
        return SessionFactory(module__programme__site=site, capacity=1, starts_at=in_days(next(days)), **fields)

    confirmed, offered, waiting, requested = session(), session(), session(), session()
    meetup = MeetupFactory(site=site, capacity=1, starts_at=in_days(next(days)))
    for event in (confirmed, meetup):
        enrolment.enrol(event, person, by=lead)
        enrolment.enrol(event, following, by=lead)
    for event in (offered, waiting):
        other = worker(site)
        enrolment.enrol(event, other, by=lead)
        enrolment.enrol(event, person, by=lead)
        if event is offered:
            enrolment.enrol(event, following, by=lead)
            enrolment.withdraw(event, other)
    SignUpApproval.objects.create(site=site, employer=person.employer)
    enrolment.enrol(requested, person, by=lead)
    events = (confirmed, offered, waiting, requested, meetup)
    assert [state(event, person) for event in events] == [
        "confirmed",
        "offered",
        "waiting",
        "requested",
        "confirmed",
    ]
    assert leave_post(person) == 5
    assert {state(event, person) for event in events} == {"cancelled"}
    assert [state(event, following) for event in (confirmed, offered, meetup)] == ["confirmed"] * 3
    assert not person.commitments.exists()


def test_leaving_ones_post_keeps_the_session_under_way(site):
    person = worker(site)
    session = SessionFactory(module__programme__site=site, starts_at=in_days(1))
    enrolment.enrol(session, person, by=None)
    with time_machine.travel(session.starts_at + timedelta(hours=1), tick=False):
        assert leave_post(person) == 0
    assert state(session, person) == "confirmed"
    assert not person.is_active
