"""The tasks around a session: their days, what the portal does by itself, what its organisers see and tick."""

import re
from collections import Counter
from datetime import datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from proxinet import seats
from proxinet.seats import State
from sites import enrolment
from tests.factories.events import ModuleFactory
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, a_caretaker, a_lead, a_partner
from tests.trainings.pages import text
from trainings import due_tasks, preparation
from trainings.models import Attendance, Question, Questionnaire, SessionTask
from trainings.planning import Period, revise_session, schedule_session

pytestmark = pytest.mark.django_db

Kind = SessionTask.Kind
PARIS = ZoneInfo("Europe/Paris")
DAY = datetime(2027, 6, 15, 9, tzinfo=PARIS)
NARROW = "\u202f"


def at(days, hour=10):
    """So many days from the session, at that hour in Paris."""
    return DAY.replace(hour=hour) + timedelta(days=days)


def details(**changes):
    return {"place": "Salle", "trainer": None, "capacity": 20, "closes_at": None, "practical_note": ""} | changes


def planned(first=DAY, module=None):
    """A session on two half-days of that day."""
    return schedule_session(module or ModuleFactory(), details(), periods(first))


def periods(first):
    return [
        Period(first, first + timedelta(hours=3)),
        Period(first + timedelta(hours=4), first + timedelta(hours=7)),
    ]


def people(session, count):
    """So many with an address and a place; their first names are those of the mails."""
    employer = OrganisationFactory()
    made = [
        FieldWorkerFactory(site=session.site, employer=employer, first_name=f"P{n}", email=f"p{n}@exemple.test")
        for n in range(count)
    ]
    for person in made:
        seats.sign_up(session, person)
    return made


def note_everyone(session, state=Attendance.State.PRESENT):
    for registration in session.registrations.filter(state=State.CONFIRMED):
        for half_day in session.half_days.all():
            Attendance.objects.create(registration=registration, half_day=half_day, state=state)


def ask(programme):
    for moment in Questionnaire.Moment:
        questionnaire = Questionnaire.objects.create(programme=programme, moment=moment)
        Question.objects.create(questionnaire=questionnaire, text="Utile ?")


def mails() -> Counter:
    """How many mails of each subject (before its colon) each address has."""
    return Counter((mail.to[0], re.split(f"[{NARROW} ]*:", mail.subject)[0].strip()) for mail in Email.objects.all())


def task(session, kind) -> SessionTask:
    return session.tasks.get(kind=kind)


# The calendar ---------------------------------------------------------------------------------------------------------


@time_machine.travel(at(-60), tick=False)
def test_a_session_gets_its_tasks_on_their_days():
    session = planned()
    due = {item.kind: (item.due_on - DAY.date()).days for item in session.tasks.all()}
    assert due == {
        "prepare": -40,
        "agreement": -30,
        "convocations": -15,
        "reminder_week": -7,
        "reminder_day": -1,
        "questionnaire": 0,
        "attendance": 1,
        "certificates": 8,
        "follow_up": 90,
    }


def test_day_by_day_each_person_receives_each_mail_once():
    with time_machine.travel(at(-60), tick=False):
        session = planned()
        ask(session.module.programme)
        people(session, 2)
    left = {}
    for day in range(-41, 92):
        with time_machine.travel(at(day, 20), tick=False):
            if day == 1:
                note_everyone(session)
            before = mails()
            due_tasks.sweep()
            due_tasks.sweep()
            for (address, subject), count in (mails() - before).items():
                left.setdefault(address, []).append((day, subject, count))
    expected = [
        (-15, "Votre convocation", 1),
        (-7, "C’est bientôt", 1),
        (-1, "C’est demain", 1),
        (1, "Votre avis", 1),
        (8, "Votre attestation de présence", 1),
        (90, "Trois mois après, votre avis", 1),
    ]
    assert left == {"p0@exemple.test": expected, "p1@exemple.test": expected}
    undone = set(session.tasks.filter(done_at=None).values_list("kind", flat=True))
    assert undone == {"prepare", "agreement"}


