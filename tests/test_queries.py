"""No page of the portal asks the database more than 20 times, nor more when the site is full than when it is small."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.models import Contact, Guest, Invitee, MiniProject, Outcome, SiteWalk, Support, Task, WalkPoint
from proxinet import seats
from sites.models import Agreement, Milestone
from tests.factories.events import MeetupFactory, SessionFactory, in_days
from tests.factories.people import FieldWorkerFactory, NeighbourhoodFactory
from tests.test_access import read_table
from tests.world import ROLES, build_world

MOST_QUERIES = 20
# Laying a paper out costs seconds and asks the database nothing: what papers read is counted in their own tests.
PAPERS = {
    *("trainings:convocations", "trainings:convocation", "trainings:convocation_by_link", "trainings:sign_in_sheet"),
    *("trainings:certificates", "trainings:certificate", "trainings:certificate_by_link"),
    *("trainings:programme_sheet", "trainings:diagnosis_sheet"),
    *("networks:poster", "networks:code_cards", "networks:walk_sheet"),
    *("reports:other_file", "reports:edition_file"),
}
AGENTS = 300


def count_queries(client, url) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(url)
        if response.streaming:
            list(response.streaming_content)
    return len(queries)


def fill(place) -> None:
    """A busy site: 300 agents, all of them waiting or registered somewhere, and dozens of everything listed."""
    site, session, meetup = place.site, place.session, place.meetup
    employer = place.worker.employer
    agents = FieldWorkerFactory.create_batch(AGENTS, site=site, employer=employer)
    for event in (session, meetup, place.past_session, place.past_meetup):
        registrations = event.registrations.model
        registrations.objects.bulk_create(
            registrations(event=event, person=agent, state=seats.State.WAITING, position=100 + number)
            for number, agent in enumerate(agents)
        )
    NeighbourhoodFactory.create_batch(30, site=site)
    for number in range(30):
        SessionFactory(module=session.module, starts_at=in_days(20 + number))
        MeetupFactory(site=site, starts_at=in_days(20 + number))
        MeetupFactory(site=site, starts_at=in_days(-20 - number))
        Milestone.objects.create(site=site, title=f"Étape {number}")
        Agreement.objects.create(site=site, title=f"Convention {number}").signatories.add(employer)
        MiniProject.objects.create(site=site, title=f"Mini-projet {number}", decided_at=place.past_meetup)
        Contact.objects.create(site=site, name=f"Service {number}", call_for="tout")
        MiniProject.objects.create(site=site, title=f"Idée {number}", state="idea", proposed_at=place.past_meetup)
        FieldWorkerFactory(site=site, employer=employer, first_name=f"Venu {number}", last_name="", is_confirmed=False)
        Guest.objects.create(meetup=meetup, name="Médiatrice", email=f"invite{number}@exemple.test")
        Task.objects.create(site=site, project=place.project, meetup=place.past_meetup, title=f"Tâche {number}")
        Outcome.objects.create(site=site, project=place.project, kind="action", title=f"Action {number}")
        Outcome.objects.create(site=site, group=place.group, kind="action", title=f"Action {number}")
        SiteWalk.objects.create(site=site, title=f"Visite {number}", place="Mail", held_on=timezone.localdate())
        WalkPoint.objects.create(walk=place.walk, place_kind="hall", place=f"Hall {number}", problem="Lampe cassée")
    place.group.members.add(*agents)
    Support.objects.bulk_create(Support(project=place.project, person=agent) for agent in agents)
    Invitee.objects.bulk_create(Invitee(meetup=meetup, person=agent) for agent in agents)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_queries_are_few_and_do_not_grow(role):
    world = build_world()
    client = Client()
    client.force_login(world.users[role])
    pages = [
        address.url(world.own)
        for address in read_table()
        if address.method == "GET" and address.own[ROLES.index(role)] == "o" and address.name not in PAPERS
    ]
    small = {}
    for page in pages:
        client.get(page)
        small[page] = count_queries(client, page)
    fill(world.own)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # so many rows at once, and the planner does not know: it would choose badly
    full = {page: count_queries(client, page) for page in pages}
    assert {page: count for page, count in full.items() if count > MOST_QUERIES} == {}
    grown = {page: (small[page], full[page]) for page in pages if full[page] > small[page] + PAGINATION}
    assert grown == {}


PAGINATION = 1  # a list long enough for a second page may count its rows once more
