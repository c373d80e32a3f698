"""The lead's pages: a meetup, a monthly series, moving, calling off."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from networks.models import Meetup, MeetupSeries
from proxinet import seats
from sites.models import SitePartner
from tests.factories.events import MeetupFactory, in_days
from tests.factories.people import (
    FieldWorkerFactory,
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_lead,
    a_manager,
    an_admin,
)

pytestmark = pytest.mark.django_db

SERIES = "/rencontres/serie/"
CREATE = "/rencontres/nouvelle/"


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


@pytest.fixture
def _autumn():
    with time_machine.travel("2025-09-15 10:00+02:00", tick=True):
        yield


def a_meetup(**changes):
    return {
        "kind": "breakfast",
        "title": "Proxi-Déj’",
        "place": "Loge du 3",
        "description": "Encombrants",
        "day": f"{in_days(10):%Y-%m-%d}",
        "starts": "09:00",
        "ends": "10:30",
        "capacity": "16",
        "closes_at": "",
    } | changes


def as_typed(meetup, **changes):
    """What the edit form shows, as it would be posted back."""
    start, end = timezone.localtime(meetup.starts_at), timezone.localtime(meetup.ends_at)
    return a_meetup(
        title=meetup.title,
        place=meetup.place,
        day=f"{start:%Y-%m-%d}",
        starts=f"{start:%H:%M}",
        ends=f"{end:%H:%M}",
        capacity=str(meetup.capacity),
        **changes,
    )


def a_series(**changes):
    return {
        "kind": "breakfast",
        "title": "Proxi-Déj’",
        "place": "Loge du 3",
        "description": "",
        "capacity": "16",
        "first_day": "2025-10-02",
        "starts": "09:00",
        "ends": "10:30",
        "rule": "weekday",
        "months": "9",
        "until": "",
        "closes_days_before": "2",
        "step": "preview",
    } | changes


def days_offered(page, *, ticked=True):
    boxes = page.find_all("input", attrs={"name": "days"})
    return [box["value"] for box in boxes if box.has_attr("checked") or not ticked]


def local_times():
    return [timezone.localtime(start) for start in Meetup.objects.values_list("starts_at", flat=True)]


@pytest.mark.usefixtures("_autumn")
def test_a_series_is_shown_before_it_is_written_then_written(site, lead, soup, text):
    partner = OrganisationFactory()
    SitePartner.objects.create(site=site, organisation=partner, part="landlord")
    answer = lead.post(SERIES, a_series(partners=[partner.pk]))
    page = soup(answer)
    assert "le premier jeudi du mois" in text(answer)
    assert "jour férié (jour de l’an)" in text(lead.post(SERIES, a_series(first_day="2026-01-01")))
    assert "jeudi 1er janvier 2026" in text(answer)
    assert "2026-01-01" not in days_offered(page)
    assert days_offered(page, ticked=False)[:2] == ["2025-10-02", "2025-11-06"]
    assert Meetup.objects.count() == 0
    hidden = [(field["name"], field.get("value", "")) for field in page.find_all("input", type="hidden")]
    typed = {}
    for name, value in hidden:
        typed.setdefault(name, []).append(value)
    kept = days_offered(page)
    answer = lead.post(SERIES, typed | {"days": kept, "step": "confirm"}, follow=True)
    assert f"{len(kept)} rencontres sont créées" in text(answer)
    assert [f"{start:%Y-%m-%d}" for start in local_times()] == kept
    assert {f"{start:%H:%M}" for start in local_times()} == {"09:00"}
    meetup = Meetup.objects.first()
    assert timezone.localtime(meetup.closes_at).isoformat().startswith("2025-09-30T09:00")
    assert list(meetup.partners.all()) == [partner]
    assert MeetupSeries.objects.get().meetups.count() == len(kept)


@pytest.mark.usefixtures("_autumn")
def test_skipped_months_and_unticked_dates_are_left_out(lead, soup):
    typed = a_series(first_day="2026-06-04", months="4", skipped_months=["8"])
    assert days_offered(soup(lead.post(SERIES, typed))) == ["2026-06-04", "2026-07-02", "2026-09-03"]
    lead.post(SERIES, typed | {"step": "confirm", "days": ["2026-06-04", "2026-09-03"]})
    assert [start.date() for start in local_times()] == [date(2026, 6, 4), date(2026, 9, 3)]


@pytest.mark.usefixtures("_autumn")
def test_the_preview_says_what_else_happens_that_day(site, lead, text):
    MeetupFactory(site=site, title="Visite du chantier", starts_at=in_days(0).replace(month=11, day=6))
    MeetupFactory(title="Ailleurs", starts_at=in_days(0).replace(month=11, day=6))
    words = text(lead.post(SERIES, a_series()))
    assert "il y a déjà : Visite du chantier" in words
    assert "Ailleurs" not in words


@pytest.mark.usefixtures("_autumn")
@pytest.mark.parametrize(
    ("days", "sentence"),
    [([], "Gardez au moins une date."), (["2025-10-03"], "Une des dates n’est pas dans la série")],
)
def test_dates_that_cannot_be_kept(lead, text, days, sentence):
    assert sentence in text(lead.post(SERIES, a_series(step="confirm", days=days)))
    assert Meetup.objects.count() == 0


@pytest.mark.usefixtures("_autumn")
def test_confirming_twice_creates_once(lead, text):
    typed = a_series(step="confirm", days=["2025-10-02", "2025-11-06"])
    assert lead.post(SERIES, typed).url == lead.post(SERIES, typed).url
    again = lead.post(SERIES, typed | {"place": "Mairie"})
    assert "Déjà prévu sous le même nom : 02/10/2025, 06/11/2025" in text(again)
    assert Meetup.objects.count() == 2
    assert MeetupSeries.objects.count() == 1


@pytest.mark.usefixtures("_autumn")
def test_going_back_keeps_what_was_typed(lead, soup):
    page = soup(lead.post(SERIES, a_series(step="edit", skipped_months=["12"])))
    assert page.find(attrs={"name": "title"})["value"] == "Proxi-Déj’"
    assert page.find(attrs={"name": "first_day"})["value"] == "2025-10-02"
    assert page.find("input", attrs={"name": "skipped_months", "value": "12"}).has_attr("checked")


@pytest.mark.usefixtures("_autumn")
@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"ends": "08:00"}, "ends", "La fin doit venir après le début."),
        ({"first_day": "2025-09-14"}, "first_day", "La première date est déjà passée."),
        ({"months": ""}, "months", "Indiquez un nombre de mois, ou une date de fin."),
        ({"until": "2026-01-01"}, "until", "pas les deux"),
        ({"months": "", "until": "2025-09-30"}, "until", "La fin doit venir après la première date."),
        ({"months": "", "until": "2030-09-30"}, "until", "Une série dure 24 mois au plus."),
        ({"months": "25"}, "months", "Indiquez de 1 à 24 mois."),
        ({"months": "0"}, "months", "Indiquez de 1 à 24 mois."),
        ({"months": "1", "skipped_months": ["10"]}, "skipped_months", "Il ne reste aucune date"),
        ({"capacity": "0"}, "capacity", "Indiquez au moins une place."),
        ({"title": ""}, "title", "obligatoire"),
        ({"closes_days_before": "90"}, "closes_days_before", "Indiquez 60 jours au plus."),
    ],
)
def test_a_series_that_cannot_be_says_why_beside_the_field(lead, soup, field_error, changes, field, sentence):
    answer = lead.post(SERIES, a_series(**changes))
    assert sentence in field_error(answer, field)
    assert soup(answer).find(attrs={"name": "place"})["value"] == "Loge du 3"
    assert Meetup.objects.count() == 0


def test_a_lead_creates_a_meetup(site, lead, text):
    assert "La rencontre est créée." in text(lead.post(CREATE, a_meetup(), follow=True))
    meetup = Meetup.objects.get()
    assert (meetup.site, meetup.capacity) == (site, 16)
    assert f"{timezone.localtime(meetup.starts_at):%H:%M}" == "09:00"


def test_a_double_click_creates_one_meetup_and_shows_it(lead, text):
    first = lead.post(CREATE, a_meetup())
    assert lead.post(CREATE, a_meetup()).url == first.url
    assert Meetup.objects.count() == 1


def test_another_meetup_of_the_same_name_and_hour_is_refused(lead, field_error):
    lead.post(CREATE, a_meetup())
    answer = lead.post(CREATE, a_meetup(place="Mairie"))
    assert "déjà prévue à cette heure" in field_error(answer, "title")
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        assert "déjà prévue à cette heure" in field_error(lead.post(CREATE, a_meetup()), "title")
    assert Meetup.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"ends": "09:00"}, "ends", "La fin doit venir après le début."),
        ({"capacity": "0"}, "capacity", "Indiquez au moins une place."),
        ({"capacity": "-3"}, "capacity", "Indiquez au moins une place."),
        ({"capacity": "99999999999"}, "capacity", "1000 places au plus"),
        ({"day": "0001-01-01"}, "day", "Vérifiez l’année."),
        ({"day": "demain"}, "day", "date valide"),
        ({"starts": "25:00"}, "starts", "heure valide"),
        ({"title": ""}, "title", "obligatoire"),
        ({"closes_at": "2090-01-01T10:00"}, "closes_at", "avant le début"),
    ],
)
def test_a_meetup_that_cannot_be_says_why_and_keeps_what_was_typed(lead, soup, field_error, changes, field, sentence):
    answer = lead.post(CREATE, a_meetup(**changes))
    assert sentence in field_error(answer, field)
    assert soup(answer).find(attrs={"name": "place"})["value"] == "Loge du 3"
    assert "Encombrants" in soup(answer).find("textarea").get_text()
    assert Meetup.objects.count() == 0


def test_more_places_promote_those_who_wait(site, lead, text):
    meetup = MeetupFactory(site=site, capacity=1)
    for person in FieldWorkerFactory.create_batch(3, site=site, email="agent@exemple.test"):
        seats.sign_up(meetup, person)
    lead.post(reverse("networks:edit_meetup", args=[meetup.pk]), as_typed(meetup) | {"capacity": "2"})
    meetup.refresh_from_db()
    assert (meetup.confirmed_count, meetup.waiting_count) == (2, 1)
    assert Email.objects.filter(subject__startswith="Une place s’est libérée").count() == 1


def test_fewer_places_than_registered_is_refused(site, lead, field_error):
    meetup = MeetupFactory(site=site, capacity=5)
    for person in FieldWorkerFactory.create_batch(3, site=site):
        seats.sign_up(meetup, person)
    answer = lead.post(
        reverse("networks:edit_meetup", args=[meetup.pk]), as_typed(meetup) | {"capacity": "2", "place": "Mairie"}
    )
    assert "Il y a déjà 3 inscrits" in field_error(answer, "capacity")
    meetup.refresh_from_db()
    assert (meetup.capacity, meetup.place) == (5, "Maison de quartier")


def test_moving_tells_everyone_and_holds_their_time(site, lead, text):
    meetup = MeetupFactory(site=site)
    person = FieldWorkerFactory(site=site, email="agent@exemple.test")
    seats.sign_up(meetup, person)
    later = meetup.starts_at + timedelta(days=1)
    answer = lead.post(
        reverse("networks:edit_meetup", args=[meetup.pk]),
        as_typed(meetup) | {"day": f"{timezone.localtime(later):%Y-%m-%d}"},
        follow=True,
    )
    assert "Une personne est prévenue." in text(answer)
    assert Email.objects.get().subject.startswith("Changement")
    assert person.commitments.get().period.lower == later


def test_a_title_alone_tells_nobody(site, lead, text):
    meetup = MeetupFactory(site=site)
    seats.sign_up(meetup, FieldWorkerFactory(site=site, email="agent@exemple.test"))
    lead.post(reverse("networks:edit_meetup", args=[meetup.pk]), as_typed(meetup) | {"title": "Nouveau nom"})
    assert Meetup.objects.get().title == "Nouveau nom"
    assert Email.objects.count() == 0


def test_moving_where_someone_is_elsewhere_is_refused_with_their_name(site, lead, field_error, soup):
    meetup = MeetupFactory(site=site)
    person = FieldWorkerFactory(site=site)
    other = MeetupFactory(site=site, starts_at=in_days(11))
    for event in (meetup, other):
        seats.sign_up(event, person)
    answer = lead.post(
        reverse("networks:edit_meetup", args=[meetup.pk]),
        as_typed(meetup) | {"day": f"{in_days(11):%Y-%m-%d}", "place": "Mairie"},
    )
    assert f"Déjà pris à cette date : {person}" in field_error(answer, "day")
    assert soup(answer).find(attrs={"name": "place"})["value"] == "Mairie"
    meetup.refresh_from_db()
    assert meetup.place == "Maison de quartier"
    assert person.commitments.filter(period__contains=meetup.starts_at).count() == 1


def test_a_meetup_with_people_cannot_go_into_the_past(site, lead, field_error):
    meetup = MeetupFactory(site=site)
    seats.sign_up(meetup, FieldWorkerFactory(site=site))
    answer = lead.post(
        reverse("networks:edit_meetup", args=[meetup.pk]), as_typed(meetup) | {"day": f"{in_days(-2):%Y-%m-%d}"}
    )
    assert "Cette date est passée" in field_error(answer, "day")


def test_calling_off_one_of_a_series_tells_its_people_and_leaves_the_others(site, lead, text):
    series = MeetupSeries.objects.create(site=site, title="Proxi-Déj’")
    meetup, next_one = (MeetupFactory(site=site, series=series, starts_at=in_days(n)) for n in (10, 40))
    seats.sign_up(meetup, FieldWorkerFactory(site=site, email="agent@exemple.test"))
    url = reverse("networks:cancel_meetup", args=[meetup.pk])
    assert "Une personne sera prévenue" in text(lead.get(url))
    meetup.refresh_from_db()
    assert meetup.cancelled_at is None
    lead.post(url)
    meetup.refresh_from_db()
    next_one.refresh_from_db()
    assert meetup.cancelled_at is not None
    assert next_one.cancelled_at is None
    assert Email.objects.get().subject.startswith("Annulé")
    assert "déjà annulée" in text(lead.post(url, follow=True))
    assert "ne peut plus changer" in text(lead.get(reverse("networks:edit_meetup", args=[meetup.pk]), follow=True))


@pytest.mark.parametrize("role", [a_caretaker, a_manager])
@pytest.mark.parametrize("url", [CREATE, SERIES])
def test_only_leads_plan(site, sign_in, role, url):
    answer = sign_in(role(site)).post(url, a_meetup())
    assert answer.status_code == 403
    assert "Seul le chef de projet d’un site" in answer.content.decode()
    assert Meetup.objects.count() == 0


def test_someone_with_several_sites_says_for_which(site, sign_in, soup, field_error):
    client = sign_in(an_admin())
    other = SiteFactory()
    offered = {option["value"] for option in soup(client.get(CREATE)).find("select", attrs={"name": "site"})("option")}
    assert {str(site.pk), str(other.pk)} <= offered
    assert "obligatoire" in field_error(client.post(CREATE, a_meetup()), "site")
    client.post(CREATE, a_meetup(site=other.pk))
    assert Meetup.objects.get().site == other


def test_a_lead_cannot_plan_for_another_site(site, lead):
    lead.post(CREATE, a_meetup(site=SiteFactory().pk))
    assert Meetup.objects.get().site == site
