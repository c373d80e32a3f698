"""Assessment reports: what is asked, how far it is, the file; and the words that go into the document."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Role
from proxinet.private_files import private_storage
from proxinet.scoping import SiteScopedQuerySet
from sites.models import CallForProjects, Organisation, Site


class ReportQuerySet(SiteScopedQuerySet):
    def visible_through(self, membership):
        if membership.role == Role.GUP_LEAD:
            return self.at_site(membership) & Q(kind=Report.Kind.SITE)
        return self.nothing()


class Report(models.Model):
    """One requested document. This row is the truth: a message to the worker only wakes it."""

    class Kind(models.TextChoices):
        NATIONAL = "national", "Bilan national"
        SITE = "site", "Bilan d’un site"

    class State(models.TextChoices):
        QUEUED = "queued", "En attente"
        RUNNING = "running", "En cours"
        DONE = "done", "Prêt"
        FAILED = "failed", "Échec"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("édition", max_length=10, choices=Kind)
    call = models.ForeignKey(CallForProjects, on_delete=models.CASCADE, related_name="reports")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True, blank=True, related_name="reports")
    state = models.CharField("état", max_length=10, choices=State, default=State.QUEUED)
    step = models.CharField("étape", max_length=120, blank=True)
    percentage = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField("ce qui n’a pas marché", max_length=300, blank=True)
    requested_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="reports")
    requested_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(storage=private_storage, upload_to="reports/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    page_count = models.PositiveIntegerField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "bilan"
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(
                name="report_site_matches_kind",
                condition=Q(kind="national", site=None) | Q(kind="site", site__isnull=False),
            ),
            models.CheckConstraint(name="report_done_has_file", condition=~Q(state="done") | ~Q(file="")),
            models.CheckConstraint(name="report_percentage_range", condition=Q(percentage__lte=100)),
            models.UniqueConstraint(
                fields=["requested_by", "kind", "site"],
                condition=Q(state__in=["queued", "running"], requested_by__isnull=False),
                nulls_distinct=False,
                name="report_asked_once_at_a_time",
                violation_error_message="Ce bilan est déjà en préparation.",
            ),
        ]

    def __str__(self):
        return f"Bilan — {self.site.name}" if self.site_id else "Bilan national"

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
    def kilobytes(self) -> int:
        return round(self.file.size / 1000)

    @property
    def file_name(self) -> str:
        """The download's name."""
        return f"bilan-{self.site.slug}.pdf" if self.site_id else "bilan-national.pdf"


UNDER_WAY = (Report.State.QUEUED, Report.State.RUNNING)


class Editorial(models.Model):
    """An editorial's place in the national document, signed by a function."""

    call = models.ForeignKey(CallForProjects, on_delete=models.CASCADE, related_name="editorials")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    function = models.CharField("fonction", max_length=160)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name="organisme", related_name="+")
    text = models.TextField("texte", blank=True)

    class Meta:
        verbose_name = "éditorial"
        ordering = ["order"]

    def __str__(self):
        return self.function


class KeyPoint(models.Model):
    call = models.ForeignKey(CallForProjects, on_delete=models.CASCADE, related_name="key_points")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    text = models.TextField("point clé")

    class Meta:
        verbose_name = "point clé"
        ordering = ["order"]

    def __str__(self):
        return self.text[:60]


class Testimony(models.Model):
    """What someone of the site says, carried by a function, never by a name."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="testimonies")
    function = models.CharField("fonction", max_length=160)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="organisme",
        related_name="+",
    )
    text = models.TextField("témoignage")

    objects = SiteScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "témoignage"
        ordering = ["pk"]

    def __str__(self):
        return self.function
