"""Someone leaves the network: their data go, what is counted stays."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from incidents.models import Incident
from networks.models import Invitee, MiniProject, Support, Task
from proxinet import seats, signed_links
from proxinet.seats import State
from reports.figures import computed_values
from reports.period import Period
from sites import departure, enrolment
from sites.models import FieldWorker
from tests.factories.events import MeetupFactory, SessionFactory, in_days
from tests.factories.people import FieldWorkerFactory, SiteFactory, a_caretaker, a_lead, a_member
from trainings.models import Attendance

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def user(site):
    return a_caretaker(site)


@pytest.fixture
def rosa(user):
    """Someone with a past in every room."""
    person = user.field_workers.get()
    site, employer = person.site, person.employer
    FieldWorker.objects.filter(pk=person.pk).update(
        first_name="Rosa", last_name="Partante", email="rosa@exemple.test", phone="0199001234", join_code="ACDEFGHJ"
    )
    past = MeetupFactory(site=site, starts_at=in_days(-9), recorded_at=timezone.now())
    past.registrations.create(person=person, state=State.CONFIRMED, position=1, attended=True)
    session = SessionFactory(module__programme__site=site, starts_at=in_days(-5))
    registration = session.registrations.create(
        person=person, state=State.CONFIRMED, position=1, reason="Rosa était malade"
    )
    Attendance.objects.create(
        registration=registration, half_day=session.half_days.get(), state=Attendance.State.PRESENT
    )
    project = MiniProject.objects.create(site=site, title="Encombrants", proposed_by=person)
    Support.objects.create(project=project, person=person)
    Task.objects.create(site=site, title="Écrire", person=person)
    Invitee.objects.create(meetup=past, person=person)
    Incident.objects.create(
        site=site,
        person=person,
        happened_on=timezone.localdate(),
        time_band="morning",
        nature="insult",
        severity=1,
        place_kind="hall",
        trigger="reminder",
        complaint="undecided",
        facts="J’étais seule, Rosa.",
        shared_at=timezone.now(),
        shared_with=employer,
    )
    FieldWorkerFactory(
        site=site, employer=employer, first_name="Rosie", last_name="", is_confirmed=False, merged_into=person
    )
    return FieldWorker.objects.get(pk=person.pk)


def figures(site):
    return {
        name: value
        for name, value in computed_values(site, Period(date(2000, 1, 1), date(2100, 1, 1))).items()
        if name != "workers"
    }


def test_nothing_counted_changes(site, rosa):
    before = figures(site)
    assert any(before.values())
    departure.erase(rosa)
    assert figures(site) == before
    assert Support.objects.get().person_id == rosa.pk


def test_nothing_that_says_who_it_was_stays(site, rosa):
    departure.erase(rosa)
    gone = FieldWorker.objects.get(pk=rosa.pk)
    assert str(gone) == f"Agent parti ({rosa.pk})"
    assert (gone.email, gone.phone, gone.user, gone.join_code, gone.is_active) == ("", "", None, None, False)
    assert (gone.employer, gone.staff_category) == (rosa.employer, rosa.staff_category)
    assert Incident.objects.get().facts == ""
    assert rosa.trainings_registrations.get().reason == ""
    assert Task.objects.get().person is None
    assert MiniProject.objects.get().proposed_by is None
    assert not Invitee.objects.exists()
    assert not FieldWorker.objects.filter(first_name__in=("Rosa", "Rosie")).exists()


def test_coming_places_go_to_who_waits(site, rosa):
    meetup, waiting = MeetupFactory(site=site, capacity=1), FieldWorkerFactory(site=site)
    for person in (rosa, waiting):
        seats.sign_up(meetup, person)
    departure.erase(rosa)
    assert meetup.registrations.get(person=waiting).state == State.CONFIRMED


def test_their_account_goes_unless_it_opens_something_else(site, user, rosa):
    departure.erase(rosa)
    assert not User.objects.filter(pk=user.pk).exists()


def test_an_account_with_another_role_stays(site, user, rosa):
    member = a_member("gup_lead", SiteFactory())
    member.memberships.update(user=user)
    departure.erase(rosa)
    assert [membership.role for membership in User.objects.get(pk=user.pk).memberships.all()] == ["gup_lead"]


def test_twice_is_nothing_more(rosa):
    departure.erase(rosa)
    when = FieldWorker.objects.get(pk=rosa.pk).erased_at
    departure.erase(rosa)
    assert FieldWorker.objects.get(pk=rosa.pk).erased_at == when


def test_two_people_may_be_erased(site, rosa):
    for person in (rosa, FieldWorkerFactory(site=site, employer=rosa.employer)):
        departure.erase(person)
    assert FieldWorker.objects.filter(erased_at__isnull=False).count() == 3


def test_someone_erased_does_not_come_back_by_any_way(site, rosa, sign_in):
    lead = a_lead(site)
    client, meetup = sign_in(lead), MeetupFactory(site=site)
    departure.erase(rosa)
    for name in ("worker", "come_back", "leave_post", "invite_worker", "erase_worker"):
        assert client.post(reverse(f"sites:{name}", args=[site.slug, rosa.pk])).status_code == 404
    departure.come_back(rosa)
    assert not FieldWorker.objects.get(pk=rosa.pk).is_active
    assert rosa not in enrolment.people_one_may_sign_up(lead, site)
    poster = reverse("networks:join", args=[signed_links.sign_edition("poster", meetup.pk, 1)])
    for typed in ({"code": "ACDEFGHJ"}, {"phone": "0199001234"}):
        Client().post(poster, typed)
    assert not meetup.registrations.exists()


def test_the_lead_reads_what_goes_and_what_stays_before_it_is_done(site, rosa, sign_in):
    client, address = sign_in(a_lead(site)), reverse("sites:erase_worker", args=[site.slug, rosa.pk])
    page = client.get(address).content.decode()
    assert "On ne peut pas revenir en arrière." in page
    assert FieldWorker.objects.get(pk=rosa.pk).erased_at is None
    response = client.post(address, follow=True)
    assert "Ses données sont effacées." in response.content.decode()
    assert (
        "Rosa" not in client.get(reverse("sites:site_workers", args=[site.slug]), {"en_poste": "tous"}).content.decode()
    )


def test_only_the_lead_erases(site, rosa, sign_in):
    address = reverse("sites:erase_worker", args=[site.slug, rosa.pk])
    assert sign_in(a_caretaker(site)).post(address).status_code == 403
    assert sign_in(a_lead(SiteFactory())).post(address).status_code == 404
