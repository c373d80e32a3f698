"""The call for projects, its sites, and who takes part in them."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Role
from proxinet.scoping import SiteScopedQuerySet
from sites.names import name_key


class CallForProjects(models.Model):
    """The national call under which sites are supported."""

    name = models.CharField("nom", max_length=200, unique=True)
    run_by = models.CharField("porté par", max_length=200)
    why = models.TextField("constat", blank=True)
    aim = models.TextField("objectif", blank=True)
    who_may_apply = models.TextField("qui peut candidater", blank=True)
    what_is_funded = models.TextField("ce qui est financé", blank=True)
    frame = models.TextField("cadre", blank=True)

    class Meta:
        verbose_name = "appel à projets"

    def __str__(self):
        return self.name


class Approach(models.Model):
    """One of the call's approaches (démarches): training, network, shared structure."""

    class Code(models.TextChoices):
        TRAINING = "training", "Formation"
        NETWORK = "network", "Réseau"
        STRUCTURE = "structure", "Structure commune"

    call = models.ForeignKey(CallForProjects, on_delete=models.CASCADE, related_name="approaches")
    code = models.CharField(max_length=20, choices=Code)
    name = models.CharField("nom", max_length=120)
    aim = models.TextField("objectif")
    quote = models.TextField("phrase mise en avant", blank=True)
    order = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "démarche"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="approach_once_per_call")]

    def __str__(self):
        return self.name


class SiteQuerySet(SiteScopedQuerySet):
    def at_site(self, membership):
        return Q(pk=membership.site_id)


class Site(models.Model):
    """A territory supported by the call: its project, its story, its people."""

    call = models.ForeignKey(CallForProjects, on_delete=models.PROTECT, related_name="sites")
    approach = models.ForeignKey(Approach, on_delete=models.PROTECT, related_name="sites")
    slug = models.SlugField("adresse courte", max_length=60, unique=True)
    name = models.CharField("nom", max_length=120, unique=True)
    project_name = models.CharField("nom du projet", max_length=120, blank=True)
    department = models.CharField("département", max_length=60, blank=True)
    summary = models.CharField("en une phrase", max_length=300, help_text="Visible sur l’accueil public.")
    context = models.TextField("le point de départ", blank=True)
    results = models.TextField("ce qui a changé", blank=True)
    next_steps = models.TextField("et maintenant", blank=True)
    data_note = models.TextField(
        "remarque sur les chiffres", blank=True, help_text="Quand deux sources ne disent pas la même chose."
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = "site"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("sites:detail", args=[self.slug])


class Neighbourhood(models.Model):
    """A priority neighbourhood (QPV) of a site."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="neighbourhoods")
    name = models.CharField("nom", max_length=120)
    qpv_code = models.CharField("code QPV", max_length=12, blank=True)
    urban_renewal = models.BooleanField("en rénovation urbaine", default=False)

    objects = SiteScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "quartier"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"],
                name="neighbourhood_once_per_site",
                violation_error_message="Ce quartier existe déjà sur ce site.",
            )
        ]

    def __str__(self):
        return self.name


class Organisation(models.Model):
    """An organisation of the programme; shared by all sites, known under one or several names."""

    class Kind(models.TextChoices):
        LANDLORD = "landlord", "Bailleur social"
        CITY = "city", "Ville"
        INTERCOMMUNALITY = "intercommunality", "Intercommunalité"
        STATE = "state", "Service de l’État"
        ASSOCIATION = "association", "Association"
        TRAINING_BODY = "training_body", "Organisme de formation"
        NEIGHBOURHOOD_COMPANY = "neighbourhood_company", "Régie de quartier"
        TENANTS = "tenants", "Représentants de locataires"
        POLICE = "police", "Police"
        JUSTICE = "justice", "Justice et accès au droit"
        COMPANY = "company", "Entreprise"
        CONSULTANT = "consultant", "Bureau d’études"
        NETWORK = "network", "Réseau ou fédération"
        OTHER = "other", "Autre"

    name = models.CharField("nom", max_length=160, unique=True)
    kind = models.CharField("nature", max_length=30, choices=Kind)
    website = models.URLField("site web", blank=True)

    class Meta:
        verbose_name = "organisme"
        ordering = ["name"]

    def __str__(self):
        return self.name


class OrganisationName(models.Model):
    """A spelling under which an organisation is known (its official name is one of them).

    ``key`` is ``name_key(name)``: unique, so that two spellings cannot become two organisations.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    name = models.CharField("nom", max_length=160)
    key = models.CharField(max_length=160, unique=True, editable=False)

    class Meta:
        verbose_name = "nom d’organisme"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = name_key(self.name)
        super().save(*args, **kwargs)


class SitePartner(models.Model):
    """The part an organisation plays at a site."""

    class Part(models.TextChoices):
        LEAD = "lead", "Porteur du projet"
        LANDLORD = "landlord", "Bailleur du site"
        DELIVERER = "deliverer", "Réalise les actions"
        EVALUATOR = "evaluator", "Évalue les actions"
        PARTNER = "partner", "Partenaire"
        CONTRACTOR = "contractor", "Prestataire"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="site_parts")
    part = models.CharField("rôle sur le site", max_length=20, choices=Part)
    note = models.CharField("précision", max_length=200, blank=True)

    objects = SiteScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "partenaire du site"
        ordering = ["part", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "organisation", "part"],
                name="site_part_once",
                violation_error_message="Cet organisme a déjà ce rôle sur le site.",
            )
        ]

    def __str__(self):
        return f"{self.organisation} ({self.get_part_display()})"


class Agreement(models.Model):
    """A convention signed for the site, with its signatories and period (bounds may be unknown)."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="agreements")
    title = models.CharField("intitulé", max_length=200)
    starts_on = models.DateField("du", null=True, blank=True)
    ends_on = models.DateField("au", null=True, blank=True)
    period_text = models.CharField("période, si les dates manquent", max_length=80, blank=True)
    signatories = models.ManyToManyField(Organisation, verbose_name="signataires", related_name="agreements")

    objects = SiteScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        ordering = ["-starts_on", "title"]
        constraints = [
            models.CheckConstraint(
                name="agreement_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="La fin doit venir après le début.",
            )
        ]

    def __str__(self):
        return self.title


class Milestone(models.Model):
    """A dated step of the site's story. ``date_text`` is shown; ``starts_on`` only puts it in order."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField("étape", max_length=200)
    text = models.TextField("précisions", blank=True)
    starts_on = models.DateField("date", null=True, blank=True)
    date_text = models.CharField(
        "date en clair",
        max_length=60,
        blank=True,
        help_text="Par exemple « début 2013 ». Vide : non renseignée.",
    )

    objects = SiteScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "étape"
        ordering = [F("starts_on").asc(nulls_last=True), "pk"]

    def __str__(self):
        return self.title


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
        return self.filter(is_active=True)


class FieldWorker(models.Model):
    """A person of the site's field staff (agent): caretaker, city agent, régie employee, tenants' representative…

    Has an account only if they want one; without an employer when they have none.
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
        return f"{self.first_name} {self.last_name}"

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
