"""Meetups of the site's network, who is invited, who comes, what is shown of it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from networks.models.groups import WorkingGroup
from proxinet.private_files import private_storage
from proxinet.scoping import SiteScopedQuerySet, along
from proxinet.seats import Seat, SeatedEvent
from sites.models import FieldWorker, Organisation, Site


class MeetupSeries(models.Model):
    """Meetups scheduled together in one form (a monthly Proxi-Déj')."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="meetup_series")
    title = models.CharField("intitulé", max_length=160)

    objects = SiteScopedQuerySet.as_manager()

    def __str__(self):
        return self.title


class Meetup(SeatedEvent):
    """A meetup of the network: Proxi-Déj', visit, working session…

    Residents and young people are counted, never named. Counts left empty were not recorded. ``poster_edition``: a new
    one makes the posters printed before worthless. ``changed_at``: when what calendars say of it was last saved.
    """

    IN_CALENDARS = frozenset({"title", "place", "description", "starts_at", "ends_at", "cancelled_at", "is_public"})

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
    group = models.ForeignKey(
        WorkingGroup,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetups",
        verbose_name="réunion du groupe",
    )
    is_public = models.BooleanField(
        "dans l’agenda public",
        default=False,
        help_text="Tout le monde pourra lire l’intitulé, la date, le lieu et le programme, jamais qui vient.",
    )
    changed_at = models.DateTimeField("modifié le", default=timezone.now, editable=False)
    poster_edition = models.PositiveIntegerField(default=1, editable=False)
    poster_is_open = models.BooleanField("on peut s’inscrire par l’affiche", default=True, editable=False)

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

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None or self.IN_CALENDARS.intersection(update_fields):
            self.changed_at = timezone.now()
            update_fields = update_fields and {*update_fields, "changed_at"}
        super().save(*args, update_fields=update_fields, **kwargs)

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


class OfPeopleQuerySet(SiteScopedQuerySet):
    """Rows about one person of a meetup: read like the registrations."""

    site_lookup = "meetup__site"
    national_roles = frozenset({Role.ADMIN})

    def visible_through(self, membership):
        return along("person", FieldWorker.objects.all().visible_through(membership))


class Invitee(models.Model):
    """A field worker invited to a meetup; told once, by mail where they have an address."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="invitees")
    person = models.ForeignKey(FieldWorker, on_delete=models.CASCADE, related_name="meetup_invitations")
    invited_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField("invité le", default=timezone.now)
    declined_at = models.DateTimeField("a dit non le", null=True, blank=True)

    objects = OfPeopleQuerySet.as_manager()

    class Meta:
        verbose_name = "personne invitée"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meetup", "person"], name="invited_once")]

    def __str__(self):
        return f"{self.person} — {self.meetup}"


class GuestQuerySet(SiteScopedQuerySet):
    site_lookup = "meetup__site"
    national_roles = frozenset({Role.ADMIN})

    def visible_through(self, membership):
        return self.at_site(membership) if membership.role == Role.GUP_LEAD else self.nothing()


class Guest(models.Model):
    """Someone from outside (police, social workers…) invited by mail; answers by a link, takes up no place."""

    class Answer(models.TextChoices):
        COMING = "coming", "Vient"
        NOT_COMING = "not_coming", "Ne vient pas"

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="guests")
    name = models.CharField("nom ou fonction", max_length=120)
    organisation = models.CharField("organisme", max_length=160, blank=True)
    email = models.EmailField("adresse e-mail")
    message = models.CharField("mot de sa part", max_length=300, blank=True)
    answer = models.CharField("réponse", max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField("a répondu le", null=True, blank=True)
    invited_at = models.DateTimeField("invité le", default=timezone.now)
    attended = models.BooleanField("présent", null=True, blank=True)

    objects = GuestQuerySet.as_manager()

    class Meta:
        verbose_name = "invité extérieur"
        ordering = ["organisation", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "meetup",
                Lower("email"),
                name="guest_once",
                violation_error_message="Cette adresse est déjà invitée.",
            )
        ]

    def __str__(self):
        return f"{self.name}, {self.organisation}" if self.organisation else self.name


def photo_path(photo, name: str) -> str:
    return f"networks/photos/{photo.storage_name}"


class PhotoQuerySet(SiteScopedQuerySet):
    site_lookup = "meetup__site"


class Photo(models.Model):
    """A picture taken at a meetup: drawn anew without what the camera wrote in it, with the consent that was given."""

    class Consent(models.TextChoices):
        NOBODY = "nobody", "Personne n’est reconnaissable"
        AGREED = "agreed", "Les personnes visibles sont d’accord"
        WRITTEN = "written", "Les personnes visibles ont signé une autorisation"

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField("photo", storage=private_storage, upload_to=photo_path)
    storage_name = models.CharField(max_length=60, unique=True, editable=False)
    content_type = models.CharField(max_length=30, editable=False)
    size = models.PositiveIntegerField("taille, en octets", editable=False)
    width = models.PositiveIntegerField("largeur, en points", editable=False)
    height = models.PositiveIntegerField("hauteur, en points", editable=False)
    description = models.CharField("ce que l’on voit", max_length=200)
    credit = models.CharField("photo de", max_length=120, blank=True)
    consent = models.CharField("accord des personnes", max_length=10, choices=Consent)
    added_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "photo"
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.description
