"""The field staff of a site, the time they promised, and what goes with it."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Role
from proxinet.scoping import SiteScopedQuerySet
from sites.models.organisations import Organisation
from sites.models.programme import Neighbourhood, Site


class StaffCategory(models.TextChoices):
    BUILDING_EMPLOYEE = "building_employee", "Employé d’immeuble ou agent de maintenance"
    CARETAKER = "caretaker", "Gardien ou surveillant d’immeuble"
    ADMINISTRATIVE = "administrative", "Agent administratif"
    MANAGER = "manager", "Encadrant"
    CITY_AGENT = "city_agent", "Agent de la ville"
    REGIE_STAFF = "regie_staff", "Salarié de la régie de quartier"
    TENANT_REPRESENTATIVE = "tenant_representative", "Représentant de locataires"
    MEDIATOR = "mediator", "Médiateur"
    OTHER = "other", "Autre"


class FieldWorkerQuerySet(SiteScopedQuerySet):
    national_roles = frozenset({Role.ADMIN})

    def visible_through(self, membership):
        if membership.role == Role.GUP_LEAD:
            return self.at_site(membership)
        if membership.role == Role.LANDLORD_MANAGER:
            return self.at_site(membership) & Q(employer_id=membership.organisation_id)
        if membership.role == Role.FIELD_WORKER:
            return self.at_site(membership) & Q(user_id=membership.user_id)
        return self.nothing()

    def active(self):
        """In post, and known: neither gone nor a newcomer the lead has still to confirm."""
        return self.filter(is_active=True, is_confirmed=True)

    def newcomers(self):
        """People who came in by a poster and whom the lead has not confirmed yet."""
        return self.filter(is_active=True, is_confirmed=False)


class FieldWorker(models.Model):
    """A person of the site's field staff (agent): caretaker, city agent, régie employee, tenants' representative…

    Has an account only if they want one; without an employer when they have none. ``join_code``: what the lead printed
    for them, to join a meetup without an account. A newcomer who came by a poster may turn out to be someone known:
    their row is then ``merged_into`` the other, keeps the name they gave, and stands for them the next time.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="field_workers")
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    employer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="field_workers",
        verbose_name="employeur",
    )
    staff_category = models.CharField("métier", max_length=30, choices=StaffCategory)
    neighbourhood = models.ForeignKey(
        Neighbourhood,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quartier",
    )
    email = models.EmailField("adresse e-mail", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="field_workers"
    )
    is_active = models.BooleanField("en poste", default=True)
    added_at = models.DateTimeField("ajouté le", null=True, default=timezone.now, editable=False)
    join_code = models.CharField("code personnel", max_length=8, null=True, unique=True, editable=False)  # noqa: DJ001
    is_confirmed = models.BooleanField("connu du chef de projet", default=True, db_default=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    erased_at = models.DateTimeField("données effacées le", null=True, blank=True, editable=False)

    objects = FieldWorkerQuerySet.as_manager()

    class Meta:
        verbose_name = "agent"
        ordering = ["last_name", "first_name", "pk"]
        indexes = [models.Index(fields=["site", "last_name", "first_name"])]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "user"],
                condition=Q(user__isnull=False),
                name="field_worker_account_once_per_site",
                violation_error_message="Ce compte est déjà celui d’un autre agent du site.",
            ),
            models.UniqueConstraint(
                fields=["site", "first_name", "last_name", "employer"],
                nulls_distinct=False,
                name="field_worker_once_per_employer",
                violation_error_message="Cet agent est déjà dans la liste, chez le même employeur.",
            ),
        ]

    def __str__(self):
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def contact_email(self) -> str:
        """Where mails to this person go; empty when they have no address at all."""
        return self.user.email if self.user_id else self.email


class Commitment(models.Model):
    """A span of time a person has promised to an event: the database refuses two that overlap.

    ``source`` is the registration (of a training session or a meetup) that holds the time.
    """

    person = models.ForeignKey(FieldWorker, on_delete=models.CASCADE, related_name="commitments")
    period = DateTimeRangeField()
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    source = GenericForeignKey("content_type", "object_id")

    class Meta:
        indexes = [models.Index(fields=["content_type", "object_id"])]
        constraints = [
            ExclusionConstraint(
                name="commitment_no_overlap",
                expressions=[("person", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                violation_error_message="Cette personne est déjà inscrite ailleurs à la même heure.",
            )
        ]

    def __str__(self):
        return f"{self.person} {self.period}"


class SignUpApprovalQuerySet(SiteScopedQuerySet):
    def visible_through(self, membership):
        if membership.role == Role.LANDLORD_MANAGER:
            return self.at_site(membership) & Q(employer_id=membership.organisation_id)
        return self.at_site(membership) if membership.role == Role.GUP_LEAD else self.nothing()


class SignUpApproval(models.Model):
    """At this site, this employer wants to approve its people's training sign-ups before they count."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="sign_up_approvals")
    employer = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sign_up_approvals")

    objects = SignUpApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = "validation des inscriptions"
        constraints = [models.UniqueConstraint(fields=["site", "employer"], name="sign_up_approval_once")]

    def __str__(self):
        return f"{self.employer} – {self.site}"


class CalendarFeed(models.Model):
    """A person's own calendar by a secret link. A new ``edition`` makes the links given before worthless."""

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="calendar_feed")
    edition = models.PositiveIntegerField(default=1)
    is_open = models.BooleanField("ouvert", default=True)

    class Meta:
        verbose_name = "agenda personnel"

    def __str__(self):
        return str(self.user)
