"""Mini-projects, from an idea to what came of it and who took it up, and the tasks decided on the way."""

from django.db import models
from django.db.models import Case, Count, F, IntegerField, Q, When
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from networks.models.groups import WorkingGroup
from networks.models.meetups import Meetup
from proxinet.private_files import private_storage
from proxinet.scoping import SiteScopedQuerySet, along
from proxinet.uploads import size_in_words
from sites.models import FieldWorker, Organisation, Site


def progress() -> Case:
    state = MiniProject.State
    order = [state.UNDER_WAY, state.DECIDED, state.SUPPORTED, state.IDEA, state.DONE, state.DROPPED]
    return Case(*(When(state=value, then=number) for number, value in enumerate(order)))


class MiniProjectQuerySet(SiteScopedQuerySet):
    def by_progress(self):
        """Under way first, then decided, supported, ideas, done, dropped; by title within each."""
        return self.order_by(progress(), "title", "pk")

    def ideas_first(self):
        """Ideas first, those with most people in them on top; then by progress. Each with its ``supports_count``."""
        is_idea = Q(state__in=MiniProject.IDEAS)
        counted = self.annotate(supports_count=Count("supports"))
        return counted.order_by(
            Case(When(is_idea, then=0), default=1),
            Case(When(is_idea, then=-F("supports_count")), default=progress(), output_field=IntegerField()),
            "title",
            "pk",
        )

    def ideas(self):
        return self.filter(state__in=MiniProject.IDEAS)

    def beyond_ideas(self):
        """What was decided, whatever became of it: what the figures count as mini-projects."""
        return self.filter(was_decided=True)

    def shared(self):
        """What other sites may read and take up."""
        return self.filter(is_shared=True)


class MiniProject(models.Model):
    """An idea, then a concrete project decided and done together.

    ``origin``: the first of the family when this one was taken up from another (``copied_from``), so that the whole
    chain is read at once.
    """

    class State(models.TextChoices):
        IDEA = "idea", "Idée"
        SUPPORTED = "supported", "Idée soutenue"
        DECIDED = "decided", "Décidé"
        UNDER_WAY = "under_way", "En cours"
        DONE = "done", "Réalisé"
        DROPPED = "dropped", "Abandonné"

    IDEAS = (State.IDEA, State.SUPPORTED)
    DECIDED_STATES = (State.DECIDED, State.UNDER_WAY, State.DONE)

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="mini_projects")
    title = models.CharField("intitulé", max_length=160)
    description = models.TextField("de quoi s’agit-il", blank=True, max_length=2000)
    state = models.CharField("état", max_length=10, choices=State, default=State.DECIDED)
    proposed_at = models.ForeignKey(
        Meetup,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="ideas",
        verbose_name="idée née à",
    )
    proposed_by = models.ForeignKey(
        FieldWorker, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    decided_at = models.ForeignKey(
        Meetup,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="mini_projects",
        verbose_name="décidé à",
    )
    decided_on = models.DateField("décidé le", null=True, blank=True, editable=False)
    was_decided = models.BooleanField(default=False, editable=False)
    group = models.ForeignKey(
        WorkingGroup,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="mini_projects",
        verbose_name="mené par le groupe",
    )
    pilots = models.ManyToManyField(
        Organisation, blank=True, through="ProjectPilot", related_name="piloted_projects", verbose_name="pilotes"
    )
    partners = models.ManyToManyField(Organisation, blank=True, related_name="mini_projects", verbose_name="avec")
    means = models.TextField("moyens", blank=True, max_length=1000)
    result = models.TextField("ce que cela a donné", blank=True, max_length=2000)
    reason = models.CharField("pourquoi on s’arrête", max_length=300, blank=True)
    is_shared = models.BooleanField("proposé aux autres sites", default=False)
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies", editable=False
    )
    origin = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="family", editable=False
    )
    created_at = models.DateTimeField("noté le", default=timezone.now, editable=False)

    objects = MiniProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "mini-projet"
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                "site",
                Lower("title"),
                name="mini_project_once_per_site",
                violation_error_message="Ce site a déjà un mini-projet de ce nom.",
            ),
            models.CheckConstraint(
                name="mini_project_reason_only_if_dropped",
                condition=Q(reason="") | Q(state="dropped"),
            ),
            models.CheckConstraint(
                name="mini_project_was_decided",
                condition=~Q(state__in=("decided", "under_way", "done")) | Q(was_decided=True),
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.was_decided = self.was_decided or self.state in self.DECIDED_STATES
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("networks:project", args=[self.pk])

    @property
    def is_idea(self) -> bool:
        return self.state in self.IDEAS

    @property
    def is_open(self) -> bool:
        return self.state not in (self.State.DONE, self.State.DROPPED)

    @property
    def tone(self) -> str:
        """The colour of its state's badge."""
        tones = {"supported": "info", "decided": "info", "under_way": "warning", "done": "success"}
        return tones.get(self.state, "neutral")


class OfProjectQuerySet(SiteScopedQuerySet):
    site_lookup = "project__site"


class ProjectPilot(models.Model):
    """Who carries a mini-project: an organisation, and a function there (never a name)."""

    project = models.ForeignKey(MiniProject, on_delete=models.CASCADE, related_name="pilot_parts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="organisme")
    function = models.CharField("fonction", max_length=120, blank=True)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "pilote"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"],
                name="project_pilot_once",
                violation_error_message="Cet organisme pilote déjà ce mini-projet.",
            )
        ]

    def __str__(self):
        return f"{self.function}, {self.organisation}" if self.function else str(self.organisation)


