"""A series as a whole: this date and those that follow, one more, the end; across the change of summer time."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from networks.meetups.scheduling import at
from networks.models import Guest, Meetup, MeetupSeries, WorkingGroup
from proxinet import seats
from tests.factories.events import MeetupFactory
from tests.factories.people import FieldWorkerFactory, SiteFactory, a_caretaker, a_lead

pytestmark = pytest.mark.django_db

NOW = "2027-01-15 10:00+01:00"


@pytest.fixture(autouse=True)
def _winter():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


@pytest.fixture
def series(site):
    return MeetupSeries.objects.create(site=site, title="Proxi-Déj’")


def a_date(series, day, **fields):
    start = at(day, time(9))
    fields = {"title": "Proxi-Déj’", "ends_at": at(day, time(10, 30))} | fields
    return MeetupFactory(site=series.site, series=series, starts_at=start, **fields)


@pytest.fixture
def dates(series):
    """The first Thursdays from February to May, and November: both changes of the hour are in between."""
    days = (date(2027, 2, 4), date(2027, 3, 4), date(2027, 4, 1), date(2027, 5, 6), date(2027, 11, 4))
    return [a_date(series, day) for day in days]


def typed(meetup, **changes):
    start, end = timezone.localtime(meetup.starts_at), timezone.localtime(meetup.ends_at)
    return {
        "kind": meetup.kind,
        "title": meetup.title,
        "place": meetup.place,
        "description": meetup.description,
        "day": f"{start:%Y-%m-%d}",
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "capacity": str(meetup.capacity),
        "scope": "following",
    } | changes


def edit(client, meetup, **changes):
    return client.post(reverse("networks:edit_meetup", args=[meetup.pk]), typed(meetup, **changes))


def hours(series) -> list[str]:
    starts = series.meetups.order_by("starts_at").values_list("starts_at", flat=True)
    return [f"{timezone.localtime(start):%m-%d %H:%M}" for start in starts]


# This one and those that follow ---------------------------------------------------------------------------------------


def test_new_hours_for_the_following_are_those_of_the_wall_in_summer_and_winter(series, dates, lead):
    assert edit(lead, dates[1], starts="14:00", ends="15:30").status_code == 302
    assert hours(series) == ["02-04 09:00", "03-04 14:00", "04-01 14:00", "05-06 14:00", "11-04 14:00"]
    starts = series.meetups.values_list("starts_at", flat=True)
    assert {timezone.localtime(start).utcoffset() for start in starts} == {timedelta(hours=1), timedelta(hours=2)}


def test_this_one_alone_leaves_the_others(series, dates, lead):
    edit(lead, dates[1], starts="14:00", ends="15:30", day="2027-03-05", scope="this")
    assert hours(series) == ["02-04 09:00", "03-05 14:00", "04-01 09:00", "05-06 09:00", "11-04 09:00"]


def test_all_that_a_meetup_is_follows_and_what_sets_one_date_apart_stays(series, dates, lead):
    group = WorkingGroup.objects.create(site=series.site, title="Encombrants")
    Meetup.objects.filter(pk=dates[3].pk).update(place="Mairie")
    changes = {"title": "Petit-déj’", "kind": "partners", "capacity": "30", "group": group.pk, "is_public": "on"}
    assert edit(lead, dates[1], **changes).status_code == 302
    before, *after = series.meetups.order_by("starts_at")
    assert (before.title, before.capacity, before.group) == ("Proxi-Déj’", 20, None)
    assert {(one.title, one.kind, one.capacity, one.group, one.is_public) for one in after} == {
        ("Petit-déj’", "partners", 30, group, True)
    }
    assert [one.place for one in after] == ["Maison de quartier", "Maison de quartier", "Mairie", "Maison de quartier"]


def test_cancelled_recorded_and_past_ones_are_left_alone(series, dates, lead):
    Meetup.objects.filter(pk=dates[2].pk).update(cancelled_at=timezone.now())
    Meetup.objects.filter(pk=dates[3].pk).update(recorded_at=timezone.now())
    edit(lead, dates[1], place="Mairie")
    places = list(series.meetups.order_by("starts_at").values_list("place", flat=True))
    assert places == ["Maison de quartier", "Mairie", "Maison de quartier", "Maison de quartier", "Mairie"]


def test_each_person_is_told_once_with_all_their_dates(series, dates, lead, text):
    often = FieldWorkerFactory(site=series.site, email="souvent@exemple.test")
    once = FieldWorkerFactory(site=series.site, email="une-fois@exemple.test")
    for meetup in dates:
        seats.sign_up(meetup, often)
    seats.sign_up(dates[2], once)
    url = reverse("networks:edit_meetup", args=[dates[1].pk])
    answer = lead.post(url, typed(dates[1], place="Mairie"), follow=True)
    assert "2 personnes sont prévenues." in text(answer)
    assert Email.objects.count() == 2
    mail = Email.objects.get(to="souvent@exemple.test")
    assert mail.message.count("Mairie") == 4
    assert mail.attachments.get().file.read().count(b"BEGIN:VEVENT") == 4


def test_someone_elsewhere_refuses_all_and_the_date_is_named(series, dates, lead, field_error):
    person = FieldWorkerFactory(site=series.site)
    seats.sign_up(dates[3], person)
    other = MeetupFactory(site=series.site, starts_at=at(date(2027, 5, 6), time(14)))
    seats.sign_up(other, person)
    answer = edit(lead, dates[1], starts="14:00", ends="15:30")
    assert f"Le 6 mai 2027 : Déjà pris à cette date : {person}" in field_error(answer, "starts")
    assert hours(series)[1] == "03-04 09:00"
    assert person.commitments.count() == 2


def test_another_day_is_for_one_meetup_only(series, dates, lead, field_error):
    assert "Le jour ne se change que pour une seule" in field_error(edit(lead, dates[1], day="2027-03-05"), "day")


def test_too_few_places_on_one_date_refuses_all(series, dates, lead, field_error):
    for person in FieldWorkerFactory.create_batch(3, site=series.site):
        seats.sign_up(dates[3], person)
    assert "Le 6 mai 2027 : Il y a déjà 3 inscrits" in field_error(edit(lead, dates[1], capacity="2"), "capacity")
    assert set(series.meetups.values_list("capacity", flat=True)) == {20}


def test_a_name_taken_on_one_date_refuses_all(series, dates, lead, field_error):
    MeetupFactory(site=series.site, title="Visite", starts_at=dates[3].starts_at)
    assert "Le 6 mai 2027 : Une rencontre du même nom" in field_error(edit(lead, dates[1], title="Visite"), "title")
    assert set(series.meetups.values_list("title", flat=True)) == {"Proxi-Déj’"}


def test_the_last_date_and_a_lone_meetup_offer_no_choice(series, dates, lead, soup):
    for meetup, offered in ((dates[0], True), (dates[4], False), (MeetupFactory(site=series.site), False)):
        page = soup(lead.get(reverse("networks:edit_meetup", args=[meetup.pk])))
        assert bool(page.find(attrs={"name": "scope"})) is offered


# Its page, one more date, its end -------------------------------------------------------------------------------------


def test_the_page_shows_each_date_and_where_it_stands(series, dates, sign_in, text):
    Meetup.objects.filter(pk=dates[1].pk).update(cancelled_at=timezone.now())
    url = reverse("networks:series_page", args=[series.pk])
    with time_machine.travel("2027-02-20 10:00+01:00"):
        words = text(sign_in(a_caretaker(series.site)).get(url))
    for state in ("Passée", "Annulée", "À venir"):
        assert state in words
    assert "3 rencontres à venir" in words
    assert "J’ajoute une date" not in words
    assert sign_in(a_lead(SiteFactory())).get(url).status_code == 404


def test_one_more_date_is_planned_like_the_nearest(series, dates, lead, text):
    Meetup.objects.filter(pk=dates[3].pk).update(place="Mairie", capacity=8)
    url = reverse("networks:add_date", args=[series.pk])
    assert lead.post(url, {"day": "2027-05-20"}).status_code == 302
    added = series.meetups.get(starts_at=at(date(2027, 5, 20), time(9)))
    assert (added.place, added.capacity, added.title) == ("Mairie", 8, "Proxi-Déj’")


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("2027-05-06", "déjà prévue ce jour-là"), ("2027-01-04", "déjà passée"), ("2207-05-06", "l’année")],
)
def test_a_date_that_cannot_be_added(series, dates, lead, field_error, day, sentence):
    answer = lead.post(reverse("networks:add_date", args=[series.pk]), {"day": day})
    assert sentence in field_error(answer, "day")
    assert series.meetups.count() == 5


def test_ending_a_series_calls_off_what_is_to_come_and_tells_each_once(series, dates, sign_in, text):
    person = FieldWorkerFactory(site=series.site, email="souvent@exemple.test")
    for meetup in dates:
        seats.sign_up(meetup, person)
    Guest.objects.create(meetup=dates[4], name="Police", email="police@exemple.test")
    url = reverse("networks:stop_series", args=[series.pk])
    with time_machine.travel("2027-02-20 10:00+01:00"):
        lead = sign_in(a_lead(series.site))
        words = text(lead.get(url))
        assert "4 rencontres seront annulées" in words
        assert "2 personnes seront prévenues" in words
        assert series.meetups.exclude(cancelled_at=None).count() == 0
        words = text(lead.post(url, follow=True))
    assert "4 rencontres sont annulées. 2 personnes sont prévenues." in words
    assert series.meetups.filter(cancelled_at=None).get() == dates[0]
    mail = Email.objects.get(to="souvent@exemple.test")
    assert b"METHOD:CANCEL" in mail.attachments.get().file.read()
    assert Email.objects.count() == 2
    assert person.commitments.count() == 1


@pytest.mark.parametrize("name", ["add_date", "stop_series"])
def test_only_the_lead_changes_a_series(series, dates, sign_in, name):
    url = reverse(f"networks:{name}", args=[series.pk])
    assert sign_in(a_caretaker(series.site)).post(url).status_code == 403
    assert sign_in(a_lead(SiteFactory())).post(url).status_code == 404
    assert series.meetups.filter(cancelled_at=None).count() == 5


# Exceptions -----------------------------------------------------------------------------------------------------------


def a_series(**changes):
    return {
        "kind": "clean_up",
        "title": "Nettoyage",
        "place": "Place",
        "capacity": "16",
        "first_day": "2027-02-04",
        "starts": "09:00",
        "ends": "10:30",
        "rule": "weekday",
        "months": "4",
        "step": "preview",
    } | changes


def offered(page):
    return [box["value"] for box in page.find_all("input", attrs={"name": "days"})]


def test_typed_exceptions_are_left_out(lead, soup):
    page = soup(lead.post(reverse("networks:series"), a_series(exceptions="04/03/2027\r\n2027-05-06")))
    assert offered(page) == ["2027-02-04", "2027-04-01"]
    hidden = page.find("input", attrs={"name": "exceptions"})["value"]
    answer = lead.post(
        reverse("networks:series"), a_series(exceptions=hidden, step="confirm", days=["2027-02-04", "2027-04-01"])
    )
    assert answer.url == reverse("networks:series_page", args=[MeetupSeries.objects.get().pk])
    assert Meetup.objects.count() == 2


@pytest.mark.parametrize(
    ("exceptions", "sentence"),
    [
        ("05/03/2027", "Le 05/03/2027 n’est pas une date de la série."),
        ("05/03/2027\n06/03/2027", "ne sont pas dans la série : 05/03/2027, 06/03/2027"),
        ("mardi", "« mardi » n’est pas une date"),
        ("04/02/2027\n04/03/2027\n01/04/2027\n06/05/2027", "gardez-en au moins une"),
    ],
)
def test_an_exception_that_is_none_is_named_beside_its_field(lead, field_error, soup, exceptions, sentence):
    answer = lead.post(reverse("networks:series"), a_series(exceptions=exceptions))
    assert sentence in field_error(answer, "exceptions")
    assert soup(answer).find("textarea", attrs={"name": "exceptions"}).get_text().strip() == exceptions
    assert Meetup.objects.count() == 0


def test_a_series_keeps_its_group_and_the_public_calendar(site, lead):
    group = WorkingGroup.objects.create(site=site, title="Encombrants")
    WorkingGroup.objects.create(site=site, title="Ancien", is_active=False)
    lead.post(
        reverse("networks:series"),
        a_series(step="confirm", days=["2027-02-04"], group=group.pk, is_public="on"),
    )
    meetup = Meetup.objects.get()
    assert (meetup.group, meetup.is_public, meetup.kind) == (group, True, "clean_up")
    page = lead.get(reverse("networks:edit_meetup", args=[meetup.pk])).content.decode()
    assert "Ancien" not in page


def test_another_sites_group_is_refused(site, lead, field_error):
    WorkingGroup.objects.create(site=site, title="Encombrants")
    stranger = WorkingGroup.objects.create(site=SiteFactory(), title="Ailleurs")
    start = timezone.localtime() + timedelta(days=10)
    answer = lead.post(
        reverse("networks:create_meetup"), a_series(group=stranger.pk, day=f"{start:%Y-%m-%d}", closes_at="")
    )
    assert "choix valide" in field_error(answer, "group")
    assert Meetup.objects.count() == 0
