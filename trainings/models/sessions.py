"""A module given once: half-days, who signs up, and what is to be done before and after."""

from datetime import datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from proxinet.scoping import SiteScopedQuerySet, along
from proxinet.seats import Seat, SeatedEvent
from proxinet.signed_links import sign
from sites.models import FieldWorker, Organisation, Site
from trainings.models.programmes import Module


class TsTzRange(Func):
    function = "TSTZRANGE"


class SessionQuerySet(SiteScopedQuerySet):
    site_lookup = "module__programme__site"

    def visible_through(self, membership):
        if membership.role == Role.PARTNER:
            organisation = membership.organisation_id
            return self.at_site(membership) & (
                Q(trainer_id=organisation)
                | Q(module__deliverer_id=organisation)
                | Q(module__programme__deliverer_id=organisation)
                | Q(module__programme__evaluator_id=organisation)
            )
        return self.at_site(membership)


ANSWER_TIME = timedelta(hours=48)


class Session(SeatedEvent):
    """A module given once: a place, a trainer, one or several half-days.

    ``starts_at`` and ``ends_at`` are those of the first and the last half-day (kept by ``trainings.planning``).
    """

    asks_approval = True
    told_with = ("module__programme", "half_days")

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

    def answer_path(self, registration) -> str:
        """Where the person accepts or declines the place offered to them, without an account."""
        return reverse("trainings:offer", args=[sign("offer", registration.pk)])

    def offered_until(self, person) -> datetime | None:
        """48 hours to answer, or half of the time left; those we cannot write to have the place at once."""
        if not person.contact_email:
            return None
        now = timezone.now()
        return now + min(ANSWER_TIME, (self.starts_at - now) / 2)


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
    approver_reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    convened_at = models.DateTimeField("convoqué le", null=True, blank=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta(Seat.Meta):
        abstract = False
        verbose_name = "inscription"

    def __str__(self):
        return f"{self.person} — {self.event}"


class SessionTaskQuerySet(SiteScopedQuerySet):
    site_lookup = "session__module__programme__site"

    def visible_through(self, membership):
        return along("session", Session.objects.all().visible_through(membership))


class SessionTask(models.Model):
    """Something to be done for a session on a day counted from it; ``trainings.preparation`` says who does it."""

    class Kind(models.TextChoices):
        PREPARE = "prepare", "Préparer la session avec le formateur"
        AGREEMENT = "agreement", "Faire signer la convention"
        CONVOCATIONS = "convocations", "Envoyer les convocations"
        REMINDER_WEEK = "reminder_week", "Rappeler une semaine avant"
        REMINDER_DAY = "reminder_day", "Rappeler la veille"
        QUESTIONNAIRE = "questionnaire", "Envoyer le questionnaire de fin"
        ATTENDANCE = "attendance", "Noter les présences"
        CERTIFICATES = "certificates", "Envoyer les attestations"
        FOLLOW_UP = "follow_up", "Envoyer le questionnaire à trois mois"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField("tâche", max_length=20, choices=Kind)
    due_on = models.DateField("à faire le")
    done_at = models.DateTimeField("faite le", null=True, blank=True)
    done_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="faite par"
    )
    outcome = models.CharField("résultat", max_length=200, blank=True)

    objects = SessionTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "tâche de session"
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "kind"], name="session_task_once")]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at=None), name="session_task_due")]

    def __str__(self):
        return self.get_kind_display()
