"""Traces of corrections, two people noting at once, people without a place, people who came unannounced."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from proxinet.seats import State
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, SiteFactory, a_lead, a_manager, a_partner
from tests.trainings.pages import page, text
from tests.trainings.test_attendance import cells, noted, past_session, url_of
from trainings.attendance import Change, record_attendance
from trainings.models import Attendance, AttendanceCorrection

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def session(site):
    people = [FieldWorkerFactory(site=site, last_name=name) for name in ("Abeille", "Bourdon")]
    return past_session(site, people, trainer=OrganisationFactory())


@pytest.fixture
def user(site):
    return a_lead(site)


@pytest.fixture
def lead(sign_in, user):
    return sign_in(user)


def shown(client, url) -> dict:
    """What the form of the page would send if nothing were changed."""
    form = page(client.get(url)).find("form", class_="form")
    sent = {"seen": form.find("input", {"name": "seen"})["value"]}
    for select in form.find_all("select"):
        chosen = select.find("option", selected=True)
        sent[select["name"]] = chosen["value"] if chosen else ""
    return sent


def traces(session):
    corrections = AttendanceCorrection.objects.filter(registration__event=session).order_by("pk")
    return list(corrections.values_list("registration__person__last_name", "before", "after", "corrected_by"))


# What is written ------------------------------------------------------------------------------------------------------


def test_only_what_changed_is_written(lead, user, session):
    (first, second), _ = cells(session)
    lead.post(url_of(session), {**shown(lead, url_of(session)), first: "present", second: "part"})
    before = dict(Attendance.objects.values_list("pk", "recorded_at"))
    lead.post(url_of(session), {**shown(lead, url_of(session)), second: "absent"})
    after = dict(Attendance.objects.values_list("pk", "recorded_at"))
    assert sum(before[pk] != after[pk] for pk in before) == 1
    assert set(Attendance.objects.values_list("recorded_by", flat=True)) == {user.pk}


def test_a_correction_leaves_a_trace_and_a_first_note_does_not(lead, user, session):
    (first, second), _ = cells(session)
    lead.post(url_of(session), {**shown(lead, url_of(session)), first: "absent", second: "excused"})
    assert traces(session) == []
    lead.post(url_of(session), {**shown(lead, url_of(session)), first: "present", second: ""})
    assert sorted(traces(session)) == [
        ("Abeille", "absent", "present", user.pk),
        ("Abeille", "excused", "", user.pk),
    ]
    assert text(lead.get(url_of(session))).count("Corrigé") == 2


def test_corrections_are_listed_for_those_who_note_attendance(sign_in, lead, site, session):
    (first, _), _ = cells(session)
    for state in ("absent", "present"):
        lead.post(url_of(session), {**shown(lead, url_of(session)), first: state})
    url = reverse("trainings:corrections", args=[session.pk])
    rows = page(lead.get(url)).find("main").find_all("tr")
    assert [cell.get_text(strip=True) for cell in rows[1].find_all("td")][1:3] == ["Absent", "Présent"]
    assert "Absent" in text(sign_in(a_partner(site, session.trainer)).get(url))
    assert sign_in(a_manager(site)).get(url).status_code == 403


def test_saving_corrections_is_one_statement_too(lead, session, django_assert_max_num_queries):
    blank = shown(lead, url_of(session))
    lead.post(url_of(session), {**blank, "rest": "present"})
    changed = {name: "absent" for name in blank if name != "seen"}
    sent = {**shown(lead, url_of(session)), **changed}
    with django_assert_max_num_queries(6):
        lead.post(url_of(session), sent)
    assert len(traces(session)) == 4


def test_one_half_day_alone(lead, session):
    first, second = session.half_days.all()
    url = f"{url_of(session)}?demi-journee={second.pk}"
    sent = shown(lead, url)
    assert len(sent) == 3
    answer = lead.post(url, {**sent, "rest": "present"}, follow=True)
    assert len(shown(lead, url)) == 3
    assert "2 présent" in text(answer)
    assert set(Attendance.objects.values_list("half_day", flat=True)) == {second.pk}


def test_everyone_present_on_one_half_day(lead, session):
    first, _ = session.half_days.all()
    lead.post(url_of(session), {**shown(lead, url_of(session)), "rest": first.pk})
    assert list(Attendance.objects.values_list("half_day", "state")) == [(first.pk, "present")] * 2


def test_a_very_long_grid_is_shown_one_half_day_at_a_time(lead, site):
    session = past_session(site, FieldWorkerFactory.create_batch(460, site=site, employer=None))
    sent = shown(lead, url_of(session))
    assert len(sent) == 461
    assert lead.post(url_of(session), {**sent, "rest": "present"}).status_code == 302
    assert Attendance.objects.count() == 460


# People without a place -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.WAITING, State.REQUESTED])
def test_those_without_a_place_are_apart_and_never_counted_by_the_button(lead, site, session, state):
    person = FieldWorkerFactory(site=site, last_name="Cigale")
    registration = session.registrations.create(person=person, state=state, position=9)
    apart = page(lead.get(url_of(session))).find(string="Sont venus quand même\u202f?").find_parent("section")
    assert "Cigale" in apart.get_text()
    assert "Abeille" not in apart.get_text()
    lead.post(url_of(session), {**shown(lead, url_of(session)), "rest": "present"})
    assert not registration.attendances.exists()
    cell = f"presence-{registration.pk}-{session.half_days.first().pk}"
    lead.post(url_of(session), {**shown(lead, url_of(session)), cell: "present"})
    assert registration.attendances.get().state == "present"


def test_someone_not_registered_is_refused_with_a_sentence_and_the_rest_is_kept(lead, site, session):
    (first, _), _ = cells(session)
    gone = session.registrations.create(person=FieldWorkerFactory(site=site), state=State.CANCELLED, position=9)
    stranger = f"presence-{gone.pk}-{session.half_days.first().pk}"
    answer = lead.post(url_of(session), {first: "present", stranger: "present"}, follow=True)
    assert "ne sont pas inscrites ici" in text(answer)
    assert noted(session) == [("Abeille", "present")]


def test_the_trainer_adds_someone_by_their_exact_name_without_seeing_the_list(sign_in, site, session):
    FieldWorkerFactory(site=site, first_name="Zoé", last_name="Lefèvre")
    url = reverse("trainings:walk_ins", args=[session.pk])
    trainer = sign_in(a_partner(site, session.trainer))
    assert "Lefèvre" not in text(trainer.get(url))
    answer = trainer.post(url, {"first_name": "Zoé", "last_name": "Lefebvre"})
    assert "demandez au chef de projet d’ajouter cette personne" in text(answer)
    assert page(answer).find("input", {"name": "last_name"})["value"] == "Lefebvre"
    trainer.post(url, {"first_name": "ZOE", "last_name": "lefevre"})
    assert noted(session) == [("Lefèvre", "present"), ("Lefèvre", "present")]


def test_the_trainer_says_the_employer_when_two_have_the_same_name(sign_in, site, session):
    for name in ("Habitat du Parc", "Régie des Tours"):
        FieldWorkerFactory(site=site, first_name="Zoé", last_name="Lefèvre", employer=OrganisationFactory(name=name))
    url = reverse("trainings:walk_ins", args=[session.pk])
    trainer = sign_in(a_partner(site, session.trainer))
    who = {"first_name": "Zoé", "last_name": "Lefèvre"}
    assert "indiquez l’employeur" in text(trainer.post(url, who))
    trainer.post(url, {**who, "employer": "régie des tours"})
    assert session.registrations.get(state=State.WALK_IN).person.employer.name == "Régie des Tours"


# Two at once ----------------------------------------------------------------------------------------------------------


def test_the_second_to_save_does_not_erase_what_the_first_noted(sign_in, lead, site, session):
    (first, second), (third, _) = cells(session)
    other = sign_in(a_lead(site))
    old_page = shown(other, url_of(session))
    lead.post(url_of(session), {**shown(lead, url_of(session)), first: "absent", second: "excused"})
    answer = other.post(url_of(session), {**old_page, third: "present"})
    assert answer.status_code == 302  # nothing to settle: they touched other cells
    assert noted(session) == [("Abeille", "absent"), ("Abeille", "excused"), ("Bourdon", "present")]


def test_everyone_else_present_does_not_undo_an_absence_noted_meanwhile(sign_in, lead, site, session):
    (first, _), _ = cells(session)
    other = sign_in(a_lead(site))
    old_page = shown(other, url_of(session))
    lead.post(url_of(session), {**shown(lead, url_of(session)), first: "absent"})
    assert other.post(url_of(session), {**old_page, "rest": "present"}).status_code == 302
    assert noted(session).count(("Abeille", "absent")) == 1
    assert traces(session) == []


def test_a_cell_both_touched_is_told_kept_on_the_page_and_can_be_saved_again(sign_in, lead, user, site, session):
    (first, _), (third, _) = cells(session)
    second_user = a_lead(site)
    other = sign_in(second_user)
    old_page = shown(other, url_of(session))
    lead.post(url_of(session), {**shown(lead, url_of(session)), first: "absent"})
    answer = other.post(url_of(session), {**old_page, first: "present", third: "present"})
    assert "Quelqu’un d’autre a noté ces présences avant vous" in text(answer)
    assert noted(session) == [("Abeille", "absent"), ("Bourdon", "present")]
    form = page(answer).find("form", class_="form")
    assert form.find("select", {"name": first}).find("option", selected=True)["value"] == "present"
    sent = {"seen": form.find("input", {"name": "seen"})["value"], first: "present"}
    other.post(url_of(session), sent)
    assert noted(session) == [("Abeille", "present"), ("Bourdon", "present")]
    assert traces(session) == [("Abeille", "absent", "present", second_user.pk)]


def test_the_statement_leaves_alone_what_is_no_longer_as_it_was(session, user):
    registration, half_day = session.registrations.first(), session.half_days.first()
    key = registration.pk, half_day.pk
    assert record_attendance([Change(*key, "", "absent")], by=user) == {key}
    assert record_attendance([Change(*key, "", "present")], by=user) == set()
    assert record_attendance([Change(*key, "excused", "present")], by=user) == set()
    assert record_attendance([Change(*key, "absent", "")], by=user) == {key}
    assert record_attendance([Change(*key, "absent", "present")], by=user) == set()
    assert not Attendance.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_saving_at_the_same_instant_lose_nothing(site):
    session = past_session(site, FieldWorkerFactory.create_batch(20, site=site))
    clients = []
    for _ in range(4):
        client = Client()
        client.force_login(a_lead(site))
        clients.append((client, shown(client, url_of(session))))
    together, answers = Barrier(len(clients)), []
    rows = [name for person in cells(session) for name in person]

    def save(number, client, sent):
        own = {name: "absent" for place, name in enumerate(rows) if place % len(clients) == number}
        disputed = {rows[0]: ["present", "part", "absent", "excused"][number]}
        together.wait()
        answers.append(client.post(url_of(session), {**sent, **own, **disputed}).status_code)
        connection.close()

    threads = [Thread(target=save, args=[number, *pair]) for number, pair in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 200, 200, 302]
    assert Attendance.objects.count() == len(rows)
    assert Attendance.objects.filter(state="absent").count() >= len(rows) - 1
    assert not AttendanceCorrection.objects.exists()
