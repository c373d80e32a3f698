"""What field staff ask to be trained in."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Role
from proxinet.scoping import SiteScopedQuerySet
from sites.models import Site
from trainings.models.sessions import Session


class TrainingNeedQuerySet(SiteScopedQuerySet):
    def visible_through(self, membership):
        return self.at_site(membership) if membership.role == Role.GUP_LEAD else self.nothing()


class TrainingNeed(models.Model):
    """A need of a site: asked by trainees (without their names), by teams, or after an incident's debrief."""

    class Source(models.TextChoices):
        TRAINEES = "trainees", "Après une formation"
        TEAMS = "teams", "Dit par les équipes"
        DEBRIEF = "debrief", "Après un débriefing"

    class State(models.TextChoices):
        OPEN = "open", "À étudier"
        PLANNED = "planned", "Une session est prévue"
        DROPPED = "dropped", "Sans suite"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="training_needs")
    title = models.CharField("besoin", max_length=200)
    detail = models.TextField("précisions", blank=True, max_length=2000)
    source = models.CharField("d’où il vient", max_length=10, choices=Source, default=Source.TEAMS)
    heard_after = models.ForeignKey(
        Session,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="needs_heard",
        verbose_name="entendu après",
    )
    times_asked = models.PositiveIntegerField("nombre de demandes", default=1)
    state = models.CharField("suite", max_length=10, choices=State, default=State.OPEN)
    why_dropped = models.CharField("pourquoi", max_length=300, blank=True)
    answered_by = models.ForeignKey(
        Session,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="needs_answered",
        verbose_name="session prévue",
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged", verbose_name="regroupé avec"
    )
    noted_on = models.DateField("noté le", auto_now_add=True)

    objects = TrainingNeedQuerySet.as_manager()

    class Meta:
        verbose_name = "besoin de formation"
        ordering = ["-noted_on", "-pk"]
        indexes = [models.Index(fields=["site", "state"])]
        constraints = [
            models.CheckConstraint(
                name="training_need_dropped_for_a_reason",
                condition=~Q(state="dropped") | ~Q(why_dropped=""),
                violation_error_message="Dites pourquoi ce besoin reste sans suite.",
            ),
            models.CheckConstraint(name="training_need_asked_once_at_least", condition=Q(times_asked__gte=1)),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("trainings:need", args=[self.pk])