def test_nobody_is_written_to_before_the_morning():
    with time_machine.travel(at(-60), tick=False):
        session = planned()
        people(session, 1)
    with time_machine.travel(at(-15, 6), tick=False):
        due_tasks.sweep()
        assert not mails()
    with time_machine.travel(at(-15, 8), tick=False):
        due_tasks.sweep()
        assert mails()


@time_machine.travel(at(-3), tick=False)
def test_a_session_planned_three_days_before_convenes_at_once_and_does_not_remind_the_same_day():
    session = planned()
    people(session, 1)
    due_tasks.sweep()
    assert mails() == {("p0@exemple.test", "Votre convocation"): 1}
    convocation = Email.objects.get()
    assert "/lien/convocation/" in convocation.message
    assert convocation.attachments.count() == 1
    assert session.registrations.get().convened_at == timezone.now()


def test_those_who_get_a_place_later_receive_theirs_at_the_next_sweep():
    with time_machine.travel(at(-10), tick=False):
        session = planned()
        people(session, 1)
        due_tasks.sweep()
    with time_machine.travel(at(-9), tick=False):
        late = FieldWorkerFactory(site=session.site, email="tard@exemple.test")
        seats.sign_up(session, late)
        due_tasks.sweep()
        due_tasks.sweep()
    assert mails()["tard@exemple.test", "Votre convocation"] == 1
    assert mails()["p0@exemple.test", "Votre convocation"] == 1


@time_machine.travel(at(-10), tick=False)
def test_people_without_an_address_are_counted_for_paper():
    session = planned()
    people(session, 2)
    seats.sign_up(session, FieldWorkerFactory(site=session.site))
    due_tasks.sweep()
    outcome = f"2 personnes prévenues, 1 sans adresse{NARROW}: à remettre en main propre"
    assert task(session, Kind.CONVOCATIONS).outcome == outcome
    assert preparation.without_address(session).count() == 1


def test_moving_the_session_moves_what_is_still_to_do_and_reminds_again():
    with time_machine.travel(at(-60), tick=False):
        session = planned()
        people(session, 1)
    with time_machine.travel(at(-7), tick=False):
        due_tasks.sweep()
        revise_session(session, details(), periods(DAY + timedelta(days=30)))
        assert task(session, Kind.REMINDER_DAY).due_on == DAY.date() + timedelta(days=29)
        assert task(session, Kind.REMINDER_WEEK).done_at is None
        assert task(session, Kind.CONVOCATIONS).done_at is not None
    for day in range(-7, 31):
        with time_machine.travel(at(day), tick=False):
            due_tasks.sweep()
    sent = mails()
    assert sent["p0@exemple.test", "Votre convocation"] == 1
    assert sent["p0@exemple.test", "C’est demain"] == 1
    assert sent["p0@exemple.test", "C’est bientôt"] == 1


def test_nothing_leaves_for_a_cancelled_session():
    with time_machine.travel(at(-20), tick=False):
        session = planned()
        people(session, 1)
        enrolment.call_off(session)
        Email.objects.all().delete()
    for day in (-15, -7, -1, 0, 8, 90):
        with time_machine.travel(at(day, 20), tick=False):
            due_tasks.sweep()
    assert not mails()


def test_certificates_wait_for_everyone_s_presence_then_leave_by_themselves():
    with time_machine.travel(at(-20), tick=False):
        session = planned()
        people(session, 2)
    with time_machine.travel(at(9), tick=False):
        first = session.registrations.first()
        for half_day in session.half_days.all():
            Attendance.objects.create(registration=first, half_day=half_day, state="present")
        due_tasks.sweep()
        assert task(session, Kind.CERTIFICATES).done_at is None
        assert task(session, Kind.ATTENDANCE).done_at is None
        assert any("attestations" in todo.title for todo in preparation.todos_due(type(session).objects.all()))
        for half_day in session.half_days.all():
            Attendance.objects.create(registration=session.registrations.last(), half_day=half_day, state="absent")
        due_tasks.sweep()
    assert mails()["p0@exemple.test", "Votre attestation de présence"] == 1
    assert mails()["p1@exemple.test", "Votre attestation de présence"] == 0
    assert task(session, Kind.ATTENDANCE).done_at is not None


