"""Tasks decided together: who reads what, who says it is done."""

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.models import Task
from tests.factories.events import in_days
from tests.factories.people import FieldWorkerFactory, a_caretaker, a_lead, a_manager

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(site):
    person = FieldWorkerFactory(site=site)
    due_on = in_days(-2).date()
    return Task.objects.create(site=site, title="Écrire", person=person, organisation=person.employer, due_on=due_on)


def test_people_are_named_to_those_who_may_read_them(site, task, sign_in, text):
    for user, is_named in ((a_lead(site), True), (a_caretaker(site), False), (a_manager(site), False)):
        words = text(sign_in(user).get(reverse("networks:tasks")))
        assert "En retard" in words
        assert str(task.organisation) in words or is_named
        assert (str(task.person) in words) == is_named


def test_the_person_in_charge_and_the_lead_say_it_is_done_nobody_else(site, task, sign_in):
    page = reverse("networks:task_done", args=[task.pk])
    assert sign_in(a_caretaker(site)).post(page).status_code == 403
    own = a_caretaker(site)
    Task.objects.filter(pk=task.pk).update(person=own.field_workers.get())
    assert sign_in(own).get(page).status_code == 405
    assert sign_in(own).post(page).status_code == 302
    task.refresh_from_db()
    assert task.done_on == timezone.localdate()
