"""An employer that wants to approve its people's sign-ups: asked, reminded, answered, and the person told."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from sites import enrolment
from sites.models import SignUpApproval
from tests.factories.events import SessionFactory
from tests.factories.people import (
    FieldWorkerFactory,
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_lead,
    a_manager,
    a_partner,
)
from tests.trainings.pages import field_errors, page, text
from trainings import approval, settling

pytestmark = pytest.mark.django_db

REQUESTS = "/formations/demandes/"


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def employer(site):
    employer = OrganisationFactory(name="Habitat du Parc")
    SignUpApproval.objects.create(site=site, employer=employer)
    return employer


@pytest.fixture
def session(site):
    return SessionFactory(module__programme__site=site, module__title="Médiation", capacity=1)


def ask(session, employer, **fields):
    """A request of one of the employer's people; return the registration."""
    person = FieldWorkerFactory(site=session.site, employer=employer, email="agent@exemple.test", **fields)
    return enrolment.enrol(session, person, by=None)


def decide_url(registration):
    return reverse("trainings:decide_request", args=[registration.pk])


def mails(start, to=None):
    found = Email.objects.filter(subject__startswith=start)
    return found.filter(to=to) if to else found


def test_a_caretaker_asks_and_reads_that_the_employer_must_agree(site, session, employer, sign_in):
    manager = a_manager(site, employer)
    client = sign_in(a_caretaker(site, employer))
    before = text(client.get(session.get_absolute_url()))
    assert "Je demande à m’inscrire" in before
    assert "Votre employeur doit donner son accord" in before
    answer = text(client.post(reverse("trainings:sign_up", args=[session.pk]), follow=True))
    assert "Votre demande est envoyée à votre employeur" in answer
    assert "J’attends la validation de mon employeur" in answer
    mail = mails("Une inscription à valider", manager.email).get()
    assert REQUESTS in mail.message
    assert mail.message.startswith(f"Bonjour {manager.first_name}")
    assert "attend votre accord" in mail.html_message


def test_the_manager_accepts_in_one_click_and_the_person_has_the_place(site, session, employer, sign_in):
    registration = ask(session, employer, first_name="Inès")
    client = sign_in(a_manager(site, employer))
    form = page(client.get(REQUESTS)).find("form", action=decide_url(registration))
    assert form.button.get_text(strip=True) == "J’accepte"
    answer = client.post(decide_url(registration), {"decision": "approve"}, follow=True)
    assert "a une place" in text(answer)
    assert "Accepté" in text(answer)
    registration.refresh_from_db()
    assert registration.state == "confirmed"
    assert mails("Votre place est réservée", "agent@exemple.test").count() == 1
    assert "a déjà sa réponse" in text(client.post(decide_url(registration), {"decision": "approve"}, follow=True))


def test_a_refusal_needs_a_reason_which_the_person_reads_and_they_may_ask_again(site, session, employer, sign_in):
    user = a_caretaker(site, employer)
    registration = enrolment.enrol(session, user.field_workers.get(), by=user)
    manager = sign_in(a_manager(site, employer))
    refused = {"decision": "refuse", "reason": " "}
    assert "Écrivez un motif" in field_errors(manager.post(decide_url(registration), refused), "reason")
    too_long = manager.post(decide_url(registration), {"decision": "refuse", "reason": "a" * 301})
    assert field_errors(too_long, "reason")
    registration.refresh_from_db()
    assert registration.state == "requested"
    sentence = "Vous êtes déjà de garde ce jour-là."
    answer = manager.post(decide_url(registration), {"decision": "refuse", "reason": sentence}, follow=True)
    assert sentence in text(answer)
    assert sentence in mails("Votre employeur n’a pas validé", user.email).get().message
    client = sign_in(user)
    shown = client.get(session.get_absolute_url())
    assert sentence in text(shown)
    client.post(reverse("trainings:sign_up", args=[session.pk]))
    assert session.registrations.filter(person__user=user, state="requested").count() == 1
    assert sentence not in text(client.get(session.get_absolute_url()))


