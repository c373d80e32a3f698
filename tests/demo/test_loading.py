"""The demonstration once loaded: accounts that work, counters that are true, events one can join."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Count, F, Q
from django.utils import timezone

from accounts.models import Membership, User
from demo.events import span_of
from demo.people import names
from demo.reading import HOME, read_programme, read_site
from networks.models import Meetup
from proxinet import seats
from sites.enrolment import enrol, own_worker
from sites.models import FieldWorker, Site
from trainings.models import Session

SLUGS = ["tours-plus", "sens", "gennevilliers", "villiers-le-bel", "venissieux", "les-mureaux"]


def user(email) -> User:
    return User.objects.get(email=f"{email}@proxinet.example")


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
class TestLoaded:
    def test_a_second_load_changes_nothing_and_says_so(self, capsys, monkeypatch):
        monkeypatch.setattr("demo.management.commands.load_demo.publish_first_campaign", lambda: False)
        before = (FieldWorker.objects.count(), User.objects.count(), Session.objects.count())
        call_command("load_demo")
        assert "déjà là" in capsys.readouterr().out
        assert (FieldWorker.objects.count(), User.objects.count(), Session.objects.count()) == before

    @pytest.mark.parametrize("slug", SLUGS)
    def test_each_site_has_its_accounts(self, slug):
        roles = {"chef-projet": "gup_lead", "gardien": "field_worker", "encadrant": "landlord_manager"}
        for name, role in roles.items():
            account = user(f"{name}.{slug}")
            assert account.check_password(settings.DEMO_PASSWORD)
            assert account.access.holds(role, Site.objects.get(slug=slug).pk)

    def test_partner_and_national_accounts(self):
        assert user("partenaire.tours-plus").memberships.get().organisation.name == "ADAVIP 37"
        assert user("national").access.is_coordinator
        assert user("admin").access.is_admin
        assert user("admin").is_superuser
        assert User.objects.filter(is_superuser=True).count() == 1

    def test_one_manager_works_on_two_sites(self):
        sites = user("encadrant.villiers-le-bel").memberships.values_list("site__slug", "organisation__name")
        assert set(sites) == {("villiers-le-bel", "Osica"), ("les-mureaux", "Osica")}
        assert user("chef-projet.tours-plus").memberships.count() == 1

    @pytest.mark.parametrize("slug", SLUGS)
    def test_the_caretaker_is_one_of_the_people_counted(self, slug):
        worker = own_worker(user(f"gardien.{slug}"), Site.objects.get(slug=slug))
        assert worker.staff_category == "caretaker"
        membership = Membership.objects.get(user=worker.user)
        assert membership.organisation == worker.employer

    def test_no_name_twice_at_a_site(self):
        twice = FieldWorker.objects.values("site", "first_name", "last_name").annotate(n=Count("pk")).filter(n__gt=1)
        assert not twice.exists()

    @pytest.mark.parametrize("event_model", [Session, Meetup])
    def test_the_events_counters_are_true(self, event_model):
        live = Q(registrations__state__in=seats.HOLDING)
        waiting = Q(registrations__state=seats.State.WAITING)
        events = event_model.objects.annotate(
            confirmed=Count("registrations", filter=live),
            waiting=Count("registrations", filter=waiting),
            arrived=Count("registrations"),
        )
        wrong = events.exclude(confirmed=F("confirmed_count"), waiting=F("waiting_count"), arrived=F("last_position"))
        assert events.filter(confirmed__gt=0).exists()
        assert not wrong.exists()

    @pytest.mark.parametrize("slug", SLUGS)
    def test_each_site_has_something_open_nearly_full_full_and_closed(self, slug):
        sessions = Session.objects.filter(module__programme__site__slug=slug, starts_at__gt=timezone.now())
        events = [*sessions, *Meetup.objects.filter(site__slug=slug, starts_at__gt=timezone.now())]
        open_events = [event for event in events if event.is_open]
        assert any(event.seats_left >= 3 for event in open_events)
        assert any(event.seats_left == 1 for event in open_events)
        assert any(event.seats_left == 0 and event.waiting_count >= 2 for event in open_events)
        assert any(not event.is_open for event in events)

    def test_the_caretaker_of_le_luth_can_join_a_breakfast_and_a_training(self):
        account = user("gardien.gennevilliers")
        site = Site.objects.get(slug="gennevilliers")
        worker = own_worker(account, site)
        soon = timezone.now() + timedelta(days=7)
        breakfast = Meetup.objects.get(site=site, kind="breakfast", starts_at__range=(timezone.now(), soon))
        training = Session.objects.filter(module__programme__site=site, starts_at__gt=timezone.now()).first()
        assert "Luth" in breakfast.place
        for event in (breakfast, training):
            assert enrol(event, worker, by=account).state == seats.State.CONFIRMED

    def test_nobody_with_an_account_is_signed_up_to_what_is_to_come(self):
        for event_model in (Session, Meetup):
            coming = event_model.objects.filter(starts_at__gt=timezone.now())
            assert not coming.filter(registrations__person__user__isnull=False).exists()

    def test_the_public_password_opens_nothing_on_an_open_installation(self, client, settings):
        typed = {"login": "admin@proxinet.example", "password": settings.DEMO_PASSWORD}
        settings.LOCAL = False
        client.post("/compte/login/", typed)
        assert "_auth_user_id" not in client.session
        settings.LOCAL = True
        client.post("/compte/login/", typed)
        assert "_auth_user_id" in client.session


def test_the_same_seed_gives_the_same_people():
    first, again, other = (names(seed) for seed in ("sens", "sens", "tours"))
    people = [next(first) for _ in range(300)]
    assert people == [next(again) for _ in range(300)]
    assert people != [next(other) for _ in range(300)]
    assert len(set(people)) == 300


@pytest.mark.parametrize("slug", SLUGS)
def test_whatever_the_day_of_loading_nothing_to_come_overlaps(slug):
    story = read_site(HOME / "sites" / slug, [])
    sessions = [s for p in story.trainings.programmes for m in p.modules for s in m.sessions]
    whens = [when for session in sessions for when in session.half_days] + story.networks.meetups
    for today in (date(2026, 3, 2) + timedelta(days=n) for n in range(7)):
        spans = sorted(span_of(when, today) for when in whens if when.in_days)
        assert len(spans) >= 4
        assert all(start.weekday() < 5 for start, _ in spans)
        assert all(after[0] >= before[1] for before, after in zip(spans, spans[1:], strict=False))


def test_the_programme_names_its_six_sites():
    assert read_programme([]).sites == SLUGS