@time_machine.travel(at(-10), tick=False)
def test_sessions_planned_before_there_were_tasks_get_them():
    session = planned()
    session.tasks.all().delete()
    due_tasks.sweep()
    assert session.tasks.count() == 9

    broken, fine = planned(), planned()
    people(fine, 1)
    bad = people(broken, 1)[0]
    type(bad).objects.filter(pk=bad.pk).update(email="x" * 250)
    due_tasks.sweep()
    assert mails()["p0@exemple.test", "Votre convocation"] == 1


@time_machine.travel(at(-10), tick=False)
def test_the_failure_of_one_stops_no_other_and_leaves_nothing_half_done(caplog):
    broken, fine = planned(), planned()
    people(broken, 2)
    people(fine, 1)
    refuse_mails_to("p1@exemple.test")
    due_tasks.sweep()
    assert task(fine, Kind.CONVOCATIONS).done_at is not None
    assert task(broken, Kind.CONVOCATIONS).done_at is None
    assert sum(mails().values()) == 1
    assert not broken.registrations.exclude(convened_at=None).exists()
    assert "session task failed" in caplog.text


def refuse_mails_to(address):
    """From now on the database takes no mail to this address."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse_mail() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'refused'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON post_office_email FOR EACH ROW "
            f"WHEN (NEW.to = '{address}') EXECUTE FUNCTION refuse_mail()"
        )


# Twice at once --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_double_nothing():
    with time_machine.travel(at(-10)):
        session = planned()
        people(session, 5)

        def work():
            due_tasks.sweep()
            connection.close()

        workers = [Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert set(mails().values()) == {1}
    assert len(mails()) == 5


# The page -------------------------------------------------------------------------------------------------------------


def post(client, session, kind, **data):
    return client.post(reverse("trainings:task", args=[session.pk, kind]), data, follow=True)


@time_machine.travel(at(-35), tick=False)
def test_the_lead_ticks_what_is_theirs_and_sends_the_rest_now(sign_in):
    session = planned()
    people(session, 1)
    lead = a_lead(session.site)
    client = sign_in(lead)
    shown = text(client.get(reverse("trainings:preparation", args=[session.pk])))
    assert "À faire" in shown
    assert "Convocations" in shown or "convocations" in shown
    assert "Fait le" in text(post(client, session, "agreement", done="yes"))
    assert task(session, Kind.AGREEMENT).done_by == lead
    post(client, session, "agreement", done="no")
    assert task(session, Kind.AGREEMENT).done_at is None
    assert "1 personne prévenue" in text(post(client, session, "convocations"))
    assert "déjà fait" in text(post(client, session, "convocations"))
    assert sum(mails().values()) == 1
    assert "Notez d’abord les présences" in text(post(client, session, "certificates"))
    assert post(client, session, "inconnue").status_code == 404


@time_machine.travel(at(-35), tick=False)
def test_only_those_who_manage_follow_the_session(sign_in):
    session = planned()
    stranger = a_partner(session.site)
    for user, expected in ((a_caretaker(session.site), 403), (stranger, 404), (a_lead(session.site), 200)):
        response = sign_in(user).get(reverse("trainings:preparation", args=[session.pk]))
        assert response.status_code == expected
        posted = sign_in(user).post(reverse("trainings:task", args=[session.pk, "prepare"]))
        assert posted.status_code == {200: 302}.get(expected, expected)


@time_machine.travel(at(-35), tick=False)
def test_the_page_says_who_has_no_address(sign_in):
    session = planned()
    seats.sign_up(session, FieldWorkerFactory(site=session.site))
    shown = text(sign_in(a_lead(session.site)).get(reverse("trainings:preparation", args=[session.pk])))
    assert "1 personne sans adresse e-mail" in shown


@time_machine.travel(at(-35), tick=False)
def test_what_is_to_be_done_this_week_is_on_the_dashboard():
    session = planned()
    titles = [todo.title for todo in preparation.todos_due(type(session).objects.all())]
    assert len(titles) == 2  # preparing is late, the agreement is due in five days
    preparation.tick(session, Kind.PREPARE, by=None)
    assert len(preparation.todos_due(type(session).objects.all())) == 1
