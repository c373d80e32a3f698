"""The call for projects, its approaches and its sites."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from proxinet.scoping import SiteScopedQuerySet
from sites.models.organisations import Organisation


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
