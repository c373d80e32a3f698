"""An employer's choice to approve its people's sign-ups, on the page of the team."""

import pytest
from django.urls import reverse

from sites.models import SignUpApproval
from tests.factories.people import (
    FieldWorkerFactory,
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_lead,
    a_manager,
    a_partner,
)
from tests.sites.pages import page, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def employer(site):
    return FieldWorkerFactory(site=site, employer=OrganisationFactory(name="Habitat du Parc")).employer


def switch_url(site):
    return reverse("sites:approval", args=[site.slug])


def approves(site, employer):
    return SignUpApproval.objects.filter(site=site, employer=employer).exists()


def test_the_manager_switches_it_on_and_off_from_the_team_page(site, employer, sign_in):
    client = sign_in(a_manager(site, employer))
    form = page(client.get(reverse("sites:site_workers", args=[site.slug]))).find("form", action=switch_url(site))
    assert form.button.get_text(strip=True) == "Je valide les inscriptions"
    posted = {
        field["name"]: field["value"] for field in form.find_all("input") if field["name"] != "csrfmiddlewaretoken"
    }
    for _ in range(2):
        assert "Validation active" in text(client.post(switch_url(site), posted, follow=True))
    assert approves(site, employer)
    answer = client.post(switch_url(site), posted | {"approves": "no"}, follow=True)
    assert "s’inscrit désormais aux formations sans validation" in text(answer)
    assert not approves(site, employer)


def test_the_lead_switches_it_for_an_employer_named(site, employer, sign_in):
    client = sign_in(a_lead(site))
    assert "Habitat du Parc" in text(
        client.post(switch_url(site), {"employer": employer.pk, "approves": "yes"}, follow=True)
    )
    assert approves(site, employer)


def test_nobody_switches_another_employers_or_another_sites(site, employer, sign_in):
    yes = {"employer": employer.pk, "approves": "yes"}
    assert sign_in(a_manager(site)).post(switch_url(site), yes).status_code == 404
    assert sign_in(a_manager(SiteFactory(), employer)).post(switch_url(site), yes).status_code == 404
    assert sign_in(a_caretaker(site, employer)).post(switch_url(site), yes).status_code == 403
    assert sign_in(a_partner(site)).post(switch_url(site), yes).status_code == 403
    assert not approves(site, employer)


@pytest.mark.parametrize(
    "odd", [{}, {"employer": "x", "approves": "yes"}, {"approves": "yes"}, {"approves": "perhaps"}]
)
def test_an_odd_post_changes_nothing(site, employer, sign_in, odd):
    client = sign_in(a_manager(site, employer))
    data = ({"employer": employer.pk} | odd) if odd == {"approves": "perhaps"} else odd
    assert client.post(switch_url(site), data).status_code == 404
    assert not approves(site, employer)


def test_reading_the_address_changes_nothing(site, employer, sign_in):
    client = sign_in(a_manager(site, employer))
    client.get(switch_url(site), {"employer": employer.pk, "approves": "yes"})
    assert not approves(site, employer)
