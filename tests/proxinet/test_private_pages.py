"""What a shared computer or a passing proxy keeps of a page."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.people import UserFactory


@pytest.mark.django_db
def test_a_page_of_someone_signed_in_is_kept_nowhere(sign_in):
    page = sign_in(UserFactory()).get(reverse("accounts:profile"))
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_the_public_home_may_be_kept(client):
    assert not client.get("/").has_header("Cache-Control")


def test_liveness_asks_nothing_of_the_database():
    """No ``django_db`` mark: a query fails this test. A probe carries no session."""
    assert Client().get(reverse("alive")).status_code == 200
