"""What a group sees on the spot, what it proposes, and what became of it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Role
from proxinet.scoping import SiteScopedQuerySet, along
from sites.models import Site, SpotObservation, SpotStep, SpotVisit
from trainings.models.sessions import Session


class DiagnosisQuerySet(SiteScopedQuerySet):
    def visible_through(self, membership):
        if membership.role == Role.PARTNER:
            organisation = membership.organisation_id
            return self.at_site(membership) & (
                Q(led_by_id=organisation)
                | Q(session__trainer_id=organisation)
                | Q(session__module__deliverer_id=organisation)
                | Q(session__module__programme__deliverer_id=organisation)
                | Q(session__module__programme__evaluator_id=organisation)
            )
        return self.at_site(membership)


class Diagnosis(SpotVisit):
    """An in-situ diagnosis: a group walks through a place and notes what it observes."""

    already_there = "Ce site a déjà un diagnostic de ce nom à cette date."

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="diagnoses")
    session = models.ForeignKey(
        Session,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="diagnoses",
        verbose_name="pendant la session",
    )

    objects = DiagnosisQuerySet.as_manager()

    class Meta(SpotVisit.Meta):
        abstract = False
        verbose_name = "diagnostic sur place"

    def get_absolute_url(self):
        return reverse("trainings:diagnosis", args=[self.pk])


class ObservationQuerySet(SiteScopedQuerySet):
    site_lookup = "diagnosis__site"

    def visible_through(self, membership):
        return along("diagnosis", Diagnosis.objects.all().visible_through(membership))


class Observation(SpotObservation):
    """One thing seen at one place, with its preventive solution."""

    visit_field = "diagnosis"
    observed_fields = (*SpotObservation.observed_fields, "solution")

    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.CASCADE, related_name="observations")
    solution = models.TextField("solution de prévention proposée", blank=True, max_length=2000)

    objects = ObservationQuerySet.as_manager()

    class Meta(SpotObservation.Meta):
        abstract = False
        verbose_name = "observation"


class ObservationStepQuerySet(SiteScopedQuerySet):
    site_lookup = "observation__diagnosis__site"

    def visible_through(self, membership):
        return along("observation", Observation.objects.all().visible_through(membership))


class ObservationStep(SpotStep):
    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="steps")

    objects = ObservationStepQuerySet.as_manager()

    class Meta(SpotStep.Meta):
        abstract = False
        verbose_name = "suite d’une observation"
