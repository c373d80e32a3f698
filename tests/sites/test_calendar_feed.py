"""One's own calendar: the link is secret, can be changed and closed, and tells one's commitments and nobody's name."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from proxinet import seats, signed_links
from proxinet.ics import calendar_file
from sites import calendar_feed, enrolment
from tests.factories.events import MeetupFactory, SessionFactory, in_days
from tests.factories.people import FieldWorkerFactory, SiteFactory, a_caretaker, a_lead
from tests.sites.pages import text
from trainings.models import HalfDay

pytestmark = pytest.mark.django_db

PAGE = "/sites/mon-agenda/"


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def caretaker(site):
    return a_caretaker(site)


@pytest.fixture
def person(caretaker):
    return caretaker.field_workers.get()


def link_of(user) -> str:
    return calendar_feed.path_of(calendar_feed.open_feed(user))


def read(link):
    response = Client().get(link)
    assert response.status_code == 200
    return Calendar.from_ical(response.content)


def events(link) -> dict[str, object]:
    return {str(event["UID"]): event for event in read(link).walk("VEVENT")}


def uid(event, number=1) -> str:
    return f"{event._meta.label_lower}-{event.pk}-{number}@proxinet"


def one_session(site, **more):
    return SessionFactory(module__programme__site=site, **more)


# The link -------------------------------------------------------------------------------------------------------------


def test_one_creates_ones_link_changes_it_and_closes_it(sign_in, caretaker, settings):
    settings.PUBLIC_URL = "https://proxinet.example"
    client = sign_in(caretaker)
    assert "Je crée mon lien" in text(client.get(PAGE))
    client.post(PAGE, {"act": "open"})
    shown = client.get(PAGE).content.decode()
    first = link_of(caretaker)
    assert f"webcal://proxinet.example{first}" in shown
    assert f"https://proxinet.example{first}" in shown
    assert Client().get(first).status_code == 200

    client.post(PAGE, {"act": "change"})
    caretaker.calendar_feed.refresh_from_db()
    second = link_of(caretaker)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200

    client.post(PAGE, {"act": "close"})
    assert Client().get(second).status_code == 404
    assert "Je crée mon lien" in text(client.get(PAGE))
    client.post(PAGE, {"act": "open"})
    assert Client().get(second).status_code == 404, "a closed link does not come back"


def test_looking_changes_nothing(sign_in, caretaker):
    client = sign_in(caretaker)
    client.get(PAGE, {"act": "open"})
    assert not hasattr(caretaker, "calendar_feed")


def test_the_page_is_for_field_staff(sign_in, site):
    assert sign_in(a_lead(site)).get(PAGE).status_code == 403


def test_links_of_others_making_are_not_found(caretaker):
    link_of(caretaker)
    pk = caretaker.calendar_feed.pk
    for token in (
        "n-importe-quoi",
        f"{pk}-1",
        signed_links.sign("agenda", pk),
        signed_links.sign_edition("convocation", pk, 1),
        signed_links.sign_edition("agenda", pk + 1, 1),
    ):
        assert Client().get(reverse("sites:calendar_feed", args=[token])).status_code == 404


def test_an_account_that_was_closed_has_no_calendar(caretaker):
    link = link_of(caretaker)
    caretaker.is_active = False
    caretaker.save()
    assert Client().get(link).status_code == 404


# What is inside -------------------------------------------------------------------------------------------------------


def test_trainings_and_meetups_are_there_half_day_by_half_day_with_the_mails_identifiers(site, caretaker, person):
    session, meetup = one_session(site), MeetupFactory(site=site, starts_at=in_days(3))
    HalfDay.objects.create(
        session=session, starts_at=session.ends_at + timedelta(hours=1), ends_at=session.ends_at + timedelta(hours=4)
    )
    for event in (session, meetup):
        enrolment.enrol(event, person, by=caretaker)
    found = events(link_of(caretaker))
    assert found.keys() == {uid(session), uid(session, 2), uid(meetup)}
    first = found[uid(session)]
    assert first["DTSTART"].dt == session.starts_at
    assert (first["SUMMARY"], first["STATUS"], first["LOCATION"]) == (session.label, "CONFIRMED", "Salle des fêtes")
    assert first["URL"].endswith(session.get_absolute_url())
    mailed = calendar_file(
        uid=f"{session._meta.label_lower}-{session.pk}", title="", place="", periods=session.periods(), url=""
    )
    assert {str(event["UID"]) for event in Calendar.from_ical(mailed).walk("VEVENT")} == {uid(session), uid(session, 2)}


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (seats.State.WAITING, "(liste d’attente)"),
        (seats.State.OFFERED, "(place proposée, à accepter)"),
        (seats.State.REQUESTED, "(à valider par l’employeur)"),
    ],
)
def test_what_is_not_sure_yet_is_tentative_and_says_why(site, caretaker, person, state, said):
    session = one_session(site)
    until = in_days(2) if state == seats.State.OFFERED else None
    registration = session.registrations.create(person=person, state=state, position=1, offered_until=until)
    link = link_of(caretaker)
    (event,) = events(link).values()
    assert event["STATUS"] == "TENTATIVE"
    assert event["SUMMARY"] == f"{session.label} {said}"
    session.starts_at, session.ends_at = in_days(-2), in_days(-2, hour=12)
    session.save()
    assert events(link) == {}, "once over, it was not theirs"
    registration.delete()


def test_what_is_cancelled_is_said_for_a_month(site, caretaker, person):
    left, called_off = one_session(site), MeetupFactory(site=site, starts_at=in_days(40))
    for event in (left, called_off):
        enrolment.enrol(event, person, by=caretaker)
    enrolment.withdraw(left, person)
    enrolment.call_off(called_off)
    link = link_of(caretaker)
    assert {str(event["STATUS"]) for event in events(link).values()} == {"CANCELLED"}
    assert len(events(link)) == 2
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert events(link) == {}


def test_signing_up_again_shows_one_event(site, caretaker, person):
    session = one_session(site)
    enrolment.enrol(session, person, by=caretaker)
    enrolment.withdraw(session, person)
    enrolment.enrol(session, person, by=caretaker)
    content = Client().get(link_of(caretaker)).content
    assert content.count(b"BEGIN:VEVENT") == 1
    assert b"STATUS:CONFIRMED" in content


def test_the_past_year_is_there_and_not_what_came_before(site, caretaker, person):
    recent, old = one_session(site, starts_at=in_days(-300)), one_session(site, starts_at=in_days(-400))
    for session in (recent, old):
        session.registrations.create(person=person, state=seats.State.CONFIRMED, position=1)
    assert events(link_of(caretaker)).keys() == {uid(recent)}


def test_it_tells_nothing_of_others(site, caretaker, person):
    session = one_session(site)
    other = FieldWorkerFactory(site=site, first_name="Yasmina", last_name="Autre", email="autre@proxinet.example")
    enrolment.enrol(MeetupFactory(site=site, starts_at=in_days(20)), other, by=caretaker)
    for each in (person, other):
        enrolment.enrol(session, each, by=caretaker)
    content = Client().get(link_of(caretaker)).content.decode()
    assert content.count("BEGIN:VEVENT") == 1
    for secret in ("Yasmina", "Autre", "autre@", person.last_name, caretaker.email, "ATTENDEE", "ORGANIZER"):
        assert secret not in content


# How programs read it -------------------------------------------------------------------------------------------------


def test_the_same_commitments_give_the_same_bytes_and_are_not_sent_twice(site, caretaker, person):
    session = one_session(site)
    enrolment.enrol(session, person, by=caretaker)
    link = link_of(caretaker)
    first = Client().get(link)
    with time_machine.travel(timezone.now() + timedelta(hours=5)):
        again = Client().get(link)
        assert again.content == first.content
        unchanged = Client().get(link, headers={"If-None-Match": first["ETag"]})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        enrolment.withdraw(session, person)
        assert Client().get(link, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_its_number_grows_when_the_session_moves(site, caretaker, person):
    session = one_session(site)
    enrolment.enrol(session, person, by=caretaker)
    link = link_of(caretaker)
    before = events(link)[uid(session)]
    session.half_days.update(starts_at=in_days(12), ends_at=in_days(12, hour=12))
    session.starts_at, session.ends_at = in_days(12), in_days(12, hour=12)
    session.save()
    enrolment.move(session)
    after = events(link)[uid(session)]
    assert after["DTSTART"].dt == session.starts_at
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_it_is_a_calendar_read_again_from_time_to_time_and_leaves_no_cookie(site, caretaker, person):
    enrolment.enrol(one_session(site), person, by=caretaker)
    response = Client().get(link_of(caretaker))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private"
    assert not response.cookies
    lines = response.content.decode().replace("\r\n ", "").split("\r\n")
    for line in (
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
        "X-WR-CALNAME:ProxiNet – Mon agenda",
    ):
        assert line in lines
    for name in ("DTSTAMP", "SEQUENCE", "LAST-MODIFIED"):
        assert any(line.startswith(f"{name}:") for line in lines)


def test_queries_do_not_grow_with_the_events(site, caretaker, person):
    link = link_of(caretaker)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            Client().get(link)
        return len(captured)

    def sign_up(days):
        for event in (
            one_session(site, starts_at=in_days(days)),
            MeetupFactory(site=site, starts_at=in_days(days, 14)),
        ):
            enrolment.enrol(event, person, by=caretaker)

    sign_up(5)
    few = count()
    for days in range(6, 12):
        sign_up(days)
    assert count() == few <= 12
