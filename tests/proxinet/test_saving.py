"""Two people create the same thing at once: one has it, the other is told, nobody sees a broken page."""

from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from sites.models import Neighbourhood
from tests.factories.events import ProgrammeFactory
from tests.factories.people import SiteFactory, a_lead
from trainings.models import Module

pytestmark = pytest.mark.django_db(transaction=True)

BLOCKED = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'transactionid'"


def post_while_another_saves(user, url, typed, save_first):
    """Post; the page finds the name free, then its write waits for ``save_first``, committed only at that point."""
    client, answers = Client(), []
    client.force_login(user)

    def post():
        try:
            answers.append(client.post(url, typed))
        except Exception as error:  # noqa: BLE001 - reported to the test
            answers.append(error)
        finally:
            connection.close()

    other = Thread(target=post)
    with transaction.atomic():
        save_first()
        other.start()
        wait_until_blocked(other)
    other.join()
    return answers[0]


def wait_until_blocked(thread):
    with connection.cursor() as cursor:
        while thread.is_alive():
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(BLOCKED)
            if cursor.fetchone():
                return


def test_the_same_module_twice_at_once():
    programme = ProgrammeFactory()
    lead = a_lead(programme.site)
    typed = {"title": "Les bons gestes", "kind": Module.Kind.values[0], "description": "Deux jours", "order": 1}
    url = reverse("trainings:create_module", args=[programme.pk])
    answer = post_while_another_saves(
        lead, url, typed, lambda: Module.objects.create(programme=programme, title="Les bons gestes")
    )
    assert getattr(answer, "status_code", answer) == 200
    page = answer.content.decode()
    assert "Ce programme a déjà un module de ce nom." in page
    assert "Deux jours" in page
    assert Module.objects.filter(programme=programme).count() == 1


def test_the_same_neighbourhood_twice_at_once():
    site = SiteFactory()
    lead = a_lead(site)
    url = reverse("sites:add_neighbourhood", args=[site.slug])
    answer = post_while_another_saves(
        lead, url, {"name": "Les Tilleuls"}, lambda: Neighbourhood.objects.create(site=site, name="Les Tilleuls")
    )
    assert getattr(answer, "status_code", answer) == 200
    page = answer.content.decode()
    assert "Ce quartier existe déjà sur ce site." in page
    assert "Les Tilleuls" in page
    assert Neighbourhood.objects.filter(site=site).count() == 1
