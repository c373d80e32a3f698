"""Who reaches a site's pages, what they show, and that they do not slow down when the site fills."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Invitation, Role, new_token
from sites.models import Agreement, FieldWorker, Milestone, Neighbourhood, SitePartner
from tests.factories.people import (
    FieldWorkerFactory,
    NeighbourhoodFactory,
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_coordinator,
    a_lead,
    a_manager,
    a_member,
    a_partner,
    an_admin,
)
from tests.sites.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def landlord():
    return OrganisationFactory(name="Habitat du Val")


@pytest.fixture
def site(landlord):
    site = SiteFactory(slug="ici", name="Ici", context="", results="Les équipes se connaissent.")
    SitePartner.objects.create(site=site, organisation=landlord, part=SitePartner.Part.LANDLORD)
    return site


@pytest.fixture
def everything(site, landlord):
    """The primary keys of one of each thing, by the name of its pages."""
    agreement = Agreement.objects.create(site=site, title="Convention", period_text="deux ans")
    agreement.signatories.add(landlord)
    return {
        "neighbourhood": NeighbourhoodFactory(site=site, name="Le Luth").pk,
        "agreement": agreement.pk,
        "milestone": Milestone.objects.create(site=site, title="Première réunion", date_text="début 2013").pk,
        "partner": site.partners.get().pk,
        "worker": FieldWorkerFactory(site=site, employer=landlord).pk,
    }


FOR_LEADS = [
    "edit",
    "add_neighbourhood",
    "neighbourhood",
    "delete_neighbourhood",
    "add_agreement",
    "agreement",
    "delete_agreement",
    "add_milestone",
    "milestone",
    "delete_milestone",
    "add_partner",
    "partner",
    "remove_partner",
    "add_worker",
    "import_workers",
    "worker",
    "leave_post",
    "invite_worker",
    "access",
    "invite",
    "invitations",
]
FOR_MANAGERS_TOO = ["site_workers", "export_workers", "worker_model"]
OF_A_WORKER = {"leave_post": "worker", "invite_worker": "worker"}


def address(name, site, everything):
    subject = OF_A_WORKER.get(name, name.removeprefix("delete_").removeprefix("remove_"))
    return reverse(f"sites:{name}", args=[site.slug, *([everything[subject]] if subject in everything else [])])


@pytest.mark.parametrize("name", FOR_LEADS + FOR_MANAGERS_TOO)
def test_a_lead_reaches_each_page_and_a_lead_of_elsewhere_finds_none(name, site, everything, sign_in):
    page = address(name, site, everything)
    assert sign_in(a_lead(site)).get(page).status_code == 200
    assert sign_in(an_admin()).get(page).status_code == 200
    for method in ("get", "post"):
        assert getattr(sign_in(a_lead(SiteFactory())), method)(page).status_code == 404


@pytest.mark.parametrize("name", FOR_LEADS)
@pytest.mark.parametrize("role", ["partner", "manager", "caretaker", "coordinator"])
def test_others_are_told_who_may(name, role, site, landlord, everything, sign_in):
    user = {
        "partner": lambda: a_partner(site),
        "manager": lambda: a_manager(site, landlord),
        "caretaker": lambda: a_caretaker(site, landlord),
        "coordinator": a_coordinator,
    }[role]()
    before = FieldWorker.objects.count(), Neighbourhood.objects.count(), SitePartner.objects.count()
    for method in ("get", "post"):
        response = getattr(sign_in(user), method)(address(name, site, everything))
        assert response.status_code == 403
        assert "chef de projet du site" in text(response)
    assert before == (FieldWorker.objects.count(), Neighbourhood.objects.count(), SitePartner.objects.count())


@pytest.mark.parametrize("name", FOR_MANAGERS_TOO)
def test_a_partner_and_a_coordinator_do_not_read_the_agents(name, site, everything, sign_in):
    for user in (a_partner(site), a_coordinator(), a_caretaker(site)):
        assert sign_in(user).get(address(name, site, everything)).status_code == 403


def test_a_manager_sees_only_their_own_people(site, landlord, sign_in):
    FieldWorkerFactory(site=site, employer=landlord, last_name="Desnôtres")
    FieldWorkerFactory(site=site, last_name="Dailleurs")
    FieldWorkerFactory(site=SiteFactory(), employer=landlord, last_name="Loin")
    client = sign_in(a_manager(site, landlord))
    shown = text(client.get(reverse("sites:workers")))
    assert "Mon équipe" in shown
    assert "Desnôtres" in shown
    assert "Dailleurs" not in shown
    assert "Loin" not in shown
    file = b"".join(client.get(reverse("sites:export_workers", args=[site.slug])).streaming_content).decode()
    assert "Desnôtres" in file
    assert "Dailleurs" not in file


def test_a_site_tells_its_story_and_what_is_unknown(site, everything, sign_in):
    for user in (a_lead(site), a_caretaker(site), a_coordinator()):
        shown = text(sign_in(user).get(site.get_absolute_url()))
        assert "Le point de départ non renseigné" in shown
        assert "Les équipes se connaissent." in shown
        assert "début 2013 Première réunion" in shown
        assert "Le Luth" in shown
        assert "Habitat du Val" in shown
        assert "Département non renseigné" in shown
    assert "Modifier" in text(sign_in(a_lead(site)).get(site.get_absolute_url()))
    assert "Modifier" not in text(sign_in(a_caretaker(site)).get(site.get_absolute_url()))


def test_the_list_shows_all_sites_to_national_roles_and_ones_own_to_others(site, sign_in):
    SiteFactory(name="Ailleurs")
    national = text(sign_in(a_coordinator()).get(reverse("sites:list")))
    assert "Ici" in national
    assert "Ailleurs" in national
    assert "Bailleurs 1" in national
    assert "Quartiers non renseigné" in national
    local = text(sign_in(a_caretaker(site)).get(reverse("sites:list")))
    assert "Ici" in local
    assert "Ailleurs" not in local


def test_the_lead_s_menu_leads_to_their_site_and_says_when_they_are_there(site, sign_in):
    page = BeautifulSoup(sign_in(a_lead(site)).get(site.get_absolute_url()).content, "html.parser")
    current = page.find("nav").find("a", attrs={"aria-current": "page"})
    assert current["href"] == site.get_absolute_url()
    assert current.get_text(strip=True) == "Mon site"


@pytest.mark.parametrize("query", ["nom=helene", "nom=HÉLÈNE+lefevre", "nom=lefèvre"])
def test_agents_are_found_whatever_the_accents(query, site, landlord, sign_in):
    FieldWorkerFactory(site=site, employer=landlord, first_name="Hélène", last_name="Lefèvre")
    FieldWorkerFactory(site=site, employer=landlord, first_name="Autre", last_name="Personne")
    shown = text(sign_in(a_lead(site)).get(f"{reverse('sites:workers')}?{query}"))
    assert "Hélène Lefèvre" in shown
    assert "Autre Personne" not in shown


def test_agents_are_filtered_by_employer_category_and_post(site, landlord, sign_in):
    city = OrganisationFactory(name="Ville")
    SitePartner.objects.create(site=site, organisation=city, part=SitePartner.Part.LEAD)
    FieldWorkerFactory(site=site, employer=landlord, last_name="Gardienne")
    FieldWorkerFactory(site=site, employer=city, last_name="Municipale", staff_category="city_agent")
    FieldWorkerFactory(site=site, employer=city, last_name="Retraitée", is_active=False)
    client, url = sign_in(a_lead(site)), reverse("sites:workers")

    def listed(query):
        shown = text(client.get(f"{url}?{query}"))
        return {name for name in ("Gardienne", "Municipale", "Retraitée") if f"Dominique {name}" in shown}

    assert listed("") == {"Gardienne", "Municipale"}
    assert listed(f"employeur={city.pk}") == {"Municipale"}
    assert listed("metier=caretaker") == {"Gardienne"}
    assert listed("en_poste=non") == {"Retraitée"}
    assert listed("en_poste=tous&tri=employeur") == {"Gardienne", "Municipale", "Retraitée"}


def test_three_hundred_agents_cost_no_more_queries_than_three(site, landlord, everything, sign_in):
    lead = a_lead(site)
    pages = [address(name, site, everything) for name in FOR_LEADS + FOR_MANAGERS_TOO]
    pages += [site.get_absolute_url(), reverse("sites:list"), reverse("sites:workers"), reverse("dashboard")]
    FieldWorkerFactory.create_batch(2, site=site, employer=landlord)
    client = sign_in(lead)
    few = {page: queries(client, page) for page in pages}
    FieldWorkerFactory.create_batch(297, site=site, employer=landlord)
    for number in range(40):
        a_member(Role.PARTNER, site, landlord)
        NeighbourhoodFactory(site=site)
        Milestone.objects.create(site=site, title=f"Étape {number}")
        Agreement.objects.create(site=site, title=f"Convention {number}").signatories.add(landlord)
        Invitation.objects.create(
            email=f"invite{number}@exemple.test",
            role=Role.PARTNER,
            organisation=landlord,
            site=site,
            invited_by=lead,
            token_hash=new_token(),
            expires_at="2020-01-01T00:00Z",
        )
    many = {page: queries(client, page) for page in pages}
    assert {page: count for page, count in many.items() if count > 20} == {}
    growth = {page: (few[page], many[page]) for page in pages if many[page] > few[page]}
    # the dashboard and an empty list's page have one thing more to say: an invitation that expired, rows to show
    assert {page for page, (before, after) in growth.items() if after > before + 1} == set()
    assert reverse("sites:workers") not in growth


def queries(client, page):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page)
        if response.streaming:
            list(response.streaming_content)
    return len(captured)
