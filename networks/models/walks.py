"""Site walks (« diagnostic en marchant »): points along the way, who deals with each, what became of it."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from networks.models.meetups import Meetup
from proxinet.private_files import private_storage
from proxinet.scoping import SiteScopedQuerySet
from sites.models import Site, SpotObservation, SpotStep, SpotVisit


class SiteWalk(SpotVisit):
    """People of several organisations walk through the neighbourhood together, on a day."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="site_walks")
    meetup = models.ForeignKey(
        Meetup, on_delete=models.SET_NULL, null=True, blank=True, related_name="walks", verbose_name="pendant"
    )

    objects = SiteScopedQuerySet.as_manager()

    class Meta(SpotVisit.Meta):
        abstract = False
        verbose_name = "visite du quartier"

    def get_absolute_url(self):
        return reverse("networks:walk", args=[self.pk])


class WalkPointQuerySet(SiteScopedQuerySet):
    site_lookup = "walk__site"


def walk_photo_path(point, name: str) -> str:
    return f"networks/walks/{point.storage_name}"


class WalkPoint(SpotObservation):
    """One point of the walk. ``client_key``: given by the phone that noted it, so that sending twice writes once."""

    visit_field = "walk"

    walk = models.ForeignKey(SiteWalk, on_delete=models.CASCADE, related_name="points")
    photo = models.FileField("photo", storage=private_storage, upload_to=walk_photo_path, blank=True)
    storage_name = models.CharField(max_length=60, blank=True, editable=False)
    content_type = models.CharField(max_length=30, blank=True, editable=False)
    client_key = models.UUIDField(null=True, blank=True, editable=False)
    noted_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WalkPointQuerySet.as_manager()

    class Meta(SpotObservation.Meta):
        abstract = False
        verbose_name = "point de la visite"
        constraints = [models.UniqueConstraint(fields=["walk", "client_key"], name="walk_point_sent_once")]


class WalkStepQuerySet(SiteScopedQuerySet):
    site_lookup = "observation__walk__site"


class WalkStep(SpotStep):
    observation = models.ForeignKey(WalkPoint, on_delete=models.CASCADE, related_name="steps")

    objects = WalkStepQuerySet.as_manager()

    class Meta(SpotStep.Meta):
        abstract = False
        verbose_name = "suite d’un point"
