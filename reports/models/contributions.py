"""A site's contribution to a campaign: its words, its figures with where each comes from, its voices and pictures.

Every piece that people type is a row of its own with a ``version``: two people who write in two places never overwrite
each other, and two who write in the same one are told (``reports/contributions/writing.py``).
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from proxinet.private_files import private_storage
from proxinet.scoping import SiteScopedQuerySet
from reports.models.campaigns import AskedFigure, AssessmentCampaign, FigureNature, Question
from sites.models import Organisation, Site


class SiteAssessmentQuerySet(SiteScopedQuerySet):
    """Read by the site's leads and by the coordination."""

    def visible_through(self, membership):
        return self.at_site(membership) if membership.role == Role.GUP_LEAD else self.nothing()


class SiteAssessment(models.Model):
    """What one site tells in one campaign, from its first draft to its acceptance.

    ``records``: what the portal's records said of the site when the contribution was last sent (a frozen
    ``reports.document.record_content.SiteRecords``); None until then, and after it was sent back.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "En cours"
        SUBMITTED = "submitted", "Envoyée, à relire"
        RETURNED = "returned", "Renvoyée au site"
        ACCEPTED = "accepted", "Acceptée"

    campaign = models.ForeignKey(AssessmentCampaign, on_delete=models.CASCADE, related_name="contributions")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="assessments")
    state = models.CharField("état", max_length=10, choices=State, default=State.DRAFT)
    prefilled_at = models.DateTimeField("préremplie le", null=True, blank=True)
    records = models.JSONField(null=True, blank=True, editable=False)

    objects = SiteAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution"
        ordering = ["campaign", "site__name"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "site"], name="assessment_once_per_site"),
            models.CheckConstraint(
                name="assessment_sent_has_records",
                condition=Q(state__in=["draft", "returned"]) | Q(records__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.site.name} — {self.campaign.name}"

    def get_absolute_url(self):
        return reverse("reports:contribution", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_to_review(self) -> bool:
        return self.state == self.State.SUBMITTED

    @property
    def is_accepted(self) -> bool:
        return self.state == self.State.ACCEPTED

    @property
    def is_late(self) -> bool:
        return self.is_editable and self.campaign.is_past_deadline


EDITABLE = (SiteAssessment.State.DRAFT, SiteAssessment.State.RETURNED)


class OfAssessmentQuerySet(SiteScopedQuerySet):
    site_lookup = "assessment__site"

    def visible_through(self, membership):
        return self.at_site(membership) if membership.role == Role.GUP_LEAD else self.nothing()


class AssessmentEvent(models.Model):
    """A dated step of a contribution: nothing of its life goes without a trace."""

    class Kind(models.TextChoices):
        OPENED = "opened", "Ouverte"
        PREFILLED = "prefilled", "Préremplie depuis les enregistrements"
        SUBMITTED = "submitted", "Envoyée"
        RETURNED = "returned", "Renvoyée avec des remarques"
        ACCEPTED = "accepted", "Acceptée"
        REOPENED = "reopened", "Rouverte"
        REMINDED = "reminded", "Rappel envoyé"

    assessment = models.ForeignKey(SiteAssessment, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField("étape", max_length=10, choices=Kind)
    at = models.DateTimeField("le", default=timezone.now)
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField("message", blank=True, max_length=2000)

    objects = OfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "étape de la contribution"
        ordering = ["at", "pk"]

    def __str__(self):
        return self.get_kind_display()


class Piece(models.Model):
    """Something typed, with its version and who last wrote it."""

    version = models.PositiveIntegerField(default=1, editable=False)
    edited_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = OfAssessmentQuerySet.as_manager()

    class Meta:
        abstract = True


class Answer(Piece):
    """The site's answer to one question: paragraphs separated by an empty line."""

    assessment = models.ForeignKey(SiteAssessment, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField("réponse", blank=True)

    class Meta:
        verbose_name = "réponse"
        ordering = ["question__order", "question"]
        constraints = [models.UniqueConstraint(fields=["assessment", "question"], name="assessment_answer_once")]

    def __str__(self):
        return self.text[:60]


class Action(Piece):
    """Something the site did, in the order it tells it."""

    assessment = models.ForeignKey(SiteAssessment, on_delete=models.CASCADE, related_name="actions")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    date_text = models.CharField("quand", max_length=60, blank=True, help_text="Par exemple : mai 2012.")
    title = models.CharField("action", max_length=200)
    text = models.TextField("en quelques lignes", blank=True, max_length=2000)

    class Meta:
        verbose_name = "action"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title


class FigureQuerySet(OfAssessmentQuerySet):
    """A partner reads the figures their organisation is asked to attest."""

    def visible_through(self, membership):
        if membership.role == Role.PARTNER:
            return self.at_site(membership) & Q(attested_by=membership.organisation_id, nature=FigureNature.ATTESTED)
        return super().visible_through(membership)


class Figure(Piece):
    """One figure of a contribution. ``value`` None: nobody knows (« non renseigné »).

    Computed: counted in the records on ``as_of``. Declared: typed, by a function, with a proof (a document of the
    site, or a reference in words). Attested: given by the partner who evaluates.
    """

    assessment = models.ForeignKey(SiteAssessment, on_delete=models.CASCADE, related_name="figures")
    asked = models.ForeignKey(AskedFigure, on_delete=models.SET_NULL, null=True, blank=True, related_name="answers")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    key = models.SlugField(max_length=40)
    label = models.CharField("chiffre", max_length=80)
    definition = models.CharField("ce qui est compté", max_length=400)
    source = models.CharField("d’où il vient", max_length=120)
    nature = models.CharField("nature", max_length=10, choices=FigureNature)
    value = models.PositiveIntegerField("valeur", null=True, blank=True)
    as_of = models.DateField("à la date du", null=True, blank=True)
    note = models.CharField(
        "remarque", max_length=400, blank=True, help_text="Quand un autre chiffre ressemble mais ne compte pas pareil."
    )
    stated_by = models.CharField("déclaré par (fonction)", max_length=120, blank=True)
    proof = models.ForeignKey(
        "resources.Document",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="document",
        related_name="+",
    )
    proof_text = models.CharField("ou référence du document", max_length=160, blank=True)
    attested_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, verbose_name="attesté par", related_name="+"
    )
    attested_at = models.DateTimeField("attesté le", null=True, blank=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = "chiffre"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "key", "label"],
                name="figure_once",
                violation_error_message="Ce chiffre est déjà donné.",
            ),
            models.CheckConstraint(
                name="figure_declared_is_stated",
                condition=~Q(nature="declared") | Q(value=None) | (~Q(stated_by="") & Q(as_of__isnull=False)),
                violation_error_message="Un chiffre déclaré dit par qui et à quelle date.",
            ),
            models.CheckConstraint(
                name="figure_attested_has_partner",
                condition=~Q(nature="attested")
                | Q(value=None)
                | (Q(attested_by__isnull=False) & Q(attested_at__isnull=False)),
                violation_error_message="Un chiffre attesté dit par quel organisme et quand.",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def is_computed(self) -> bool:
        return self.nature == FigureNature.COMPUTED

    @property
    def is_declared(self) -> bool:
        return self.nature == FigureNature.DECLARED

    @property
    def is_attested(self) -> bool:
        return self.nature == FigureNature.ATTESTED


class Consent(models.TextChoices):
    SPOKEN = "spoken", "De vive voix"
    WRITTEN = "written", "Par écrit"


class Testimony(Piece):
    """What someone of the site says, carried by a function, never by a name, with the consent that was given.

    Withdrawn on demand: it is in no later edition.
    """

    assessment = models.ForeignKey(SiteAssessment, on_delete=models.CASCADE, related_name="testimonies")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    function = models.CharField("fonction", max_length=160)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, verbose_name="organisme", related_name="+"
    )
    text = models.TextField("témoignage", max_length=3000)
    consent = models.CharField("accord de la personne", max_length=10, choices=Consent, blank=True)
    consent_on = models.DateField("accord donné le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "témoignage"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="testimony_shown_has_consent",
                condition=Q(withdrawn_at__isnull=False) | (Q(consent_on__isnull=False) & ~Q(consent="")),
                violation_error_message="Notez l’accord de la personne et sa date.",
            )
        ]

    def __str__(self):
        return self.function


