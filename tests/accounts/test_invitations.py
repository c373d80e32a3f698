"""An invitation's life: sent, opened, accepted once, expired, taken back; and who may send which."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from accounts import invitations
from accounts.models import Invitation, Membership, Role, User, hash_token
from accounts.permissions import can_invite
from sites.models import SitePartner
from tests.factories.people import (
    FieldWorkerFactory,
    OrganisationFactory,
    SiteFactory,
    UserFactory,
    a_caretaker,
    a_coordinator,
    a_lead,
    a_manager,
    a_partner,
    an_admin,
)
from tests.sites.pages import errors, page, text

GUEST = "invite@exemple.test"
ANSWERS = {"first_name": "Ana", "last_name": "Exemple", "password": "quatre mots bien choisis"}


@pytest.fixture
def site(db):
    return SiteFactory(slug="ici", name="Ici")


@pytest.fixture
def lead(site):
    return a_lead(site)


def link_in_last_mail() -> str:
    mail = Email.objects.latest("pk")
    found = re.search(r"/compte/invitation/[\w-]+/", mail.message)
    assert found.group() in mail.html_message
    return found.group()


@pytest.fixture
def link(site, lead):
    """The address in the mail of a lead invited to the site."""
    invitations.invite(email=GUEST, role=Role.GUP_LEAD, site=site, by=lead)
    return link_in_last_mail()


def refused_in_words(response, status, said):
    assert response.status_code == status
    assert said in text(response)
    assert GUEST not in text(response)
    assert not Membership.objects.filter(user__email=GUEST).exists()


def test_the_page_says_who_invites_to_what_and_is_never_kept(link, lead, client):
    response = client.get(link)
    shown = text(response)
    assert str(lead) in shown
    assert "Chef de projet GUP" in shown
    assert "Ici" in shown
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"


def test_accepting_opens_the_account_and_the_role_and_signs_in(link, site, client):
    response = client.post(link, ANSWERS)
    assert response["Location"] == reverse("dashboard")
    user = User.objects.get(email=GUEST)
    assert user.check_password(ANSWERS["password"])
    assert str(user) == "Ana Exemple"
    assert user.access.leads(site.pk)
    assert EmailAddress.objects.get(user=user).verified
    assert client.get(reverse("sites:access", args=["ici"])).status_code == 200
    used = Client().get(link)
    refused = text(used)
    assert used.status_code == 410
    assert "déjà servi" in refused
    assert "connectez-vous" in refused


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("court", "12"),
        ("Invite@exemple.test", "semblable"),
        ("", "obligatoire"),
        ("proxinet-demo-2026", "public"),
    ],
)
def test_a_weak_password_is_said_and_the_names_are_kept(password, said, link, client):
    refused = client.post(link, {**ANSWERS, "password": password})
    assert any(said in error for error in errors(refused)), errors(refused)
    assert page(refused).find("input", attrs={"name": "first_name"})["value"] == "Ana"
    assert "value" not in page(refused).find("input", attrs={"name": "password"}).attrs
    assert not User.objects.filter(email=GUEST).exists()
    client.post(link, ANSWERS)
    assert User.objects.filter(email=GUEST).exists()


def test_the_token_is_in_the_mail_and_only_its_hash_in_the_table(link):
    token = link.split("/")[-2]
    row = Invitation.objects.filter(email=GUEST).values().get()
    assert row["token_hash"] == hash_token(token) != token
    assert token not in str(row)
    assert len(token) >= 43  # 256 bits


def test_an_expired_invitation_says_whom_to_ask(link, client):
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        for response in (client.get(link), client.post(link, ANSWERS)):
            refused_in_words(response, 410, "Demandez-en un nouveau au chef de projet de votre site")
    assert client.get(link).status_code == 200


def test_the_act_itself_refuses_once_the_page_was_left_open_too_long(link):
    with time_machine.travel(timezone.now() + timedelta(hours=73)), pytest.raises(invitations.InvitationOver):
        invitations.accept(link.split("/")[-2], **ANSWERS)
    assert not User.objects.filter(email=GUEST).exists()


def test_an_unknown_link_is_not_found(link, client):
    for wrong in (link[:-2] + "/", "/compte/invitation/autre/"):
        refused_in_words(client.get(wrong), 404, "n’ouvre aucune invitation")
        refused_in_words(client.post(wrong, ANSWERS), 404, "n’ouvre aucune invitation")


def test_a_newer_invitation_revokes_the_older(link, site, lead, client):
    invitations.invite(email=GUEST.upper(), role=Role.GUP_LEAD, site=site, by=lead)
    refused_in_words(client.get(link), 410, "annulée")
    assert Invitation.objects.open().count() == 1
    assert client.get(link_in_last_mail()).status_code == 200


def test_resending_gives_a_fresh_link_and_ends_the_former(link, site, lead, sign_in):
    invitation = Invitation.objects.get()
    with time_machine.travel(timezone.now() + timedelta(hours=80)):
        client = sign_in(lead)
        shown = text(client.get(reverse("sites:invitations", args=["ici"])))
        assert "Expirée" in shown
        client.post(reverse("accounts:resend_invitation", args=[invitation.pk]))
        assert "En attente" in text(client.get(reverse("sites:invitations", args=["ici"])))
        refused_in_words(Client().get(link), 404, "n’ouvre aucune invitation")
        assert Client().post(link_in_last_mail(), ANSWERS).status_code == 302


def test_a_revoked_invitation_opens_nothing_and_cannot_be_resent(link, lead, sign_in):
    client, pk = sign_in(lead), Invitation.objects.get().pk
    client.post(reverse("accounts:revoke_invitation", args=[pk]))
    refused_in_words(Client().post(link, ANSWERS), 410, "annulée")
    mails = Email.objects.count()
    client.post(reverse("accounts:resend_invitation", args=[pk]))
    assert Email.objects.count() == mails


def test_someone_who_has_the_role_is_not_invited(site, lead, sign_in):
    colleague = a_lead(site)
    refused = sign_in(lead).post(reverse("sites:invite", args=["ici"]), {"role": "gup_lead", "email": colleague.email})
    assert any("a déjà ce rôle" in error for error in errors(refused))
    assert page(refused).find("input", attrs={"name": "email"})["value"] == colleague.email
    assert not Email.objects.exists()
    assert not Invitation.objects.exists()


def test_with_an_account_one_signs_in_first_then_accepts_with_a_button(link, site, sign_in, client):
    user = UserFactory(email=GUEST)
    asked = client.get(link)
    assert "Vous avez déjà un compte" in text(asked)
    assert page(asked).find("a", href=f"{reverse('account_login')}?next={link}")
    stolen = client.post(link, ANSWERS)
    assert stolen.status_code == 200
    user.refresh_from_db()
    assert not user.check_password(ANSWERS["password"])
    assert not user.memberships.exists()
    signed_in = sign_in(user)
    assert page(signed_in.get(link)).find("input", attrs={"name": "password"}) is None
    assert signed_in.post(link)["Location"] == reverse("dashboard")
    assert user.memberships.get().site == site


def test_another_account_cannot_take_it(link, sign_in):
    stranger = a_lead(SiteFactory())
    client = sign_in(stranger)
    refused_in_words(client.get(link), 200, "pour une autre adresse")
    refused_in_words(client.post(link), 403, "pour une autre adresse")
    assert stranger.memberships.count() == 1
    assert Invitation.objects.get().is_pending


def test_an_invited_agent_becomes_their_own_line_in_the_list(site, lead, sign_in, client):
    worker = FieldWorkerFactory(site=site, first_name="Ana", last_name="Exemple", email=GUEST)
    page_of = reverse("sites:invite_worker", args=["ici", worker.pk])
    asked = sign_in(lead).get(page_of)
    assert page(asked).find("input", attrs={"name": "email"})["value"] == GUEST
    sign_in(lead).post(page_of, {"email": GUEST})
    link = link_in_last_mail()
    assert page(client.get(link)).find("input", attrs={"name": "first_name"})["value"] == "Ana"
    client.post(link, ANSWERS)
    worker.refresh_from_db()
    membership = worker.user.memberships.get()
    assert (worker.user.email, membership.role, membership.organisation) == (GUEST, "field_worker", worker.employer)
    assert "a déjà un compte" in text(sign_in(lead).get(page_of, follow=True))


def test_an_agent_linked_meanwhile_is_not_taken_over(site, lead, client):
    worker = FieldWorkerFactory(site=site)
    invitations.invite(
        email=GUEST, role=Role.FIELD_WORKER, site=site, organisation=worker.employer, field_worker=worker, by=lead
    )
    owner = UserFactory()
    worker.user = owner
    worker.save()
    refused = client.post(link_in_last_mail(), ANSWERS)
    assert refused.status_code == 409
    assert "déjà lié" in text(refused)
    worker.refresh_from_db()
    assert worker.user == owner
    assert not User.objects.filter(email=GUEST).exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_account", [False, True])
def test_two_clicks_at_once_make_one_membership(has_account):
    site = SiteFactory()
    invitations.invite(email=GUEST, role=Role.GUP_LEAD, site=site, by=a_lead(site))
    token = link_in_last_mail().split("/")[-2]
    who = {"user": UserFactory(email=GUEST)} if has_account else ANSWERS
    start, outcomes = threading.Barrier(8), []

    def click():
        try:
            start.wait()
            invitations.accept(token, **who)
            outcomes.append("accepted")
        except invitations.InvitationOver:
            outcomes.append("over")
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", *["over"] * 7]
    assert Membership.objects.filter(user__email=GUEST).count() == 1
    assert User.objects.filter(email=GUEST).count() == 1


def test_the_database_keeps_one_open_invitation(link, site):
    copy = Invitation(email=GUEST, role=Role.GUP_LEAD, site=site, token_hash="autre", expires_at=timezone.now())
    with pytest.raises(Exception, match="invitation_once_open"), transaction.atomic():
        copy.save()


# Who invites whom -----------------------------------------------------------------------------------------------------

LOCAL = {"gup_lead", "field_worker", "landlord_manager", "partner"}


@pytest.mark.parametrize(
    ("who", "here", "elsewhere", "nationally"),
    [
        ("lead", LOCAL, set(), set()),
        ("coordinator", {"gup_lead"}, {"gup_lead"}, {"coordinator"}),
        ("admin", LOCAL, LOCAL, {"coordinator", "admin"}),
        ("manager", set(), set(), set()),
        ("partner", set(), set(), set()),
        ("caretaker", set(), set(), set()),
    ],
)
def test_who_invites_whom(who, here, elsewhere, nationally, site):
    user = {
        "lead": lambda: a_lead(site),
        "coordinator": a_coordinator,
        "admin": an_admin,
        "manager": lambda: a_manager(site),
        "partner": lambda: a_partner(site),
        "caretaker": lambda: a_caretaker(site),
    }[who]()
    for place, expected in ((site, here), (SiteFactory(), elsewhere), (None, nationally)):
        assert {role.value for role in Role if can_invite(user, role, place)} == expected


def test_a_lead_cannot_post_a_role_they_may_not_give(site, lead, sign_in):
    refused = sign_in(lead).post(reverse("sites:invite", args=["ici"]), {"role": "admin", "email": GUEST})
    assert errors(refused)
    assert not Invitation.objects.exists()


def test_a_partner_s_organisation_is_asked_for_and_from_this_site(site, lead, sign_in):
    client, url = sign_in(lead), reverse("sites:invite", args=["ici"])
    stranger, association = OrganisationFactory(), OrganisationFactory()
    SitePartner.objects.create(site=site, organisation=association, part="deliverer")
    assert any("Choisissez l’organisme" in e for e in errors(client.post(url, {"role": "partner", "email": GUEST})))
    assert errors(client.post(url, {"role": "partner", "email": GUEST, "organisation": stranger.pk}))
    assert not Invitation.objects.exists()
    client.post(url, {"role": "partner", "email": GUEST, "organisation": association.pk})
    assert Invitation.objects.get().organisation == association


def test_a_lead_of_elsewhere_neither_sees_nor_handles_it(link, site, sign_in):
    invitation, other = Invitation.objects.get(), a_lead(SiteFactory(slug="ailleurs"))
    client = sign_in(other)
    for name in ("resend_invitation", "revoke_invitation"):
        assert client.post(reverse(f"accounts:{name}", args=[invitation.pk])).status_code == 404
    membership = a_partner(site).memberships.get()
    assert client.post(reverse("accounts:remove_membership", args=[membership.pk])).status_code == 404
    assert GUEST not in text(client.get(reverse("sites:invitations", args=["ailleurs"])))
    assert Invitation.objects.get().is_pending
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_nobody_gives_themselves_a_role(site, sign_in):
    coordinator = a_coordinator()
    asked = {"email": coordinator.email.upper(), "role": "gup_lead", "site": site.pk}
    refused = sign_in(coordinator).post(reverse("accounts:invite_national"), asked)
    assert any("soi-même" in error for error in errors(refused))
    assert not Invitation.objects.exists()
    assert coordinator.memberships.count() == 1


def test_the_coordinator_invites_a_lead_and_a_colleague_but_no_administrator(site, sign_in, client):
    coordinator = sign_in(a_coordinator())
    url = reverse("accounts:invite_national")
    assert any("Choisissez le site" in e for e in errors(coordinator.post(url, {"role": "gup_lead", "email": GUEST})))
    assert errors(coordinator.post(url, {"role": "admin", "email": GUEST}))
    coordinator.post(url, {"role": "gup_lead", "email": GUEST, "site": site.pk})
    coordinator.post(url, {"role": "coordinator", "email": "collegue@exemple.test", "site": site.pk})
    assert set(Invitation.objects.values_list("role", "site")) == {("gup_lead", site.pk), ("coordinator", None)}
    shown = text(coordinator.get(reverse("accounts:national_team")))
    assert GUEST in shown
    assert "collegue@exemple.test" in shown
    client.post(link_in_last_mail(), ANSWERS)
    assert User.objects.get(email="collegue@exemple.test").access.is_coordinator


def test_the_national_team_is_not_for_the_sites(lead, sign_in):
    for name in ("national_team", "invite_national"):
        assert sign_in(lead).get(reverse(f"accounts:{name}")).status_code == 403


def test_the_coordinator_sees_no_local_partner(site, sign_in):
    partner = a_partner(site)
    client = sign_in(a_coordinator())
    assert partner.email not in text(client.get(reverse("accounts:national_team")))
    assert client.post(reverse("accounts:remove_membership", args=[partner.memberships.get().pk])).status_code == 404


# Taking a role back ---------------------------------------------------------------------------------------------------


def test_a_lead_takes_a_role_back_after_being_asked(site, lead, sign_in):
    caretaker = a_caretaker(site)
    membership = caretaker.memberships.get()
    url, client = reverse("accounts:remove_membership", args=[membership.pk]), sign_in(lead)
    assert "Retirer ce rôle" in text(client.get(url))
    assert Membership.objects.filter(pk=membership.pk).exists()
    assert client.post(url)["Location"] == reverse("sites:access", args=["ici"])
    assert not Membership.objects.filter(pk=membership.pk).exists()
    worker = site.field_workers.get()
    assert (worker.user, worker.is_active) == (None, True)


def test_one_s_own_last_role_stays(lead, sign_in):
    membership = lead.memberships.get()
    refused = sign_in(lead).post(reverse("accounts:remove_membership", args=[membership.pk]), follow=True)
    assert "C’est votre dernier rôle" in text(refused)
    assert Membership.objects.filter(pk=membership.pk).exists()
