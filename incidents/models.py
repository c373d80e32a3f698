"""Incidents met at work, and the support that follows.

By design there is no field for a suspect, for health, or for a complaint's number; the only free text of a report is
500 characters of facts. A report is read by its author alone, and by their manager if they share it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from proxinet.scoping import SiteScopedQuerySet
from sites.models import FieldWorker, Neighbourhood, Organisation, Site


class Nature(models.TextChoices):
    INCIVILITY = "incivility", "Incivilité, manque de respect"
    INSULT = "insult", "Insulte"
    THREAT = "threat", "Menace"
    PHYSICAL = "physical", "Violence physique"
    DAMAGE = "damage", "Dégradation"
    OCCUPATION = "occupation", "Occupation de hall ou d’escalier"
    TRAFFICKING = "trafficking", "Gêne liée à un trafic"
    DISCRIMINATION = "discrimination", "Propos sexistes, racistes, discriminants"
    OTHER = "other", "Autre"


class Severity(models.IntegerChoices):
    BOTHERED = 1, "Gênant"
    SERIOUS = 2, "Sérieux"
    VERY_SERIOUS = 3, "Très grave"


class PlaceKind(models.TextChoices):
    HALL = "hall", "Hall ou escalier"
    LODGE = "lodge", "Loge ou bureau d’accueil"
    OUTDOOR = "outdoor", "Extérieur, abords"
    BASEMENT = "basement", "Cave, parking, local"
    HOME = "home", "Logement d’un locataire"
    PHONE = "phone", "Téléphone, message, réseau social"
    OTHER = "other", "Autre lieu"


class TimeBand(models.TextChoices):
    MORNING = "morning", "Matin"
    MIDDAY = "midday", "Midi"
    AFTERNOON = "afternoon", "Après-midi"
    EVENING = "evening", "Soir"
    NIGHT = "night", "Nuit"


class Trigger(models.TextChoices):
    REMINDER = "reminder", "Rappel d’une règle"
    REQUEST_REFUSED = "request_refused", "Demande refusée ou en attente"
    WORKS = "works", "Travaux, panne"
    NEIGHBOUR_DISPUTE = "neighbour_dispute", "Conflit entre voisins"
    PRESENCE = "presence", "Simple présence sur place"
    UNKNOWN = "unknown", "Je ne sais pas"


class Support(models.TextChoices):
    CALL_BACK = "call_back", "Être rappelé"
    DEBRIEF = "debrief", "Un débriefing collectif"
    FOLLOW_UP = "follow_up", "Un suivi individuel"
    LEGAL = "legal", "Une information sur mes droits"


class Complaint(models.TextChoices):
    FILED = "filed", "Plainte ou main courante déposée"
    NOT_FILED = "not_filed", "Pas de plainte"
    UNDECIDED = "undecided", "Pas encore décidé"


class ComplaintReason(models.TextChoices):
    NOT_NEEDED = "not_needed", "Ce n’était pas nécessaire"
    FEAR = "fear", "Peur des conséquences"
    USELESS = "useless", "Cela ne servirait à rien"
    DISCOURAGED = "discouraged", "On me l’a déconseillé"
    OTHER = "other", "Autre raison"


class IncidentQuerySet(SiteScopedQuerySet):
    national_roles = frozenset()

    def visible_through(self, membership):
        mine = Q(person__user_id=membership.user_id, person__site_id=membership.site_id)
        if membership.role == Role.LANDLORD_MANAGER:
            return mine | self.shared_with(membership)
        return mine

    def shared_with(self, membership) -> Q:
        """Shared with this manager's organisation, which still employs the person: after a change of employer
        neither the old managers nor the new ones read it."""
        return self.at_site(membership) & Q(
            shared_with_id=membership.organisation_id, person__employer_id=membership.organisation_id
        )


class Incident(models.Model):
    """What happened to one field worker, in closed lists."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="incidents")
    person = models.ForeignKey(FieldWorker, on_delete=models.RESTRICT, related_name="incidents")
    neighbourhood = models.ForeignKey(
        Neighbourhood,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quartier",
    )
    happened_on = models.DateField("date")
    time_band = models.CharField("moment", max_length=10, choices=TimeBand)
    nature = models.CharField("ce qui s’est passé", max_length=20, choices=Nature)
    severity = models.PositiveSmallIntegerField("gravité ressentie", choices=Severity)
    place_kind = models.CharField("lieu", max_length=10, choices=PlaceKind)
    trigger = models.CharField("ce qui a déclenché", max_length=20, choices=Trigger)
    support_wanted = ArrayField(
        models.CharField(max_length=12, choices=Support), default=list, blank=True, verbose_name="je voudrais"
    )
    complaint = models.CharField("plainte", max_length=10, choices=Complaint)
    complaint_reason = models.CharField("pourquoi pas de plainte", max_length=12, choices=ComplaintReason, blank=True)
    facts = models.CharField("les faits", max_length=500, blank=True)
    shared_at = models.DateTimeField("partagé avec l’encadrant le", null=True, blank=True, editable=False)
    shared_with = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    read_at = models.DateTimeField("lu par l’encadrant le", null=True, blank=True, editable=False)
    reported_at = models.DateTimeField(auto_now_add=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = "incident"
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="incident_reason_only_without_complaint",
                condition=Q(complaint_reason="") | Q(complaint=Complaint.NOT_FILED),
                violation_error_message="La raison ne se donne que sans plainte.",
            ),
            models.CheckConstraint(
                name="incident_shared_with_someone",
                condition=Q(shared_at=None, shared_with=None, read_at=None)
                | Q(shared_at__isnull=False, shared_with__isnull=False),
                violation_error_message="Un partage se fait avec un employeur.",
            ),
        ]

    def __str__(self):
        return f"{self.get_nature_display()} du {self.happened_on:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("incidents:detail", args=[self.pk])

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None


