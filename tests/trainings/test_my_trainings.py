"""A person's own trainings: coming, done, hours, certificates, what waits for an answer."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from proxinet.seats import State
from tests.factories.events import SessionFactory, in_days
from tests.factories.people import SiteFactory, a_caretaker
from tests.trainings.pages import page, text
from trainings.models import AnswerLink, Questionnaire

pytestmark = pytest.mark.django_db
URL = reverse("trainings:mine")


@pytest.fixture
def caretaker():
    return a_caretaker(SiteFactory())


@pytest.fixture
def worker(caretaker):
    return caretaker.field_workers.get()


@pytest.fixture
def me(sign_in, caretaker):
    return sign_in(caretaker)


def followed(worker, title="Droit", starts_at=None, state="present", seat=State.CONFIRMED, **fields):
    """A session of three hours the person was registered to, with what was noted of them (None: nothing)."""
    session = SessionFactory(
        module__programme__site=worker.site, module__title=title, starts_at=starts_at or in_days(-9), **fields
    )
    registration = session.registrations.create(person=worker, state=seat, position=1)
    if state:
        registration.attendances.create(half_day=session.half_days.get(), state=state)
    return registration


def row(response, title):
    return next(line for line in page(response).find("main").find_all("tr") if title in line.get_text())


def certificate(registration):
    return reverse("trainings:certificate", args=[registration.pk])


@pytest.mark.parametrize(
    ("state", "words", "certified"),
    [
        ("present", ["1 demi-journée sur 1", "3\u00a0h"], True),
        ("part", ["1 demi-journée sur 1", "1\u00a0h\u00a030"], True),
        ("absent", ["0 demi-journée sur 1", "0\u00a0h"], False),
        ("excused", ["0 demi-journée sur 1", "0\u00a0h"], False),
        (None, ["non renseigné"], False),
    ],
)
def test_hours_and_certificate_follow_what_was_noted(me, worker, state, words, certified):
    registration = followed(worker, state=state)
    line = row(me.get(URL), "Droit")
    for word in words:
        assert word in line.get_text(" ")
    assert bool(line.find("a", href=certificate(registration))) == certified


def test_hours_of_this_year_and_in_all(me, worker):
    with time_machine.travel("2026-06-15 09:00 +0200", tick=False):
        me.force_login(worker.user)
        followed(worker)
        followed(worker, "Conflits", starts_at=in_days(-300), state="part")
        stats = [stat.get_text(" ", strip=True) for stat in page(me.get(URL)).find_all(class_="stat")]
    assert stats == ["3\u00a0h de formation cette année", "4\u00a0h\u00a030 de formation en tout"]


def test_sessions_one_had_no_part_in_are_not_there(me, worker):
    followed(worker, "Attendu", state=None, seat=State.WAITING)
    followed(worker, "Quitté", state=None, seat=State.CANCELLED)
    followed(worker, "Annulé", state=None, cancelled_at=timezone.now())
    followed(worker, "Venu", seat=State.WAITING)
    words = text(me.get(URL))
    assert "Venu" in words
    for title in ("Attendu", "Quitté", "Annulé"):
        assert title not in words


def test_an_offered_place_waits_for_an_answer(me, worker):
    session = SessionFactory(module__programme__site=worker.site)
    until = timezone.now() + timedelta(days=1)
    session.registrations.create(person=worker, state=State.OFFERED, position=1, offered_until=until)
    shown = me.get(URL)
    assert "Place à accepter" in text(shown)
    assert page(shown).find("form", action=reverse("trainings:accept", args=[session.pk]))


def test_an_open_questionnaire_can_be_answered_from_here(me, worker):
    registration = followed(worker)
    questionnaire = Questionnaire.objects.create(programme=registration.event.module.programme, moment="end")
    link = AnswerLink.objects.create(
        registration=registration, questionnaire=questionnaire, expires_at=timezone.now() + timedelta(days=9)
    )
    assert "Je donne mon avis" in text(me.get(URL))
    AnswerLink.objects.filter(pk=link.pk).update(has_answered=True)
    assert "Je donne mon avis" not in text(me.get(URL))


def test_as_many_questions_to_the_database_for_one_session_and_for_forty(me, worker, django_assert_max_num_queries):
    followed(worker)
    me.get(URL)
    with django_assert_max_num_queries(9) as few:
        me.get(URL)
    for number in range(39):
        followed(worker, f"Module {number}", starts_at=in_days(-20 - number))
        SessionFactory(starts_at=in_days(20 + number), module__programme__site=worker.site).registrations.create(
            person=worker, state=State.CONFIRMED, position=1
        )
    with django_assert_max_num_queries(len(few)):
        me.get(URL)
