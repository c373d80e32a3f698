"""What a group sees on the spot: the shape shared by the diagnoses of trainings and the site walks of networks."""

from django.db import models
from django.utils import timezone

from sites.models.organisations import Organisation


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


class Progress(models.TextChoices):
    TO_DO = "to_do", "À faire"
    UNDER_WAY = "under_way", "En cours"
    DONE = "done", "Fait"
    DROPPED = "dropped", "Abandonné"


class SpotVisit(models.Model):
    """A group walks through a place on a day; the concrete model adds ``site`` and what it belongs to.

    ``already_there``: the sentence for a second one of the same title on the same day.
    """

    already_there = "Ce site a déjà une visite de ce nom à cette date."

    title = models.CharField("intitulé", max_length=160)
    place = models.CharField("lieu", max_length=200)
    held_on = models.DateField("fait le")
    led_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="animé par"
    )
    participants = models.CharField("avec", max_length=300, blank=True)
    summary = models.TextField("ce qu’il faut retenir", blank=True, max_length=2000)

    class Meta:
        abstract = True
        ordering = ["-held_on", "-pk"]

    def __str__(self):
        return self.title


class SpotObservation(models.Model):
    """One thing seen at one place: who takes care of it, by when, where it stands. Its steps are ``steps``.

    The concrete model names the key to its visit (``visit_field``) and what is written when it is corrected.
    """

    PlaceKind = PlaceKind
    State = Progress
    visit_field: str
    observed_fields: tuple[str, ...] = ("place_kind", "place", "problem", "what_happens", "owner", "due_on")

    order = models.PositiveSmallIntegerField("ordre", default=1)
    place_kind = models.CharField("type de lieu", max_length=20, choices=PlaceKind)
    place = models.CharField("lieu précis", max_length=160)
    problem = models.CharField("problème", max_length=200)
    what_happens = models.TextField("ce qui s’y passe", blank=True, max_length=2000)
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="qui s’en charge"
    )
    due_on = models.DateField("pour le", null=True, blank=True)
    state = models.CharField("où on en est", max_length=10, choices=Progress, default=Progress.TO_DO)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.place} : {self.problem}"

    @property
    def visit(self) -> SpotVisit:
        return getattr(self, self.visit_field)

    @property
    def is_late(self) -> bool:
        settled = self.state in (Progress.DONE, Progress.DROPPED)
        return bool(not settled and self.due_on and self.due_on < timezone.localdate())


class SpotStep(models.Model):
    """A dated step of the follow-up, and the state it led to; the concrete model adds ``observation``."""

    on = models.DateField("date", default=timezone.localdate)
    text = models.CharField("ce qui a été fait", max_length=300)
    state = models.CharField("où on en est", max_length=10, choices=Progress)
    noted_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["on", "pk"]

    def __str__(self):
        return self.text
