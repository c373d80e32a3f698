"""Training programmes: programme → modules → sessions on half-days, who signs up and who was there."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from accounts.models import Role
from proxinet.scoping import SiteScopedQuerySet, along
from proxinet.seats import Seat, SeatedEvent
from sites.models import Agreement, FieldWorker, Organisation, Site


class TsTzRange(Func):
    function = "TSTZRANGE"


class ProgrammeQuerySet(SiteScopedQuerySet):
    def visible_through(self, membership):
        if membership.role == Role.PARTNER:
            return self.at_site(membership) & (
                Q(deliverer_id=membership.organisation_id) | Q(evaluator_id=membership.organisation_id)
            )
        return self.at_site(membership)


class Programme(models.Model):
    """A training programme of a site, such as CAP-CIVIS."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="programmes")
    title = models.CharField("intitulé", max_length=160)
    objectives = models.TextField("objectifs", blank=True)
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

    objects = ModuleQuerySet.as_manager()

    class Meta:
        verbose_name = "module"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "title"],
                name="module_title_once_per_programme",
                violation_error_message="Ce programme a déjà un module de ce nom.",
            )
        ]

    def __str__(self):
        return self.title


class SessionQuerySet(SiteScopedQuerySet):
    site_lookup = "module__programme__site"

    def visible_through(self, membership):
        if membership.role == Role.PARTNER:
            organisation = membership.organisation_id
            return self.at_site(membership) & (
                Q(trainer_id=organisation)
                | Q(module__programme__deliverer_id=organisation)
                | Q(module__programme__evaluator_id=organisation)
            )
        return self.at_site(membership)


class Session(SeatedEvent):
    """A module given once: a place, a trainer, one or several half-days.

    ``starts_at`` and ``ends_at`` are those of the first and the last half-day (kept by ``trainings.planning``).
    """

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="sessions", verbose_name="module")
    place = models.CharField("lieu", max_length=200)
    trainer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="training_sessions",
        verbose_name="organisme formateur",
    )
    practical_note = models.CharField("à savoir", max_length=300, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta(SeatedEvent.Meta):
        abstract = False
        verbose_name = "session"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at"])]

    def __str__(self):
        return self.module.title

    def get_absolute_url(self):
        return reverse("trainings:session", args=[self.pk])

    @property
    def label(self) -> str:
        """The module and its programme, as a mail or a calendar names the session."""
        programme = self.module.programme.title
        return self.module.title if self.module.title == programme else f"{self.module.title} – {programme}"

    @property
    def site(self) -> Site:
        return self.module.programme.site

    def periods(self):
        return [(half_day.starts_at, half_day.ends_at) for half_day in self.half_days.all()]


class HalfDay(models.Model):
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="half_days")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")

    class Meta:
        verbose_name = "demi-journée"
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                name="half_day_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="La fin doit venir après le début.",
            ),
            ExclusionConstraint(
                name="half_days_of_a_session_do_not_overlap",
                expressions=[
                    ("session", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Deux demi-journées se chevauchent.",
            ),
        ]

    def __str__(self):
        return f"{self.starts_at:%d/%m/%Y %H:%M}"


class RegistrationQuerySet(SiteScopedQuerySet):
    site_lookup = "event__module__programme__site"
    national_roles = frozenset({Role.ADMIN})

    def visible_through(self, membership):
        if membership.role == Role.PARTNER:
            return along("event", Session.objects.all().visible_through(membership))
        return along("person", FieldWorker.objects.all().visible_through(membership))


class Registration(Seat):
    event = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="registrations")

    objects = RegistrationQuerySet.as_manager()

    class Meta(Seat.Meta):
        abstract = False
        verbose_name = "inscription"

    def __str__(self):
        return f"{self.person} — {self.event}"


class Attendance(models.Model):
    """Whether a registered person was there on one half-day."""

    class State(models.TextChoices):
        PRESENT = "present", "Présent"
        ABSENT = "absent", "Absent"
        EXCUSED = "excused", "Excusé"

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="attendances")
    half_day = models.ForeignKey(HalfDay, on_delete=models.CASCADE, related_name="attendances")
    state = models.CharField("présence", max_length=10, choices=State)
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "présence"
        constraints = [models.UniqueConstraint(fields=["registration", "half_day"], name="attendance_once")]

    def __str__(self):
        return f"{self.registration.person} : {self.get_state_display()}"
