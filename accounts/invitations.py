"""Offering a role by e-mail, taking the offer back, and accepting it."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.emails import send_invitation
from accounts.models import (
    EMPLOYEE_ROLES,
    INVITATION_LIFETIME,
    Invitation,
    Membership,
    Role,
    User,
    hash_token,
    new_token,
)


class InvitationRefused(Exception):
    """An invitation that cannot be sent or accepted; ``str(error)`` is a French sentence for the person."""


class InvitationOver(InvitationRefused):
    """Used, taken back or expired."""


class NotForThisAccount(InvitationRefused):
    pass


class AccountExists(InvitationRefused):
    """The invited address has an account already: sign in with it first."""


@transaction.atomic
def invite(*, email: str, role: str, by: User, site=None, organisation=None, field_worker=None) -> Invitation:
    """Offer ``role`` to ``email``: one open offer per address, role and site, so an earlier one is revoked.

    ``organisation``: whom they work for (managers and partners). ``field_worker``: the agent they are. The mail is
    queued in the same transaction. Raises ``InvitationRefused`` when the person already holds that role, or when they
    are the one who invites: nobody gives themselves a role.
    """
    email = email.strip().lower()
    if email == by.email:
        raise InvitationRefused("On ne s’invite pas soi-même : demandez à un collègue de vous donner ce rôle.")
    refuse_if_held(email, role, site, organisation)
    Invitation.objects.open().filter(email=email, role=role, site=site).update(revoked_at=timezone.now())
    token = new_token()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email,
                role=role,
                site=site,
                organisation=organisation,
                field_worker=field_worker,
                invited_by=by,
                token_hash=hash_token(token),
                expires_at=timezone.now() + INVITATION_LIFETIME,
            )
    except IntegrityError as error:
        raise InvitationRefused("Une invitation vient de partir à cette adresse.") from error
    send_invitation(invitation, token)
    return invitation


def refuse_if_held(email: str, role: str, site, organisation) -> None:
    owner = Q(user__email=email) | Q(user__in=EmailAddress.objects.filter(email=email, verified=True).values("user"))
    held = Membership.objects.filter(owner, role=role, site=site)
    if role in EMPLOYEE_ROLES:
        held = held.filter(organisation=organisation)
    if held.exists():
        raise InvitationRefused("Cette personne a déjà ce rôle.")


@transaction.atomic
def resend(invitation: Invitation) -> None:
    """Send a fresh link for 72 hours more; the former link stops working."""
    invitation = lock(pk=invitation.pk)
    refuse_if_closed(invitation)
    token = new_token()
    invitation.token_hash = hash_token(token)
    invitation.expires_at = timezone.now() + INVITATION_LIFETIME
    invitation.save(update_fields=["token_hash", "expires_at"])
    send_invitation(invitation, token)


@transaction.atomic
def revoke(invitation: Invitation) -> None:
    invitation = lock(pk=invitation.pk)
    refuse_if_closed(invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])


@transaction.atomic
def accept(
    token: str, *, user: User | None = None, first_name="", last_name="", password: str | None = None
) -> Membership:
    """Give the offered role to ``user``, or to a new account made of the names and password.

    The invitation's row is locked first, so that two clicks make one membership. Raises ``Invitation.DoesNotExist``
    for an unknown token, ``InvitationOver``, ``NotForThisAccount``, ``AccountExists`` or ``InvitationRefused``.
    """
    invitation = lock(token_hash=hash_token(token))
    refuse_if_closed(invitation)
    if invitation.has_expired:
        raise InvitationOver("Cette invitation a expiré.")
    if user is None:
        user = open_account(invitation.email, first_name, last_name, password)
    elif not owns_address(user, invitation.email):
        raise NotForThisAccount("Cette invitation est pour une autre adresse.")
    membership, _ = Membership.objects.get_or_create(
        user=user, role=invitation.role, site=invitation.site, organisation=invitation.organisation
    )
    if invitation.field_worker_id:
        link_field_worker(invitation.field_worker, user)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return membership


def lock(**lookup) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).select_related("site", "field_worker").get(**lookup)


def refuse_if_closed(invitation: Invitation) -> None:
    if invitation.accepted_at:
        raise InvitationOver("Cette invitation a déjà servi.")
    if invitation.revoked_at:
        raise InvitationOver("Cette invitation a été annulée.")


def open_account(email: str, first_name: str, last_name: str, password: str | None) -> User:
    """A new account; its address is known to be theirs, since the link came by it."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, first_name=first_name, last_name=last_name)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError as error:
        raise AccountExists("Cette adresse a déjà un compte.") from error
    return user


def account_exists(email: str) -> bool:
    return User.objects.filter(email=email).exists() or EmailAddress.objects.filter(email=email, verified=True).exists()


def owns_address(user: User, email: str) -> bool:
    return user.email == email or EmailAddress.objects.filter(user=user, email=email, verified=True).exists()


def link_field_worker(field_worker, user: User) -> None:
    """Make the account the agent's own; refuse when either already belongs to someone else."""
    others = user.field_workers.filter(site=field_worker.site_id).exclude(pk=field_worker.pk)
    if field_worker.user_id not in (None, user.pk) or others.exists():
        raise InvitationRefused("Cet agent ou ce compte est déjà lié à un autre. Demandez au chef de projet du site.")
    field_worker.user = user
    field_worker.save(update_fields=["user"])


class LastRole(Exception):
    """One cannot take one's own last role away."""


@transaction.atomic
def remove_membership(membership: Membership, *, by: User) -> None:
    """Take a role back. The agent stays in the site's list, without an account. Raises ``LastRole``."""
    own = list(Membership.objects.select_for_update(of=("self",)).filter(user=membership.user_id))
    if membership.user_id == by.pk and len(own) == 1:
        raise LastRole("C’est votre dernier rôle : demandez à quelqu’un d’autre de vous le retirer.")
    if membership.role == Role.FIELD_WORKER:
        membership.user.field_workers.filter(site=membership.site_id).update(user=None)
    membership.delete()
