"""Working groups: a theme, co-pilots from different organisations, members."""

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from proxinet.scoping import SiteScopedQuerySet
from sites.models import FieldWorker, Organisation, Site


class WorkingGroup(models.Model):
    """A standing group on a subject, piloted by organisations of the site."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="working_groups")
    title = models.CharField("intitulé", max_length=160)
    description = models.TextField("ce qu’il fait", blank=True, max_length=2000)
    theme = models.CharField("thème", max_length=120, blank=True)
    pilots = models.ManyToManyField(
        Organisation, blank=True, through="GroupPilot", related_name="piloted_groups", verbose_name="pilotes"
    )
    members = models.ManyToManyField(FieldWorker, blank=True, related_name="working_groups", verbose_name="membres")
    is_active = models.BooleanField("toujours actif", default=True)

    objects = SiteScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "groupe de travail"
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                "site",
                Lower("title"),
                name="working_group_once_per_site",
                violation_error_message="Ce site a déjà un groupe de ce nom.",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("networks:group", args=[self.pk])


class GroupPilotQuerySet(SiteScopedQuerySet):
    site_lookup = "group__site"


class GroupPilot(models.Model):
    """One of a group's co-pilots: an organisation, and who there holds the part (a function, never a name)."""

    group = models.ForeignKey(
        WorkingGroup, on_delete=models.CASCADE, related_name="pilot_parts", db_column="workinggroup_id"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", verbose_name="organisme")
    function = models.CharField("fonction", max_length=120, blank=True)

    objects = GroupPilotQuerySet.as_manager()

    class Meta:
        verbose_name = "copilote"
        db_table = "networks_workinggroup_pilots"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "organisation"],
                name="group_pilot_once",
                violation_error_message="Les copilotes viennent d’organismes différents.",
            )
        ]

    def __str__(self):
        return f"{self.function}, {self.organisation}" if self.function else str(self.organisation)
