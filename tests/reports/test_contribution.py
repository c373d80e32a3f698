"""A lead writes their site's contribution: prefilled, saved piece by piece, sent."""

import pytest
from django.urls import reverse

from reports.models import Action, Answer, SiteAssessment
from reports.prefilling import prefill
from sites.models import SitePartner
from tests.factories.people import OrganisationFactory, a_coordinator, a_lead, a_partner
from tests.factories.reports import a_call, a_campaign, a_contribution, a_told_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    return a_campaign()


@pytest.fixture
def site(campaign):
    return a_told_site(campaign.call, name="Sens")


@pytest.fixture
def assessment(campaign, site):
    created = SiteAssessment.objects.create(campaign=campaign, site=site)
    prefill(created, None)
    return created


@pytest.fixture
def lead(site):
    return a_lead(site)


def page_of(client, assessment):
    response = client.get(assessment.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_page(sign_in, lead, assessment):
    html = page_of(sign_in(lead), assessment)
    assert "Première réunion" in html