class SupportRequestQuerySet(SiteScopedQuerySet):
    national_roles = frozenset()

    def visible_through(self, membership):
        if membership.role == Role.GUP_LEAD:
            return self.at_site(membership)
        return Q(person__user_id=membership.user_id, person__site_id=membership.site_id)

    def open(self):
        return self.filter(closed_at=None)


class SupportRequest(models.Model):
    """What the lead learns when someone asks for support: who asks, for what, when. Never what happened.

    Asking is the person's choice in the report's form, which says so. For an individual follow-up, the steps below
    are dated states only.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="support_requests")
    person = models.ForeignKey(FieldWorker, on_delete=models.RESTRICT, related_name="support_requests")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="support_requests")
    kind = models.CharField("demande", max_length=12, choices=Support)
    asked_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)

    objects = SupportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de soutien"
        ordering = ["-asked_at"]
        constraints = [models.UniqueConstraint(fields=["incident", "kind"], name="support_asked_once")]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("incidents:support_request", args=[self.pk])


class FollowUpStep(models.Model):
    """One dated state of an individual follow-up; there is no free text here on purpose."""

    class State(models.TextChoices):
        CONTACTED = "contacted", "Personne contactée"
        MEETING = "meeting", "Entretien"
        REFERRED = "referred", "Orientée vers un professionnel"
        BACK_TO_NORMAL = "back_to_normal", "Retour au calme"
        CLOSED = "closed", "Suivi terminé"

    request = models.ForeignKey(SupportRequest, on_delete=models.CASCADE, related_name="steps")
    happened_on = models.DateField("date")
    state = models.CharField("étape", max_length=20, choices=State)

    class Meta:
        verbose_name = "étape du suivi"
        ordering = ["happened_on", "pk"]

    def __str__(self):
        return self.get_state_display()


class DebriefQuerySet(SiteScopedQuerySet):
    national_roles = frozenset()

    def visible_through(self, membership):
        if membership.role in (Role.GUP_LEAD, Role.FIELD_WORKER, Role.LANDLORD_MANAGER):
            return self.at_site(membership)
        return self.nothing()

    def to_come(self):
        return self.filter(held_at__gt=timezone.now()).order_by("held_at")

    def to_record(self):
        """Held, and nobody has said yet how many came."""
        return self.filter(held_at__lte=timezone.now(), attendance_count=None)


class Debrief(models.Model):
    """A collective debrief after one or several incidents. Attendance is a count."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="debriefs")
    held_at = models.DateTimeField("date et heure")
    place = models.CharField("lieu", max_length=200, blank=True)
    facilitator = models.CharField("animé par (fonction ou organisme)", max_length=160)
    requests = models.ManyToManyField(SupportRequest, blank=True, related_name="debriefs", verbose_name="demandes")
    attendance_count = models.PositiveIntegerField("nombre de présents", null=True, blank=True)
    themes = models.TextField("sujets abordés", blank=True)
    learnt = models.TextField("ce qu’on a appris", blank=True)
    changes = models.TextField("ce qui change", blank=True)

    objects = DebriefQuerySet.as_manager()

    class Meta:
        verbose_name = "débriefing collectif"
        ordering = ["-held_at"]

    def __str__(self):
        return f"Débriefing du {timezone.localtime(self.held_at):%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("incidents:debrief", args=[self.pk])

    @property
    def is_past(self) -> bool:
        return self.held_at <= timezone.now()

    @property
    def is_recorded(self) -> bool:
        return self.attendance_count is not None