def test_only_the_employers_managers_answer_or_the_lead_where_it_has_none(site, session, employer, sign_in):
    registration = ask(session, employer)
    lead = sign_in(a_lead(site))
    assert page(lead.get(REQUESTS)).find("form", action=decide_url(registration))
    a_manager(site, employer)
    assert not page(lead.get(REQUESTS)).find("form", action=decide_url(registration))
    approve = {"decision": "approve"}
    assert lead.post(decide_url(registration), approve).status_code == 403
    assert sign_in(a_manager(site)).post(decide_url(registration), approve).status_code == 404
    assert sign_in(a_caretaker(site, employer)).get(REQUESTS).status_code == 403
    assert sign_in(a_partner(site)).get(REQUESTS).status_code == 403
    elsewhere = SiteFactory()
    assert sign_in(a_manager(elsewhere, employer)).post(decide_url(registration), approve).status_code == 404
    registration.refresh_from_db()
    assert registration.state == "requested"


def test_a_manager_who_approves_needs_no_approval_but_the_lead_who_signs_up_does(site, session, employer, sign_in):
    manager = a_manager(site, employer)
    one, two = FieldWorkerFactory.create_batch(2, site=site, employer=employer)
    url = reverse("trainings:sign_up_people", args=[session.pk])
    assert "Ont une place" in text(sign_in(manager).post(url, {"people": [one.pk]}, follow=True))
    answer = text(sign_in(a_lead(site)).post(url, {"people": [two.pk]}, follow=True))
    assert f"Demande envoyée à leur employeur : {two}" in answer
    assert "À valider par l’employeur" in answer


def test_reminders_go_out_three_days_and_one_day_before_the_end_once_each(site, session, employer):
    manager = a_manager(site, employer)
    ask(session, employer)
    for days, sent in ((4, 0), (2.9, 1), (2, 1), (0.9, 2), (0.5, 2), (-1, 2)):
        with time_machine.travel(session.sign_up_deadline - timedelta(days=days)):
            approval.remind_all()
            approval.remind_all()
        assert mails("Une inscription attend votre accord", manager.email).count() == sent, days


def test_a_request_of_the_last_day_is_not_reminded_at_once(site, session, employer):
    a_manager(site, employer)
    with time_machine.travel(session.sign_up_deadline - timedelta(hours=12)):
        ask(session, employer)
        approval.remind_all()
    assert mails("Une inscription attend votre accord").count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_and_settle_once(site, session, employer):
    a_manager(site, employer)
    ask(session, employer)
    at_work(approval.remind_all, timezone.now() + timedelta(days=8, hours=23))
    assert mails("Une inscription attend votre accord").count() == 1
    at_work(settling.settle_all, session.starts_at + timedelta(minutes=1))
    assert mails("Votre demande est restée sans réponse").count() == 1


def at_work(task, moment):
    barrier = Barrier(2)

    def work():
        barrier.wait()
        task()
        connection.close()

    with time_machine.travel(moment):
        workers = [Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()


def test_the_dashboards_say_what_waits_for_an_answer(site, session, employer, sign_in):
    ask(session, employer)
    lead, manager = a_lead(site), a_manager(site)
    assert "1 demande d’inscription à valider" in text(sign_in(lead).get(reverse("dashboard")))
    assert "demande d’inscription" not in text(sign_in(manager).get(reverse("dashboard")))
    ask(session, employer)
    assert "2 demandes d’inscription à valider" in text(sign_in(a_manager(site, employer)).get(reverse("dashboard")))


def test_requests_cost_the_same_for_3_as_for_60(site, session, employer, sign_in, django_assert_max_num_queries):
    client = sign_in(a_manager(site, employer))
    for _ in range(60):
        ask(session, employer)
    with django_assert_max_num_queries(10):
        assert "Demandes à valider" in text(client.get(REQUESTS))
