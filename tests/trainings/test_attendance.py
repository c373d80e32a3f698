"""Noting who came, and what the dashboards ask."""

import pytest
from django.urls import reverse

from accounts.models import Role
from proxinet import seats
from tests.factories.events import SessionFactory, in_days
from tests.factories.people import (
    FieldWorkerFactory,
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_lead,
    a_manager,
    a_partner,
)
from tests.trainings.pages import page, text
from trainings.models import Attendance, HalfDay
from trainings.todo import todos

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory()


def past_session(site, people, **fields):
    """A session of yesterday and the day before, with everyone confirmed."""
    session = SessionFactory(module__programme__site=site, starts_at=in_days(-2), ends_at=in_days(-1, 12), **fields)
    session.half_days.all().delete()
    HalfDay.objects.create(session=session, starts_at=in_days(-2), ends_at=in_days(-2, 12))
    HalfDay.objects.create(session=session, starts_at=in_days(-1), ends_at=in_days(-1, 12))
    for position, person in enumerate(people, start=1):
        session.registrations.create(person=person, state="confirmed", position=position)
    return session


def url_of(session):
    return reverse("trainings:attendance", args=[session.pk])


def cells(session):
    """The grid's field names, person by person."""
    return [
        [f"presence-{registration.pk}-{half_day.pk}" for half_day in session.half_days.all()]
        for registration in session.registrations.order_by("person__last_name")
    ]


def noted(session):
    return sorted(
        Attendance.objects.filter(registration__event=session).values_list("registration__person__last_name", "state")
    )


def test_noting_correcting_and_erasing(site, sign_in):
    people = [FieldWorkerFactory(site=site, last_name=name) for name in ("Abeille", "Bourdon")]
    session = past_session(site, people)
    lead = sign_in(a_lead(site))
    (first, second), (third, fourth) = cells(session)
    answer = lead.post(url_of(session), {first: "present", second: "absent", third: "excused"}, follow=True)
    assert "Les présences sont enregistrées." in text(answer)
    assert noted(session) == [("Abeille", "absent"), ("Abeille", "present"), ("Bourdon", "excused")]
    shown = page(answer).find("select", attrs={"name": third}).find("option", selected=True)
    assert shown["value"] == "excused"
    lead.post(url_of(session), {first: "present", second: "present", third: "", fourth: ""})
    assert noted(session) == [("Abeille", "present"), ("Abeille", "present")]


def test_one_button_notes_all_the_others_present(site, sign_in):
    people = [FieldWorkerFactory(site=site, last_name=name) for name in ("Abeille", "Bourdon")]
    session = past_session(site, people)
    (first, second), others = cells(session)
    shown = dict.fromkeys([second, *others], "")
    sign_in(a_lead(site)).post(url_of(session), {**shown, first: "absent", "rest": "present"})
    assert noted(session) == [
        ("Abeille", "absent"),
        ("Abeille", "present"),
        ("Bourdon", "present"),
        ("Bourdon", "present"),
    ]


def test_an_unknown_state_is_refused_whole(site, sign_in):
    session = past_session(site, [FieldWorkerFactory(site=site)])
    ((first, second),) = cells(session)
    answer = sign_in(a_lead(site)).post(url_of(session), {first: "present", second: "peut-être"})
    assert "choisissez présent, en partie, absent ou excusé" in text(answer)
    assert page(answer).find("select", attrs={"name": first}).find("option", selected=True)["value"] == "present"
    assert noted(session) == []


def test_another_sessions_cells_are_ignored(site, sign_in):
    session = past_session(site, [FieldWorkerFactory(site=site)])
    other = past_session(SiteFactory(), [FieldWorkerFactory()])
    ((foreign, _),) = cells(other)
    sign_in(a_lead(site)).post(url_of(session), {foreign: "present"})
    assert noted(other) == []


