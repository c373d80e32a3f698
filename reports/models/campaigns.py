"""A national campaign: what period it assesses, its calendar, what it asks of the sites, and the words around them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from proxinet.scoping import SiteScopedQuerySet
from sites.models import Approach, CallForProjects, Organisation, Site


class CampaignQuerySet(SiteScopedQuerySet):
    """A campaign is seen by the coordination, and by the leads of the sites it concerns."""

    def visible_through(self, membership):
        if membership.role == Role.GUP_LEAD:
            return Q(pk__in=self.model.sites.through.objects.filter(site=membership.site_id).values("campaign"))
        return self.nothing()


class AssessmentCampaign(models.Model):
    """One assessment of the call: a period, a calendar and the sites concerned (their ``SiteAssessment``)."""

    call = models.ForeignKey(CallForProjects, on_delete=models.PROTECT, related_name="campaigns")
    name = models.CharField("nom", max_length=120, help_text="Par exemple : Bilan 2015.")
    starts_on = models.DateField("début de la période évaluée")
    ends_on = models.DateField("fin de la période évaluée")
    opens_on = models.DateField("ouverture aux sites")
    deadline = models.DateField("date limite d’envoi")
    review_until = models.DateField("fin de la relecture")
    publishes_on = models.DateField("publication")
    previous = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, verbose_name="campagne précédente", related_name="+"
    )
    introduction = models.TextField("introduction", blank=True, max_length=6000)
    sites = models.ManyToManyField(Site, through="SiteAssessment", related_name="campaigns")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne de bilan"
        ordering = ["-ends_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "name"],
                name="campaign_once_per_call",
                violation_error_message="Une campagne porte déjà ce nom.",
            ),
            models.CheckConstraint(
                name="campaign_period_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="La fin de la période doit venir après son début.",
            ),
            models.CheckConstraint(
                name="campaign_calendar_in_order",
                condition=Q(deadline__gte=F("opens_on"))
                & Q(review_until__gte=F("deadline"))
                & Q(publishes_on__gte=F("review_until")),
                violation_error_message="Les dates se suivent : ouverture, date limite, relecture, publication.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("reports:campaign", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.opens_on <= timezone.localdate()

    @property
    def is_past_deadline(self) -> bool:
        return self.deadline < timezone.localdate()


class Question(models.Model):
    """What the campaign asks a site to tell in words."""

    class Section(models.TextChoices):
        CONTEXT = "context", "Le point de départ"
        CHANGES = "changes", "Ce qui a changé"
        DIFFICULTIES = "difficulties", "Ce qui reste difficile"
        NEXT_YEAR = "next_year", "L’année prochaine"
        OTHER = "other", "Autre question"

    campaign = models.ForeignKey(AssessmentCampaign, on_delete=models.CASCADE, related_name="questions")
    section = models.CharField("partie du bilan", max_length=20, choices=Section, default=Section.OTHER)
    order = models.PositiveSmallIntegerField("ordre", default=1)
    label = models.CharField("question", max_length=200)
    help_text = models.CharField("aide", max_length=300, blank=True)
    is_required = models.BooleanField("réponse obligatoire pour envoyer", default=True)
    most_words = models.PositiveSmallIntegerField("nombre de mots conseillé", default=250)

    class Meta:
        verbose_name = "question"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "section"],
                condition=~Q(section="other"),
                name="question_section_once",
                violation_error_message="Cette partie a déjà sa question.",
            )
        ]

    def __str__(self):
        return self.label


class FigureNature(models.TextChoices):
    """Where a figure comes from."""

    COMPUTED = "computed", "calculé"
    DECLARED = "declared", "déclaré"
    ATTESTED = "attested", "attesté"


class AskedFigure(models.Model):
    """A figure the campaign asks of every site, or of those of one approach.

    ``key``: of the catalogue (``reports.figures.CATALOGUE``) when it is computed; any other word otherwise.
    """

    campaign = models.ForeignKey(AssessmentCampaign, on_delete=models.CASCADE, related_name="asked_figures")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    key = models.SlugField("mot-clé", max_length=40)
    label = models.CharField("chiffre", max_length=80)
    definition = models.CharField("ce qui est compté", max_length=400)
    source = models.CharField("d’où il vient", max_length=120)
    nature = models.CharField("nature", max_length=10, choices=FigureNature)
    approach_code = models.CharField("démarche", max_length=20, choices=Approach.Code, blank=True)

    class Meta:
        verbose_name = "chiffre demandé"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "key"],
                name="asked_figure_once",
                violation_error_message="Ce chiffre est déjà demandé.",
            )
        ]

    def __str__(self):
        return self.label


class Editorial(models.Model):
    """An editorial's place in the national document, signed by a function."""

    campaign = models.ForeignKey(AssessmentCampaign, on_delete=models.CASCADE, related_name="editorials")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    function = models.CharField("fonction", max_length=160)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name="organisme", related_name="+")
    text = models.TextField("texte", blank=True, max_length=6000)

    class Meta:
        verbose_name = "éditorial"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.function


class KeyPoint(models.Model):
    """One of the few points a reader should remember."""

    campaign = models.ForeignKey(AssessmentCampaign, on_delete=models.CASCADE, related_name="key_points")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    text = models.TextField("point clé", max_length=400)

    class Meta:
        verbose_name = "point clé"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.text


class Coordinator(models.Model):
    """Who co-ordinates the call, by organisation and function: the document's last table."""

    campaign = models.ForeignKey(AssessmentCampaign, on_delete=models.CASCADE, related_name="coordination")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    function = models.CharField("fonction", max_length=160)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name="organisme", related_name="+")

    class Meta:
        verbose_name = "membre de la coordination"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.function
