"""One's own pages: the role one works as, and the profile; and the administration for support."""

import pytest
from django.urls import reverse

from accounts.models import Membership, Role, User
from sites.models import FieldWorker
from tests.factories.people import FieldWorkerFactory, SiteFactory, UserFactory, a_caretaker, a_lead, a_partner
from tests.sites.pages import errors, page, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return SiteFactory(name="Ici")


@pytest.fixture
def user(here):
    """A lead here and a partner at Zuydcoote."""
    user = a_lead(here)
    elsewhere = a_partner(SiteFactory(name="Zuydcoote")).memberships.get()
    Membership.objects.create(user=user, role=Role.PARTNER, site=elsewhere.site, organisation=elsewhere.organisation)
    return user


def where(client):
    return page(client.get(reverse("accounts:profile"))).select_one(".whereabouts").get_text()


def test_switching_changes_where_one_works(user, sign_in):
    client = sign_in(user)
    assert "Ici" in where(client)
    other = user.memberships.get(role=Role.PARTNER)
    done = client.post(reverse("accounts:switch"), {"membership": other.pk})
    assert done["Location"] == reverse("dashboard")
    assert "Zuydcoote" in where(client)


def test_one_switches_only_to_one_s_own_roles(user, sign_in):
    client = sign_in(user)
    strange = a_lead(SiteFactory(name="Loin")).memberships.get()
    for wrong in (strange.pk, "x", "", "1; drop"):
        assert client.post(reverse("accounts:switch"), {"membership": wrong}).status_code == 404
    assert "Ici" in where(client)
    assert client.get(reverse("accounts:switch")).status_code == 405


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/sites/", "/sites/"),
        ("https://ailleurs.example/", "/tableau-de-bord/"),
        ("//ailleurs.example/", "/tableau-de-bord/"),
        ("javascript:alert(1)", "/tableau-de-bord/"),
        ("\\\\ailleurs.example", "/tableau-de-bord/"),
    ],
)
def test_switching_leads_nowhere_but_here(wanted, reached, user, sign_in):
    membership = user.memberships.get(role=Role.PARTNER)
    done = sign_in(user).post(reverse("accounts:switch"), {"membership": membership.pk, "next": wanted})
    assert done["Location"] == reached


def test_the_profile_shows_one_s_roles_and_address(user, sign_in):
    shown = text(sign_in(user).get(reverse("accounts:profile")))
    for expected in (user.email, "Chef de projet GUP", "Ici", "Partenaire", "Zuydcoote", "Changer mon mot de passe"):
        assert expected in shown


def test_the_profile_is_changed_and_a_refused_one_is_kept(user, sign_in):
    client, url = sign_in(user), reverse("accounts:profile")
    refused = client.post(url, {"first_name": "", "last_name": "<i>Nouveau</i>", "phone": "appelez-moi"})
    assert len(errors(refused)) >= 2
    assert page(refused).find("input", attrs={"name": "last_name"})["value"] == "<i>Nouveau</i>"
    assert page(refused).find("input", attrs={"name": "phone"})["value"] == "appelez-moi"
    assert "Nouveau" not in page(refused).select_one(".shell").get_text()
    user.refresh_from_db()
    assert user.last_name != "<i>Nouveau</i>"
    client.post(url, {"first_name": "Ana", "last_name": "<i>Nouveau</i>", "phone": "+33 1 99 00 12 34"})
    user.refresh_from_db()
    assert (user.first_name, user.phone) == ("Ana", "+33 1 99 00 12 34")
    assert b"<i>Nouveau" not in client.get(url).content


def test_someone_without_a_role_still_has_a_profile(sign_in):
    assert "Aucun rôle" in text(sign_in(UserFactory()).get(reverse("accounts:profile")))


def test_the_administration_is_for_staff_only(here, sign_in, client):
    assert client.get("/administration/")["Location"].startswith("/administration/login/")
    assert client.get("/administration/login/", follow=True).redirect_chain[-1][0].startswith("/compte/login/")
    for user in (a_lead(here), a_caretaker(here)):
        assert sign_in(user).get("/administration/accounts/user/").status_code != 200
    staff = User.objects.create_superuser("soutien@exemple.test", "quatre mots bien choisis")
    support = sign_in(staff)
    assert support.get("/administration/accounts/user/?q=exemple").status_code == 200
    assert support.get(f"/administration/accounts/user/{staff.pk}/change/").status_code == 200
    assert support.get("/administration/accounts/user/add/").status_code == 200
    for model in ("site", "organisation", "agreement", "fieldworker", "callforprojects"):
        assert support.get(f"/administration/sites/{model}/").status_code == 200
        assert support.get(f"/administration/sites/{model}/add/").status_code == 200


def test_support_cannot_erase_a_site_nor_an_agent(here, sign_in):
    support = sign_in(User.objects.create_superuser("soutien@exemple.test", "quatre mots bien choisis"))
    agent = FieldWorkerFactory(site=here)
    for model, pk in (("site", here.pk), ("fieldworker", agent.pk)):
        assert support.post(f"/administration/sites/{model}/{pk}/delete/", {"post": "yes"}).status_code == 403
    assert FieldWorker.objects.filter(pk=agent.pk).exists()
