"""What a sign-up asks of the database, from the list to the answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proxinet import seats
from tests.factories.events import SessionFactory
from tests.factories.people import FieldWorkerFactory, SiteFactory, a_caretaker
from tests.trainings.pages import text

pytestmark = pytest.mark.django_db

MOST_QUERIES = 25
TRANSACTION = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT")


def questions(captured) -> list[str]:
    return [query["sql"] for query in captured if not query["sql"].startswith(TRANSACTION)]


@pytest.mark.parametrize(("seats_left", "words"), [(1, "Votre place est réservée"), (0, "au rang 1")])
def test_from_list_to_answer_in_three_requests_and_few_queries(sign_in, seats_left, words):
    site = SiteFactory()
    session = SessionFactory(module__programme__site=site, capacity=3)
    for person in FieldWorkerFactory.create_batch(3 - seats_left, site=site):
        seats.sign_up(session, person)
    client = sign_in(a_caretaker(site))
    client.get(reverse("trainings:list"))
    with CaptureQueriesContext(connection) as captured:
        assert "Je " in text(client.get(reverse("trainings:list")))
        posted = client.post(reverse("trainings:sign_up", args=[session.pk]))
        answer = client.get(posted.url)
    assert words in text(answer)
    asked = questions(captured.captured_queries)
    assert len(asked) <= MOST_QUERIES, len(asked)