def test_not_before_the_day(site, sign_in):
    session = SessionFactory(module__programme__site=site)
    lead = sign_in(a_lead(site))
    assert "à partir du jour de la session" in text(lead.get(url_of(session), follow=True))
    walk_ins = reverse("trainings:walk_ins", args=[session.pk])
    person = FieldWorkerFactory(site=site)
    assert lead.post(walk_ins, {"people": [person.pk]}).status_code == 403
    assert session.registrations.count() == 0


def test_someone_who_came_without_signing_up_is_added_as_present(site, sign_in):
    session = past_session(site, [], capacity=1)
    person = FieldWorkerFactory(site=site, last_name="Venu")
    far = FieldWorkerFactory()
    url = reverse("trainings:walk_ins", args=[session.pk])
    lead = sign_in(a_lead(site))
    assert lead.post(url, {"people": [far.pk]}).status_code == 200
    assert "notée présente" in text(lead.post(url, {"people": [person.pk]}, follow=True))
    assert noted(session) == [("Venu", "present"), ("Venu", "present")]
    session.refresh_from_db()
    assert session.confirmed_count == 0


def test_the_trainer_notes_attendance_of_their_session_only(site, sign_in):
    trainer = OrganisationFactory()
    own = past_session(site, [FieldWorkerFactory(site=site)], trainer=trainer)
    other = past_session(site, [])
    partner = sign_in(a_partner(site, trainer))
    (shown,) = cells(own)
    assert partner.post(url_of(own), {**dict.fromkeys(shown, ""), "rest": "present"}).status_code == 302
    assert len(noted(own)) == 2
    assert partner.get(url_of(other)).status_code == 404


@pytest.mark.parametrize("count", [3, 100])
def test_showing_and_saving_cost_the_same_for_three_and_a_hundred(site, sign_in, django_assert_max_num_queries, count):
    session = past_session(site, FieldWorkerFactory.create_batch(count, site=site, employer=OrganisationFactory()))
    lead = sign_in(a_lead(site))
    lead.get(url_of(session))
    blank = {name: "" for person in cells(session) for name in person}
    with django_assert_max_num_queries(6):
        lead.get(url_of(session))
    with django_assert_max_num_queries(6) as queries:
        lead.post(url_of(session), {**blank, "rest": "present"})
    assert len(noted(session)) == 2 * count
    assert sum("INSERT" in query["sql"] for query in queries) == 1


def titles(user):
    user.__dict__.pop("access", None)
    return [todo.title for todo in todos(user, user.access.memberships[0])]


def test_a_caretaker_is_told_of_their_next_session(site):
    user = a_caretaker(site)
    session = SessionFactory(module__programme__site=site, module__title="Droit")
    assert titles(user) == ["Une formation vous attend"]
    seats.sign_up(session, user.field_workers.get())
    assert titles(user) == ["Formation : Droit"]


def test_a_manager_is_told_where_their_team_does_not_go(site):
    employer = OrganisationFactory()
    manager = a_manager(site, employer)
    session = SessionFactory(module__programme__site=site, module__title="Droit", capacity=1)
    assert titles(manager) == ["Inscrire votre équipe : Droit"]
    seats.sign_up(session, FieldWorkerFactory(site=site))
    seats.sign_up(session, FieldWorkerFactory(site=site, employer=employer))
    assert titles(manager) == ["Des agents de votre équipe attendent : Droit"]


def test_a_lead_is_told_what_is_missing(site):
    lead = a_lead(site)
    past_session(site, [FieldWorkerFactory(site=site)], module__title="Hier")
    SessionFactory(module__programme__site=site, module__title="Bientôt", starts_at=in_days(5))
    full = SessionFactory(module__programme__site=site, module__title="Pleine", capacity=1, starts_at=in_days(30))
    for person in FieldWorkerFactory.create_batch(2, site=site):
        seats.sign_up(full, person)
    assert titles(lead) == [
        "Dire qui est venu : Hier",
        "Places libres bientôt : Bientôt",
        "1 personne en attente : Pleine",
    ]
    assert lead.access.memberships[0].role == Role.GUP_LEAD
