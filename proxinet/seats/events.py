"""What an event with places is."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property


class ReservedBy(models.TextChoices):
    STAFF_CATEGORY = "staff_category", "Métier"
    EMPLOYER_KIND = "employer_kind", "Nature de l’employeur"


class SeatedEvent(models.Model):
    """An event with a limited number of places.

    ``reserved_seats``: ``{group: seats}`` held for people of that group until ``released_at`` (empty: until the start).
    ``confirmed_by_group``: how many of each group hold a place, kept while seats are reserved.
    Concrete models may override ``periods``, ``label`` and ``offered_until``.
    """

    asks_approval = False  # whether employers may approve their people's sign-ups first
    told_with: tuple[str, ...] = ()  # the relations that ``label`` and ``periods`` read, to load for many at once
    locked_at: datetime | None = None  # set by ``seats.lock``

    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    capacity = models.PositiveIntegerField("nombre de places")
    closes_at = models.DateTimeField("fin des inscriptions", null=True, blank=True, help_text="Vide : jusqu’au début.")
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True, editable=False)
    confirmed_count = models.PositiveIntegerField(default=0, editable=False)
    waiting_count = models.PositiveIntegerField(default=0, editable=False)
    last_position = models.PositiveIntegerField(default=0, editable=False)
    reserved_by = models.CharField("places réservées par", max_length=20, choices=ReservedBy, blank=True)
    reserved_seats = models.JSONField("places réservées", default=dict, blank=True)
    released_at = models.DateTimeField("ouvertes à tous le", null=True, blank=True)
    confirmed_by_group = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="La fin doit venir après le début.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_within_capacity",
                condition=Q(confirmed_count__lte=F("capacity")),
                violation_error_message="Il y a déjà plus d’inscrits que ce nombre de places.",
            ),
        ]

    @property
    def label(self) -> str:
        return str(self)

    def periods(self):
        """The spans ``(start, end)`` during which one must be there."""
        return [(self.starts_at, self.ends_at)]

    @cached_property
    def spans(self) -> list[tuple[datetime, datetime]]:
        """``periods``, read once for this object: a row just locked, or one that only tells."""
        return list(self.periods())

    def offered_until(self, person) -> datetime | None:
        """Until when someone promoted from the waiting list may accept their place; None: it is theirs at once."""
        return None

    def group_of(self, person) -> str:
        """The group by which seats are reserved here that ``person`` (``sites.FieldWorker``) belongs to, or empty."""
        if self.reserved_by == ReservedBy.STAFF_CATEGORY:
            return person.staff_category
        if self.reserved_by == ReservedBy.EMPLOYER_KIND and person.employer_id:
            return person.employer.kind
        return ""

    @property
    def released_from(self) -> datetime:
        return min(self.released_at or self.starts_at, self.starts_at)  # the event may have been moved forward

    @property
    def now(self) -> datetime:
        """The instant at which questions of time are answered: one and the same for a whole act behind the lock."""
        return self.locked_at or timezone.now()

    def held_back(self) -> dict[str, int]:
        """``{group: seats}`` still reserved and untaken at this moment."""
        if not self.reserved_by or self.now >= self.released_from:
            return {}
        untaken = {group: seats - self.confirmed_by_group.get(group, 0) for group, seats in self.reserved_seats.items()}
        return {group: seats for group, seats in untaken.items() if seats > 0}

    def seats_for(self, group: str) -> int:
        """How many more people of ``group`` could have a place now."""
        held_back = self.held_back()
        return self.seats_left - sum(held_back.values()) + held_back.get(group, 0)

    @property
    def seats_left(self) -> int:
        return self.capacity - self.confirmed_count

    @property
    def open_seats(self) -> int:
        """Free places that anyone may take."""
        return self.seats_left - sum(self.held_back().values())

    @property
    def sign_up_deadline(self):
        return min(self.closes_at, self.starts_at) if self.closes_at else self.starts_at

    @property
    def is_open(self) -> bool:
        return self.cancelled_at is None and self.now < self.sign_up_deadline

    @property
    def is_past(self) -> bool:
        return self.ends_at <= self.now

    @property
    def has_started(self) -> bool:
        return self.starts_at <= self.now
