import pytest
from bs4 import BeautifulSoup

from accounts.models import Membership, Role
from proxinet import seats
from reports.models import Report
from tests.factories.events import MeetupFactory, SessionFactory, in_days
from tests.factories.people import SiteFactory, UserFactory, a_caretaker, a_coordinator, a_lead
from tests.world import build_world

pytestmark = pytest.mark.django_db


def test_the_public_home_names_sites_and_nobody(client):
    world = build_world()
    page = client.get("/").content.decode()
    assert world.own.site.name in page
    for user in filter(None, world.users.values()):
        assert user.last_name not in page
        assert user.email not in page
    assert world.own.worker.last_name not in page


def test_signing_in_leads_each_role_to_its_place(sign_in):
    site = SiteFactory()
    assert site.name in sign_in(a_caretaker(site)).get("/tableau-de-bord/").content.decode()
    assert sign_in(a_coordinator()).get("/tableau-de-bord/")["Location"] == "/national/"
    assert "pas encore de rôle" in sign_in(UserFactory()).get("/tableau-de-bord/").content.decode()


def test_a_caretaker_sees_what_is_coming_here_and_whether_they_are_in(sign_in):
    site = SiteFactory()
    caretaker = a_caretaker(site)
    mine = MeetupFactory(site=site, title="Petit déjeuner du Luth", starts_at=in_days(3))
    SessionFactory(module__programme__site=site, module__title="Gérer un conflit")
    MeetupFactory(title="Ailleurs")
    seats.sign_up(mine, caretaker.field_workers.get())
    page = sign_in(caretaker).get("/tableau-de-bord/").content.decode()
    assert "Petit déjeuner du Luth" in page
    assert "Inscrit" in page
    assert "Gérer un conflit" in page
    assert "Ailleurs" not in page


def test_one_person_switches_between_two_roles(sign_in):
    here, there = SiteFactory(name="Le Luth"), SiteFactory(name="Les Minguettes")
    user = a_lead(here)
    second = Membership.objects.create(user=user, role=Role.GUP_LEAD, site=there)
    client = sign_in(user)
    client.post("/compte/role/", {"membership": second.pk})
    page = client.get("/tableau-de-bord/").content.decode()
    assert "Les Minguettes" in page.split("<main")[1]
    assert "Le Luth" not in page.split("<main")[1]


def test_nobody_takes_a_role_that_is_not_theirs(sign_in):
    user, someone = a_lead(SiteFactory()), a_lead(SiteFactory(name="Les Minguettes"))
    client = sign_in(user)
    client.post("/compte/role/", {"membership": someone.memberships.get().pk})
    assert "Les Minguettes" not in client.get("/tableau-de-bord/").content.decode()


def test_the_national_page_compares_the_sites_by_counting(sign_in):
    world = build_world()
    page = sign_in(a_coordinator()).get("/national/").content.decode()
    assert world.own.site.name in page
    assert world.other.site.name in page
    assert world.own.worker.last_name not in page
    assert sign_in(world.users["lead"]).get("/national/").status_code == 403


def test_the_national_page_asks_for_the_national_assessment_in_one_click(sign_in):
    world = build_world()
    client = sign_in(world.users["coordinator"])
    form = BeautifulSoup(client.get("/national/").content, "html.parser").find("form", action="/bilans/demander/")
    asked = client.post(form["action"], {field["name"]: field["value"] for field in form.find_all("input")})
    report = Report.objects.get(kind=Report.Kind.NATIONAL)
    assert asked["Location"] == f"/bilans/{report.public_id}/"
