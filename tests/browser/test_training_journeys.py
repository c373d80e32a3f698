"""What people without a professional e-mail account do for a training, on a phone, without JavaScript."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from proxinet import seats
from proxinet.seats import State
from proxinet.signed_links import sign
from sites.models import SignUpApproval
from tests.browser.conftest import PHONE
from tests.factories.events import SessionFactory
from tests.factories.people import FieldWorkerFactory, SiteFactory, a_caretaker, a_manager
from trainings import evaluation
from trainings.models import AnswerSheet, Attendance, Question, Questionnaire

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def session():
    return SessionFactory(module__programme__site=SiteFactory(), capacity=1)


def test_a_place_offered_is_taken_by_the_link_of_the_mail(open_as, session):
    first = FieldWorkerFactory(site=session.site)
    second = FieldWorkerFactory(site=session.site, email="second@exemple.test")
    for person in (first, second):
        seats.sign_up(session, person)
    (offered,) = seats.cancel(session, first)
    page = open_as(None, PHONE, javascript=False)
    page.goto(session.answer_path(offered))
    assert page.get_by_text(second.last_name).count() == 0
    page.get_by_role("button", name="Je viens", exact=True).click()
    offered.refresh_from_db()
    assert offered.state == State.CONFIRMED
    page.goto(session.answer_path(offered))
    assert page.get_by_role("button", name="Je viens", exact=True).count() == 0


def test_what_one_thought_is_told_in_a_few_taps(open_as, session):
    questionnaire = Questionnaire.objects.create(programme=session.module.programme, moment=Questionnaire.Moment.END)
    for order, text in enumerate(("Était-ce utile ?", "Le rythme vous allait-il ?"), start=1):
        Question.objects.create(questionnaire=questionnaire, order=order, text=text)
    worker = FieldWorkerFactory(site=session.site)
    registration = session.registrations.create(person=worker, state=State.CONFIRMED, position=1)
    Attendance.objects.create(registration=registration, half_day=session.half_days.get(), state="present")
    evaluation.send_questionnaire(session, Questionnaire.Moment.END)
    url = reverse("trainings:answer", args=[sign("answer", worker.trainings_registrations.get().answer_links.get().pk)])
    page = open_as(None, PHONE, javascript=False)
    page.goto(url)
    for group in page.get_by_role("group").all():
        group.get_by_text("4", exact=True).click()
    page.get_by_role("button", name="J’envoie mon avis").click()
    assert AnswerSheet.objects.get().answers.filter(note=4).count() == 2
    page.goto(url)
    assert page.get_by_text("Vous avez déjà répondu").is_visible()


def test_the_code_of_the_room_notes_who_is_there_by_their_name(open_as, session):
    now = timezone.now()
    half_day = session.half_days.get()
    half_day.starts_at, half_day.ends_at = now - timedelta(minutes=5), now + timedelta(hours=2)
    half_day.save()
    worker = FieldWorkerFactory(site=session.site, first_name="Noémie", last_name="Castel")
    registration = session.registrations.create(person=worker, state=State.CONFIRMED, position=1)
    page = open_as(None, PHONE, javascript=False)
    page.goto(reverse("trainings:check_in", args=[sign("check-in", half_day.pk)]))
    page.get_by_label("Prénom").fill("noemie")
    page.get_by_label("Nom", exact=True).fill("CASTEL")
    page.get_by_role("button", name="Je suis là").click()
    assert registration.attendances.get().state == Attendance.State.PRESENT


def test_a_request_is_approved_in_one_tap(open_as, session):
    caretaker = a_caretaker(session.site)
    employer = caretaker.field_workers.get().employer
    SignUpApproval.objects.create(site=session.site, employer=employer)
    page = open_as(caretaker, PHONE, javascript=False)
    page.goto("/formations/")
    page.get_by_role("button", name="Je demande à m’inscrire").click()
    registration = session.registrations.get()
    assert registration.state == State.REQUESTED
    page = open_as(a_manager(session.site, employer), PHONE, javascript=False)
    page.goto("/tableau-de-bord/")
    page.get_by_role("link", name="Je réponds").first.click()
    page.get_by_role("button", name="J’accepte la demande").first.click()
    registration.refresh_from_db()
    assert registration.state == State.CONFIRMED
