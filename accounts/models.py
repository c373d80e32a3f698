"""People who sign in, the roles they hold, and the invitations that give them one."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.access import Access
from proxinet.scoping import SiteScopedQuerySet


class Role(models.TextChoices):
    GUP_LEAD = "gup_lead", "Chef de projet GUP"
    FIELD_WORKER = "field_worker", "Personnel de proximité"
    LANDLORD_MANAGER = "landlord_manager", "Encadrant du bailleur"
    PARTNER = "partner", "Partenaire"
    COORDINATOR = "coordinator", "Coordination nationale"
    ADMIN = "admin", "Administration de la plateforme"


NATIONAL_ROLES = (Role.COORDINATOR, Role.ADMIN)
EMPLOYEE_ROLES = (Role.LANDLORD_MANAGER, Role.PARTNER)
GIVEN_BY_COORDINATORS = (Role.GUP_LEAD, Role.COORDINATOR)


class UserManager(BaseUserManager):
    use_in_migrations = True

    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())

    def create_user(self, email, password=None, **fields):
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Someone who signs in by e-mail. What they may do comes from their memberships, never from this row."""

    username = None
    email = models.EmailField(
        "adresse e-mail", unique=True, error_messages={"unique": "Cette adresse a déjà un compte."}
    )
    first_name = models.CharField("prénom", max_length=80, blank=True)
    last_name = models.CharField("nom", max_length=80, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        verbose_name = "compte"
        constraints = [
            models.CheckConstraint(name="user_email_lower_case", condition=Q(email=Lower("email"))),
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    def clean_fields(self, exclude=None):
        self.email = self.email.strip().lower()
        super().clean_fields(exclude=exclude)

    @cached_property
    def access(self) -> Access:
        """The person’s memberships, oldest first, read once per request."""
        return Access(tuple(self.memberships.select_related("site", "organisation").order_by("pk")))


class RoleScopedQuerySet(SiteScopedQuerySet):
    """Roles held or offered: a site's lead sees those of their site, a co-ordinator those a co-ordinator may give."""

    national_roles = frozenset({Role.ADMIN})

    def visible_to(self, user):
        visible = super().visible_to(user)
        access = getattr(user, "access", None)
        if access is None or access.is_admin or not access.is_coordinator:
            return visible
        return visible | self.filter(role__in=GIVEN_BY_COORDINATORS)

    def visible_through(self, membership):
        return self.at_site(membership) if membership.role == Role.GUP_LEAD else self.nothing()


class Membership(models.Model):
    """One role of one person, at one site or nationally."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField("rôle", max_length=20, choices=Role)
    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, null=True, blank=True, related_name="memberships")
    organisation = models.ForeignKey(
        "sites.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RoleScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "rôle"
        constraints = [
            models.CheckConstraint(
                name="membership_site_matches_role",
                condition=Q(role__in=NATIONAL_ROLES, site=None) | (~Q(role__in=NATIONAL_ROLES) & Q(site__isnull=False)),
                violation_error_message="Un rôle local demande un site ; un rôle national n’en a pas.",
            ),
            models.CheckConstraint(
                name="membership_employee_has_organisation",
                condition=~Q(role__in=EMPLOYEE_ROLES) | Q(organisation__isnull=False),
                violation_error_message="Indiquez l’organisme de cette personne.",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "site", "organisation"],
                nulls_distinct=False,
                name="membership_once",
                violation_error_message="Cette personne a déjà ce rôle.",
            ),
        ]

    def __str__(self):
        return f"{self.role_label} — {self.site.name}" if self.site_id else self.role_label

    @property
    def role_label(self) -> str:
        return self.get_role_display()


class InvitationQuerySet(RoleScopedQuerySet):
    def open(self):
        """Neither accepted nor revoked; perhaps expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def pending(self):
        return self.open().filter(expires_at__gt=timezone.now())

    def expired(self):
        return self.open().filter(expires_at__lte=timezone.now())

    def for_token(self, token: str):
        return self.filter(token_hash=hash_token(token))


INVITATION_LIFETIME = timedelta(hours=72)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """256 random bits, URL-safe; only its hash is stored."""
    return secrets.token_urlsafe(32)


class Invitation(models.Model):
    """An e-mailed offer of a role at a site: single use, 72 hours."""

    email = models.EmailField("adresse e-mail")
    role = models.CharField("rôle", max_length=20, choices=Role)
    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    organisation = models.ForeignKey(
        "sites.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    field_worker = models.ForeignKey(
        "sites.FieldWorker", on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        constraints = [
            models.CheckConstraint(
                name="invitation_site_matches_role",
                condition=Q(role__in=NATIONAL_ROLES, site=None) | (~Q(role__in=NATIONAL_ROLES) & Q(site__isnull=False)),
                violation_error_message="Un rôle local demande un site ; un rôle national n’en a pas.",
            ),
            models.CheckConstraint(
                name="invitation_employee_has_organisation",
                condition=~Q(role__in=EMPLOYEE_ROLES) | Q(organisation__isnull=False),
                violation_error_message="Indiquez l’organisme de cette personne.",
            ),
            models.CheckConstraint(
                name="invitation_field_worker_is_known",
                condition=~Q(role=Role.FIELD_WORKER) | Q(field_worker__isnull=False),
                violation_error_message="Ajoutez d’abord cette personne à la liste des agents du site.",
            ),
            models.CheckConstraint(name="invitation_email_lower_case", condition=Q(email=Lower("email"))),
            models.UniqueConstraint(
                fields=["email", "role", "site"],
                condition=Q(accepted_at=None, revoked_at=None),
                nulls_distinct=False,
                name="invitation_once_open",
                violation_error_message="Une invitation est déjà partie à cette adresse pour ce rôle.",
            ),
        ]

    def __str__(self):
        return f"{self.email} ({self.get_role_display()})"

    @property
    def role_label(self) -> str:
        return self.get_role_display()

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None

    @property
    def has_expired(self) -> bool:
        return self.is_open and self.expires_at <= timezone.now()

    @property
    def is_pending(self) -> bool:
        return self.is_open and not self.has_expired