class SupportQuerySet(OfProjectQuerySet):
    national_roles = frozenset({Role.ADMIN})

    def visible_through(self, membership):
        return along("person", FieldWorker.objects.all().visible_through(membership))


class Support(models.Model):
    """« J’en suis »: a field worker supports an idea or takes part in the project. Counted for all, named to few."""

    project = models.ForeignKey(MiniProject, on_delete=models.CASCADE, related_name="supports")
    person = models.ForeignKey(FieldWorker, on_delete=models.RESTRICT, related_name="project_supports")
    since = models.DateTimeField(default=timezone.now)

    objects = SupportQuerySet.as_manager()

    class Meta:
        verbose_name = "soutien"
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "person"], name="support_once")]

    def __str__(self):
        return f"{self.person} — {self.project}"


class ProjectChange(models.Model):
    """A dated step from one state to the next."""

    project = models.ForeignKey(MiniProject, on_delete=models.CASCADE, related_name="changes")
    state = models.CharField("état", max_length=10, choices=MiniProject.State)
    on = models.DateField("le", default=timezone.localdate)
    reason = models.CharField("pourquoi", max_length=300, blank=True)
    noted_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "changement d’état"
        ordering = ["on", "pk"]

    def __str__(self):
        return f"{self.project} : {self.get_state_display()}"


class Task(models.Model):
    """Something to do, with who and when: decided at a meetup, a step of a mini-project, or a group's.

    ``person`` is named only to those who may read them (``FieldWorker.visible_to``); the others read the organisation.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="network_tasks")
    meetup = models.ForeignKey(Meetup, on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks")
    project = models.ForeignKey(MiniProject, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    group = models.ForeignKey(WorkingGroup, on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks")
    title = models.CharField("à faire", max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisme"
    )
    person = models.ForeignKey(
        FieldWorker, on_delete=models.SET_NULL, null=True, blank=True, related_name="network_tasks", verbose_name="qui"
    )
    due_on = models.DateField("pour le", null=True, blank=True)
    done_on = models.DateField("fait le", null=True, blank=True)
    note = models.CharField("remarque", max_length=300, blank=True)

    objects = SiteScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "tâche"
        ordering = [F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self):
        return self.title

    @property
    def is_late(self) -> bool:
        return bool(not self.done_on and self.due_on and self.due_on < timezone.localdate())


def outcome_path(outcome, name: str) -> str:
    return f"networks/outcomes/{outcome.storage_name}"


class Outcome(models.Model):
    """What a mini-project, a group or a meetup produced: a document, an action, a photo or a figure."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", "Document"
        ACTION = "action", "Action"
        PHOTO = "photo", "Photo"
        FIGURE = "figure", "Chiffre"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="outcomes")
    project = models.ForeignKey(MiniProject, on_delete=models.CASCADE, null=True, blank=True, related_name="outcomes")
    group = models.ForeignKey(WorkingGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="outcomes")
    meetup = models.ForeignKey(Meetup, on_delete=models.SET_NULL, null=True, blank=True, related_name="outcomes")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    title = models.CharField("intitulé", max_length=160)
    text = models.TextField("précisions", blank=True, max_length=1000)
    happened_on = models.DateField("date", null=True, blank=True)
    figure = models.DecimalField("nombre", max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField("de quoi", max_length=60, blank=True, help_text="Par exemple : sacs de vêtements.")
    file = models.FileField("fichier", storage=private_storage, upload_to=outcome_path, blank=True)
    storage_name = models.CharField(max_length=60, blank=True, editable=False)
    content_type = models.CharField(max_length=60, blank=True, editable=False)
    size = models.PositiveIntegerField("taille, en octets", default=0, editable=False)
    consent = models.CharField("accord des personnes", max_length=10, blank=True)

    objects = SiteScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "résultat"
        ordering = [F("happened_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="outcome_of_something",
                condition=~Q(project=None) | ~Q(group=None) | ~Q(meetup=None),
            ),
            models.CheckConstraint(
                name="outcome_figure_has_a_number",
                condition=~Q(kind="figure") | ~Q(figure=None),
                violation_error_message="Indiquez le nombre.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def size_in_words(self) -> str:
        return size_in_words(self.size)
