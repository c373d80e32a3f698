"""Who is asked what they thought, and how often."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from post_office.models import Email

from proxinet import signed_links
from proxinet.seats import State
from tests.factories.events import SessionFactory, in_days
from tests.factories.people import FieldWorkerFactory
from trainings.evaluation import send_questionnaire
from trainings.models import AnswerLink, Attendance, Question, Questionnaire

pytestmark = pytest.mark.django_db
END, LATER = Questionnaire.Moment.END, Questionnaire.Moment.LATER


def ask(programme, moment=END, *texts):
    questionnaire = Questionnaire.objects.create(programme=programme, moment=moment)
    for text in texts or ["Cette formation vous sera-t-elle utile ?"]:
        Question.objects.create(questionnaire=questionnaire, text=text)
    return questionnaire


def attend(session, *states, email="agent{}@exemple.test"):
    """One person per state, registered to the session; ``None``: nothing was noted."""
    half_day = session.half_days.get()
    registrations = []
    for position, state in enumerate(states, start=1):
        person = FieldWorkerFactory(site=session.site, email=email.format(position))
        registration = session.registrations.create(person=person, state=State.CONFIRMED, position=position)
        registrations.append(registration)
        if state:
            Attendance.objects.create(registration=registration, half_day=half_day, state=state)
    return registrations


@pytest.fixture
def session():
    return SessionFactory(starts_at=in_days(-1))


def test_those_who_came_are_asked_and_nobody_else(session):
    ask(session.module.programme)
    present, part, *_ = attend(session, "present", "part", "absent", "excused", None)
    assert send_questionnaire(session, END) == 2
    assert set(AnswerLink.objects.values_list("registration", flat=True)) == {present.pk, part.pk}
    assert sorted(mail.to[0] for mail in Email.objects.all()) == ["agent1@exemple.test", "agent2@exemple.test"]


def test_the_mail_carries_the_persons_own_link(session):
    ask(session.module.programme)
    attend(session, "present")
    send_questionnaire(session, END)
    token = signed_links.sign("answer", AnswerLink.objects.get().pk)
    mail = Email.objects.get()
    for body in (mail.message, mail.html_message):
        assert f"/lien/avis/{token}/" in body
        assert session.label in body
    assert "Trois mois" not in mail.subject


def test_a_second_sending_writes_only_to_those_noted_present_since(session):
    ask(session.module.programme)
    attend(session, "present")
    assert send_questionnaire(session, END) == 1
    assert send_questionnaire(session, END) == 0
    late = session.registrations.create(
        person=FieldWorkerFactory(site=session.site, email="tard@exemple.test"), state=State.WALK_IN, position=9
    )
    Attendance.objects.create(registration=late, half_day=session.half_days.get(), state="part")
    assert send_questionnaire(session, END) == 1
    assert Email.objects.count() == AnswerLink.objects.count() == 2


def test_someone_without_an_address_can_answer_all_the_same(session):
    ask(session.module.programme)
    attend(session, "present", email="")
    assert send_questionnaire(session, END) == 0
    assert AnswerLink.objects.count() == 1


@pytest.mark.parametrize(("moment", "days"), [(END, 30), (LATER, 60)])
def test_how_long_one_may_answer(session, moment, days):
    ask(session.module.programme, moment)
    attend(session, "present")
    with time_machine.travel("2026-03-02 10:00+00:00", tick=False):
        send_questionnaire(session, moment)
        assert AnswerLink.objects.get().expires_at == timezone.now() + timedelta(days=days)
    assert ("Trois mois après" in Email.objects.get().subject) == (moment == LATER)


def test_nothing_leaves_without_questions_or_for_a_session_called_off(session):
    attend(session, "present")
    assert send_questionnaire(session, END) == 0
    Questionnaire.objects.create(programme=session.module.programme, moment=END)
    assert send_questionnaire(session, END) == 0
    ask(session.module.programme, LATER)
    session.cancelled_at = timezone.now()
    session.save()
    assert send_questionnaire(session, LATER) == 0
    assert not AnswerLink.objects.exists()
