"""Who was there, half-day by half-day, and the signed sheets that prove it."""

from django.db import models
from django.db.models import F, Q

from proxinet.private_files import private_storage
from proxinet.scoping import SiteScopedQuerySet, along
from proxinet.uploads import size_in_words
from trainings.models.sessions import HalfDay, Registration, Session


class Attendance(models.Model):
    """Whether a registered person was there on one half-day."""

    class State(models.TextChoices):
        PRESENT = "present", "Présent"
        PART = "part", "En partie"
        ABSENT = "absent", "Absent"
        EXCUSED = "excused", "Excusé"

    CAME = (State.PRESENT, State.PART)  # counted as trained

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="attendances")
    half_day = models.ForeignKey(HalfDay, on_delete=models.CASCADE, related_name="attendances")
    state = models.CharField("présence", max_length=10, choices=State)
    recorded_at = models.DateTimeField(auto_now=True)
    recorded_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Vide : la personne l’a dit elle-même avec le QR code.",
    )

    class Meta:
        verbose_name = "présence"
        constraints = [models.UniqueConstraint(fields=["registration", "half_day"], name="attendance_once")]

    def __str__(self):
        return f"{self.registration.person} : {self.get_state_display()}"


class CorrectionQuerySet(SiteScopedQuerySet):
    site_lookup = "registration__event__module__programme__site"

    def visible_through(self, membership):
        return along("registration", Registration.objects.all().visible_through(membership))


class AttendanceCorrection(models.Model):
    """The trace of a presence changed after it had been recorded. ``after`` is empty when it was erased."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="corrections")
    half_day = models.ForeignKey(HalfDay, on_delete=models.CASCADE, related_name="corrections")
    before = models.CharField("avant", max_length=10, choices=Attendance.State)
    after = models.CharField("après", max_length=10, choices=Attendance.State, blank=True)
    corrected_at = models.DateTimeField("corrigé le", auto_now_add=True)
    corrected_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "correction de présence"
        ordering = ["-corrected_at", "-pk"]
        constraints = [models.CheckConstraint(name="correction_changes_something", condition=~Q(before=F("after")))]

    def __str__(self):
        return f"{self.registration.person} : {self.get_before_display()} → {self.get_after_display() or 'effacé'}"


class SignedSheetQuerySet(SiteScopedQuerySet):
    site_lookup = "half_day__session__module__programme__site"

    def visible_through(self, membership):
        return along("half_day__session", Session.objects.all().visible_through(membership))


class SignedSheet(models.Model):
    """A scan of the sheet signed in the room (PDF, JPEG or PNG, recognised by its content)."""

    half_day = models.ForeignKey(HalfDay, on_delete=models.PROTECT, related_name="signed_sheets")
    file = models.FileField("fichier", storage=private_storage, upload_to="emargements/")
    content_type = models.CharField(max_length=40, editable=False)
    size = models.PositiveIntegerField("taille en octets", editable=False)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField("ajoutée le", auto_now_add=True)

    objects = SignedSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "feuille signée"
        ordering = ["half_day__starts_at", "uploaded_at"]

    def __str__(self):
        return f"Feuille signée du {self.half_day}"

    @property
    def size_in_words(self) -> str:
        return size_in_words(self.size)
