"""What a group sees on the spot, what it proposes, and what became of it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from proxinet.scoping import SiteScopedQuerySet, along
from sites.models import Organisation, Site
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


class Diagnosis(models.Model):
    """An in-situ diagnosis: a group walks through a place and notes what it observes."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="diagnoses")
    session = models.ForeignKey(
        Session,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="diagnoses",
        verbose_name="pendant la session",
    )
    title = models.CharField("intitulé", max_length=160)
    place = models.CharField("lieu", max_length=200)
    held_on = models.DateField("fait le")
    led_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="animé par"
    )
    participants = models.CharField("avec", max_length=300, blank=True)
    summary = models.TextField("ce qu’il faut retenir", blank=True, max_length=2000)

    objects = DiagnosisQuerySet.as_manager()

    class Meta:
        verbose_name = "diagnostic sur place"
        ordering = ["-held_on", "-pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("trainings:diagnosis", args=[self.pk])


class ObservationQuerySet(SiteScopedQuerySet):
    site_lookup = "diagnosis__site"

    def visible_through(self, membership):
        return along("diagnosis", Diagnosis.objects.all().visible_through(membership))


class Observation(models.Model):
    """One thing seen at one place, and its preventive solution: who does it, by when, where it stands."""

    class PlaceKind(models.TextChoices):
        HALL = "hall", "Hall ou cage d’escalier"
        CELLAR = "cellar", "Cave ou local commun"
        BIN_ROOM = "bin_room", "Local poubelles ou encombrants"
        CAR_PARK = "car_park", "Parking"
        OUTDOORS = "outdoors", "Abords et espaces verts"
        STREET = "street", "Rue ou place"
        LODGE = "lodge", "Loge ou point d’accueil"
        EQUIPMENT = "equipment", "Équipement public ou école"
        SHOPS = "shops", "Commerces"
        OTHER = "other", "Autre"

    class State(models.TextChoices):
        TO_DO = "to_do", "À faire"
        UNDER_WAY = "under_way", "En cours"
        DONE = "done", "Fait"
        DROPPED = "dropped", "Abandonné"

    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.CASCADE, related_name="observations")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    place_kind = models.CharField("type de lieu", max_length=20, choices=PlaceKind)
    place = models.CharField("lieu précis", max_length=160)
    problem = models.CharField("problème", max_length=200)
    what_happens = models.TextField("ce qui s’y passe", blank=True, max_length=2000)
    solution = models.TextField("solution de prévention proposée", blank=True, max_length=2000)
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="qui s’en charge"
    )
    due_on = models.DateField("pour le", null=True, blank=True)
    state = models.CharField("où on en est", max_length=10, choices=State, default=State.TO_DO)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = "observation"
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.place} : {self.problem}"

    @property
    def is_late(self) -> bool:
        settled = self.state in (self.State.DONE, self.State.DROPPED)
        return bool(not settled and self.due_on and self.due_on < timezone.localdate())


class ObservationStepQuerySet(SiteScopedQuerySet):
    site_lookup = "observation__diagnosis__site"

    def visible_through(self, membership):
        return along("observation", Observation.objects.all().visible_through(membership))


class ObservationStep(models.Model):
    """A dated step of the follow-up, and the state it led to."""

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="steps")
    on = models.DateField("date", default=timezone.localdate)
    text = models.CharField("ce qui a été fait", max_length=300)
    state = models.CharField("où on en est", max_length=10, choices=Observation.State)
    noted_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ObservationStepQuerySet.as_manager()

    class Meta:
        verbose_name = "suite d’une observation"
        ordering = ["on", "pk"]

    def __str__(self):
        return self.text
