"""What the dashboard tells people to do next about meetups."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.models import Contact, Meetup, MiniProject, Support, Task
from networks.todo import todos
from proxinet import seats
from sites.models import Approach
from tests.factories.events import MeetupFactory, in_days
from tests.factories.people import FieldWorkerFactory, a_caretaker, a_lead, a_partner

pytestmark = pytest.mark.django_db


def titles(user):
    return [todo.title.replace("\u202f", " ") for todo in todos(user, user.memberships.get())]


def test_a_caretaker_sees_their_next_meetup_or_one_with_room(site):
    user = a_caretaker(site)
    assert titles(user) == []
    MeetupFactory(site=site, title="Visite", capacity=0)
    soon = MeetupFactory(site=site, title="Proxi-Déj’", starts_at=in_days(12))
    assert titles(user) == ["Une rencontre vous attend"]
    seats.sign_up(soon, user.field_workers.get())
    assert titles(user) == ["Proxi-Déj’"]


def test_a_lead_writes_accounts_fills_and_plans(site):
    user = a_lead(site)
    assert titles(user) == ["Aucune rencontre n’est prévue"]
    MeetupFactory(site=site, title="Mars", starts_at=in_days(-3))
    MeetupFactory(site=site, title="Annulée", starts_at=in_days(-4), cancelled_at=timezone.now())
    assert titles(user) == ["Dire qui est venu : Mars", "Aucune rencontre n’est prévue"]
    soon = MeetupFactory(site=site, title="Avril", starts_at=in_days(4))
    assert titles(user) == ["Dire qui est venu : Mars", "Peu d’inscrits : Avril"]
    for person in FieldWorkerFactory.create_batch(3, site=site):
        seats.sign_up(soon, person)
    Meetup.objects.filter(title="Mars").update(recorded_at=timezone.now())
    assert titles(user) == []


def test_a_training_site_that_never_met_is_left_in_peace(site):
    site.approach.code = Approach.Code.TRAINING
    site.approach.save()
    assert titles(a_lead(site)) == []
    assert titles(a_partner(site)) == []


def test_tasks_newcomers_contacts_and_ideas_wait_for_the_lead(site):
    user, caretaker = a_lead(site), a_caretaker(site)
    person = caretaker.field_workers.get()
    MeetupFactory(site=site, starts_at=in_days(30))
    Task.objects.create(site=site, title="Écrire", person=person, due_on=in_days(-2).date())
    Task.objects.create(site=site, title="Plus tard", person=person, due_on=in_days(30).date())
    Task.objects.create(site=site, title="Faite", person=person, due_on=in_days(-2).date(), done_on=in_days(0).date())
    FieldWorkerFactory(site=site, is_confirmed=False)
    Contact.objects.create(site=site, name="Ville", call_for="tags")
    Contact.objects.create(site=site, name="Régie", call_for="fuites", checked_on=timezone.localdate())
    ripe, young = (MiniProject.objects.create(site=site, title=title, state="supported") for title in ("Tri", "Jeu"))
    for person in FieldWorkerFactory.create_batch(3, site=site):
        Support.objects.create(project=ripe, person=person)
    Support.objects.create(project=young, person=person)
    with CaptureQueriesContext(connection) as asked:
        told = titles(user)
    waiting = ["En retard : Écrire", "Idée à décider : Tri", "Un contact à vérifier"]
    assert told == ["1 nouveau venu par une affiche", *waiting]
    assert len(asked) <= 7  # with the membership
    assert titles(caretaker)[0] == "À faire : Écrire"
    assert "À faire : Plus tard" not in titles(caretaker)