def photo_path(photo, name: str) -> str:
    return f"reports/photos/{photo.storage_name}"


class SitePhoto(Piece):
    """A picture for the document, drawn anew without what the camera wrote in it; withdrawn like a testimony."""

    class Consent(models.TextChoices):
        NOBODY = "nobody", "Personne n’est reconnaissable"
        AGREED = "agreed", "Les personnes visibles sont d’accord"
        WRITTEN = "written", "Les personnes visibles ont signé une autorisation"

    assessment = models.ForeignKey(SiteAssessment, on_delete=models.CASCADE, related_name="photos")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    file = models.FileField("photo", storage=private_storage, upload_to=photo_path)
    storage_name = models.CharField(max_length=80, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    width = models.PositiveIntegerField("largeur, en points", editable=False)
    height = models.PositiveIntegerField("hauteur, en points", editable=False)
    description = models.CharField("ce que l’on voit", max_length=200)
    credit = models.CharField("photo de", max_length=120)
    consent = models.CharField("accord des personnes", max_length=10, choices=Consent)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "photo du bilan"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.description


class Remark(models.Model):
    """A remark of the coordination beside a piece: ``anchor`` names it (« answer-12 », « figure-trained », « whole »).

    ``paragraph``: which paragraph of an answer, from 0; ``quoted``: how it began when the remark was written.
    """

    assessment = models.ForeignKey(SiteAssessment, on_delete=models.CASCADE, related_name="remarks")
    anchor = models.CharField(max_length=60)
    paragraph = models.PositiveSmallIntegerField(null=True, blank=True)
    quoted = models.CharField(max_length=160, blank=True)
    text = models.TextField("remarque", max_length=2000)
    written_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField("le", default=timezone.now)
    is_sent = models.BooleanField("connue du site", default=False, editable=False)
    handled_at = models.DateTimeField("traitée le", null=True, blank=True)

    objects = OfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "remarque"
        ordering = ["written_at", "pk"]

    def __str__(self):
        return self.text[:60]
