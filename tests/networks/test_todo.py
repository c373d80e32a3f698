"""What the dashboard tells people to do next about meetups."""

import pytest
from django.utils import timezone

from networks.models import Meetup
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
