"""A site's public calendar: what is inside, what is not, and how it is read again and again."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from networks.meetups import scheduling
from networks.models import Meetup
from proxinet import seats
from sites import enrolment
from tests.factories.events import MeetupFactory, in_days
from tests.factories.people import FieldWorkerFactory, SiteFactory, a_caretaker, a_coordinator, a_lead, a_partner

pytestmark = pytest.mark.django_db

PAGE = "/rencontres/agenda-public/"


@pytest.fixture
def site():
    return SiteFactory(name="Gennevilliers", slug="luth")


@pytest.fixture
def breakfast(site):
    return MeetupFactory(
        site=site, title="Proxi-Déj’ de mai", place="Maison du Luth", description="Les encombrants", is_public=True
    )


def fetch(**headers):
    return Client().get("/agenda/luth.ics", headers=headers)


def events() -> dict[str, object]:
    response = fetch()
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(event["UID"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def titles() -> list[str]:
    return [str(event["SUMMARY"]) for event in events().values()]


def details(meetup, **changes) -> dict:
    names = ("kind", "title", "place", "description", "capacity", "closes_at", "starts_at", "ends_at")
    return {name: getattr(meetup, name) for name in names} | {"partners": ()} | changes


def test_anyone_reads_what_when_and_where(breakfast):
    (event,) = events().values()
    assert event["UID"] == f"networks.meetup-{breakfast.pk}-1@proxinet"
    assert (event["SUMMARY"], event["LOCATION"]) == ("Proxi-Déj’ de mai", "Maison du Luth")
    assert event["DESCRIPTION"] == "Les encombrants"
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTART"].dt == breakfast.starts_at
    assert event["DTEND"].dt == breakfast.ends_at
    assert Calendar.from_ical(fetch().content)["X-WR-CALNAME"].startswith("Gennevilliers")


def test_it_names_nobody_and_tells_not_how_many_come(site, breakfast):
    before = fetch().content
    worker = FieldWorkerFactory(site=site, first_name="Prénomsecret", last_name="Nomsecret")
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        seats.sign_up(breakfast, worker)
        after = fetch().content
    assert b"secret" not in after
    assert after == before


def test_only_public_meetups_of_this_site_are_in(site, breakfast):
    MeetupFactory(site=site, title="Comité")
    MeetupFactory(title="Ailleurs", is_public=True)
    MeetupFactory(site=site, title="Mois connu", date_text="mai 2014", is_public=True)
    MeetupFactory(site=site, title="Il y a un an et plus", starts_at=in_days(-400), is_public=True)
    MeetupFactory(site=site, title="L’an passé", starts_at=in_days(-300), is_public=True)
    assert sorted(titles()) == ["L’an passé", "Proxi-Déj’ de mai"]


def test_a_cancelled_meetup_is_said_cancelled_for_a_month(breakfast):
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        before = int(next(iter(events().values()))["SEQUENCE"])
        enrolment.call_off(breakfast)
        (event,) = events().values()
        assert event["STATUS"] == "CANCELLED"
        assert int(event["SEQUENCE"]) > before
    with time_machine.travel(timezone.now() + timedelta(days=32)):
        assert titles() == []


def test_a_moved_meetup_keeps_its_name_and_says_it_is_newer(breakfast):
    ((name, before),) = events().items()
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        moved = {"starts_at": in_days(20), "ends_at": in_days(20, hour=11)}
        scheduling.revise_meetup(breakfast, details(breakfast, **moved))
        ((same_name, after),) = events().items()
    assert same_name == name
    assert after["DTSTART"].dt == moved["starts_at"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt


def test_summer_and_winter_hours_are_those_of_the_wall(site):
    winter, summer = (in_days(0).replace(year=2027, month=month, day=15) for month in (1, 7))
    with time_machine.travel("2026-12-01 12:00:00+00:00"):
        for title, start in (("Hiver", winter), ("Été", summer)):
            wall = start.replace(tzinfo=None)
            starts_at = timezone.make_aware(wall)
            MeetupFactory(site=site, title=title, starts_at=starts_at, is_public=True)
        starts = {str(event["SUMMARY"]): f"{event['DTSTART'].dt:%H:%M %Z}" for event in events().values()}
    assert starts == {"Hiver": "08:00 UTC", "Été": "07:00 UTC"}


def test_nothing_new_is_said_without_the_calendar(breakfast):
    first = fetch()
    assert first.content == fetch().content
    again = fetch(if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    Meetup.objects.update(place="Salle des fêtes")
    assert fetch(if_none_match=first["ETag"]).status_code == 200


def test_a_site_without_public_meetups_has_a_valid_empty_calendar(site):
    calendar = Calendar.from_ical(fetch().content)
    assert calendar["VERSION"] == "2.0"
    assert calendar.subcomponents
    assert events() == {}


def test_an_unknown_site_is_not_found_and_nothing_is_posted(site):
    assert Client().get("/agenda/inconnu.ics").status_code == 404
    assert Client().post("/agenda/luth.ics").status_code == 405


def test_it_asks_the_database_little_whatever_its_length(site):
    def count():
        with CaptureQueriesContext(connection) as asked:
            fetch()
        return len(asked)

    MeetupFactory(site=site, is_public=True)
    few = count()
    MeetupFactory.create_batch(50, site=site, is_public=True)
    assert count() == few <= 3


# The page that gives the address --------------------------------------------------------------------------------------


def test_the_page_gives_the_address_and_says_what_is_inside(site, breakfast, sign_in, soup, text):
    MeetupFactory(site=site, title="Comité")
    response = sign_in(a_caretaker(site)).get(PAGE)
    links = [link["href"] for link in soup(response).select("main a")]
    assert any(link.startswith("webcal://") and link.endswith("/agenda/luth.ics") for link in links)
    assert any(link.startswith("http") and link.endswith("/agenda/luth.ics") for link in links)
    words = text(response)
    assert "Proxi-Déj’ de mai" in words
    assert "Comité" not in words
    assert f"/rencontres/{breakfast.pk}/modifier/" not in links


def test_the_lead_sees_which_are_not_in_it_and_the_way_to_change_it(site, breakfast, sign_in, soup, text):
    board = MeetupFactory(site=site, title="Comité")
    response = sign_in(a_lead(site)).get(PAGE)
    assert "Comité" in text(response)
    links = [link["href"] for link in soup(response).select("main a")]
    assert {f"/rencontres/{one.pk}/modifier/" for one in (board, breakfast)} <= set(links)


def test_each_sees_their_sites_and_the_coordination_all(site, sign_in, text):
    SiteFactory(name="Sens")
    assert "Sens" not in text(sign_in(a_partner(site)).get(PAGE))
    words = text(sign_in(a_coordinator()).get(PAGE))
    assert "Sens" in words
    assert "Gennevilliers" in words
    assert Client().get(PAGE).status_code == 302


def test_the_page_asks_no_more_for_many(site, sign_in):
    client = sign_in(a_coordinator())

    def count():
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    few = count()
    for other in SiteFactory.create_batch(4):
        MeetupFactory.create_batch(25, site=other, is_public=True)
    assert count() <= few <= 20
