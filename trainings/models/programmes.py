"""What is taught: a programme, its modules in order, who delivers and evaluates it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Role
from proxinet.scoping import SiteScopedQuerySet, along
from sites.models import Agreement, Organisation, Site, StaffCategory


class ProgrammeQuerySet(SiteScopedQuerySet):
    def visible_through(self, membership):
        if membership.role == Role.PARTNER:
            organisation = membership.organisation_id
            own_modules = Module.objects.filter(deliverer=organisation)
            return self.at_site(membership) & (
                Q(deliverer_id=organisation) | Q(evaluator_id=organisation) | Q(pk__in=own_modules.values("programme"))
            )
        return self.at_site(membership)


class Programme(models.Model):
    """A training programme of a site, such as CAP-CIVIS."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="programmes")
    title = models.CharField("intitulé", max_length=160)
    objectives = models.TextField("objectifs", blank=True)
    audience_categories = ArrayField(
        models.CharField(max_length=30, choices=StaffCategory),
        verbose_name="métiers visés",
        default=list,
        blank=True,
    )
    audience = models.CharField("public", max_length=300, blank=True)
    teaching_methods = models.CharField("méthodes", max_length=300, blank=True)
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name="convention",
    )
    deliverer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="delivered_programmes",
        verbose_name="réalisé par",
    )
    evaluator = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluated_programmes",
        verbose_name="évalué par",
    )
    starts_on = models.DateField("début", null=True, blank=True)
    ends_on = models.DateField("fin", null=True, blank=True)
    period_text = models.CharField("période en clair", max_length=80, blank=True)
    is_shared = models.BooleanField(
        "proposé aux autres sites",
        default=False,
        help_text="Les autres sites pourront le lire et le copier, sans voir ni les sessions ni les personnes.",
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="copies"
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "programme de formation"
        ordering = ["-starts_on", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "title"],
                name="programme_title_once_per_site",
                violation_error_message="Ce site a déjà un programme de ce nom.",
            ),
            models.CheckConstraint(
                name="programme_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="La fin doit venir après le début.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("trainings:programme", args=[self.pk])


class ModuleQuerySet(SiteScopedQuerySet):
    site_lookup = "programme__site"

    def visible_through(self, membership):
        return along("programme", Programme.objects.all().visible_through(membership))


class Module(models.Model):
    """One part of a programme."""

    class Kind(models.TextChoices):
        GENERAL = "general", "Formation générale"
        SPECIFIC = "specific", "Formation spécifique"
        EXCHANGE = "exchange", "Échange d’expériences"
        DIAGNOSIS = "diagnosis", "Diagnostic sur place"
        FOCUS_GROUP = "focus_group", "Groupe de réflexion"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="modules")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    title = models.CharField("intitulé", max_length=160)
    kind = models.CharField("nature", max_length=20, choices=Kind, default=Kind.GENERAL)
    description = models.TextField("contenu", blank=True)
    planned_hours = models.DecimalField(
        "durée prévue, en heures", max_digits=5, decimal_places=1, null=True, blank=True
    )
    deliverer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="delivered_modules",
        verbose_name="réalisé par, si c’est un autre organisme",
    )

    objects = ModuleQuerySet.as_manager()

    class Meta:
        verbose_name = "module"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "title"],
                name="module_title_once_per_programme",
                violation_error_message="Ce programme a déjà un module de ce nom.",
            ),
            models.CheckConstraint(
                name="module_planned_hours_positive",
                condition=Q(planned_hours=None) | Q(planned_hours__gt=0),
                violation_error_message="Indiquez une durée de plus de zéro heure.",
            ),
        ]

    def __str__(self):
        return self.title
