"""Meetups of the site's network, what is decided there, and who to call."""

from datetime import timedelta

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from proxinet.scoping import SiteScopedQuerySet, along
from proxinet.seats import Seat, SeatedEvent
from sites.models import FieldWorker, Organisation, Site

CHECK_CONTACTS_EVERY = timedelta(days=183)


class MeetupSeries(models.Model):
    """Meetups scheduled together in one form (a monthly Proxi-Déj')."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="meetup_series")
    title = models.CharField("intitulé", max_length=160)

    objects = SiteScopedQuerySet.as_manager()

    def __str__(self):
        return self.title


class Meetup(SeatedEvent):
    """A meetup of the network: Proxi-Déj', visit, working session…

    Residents and young people are counted, never named. Counts left empty were not recorded.
    """

    class Kind(models.TextChoices):
        BREAKFAST = "breakfast", "Proxi-Déj’"
        VISIT = "visit", "Visite collective"
        WORKING_SESSION = "working_session", "Réunion de travail"
        PARTNERS = "partners", "Rencontre avec des partenaires"
        CLEAN_UP = "clean_up", "Nettoyage partagé"
        YOUTH_WORKSITE = "youth_worksite", "Chantier éducatif"
        SHADOWING = "shadowing", "Vis ma vie"
        EVENT_DAY = "event_day", "Journée événement"
        BUILDING_SITE = "building_site", "Visite de chantier"
        CONVIVIAL = "convivial", "Moment convivial"
        STEERING = "steering", "Comité de pilotage"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="meetups")
    series = models.ForeignKey(MeetupSeries, on_delete=models.SET_NULL, null=True, blank=True, related_name="meetups")
    kind = models.CharField("type", max_length=20, choices=Kind, default=Kind.BREAKFAST)
    title = models.CharField("intitulé", max_length=160)
    place = models.CharField("lieu", max_length=200)
    description = models.TextField("au programme", blank=True, max_length=2000)
    date_text = models.CharField("date en clair", max_length=60, blank=True)
    partners = models.ManyToManyField(Organisation, blank=True, related_name="meetups", verbose_name="avec")
    residents_count = models.PositiveIntegerField("nombre d’habitants", null=True, blank=True)
    youths_count = models.PositiveIntegerField("nombre de jeunes", null=True, blank=True)
    account = models.TextField("compte rendu", blank=True, max_length=2000)
    recorded_at = models.DateTimeField("compte rendu enregistré le", null=True, blank=True, editable=False)

    objects = SiteScopedQuerySet.as_manager()

    class Meta(SeatedEvent.Meta):
        abstract = False
        verbose_name = "rencontre"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["site", "starts_at"])]
        constraints = [
            *SeatedEvent.Meta.constraints,
            models.UniqueConstraint(
                fields=["site", "title", "starts_at"],
                condition=Q(cancelled_at=None),
                name="meetup_once_at_a_time",
                violation_error_message="Une rencontre du même nom est déjà prévue à cette heure.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("networks:meetup", args=[self.pk])

    @property
    def day_has_come(self) -> bool:
        """From the meetup's day on, one may say how it went."""
        return timezone.localtime(self.starts_at).date() <= timezone.localdate()


class RegistrationQuerySet(SiteScopedQuerySet):
    site_lookup = "event__site"
    national_roles = frozenset({Role.ADMIN})

    def visible_through(self, membership):
        return along("person", FieldWorker.objects.all().visible_through(membership))


class Registration(Seat):
    event = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="registrations")
    attended = models.BooleanField("présent", null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta(Seat.Meta):
        abstract = False
        verbose_name = "inscription"

    def __str__(self):
        return f"{self.person} — {self.event}"


class WorkingGroup(models.Model):
    """A standing group on a subject, piloted by organisations of the site."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="working_groups")
    title = models.CharField("intitulé", max_length=160)
    description = models.TextField("ce qu’il fait", blank=True, max_length=2000)
    pilots = models.ManyToManyField(Organisation, blank=True, related_name="piloted_groups", verbose_name="pilotes")
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


class MiniProjectQuerySet(SiteScopedQuerySet):
    def by_progress(self):
        """Under way first, then decided, done, dropped; by title within each."""
        state = MiniProject.State
        order = [state.UNDER_WAY, state.DECIDED, state.DONE, state.DROPPED]
        rank = Case(*(When(state=value, then=number) for number, value in enumerate(order)))
        return self.order_by(rank, "title", "pk")


class MiniProject(models.Model):
    """A concrete project decided and done together."""

    class State(models.TextChoices):
        DECIDED = "decided", "Décidé"
        UNDER_WAY = "under_way", "En cours"
        DONE = "done", "Réalisé"
        DROPPED = "dropped", "Abandonné"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="mini_projects")
    title = models.CharField("intitulé", max_length=160)
    description = models.TextField("de quoi s’agit-il", blank=True, max_length=2000)
    state = models.CharField("état", max_length=10, choices=State, default=State.DECIDED)
    decided_at = models.ForeignKey(
        Meetup,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="mini_projects",
        verbose_name="décidé à",
    )
    partners = models.ManyToManyField(Organisation, blank=True, related_name="mini_projects", verbose_name="avec")
    result = models.TextField("ce que cela a donné", blank=True, max_length=2000)

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
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("networks:project", args=[self.pk])

    @property
    def tone(self) -> str:
        """The colour of its state's badge."""
        return {"decided": "info", "under_way": "warning", "done": "success"}.get(self.state, "neutral")


class Contact(models.Model):
    """Who to call: a service or a function of an organisation, for which problem, how."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="contacts")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="organisme",
    )
    name = models.CharField("service ou fonction", max_length=160)
    call_for = models.CharField("à appeler pour", max_length=300)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    opening_hours = models.CharField("horaires", max_length=160, blank=True)
    checked_on = models.DateField("vérifié le", null=True, blank=True)

    objects = SiteScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "contact"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "site",
                Lower("name"),
                "organisation",
                name="contact_once",
                nulls_distinct=False,
                violation_error_message="Ce contact est déjà dans l’annuaire, chez le même organisme.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def phone_shown(self) -> str:
        """The number as one reads it aloud in France: by pairs of digits."""
        digits = self.phone.replace(" ", "")
        if not digits.isdecimal() or len(digits) not in (4, 10):
            return self.phone
        return "\u00a0".join(digits[at : at + 2] for at in range(0, len(digits), 2))

    @property
    def phone_dialled(self) -> str:
        """The number for a ``tel:`` link."""
        return "".join(sign for sign in self.phone if sign.isdecimal() or sign == "+")

    @property
    def needs_checking(self) -> bool:
        return self.checked_on is None or timezone.localdate() - self.checked_on > CHECK_CONTACTS_EVERY
