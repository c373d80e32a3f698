"""What a page costs: queries that do not grow, and bytes a caretaker's phone receives."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proxinet import seats
from tests.factories.events import ModuleFactory, SessionFactory, in_days
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, SiteFactory, a_caretaker, a_lead, a_manager
from tests.trainings.pages import page
from trainings.models import Session

pytestmark = pytest.mark.django_db

MOST_QUERIES = 20
MOST_BYTES = 30_000
MOST_REQUESTS = 6


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def furnish(site, employer, count):
    """``count`` sessions, ``count`` people of one employer, all in the first session."""
    module = ModuleFactory(programme__site=site)
    sessions = [
        SessionFactory(module=module, capacity=count, starts_at=in_days(3 + number), half_day=True)
        for number in range(count)
    ]
    for person in FieldWorkerFactory.create_batch(count, site=site, employer=employer):
        seats.sign_up(sessions[0], person)
    return sessions[0]


@pytest.mark.parametrize("role", ["caretaker", "manager", "lead"])
def test_no_page_asks_more_of_the_database_for_300_rows_than_for_3(role, sign_in):
    counts = []
    for count in (3, 300):
        site, employer = SiteFactory(), OrganisationFactory()
        session = furnish(site, employer, count)
        client = sign_in(
            {"caretaker": a_caretaker, "manager": a_manager}.get(role, lambda s, e: a_lead(s))(site, employer)
        )
        FieldWorkerFactory.create_batch(count, site=site, employer=employer)
        names = ["list", "past", "mine", "programmes"]
        urls = [reverse(f"trainings:{name}") for name in names]
        urls += [session.get_absolute_url(), session.module.programme.get_absolute_url()]
        if role != "caretaker":
            urls.append(reverse("trainings:sign_up_people", args=[session.pk]))
        counts.append([queries(client, url) for url in urls])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= MOST_QUERIES


def test_a_caretakers_pages_are_light(sign_in):
    site, employer = SiteFactory(), OrganisationFactory()
    session = furnish(site, employer, 20)
    client = sign_in(a_caretaker(site, employer))
    for url in (reverse("trainings:list"), session.get_absolute_url(), reverse("trainings:mine")):
        response = client.get(url)
        linked = linked_files(page(response))
        weight = len(gzip.compress(response.content, 6)) + sum(len(gzip.compress(f.read_bytes(), 6)) for f in linked)
        assert weight <= MOST_BYTES, (url, weight)
        assert 1 + len(linked) <= MOST_REQUESTS


def linked_files(soup) -> set[Path]:
    addresses = [tag["href"] for tag in soup.find_all("link")] + [
        tag["src"] for tag in soup.find_all(["script", "img"])
    ]
    return {Path(settings.BASE_DIR, "static", address.removeprefix("/static/")) for address in addresses}


def test_the_list_with_three_filters_asks_seven_questions_for_10_sessions_as_for_1000(sign_in):
    counts = []
    for count in (10, 1000):
        site = SiteFactory()
        module = ModuleFactory(programme__site=site)
        first = in_days(1)
        Session.objects.bulk_create(
            Session(
                module=module,
                capacity=20,
                starts_at=first + timedelta(hours=6 * number),
                ends_at=first + timedelta(hours=6 * number + 3),
            )
            for number in range(count)
        )
        client = sign_in(a_caretaker(site))
        filters = f"?programme={module.programme.pk}&kind={module.kind}&after={first:%Y-%m-%d}"
        assert page(client.get(reverse("trainings:list") + filters)).find_all("article")
        counts.append(queries(client, reverse("trainings:list") + filters))
    assert counts[0] == counts[1] <= 7
