"""Documents asked for (which, how far, the file), and the editions published, which never change."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from proxinet.private_files import private_storage
from proxinet.scoping import SiteScopedQuerySet
from reports.models.campaigns import AssessmentCampaign
from sites.models import Approach, Organisation, Site


class Kind(models.TextChoices):
    """Which document: the whole call, or what concerns one approach, one site, one landlord."""

    NATIONAL = "national", "Bilan national"
    APPROACH = "approach", "Bilan d’une démarche"
    SITE = "site", "Bilan d’un site"
    LANDLORD = "landlord", "Bilan d’un bailleur"


SUBJECT_MATCHES_KIND = (
    Q(kind="national", approach=None, site=None, landlord=None)
    | Q(kind="approach", approach__isnull=False, site=None, landlord=None)
    | Q(kind="site", approach=None, site__isnull=False, landlord=None)
    | Q(kind="landlord", approach=None, site=None, landlord__isnull=False)
)


class DocumentSubject(models.Model):
    """What a document is about, shared by what is asked for and what is published. It is not deleted while there is a
    document about it: an edition never changes."""

    Kind = Kind

    kind = models.CharField("édition", max_length=10, choices=Kind)
    campaign = models.ForeignKey(AssessmentCampaign, on_delete=models.PROTECT, related_name="%(class)ss")
    approach = models.ForeignKey(
        Approach, on_delete=models.PROTECT, null=True, blank=True, related_name="assessment_%(class)ss"
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="assessment_%(class)ss"
    )
    landlord = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="assessment_%(class)ss"
    )

    class Meta:
        abstract = True

    def __str__(self):
        return f"Bilan — {self.subject_name}" if self.subject_name else "Bilan national"

    @property
    def subject_name(self) -> str:
        """The approach, the site or the landlord; empty for the national document."""
        subject = self.approach or self.site or self.landlord
        return subject.name if subject else ""

    @property
    def subject(self) -> dict:
        """What makes it the same document as another: the campaign, the kind and whom it is about."""
        names = ("campaign_id", "kind", "approach_id", "site_id", "landlord_id")
        return {name: getattr(self, name) for name in names}

    @property
    def subject_slug(self) -> str:
        """As in the file's name: « national », « sens », « demarche-reseau »…"""
        if self.site_id:
            return self.site.slug
        if self.approach_id:
            return f"demarche-{self.approach.code}"
        return f"bailleur-{self.landlord_id}" if self.landlord_id else "national"


class ReportQuerySet(SiteScopedQuerySet):
    def visible_through(self, membership):
        if membership.role == Role.GUP_LEAD:
            return self.at_site(membership) & Q(kind=Kind.SITE)
        return self.nothing()


class Report(DocumentSubject):
    """One requested document. This row is the truth: a message to the worker only wakes it.

    ``fingerprint``: of the data it is made of, known when it is asked for; ``publishes``: it becomes an ``Edition``
    when it is done. ``faults``: what broke and where, ``[{"where": …, "sentence": …}]``, for the coordination.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "En attente"
        RUNNING = "running", "En cours"
        DONE = "done", "Prêt"
        FAILED = "failed", "Échec"
        CANCELLED = "cancelled", "Annulé"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField("état", max_length=10, choices=State, default=State.QUEUED)
    step = models.CharField("étape", max_length=120, blank=True)
    percentage = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField("ce qui n’a pas marché", max_length=300, blank=True)
    publishes = models.BooleanField("à publier", default=False)
    what_changed = models.TextField("ce qui change depuis l’édition précédente", blank=True, max_length=2000)
    requested_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="reports")
    requested_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)
    content = models.JSONField(null=True, blank=True, editable=False)
    content_sha256 = models.CharField(max_length=64, blank=True)
    file = models.FileField(storage=private_storage, upload_to="reports/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    page_count = models.PositiveIntegerField(null=True, blank=True)
    faults = models.JSONField(default=list, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "bilan"
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(name="report_subject_matches_kind", condition=SUBJECT_MATCHES_KIND),
            models.CheckConstraint(name="report_done_has_file", condition=~Q(state="done") | ~Q(file="")),
            models.CheckConstraint(name="report_percentage_range", condition=Q(percentage__lte=100)),
            models.UniqueConstraint(
                fields=["requested_by", "campaign", "kind", "site", "approach", "landlord", "publishes"],
                condition=Q(state__in=["queued", "running"], requested_by__isnull=False),
                nulls_distinct=False,
                name="report_asked_once_at_a_time",
                violation_error_message="Ce bilan est déjà en préparation.",
            ),
        ]

    def get_absolute_url(self):
        return reverse("reports:detail", args=[self.public_id])

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.DONE

    @property
    def has_failed(self) -> bool:
        return self.state == self.State.FAILED

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def kilobytes(self) -> int:
        return round(self.file.size / 1000)

    @property
    def file_name(self) -> str:
        """The download's name."""
        return f"bilan-{self.subject_slug}.pdf"


