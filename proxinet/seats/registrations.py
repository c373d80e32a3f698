"""What one person's registration is."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils import timezone


class State(models.TextChoices):
    CONFIRMED = "confirmed", "Inscrit"
    OFFERED = "offered", "Place proposée"
    WAITING = "waiting", "En liste d’attente"
    REQUESTED = "requested", "À valider par l’employeur"
    CANCELLED = "cancelled", "Désinscrit"
    WALK_IN = "walk_in", "Venu sans inscription"


HOLDING = (State.CONFIRMED, State.OFFERED)  # these take up a place
LIVE = (*HOLDING, State.WAITING, State.REQUESTED)


class Ending(models.TextChoices):
    """Why a registration ended."""

    WITHDRAWN = "withdrawn", "S’est désinscrit"
    OFFER_EXPIRED = "offer_expired", "N’a pas répondu à temps"
    REFUSED = "refused", "Refusé par l’employeur"
    UNANSWERED = "unanswered", "L’employeur n’a pas répondu"


class Seat(models.Model):
    """One person's registration to one event; the concrete model adds ``event`` (``related_name="registrations"``).

    ``group``: the person's group when they signed up, by which seats are reserved.
    """

    person = models.ForeignKey(
        "sites.FieldWorker", on_delete=models.RESTRICT, related_name="%(app_label)s_registrations"
    )
    state = models.CharField("état", max_length=10, choices=State)
    position = models.PositiveIntegerField("ordre d’arrivée")
    group = models.CharField(max_length=30, blank=True, editable=False)
    signed_up_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    signed_up_at = models.DateTimeField(default=timezone.now)
    promoted_at = models.DateTimeField(null=True, blank=True)
    offered_until = models.DateTimeField("à accepter avant", null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField("pourquoi c’est fini", max_length=15, choices=Ending, blank=True)
    reason = models.CharField("motif", max_length=300, blank=True)
    commitments = GenericRelation("sites.Commitment")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=~Q(state=State.CANCELLED),
                name="%(app_label)s_%(class)s_once",
                violation_error_message="Cette personne est déjà inscrite.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_offer_has_an_end",
                condition=Q(offered_until=None) ^ Q(state=State.OFFERED),
            ),
        ]
        indexes = [models.Index(fields=["event", "state", "position"])]

    @property
    def offer_is_open(self) -> bool:
        """Whether an offered place may still be accepted, as far as time goes."""
        return self.offered_until is not None and self.event.now < min(self.offered_until, self.event.starts_at)