UNDER_WAY = (Report.State.QUEUED, Report.State.RUNNING)


class ReportSheet(models.Model):
    """A part of a report that is laid out on its own (a site, a chapter's opening…), while the report is made.

    ``key``: the hash under which its pages are kept (``LaidOutSheet``). Pages of a sheet that is not ``numbered``
    count, but print no number.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sheets")
    order = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    html = models.TextField()
    key = models.CharField(max_length=64)
    numbered = models.BooleanField(default=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["report", "order"], name="report_sheet_once")]

    def __str__(self):
        return self.name


class LaidOutSheet(models.Model):
    """Pages kept from one document to the next, under the hash of all they are made of.

    ``anchors``: ``{id: page}``, from 0. ``fault``: why it broke.
    """

    key = models.CharField(max_length=64, unique=True)
    file = models.FileField(storage=private_storage, upload_to="reports/sheets/", blank=True)
    page_count = models.PositiveIntegerField(default=0)
    anchors = models.JSONField(default=dict)
    fault = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sheet_has_file_or_fault", condition=~Q(file="") | ~Q(fault="")),
        ]

    def __str__(self):
        return self.key


class EditionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What is published is published for everyone."""
        return self.all()

    def latest_of_each(self):
        """The edition in force of every document: the highest number of its kind and subject."""
        document = ("campaign_id", "kind", "approach_id", "site_id", "landlord_id")
        return self.order_by(*document, "-number").distinct(*document)


class Edition(DocumentSubject):
    """A published document: its data, its text and its files. It never changes (a trigger refuses it): a correction is
    the next number, which says what changed."""

    number = models.PositiveSmallIntegerField("édition")
    published_at = models.DateTimeField("publiée le")
    published_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    what_changed = models.TextField("ce qui change", blank=True)
    content = models.JSONField(editable=False)
    content_sha256 = models.CharField(max_length=64)
    page_count = models.PositiveIntegerField()
    pdf = models.FileField(storage=private_storage, upload_to="reports/editions/")
    docx = models.FileField(storage=private_storage, upload_to="reports/editions/")
    xlsx = models.FileField(storage=private_storage, upload_to="reports/editions/")
    csv = models.FileField(storage=private_storage, upload_to="reports/editions/")
    sha256 = models.CharField(max_length=64)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "édition publiée"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="edition_subject_matches_kind", condition=SUBJECT_MATCHES_KIND),
            models.UniqueConstraint(
                fields=["campaign", "kind", "approach", "site", "landlord", "number"],
                nulls_distinct=False,
                name="edition_number_once",
            ),
            models.CheckConstraint(
                name="edition_correction_says_what_changed", condition=Q(number=1) | ~Q(what_changed="")
            ),
        ]

    def get_absolute_url(self):
        return reverse("reports:edition", args=[self.pk])
