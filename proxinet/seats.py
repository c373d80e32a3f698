"""Places, waiting list and sign-up, once for every event one can sign up to.

The event's row is the lock and keeps its own counters: each act locks it (``SELECT … FOR UPDATE``), decides, and writes
registration and counters in one transaction. A registration also holds its time in the person's commitments, where an
exclusion constraint refuses two overlapping events.
"""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import IntegrityError, models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.utils import timezone


class SeatedEvent(models.Model):
    """An event with a limited number of places. Concrete models may override ``periods`` and ``label``."""

    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    capacity = models.PositiveIntegerField("nombre de places")
    closes_at = models.DateTimeField("fin des inscriptions", null=True, blank=True, help_text="Vide : jusqu’au début.")
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True, editable=False)
    confirmed_count = models.PositiveIntegerField(default=0, editable=False)
    waiting_count = models.PositiveIntegerField(default=0, editable=False)
    last_position = models.PositiveIntegerField(default=0, editable=False)

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

    @property
    def seats_left(self) -> int:
        return self.capacity - self.confirmed_count

    @property
    def sign_up_deadline(self):
        return min(self.closes_at, self.starts_at) if self.closes_at else self.starts_at

    @property
    def is_open(self) -> bool:
        return self.cancelled_at is None and timezone.now() < self.sign_up_deadline

    @property
    def is_past(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def has_started(self) -> bool:
        return self.starts_at <= timezone.now()


class State(models.TextChoices):
    CONFIRMED = "confirmed", "Inscrit"
    WAITING = "waiting", "En liste d’attente"
    CANCELLED = "cancelled", "Désinscrit"
    WALK_IN = "walk_in", "Venu sans inscription"


LIVE = (State.CONFIRMED, State.WAITING)


class Seat(models.Model):
    """One person's registration to one event; the concrete model adds ``event`` (``related_name="registrations"``)."""

    person = models.ForeignKey(
        "sites.FieldWorker", on_delete=models.CASCADE, related_name="%(app_label)s_registrations"
    )
    state = models.CharField("état", max_length=10, choices=State)
    position = models.PositiveIntegerField("ordre d’arrivée")
    signed_up_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    signed_up_at = models.DateTimeField(default=timezone.now)
    promoted_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
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
        ]
        indexes = [models.Index(fields=["event", "state", "position"])]


class SeatRefused(Exception):
    """A seat that cannot be given, changed or taken back; ``str(error)`` is a French sentence for the person."""


class AlreadySignedUp(SeatRefused):
    pass


class SignUpClosed(SeatRefused):
    pass


class TimeConflict(SeatRefused):
    pass


class CapacityTooSmall(SeatRefused):
    pass


class NotSignedUp(SeatRefused):
    pass


def lock(event: SeatedEvent) -> SeatedEvent:
    """The event's row, fresh and locked until the end of the transaction: all seat decisions wait in line here."""
    return type(event)._default_manager.select_for_update(of=("self",)).get(pk=event.pk)


@transaction.atomic
def sign_up(event: SeatedEvent, person, *, by=None) -> Seat:
    """Give ``person`` (``sites.FieldWorker``) a place, or the next position on the waiting list.

    ``by``: the account that signs them up. Raises ``SignUpClosed``, ``AlreadySignedUp`` or ``TimeConflict``.
    """
    event = lock(event)
    if event.cancelled_at:
        raise SignUpClosed("Cet événement est annulé.")
    if not event.is_open:
        raise SignUpClosed("Les inscriptions sont closes.")
    if event.registrations.filter(person=person).exclude(state=State.CANCELLED).exists():
        raise AlreadySignedUp("Cette inscription existe déjà.")
    event.last_position += 1
    has_place = event.confirmed_count < event.capacity
    registration = event.registrations.create(
        person=person,
        state=State.CONFIRMED if has_place else State.WAITING,
        position=event.last_position,
        signed_up_by=by,
    )
    if has_place:
        event.confirmed_count += 1
    else:
        event.waiting_count += 1
    hold_time(registration, event)
    save_counters(event)
    return registration


@transaction.atomic
def cancel(event: SeatedEvent, person) -> list[Seat]:
    """Free the person's place or waiting position; return the registrations promoted by it, first come first.

    Raises ``NotSignedUp``, or ``SignUpClosed`` once the event has begun.
    """
    event = lock(event)
    registration = event.registrations.filter(person=person, state__in=LIVE).first()
    if registration is None:
        raise NotSignedUp("Cette personne n’est pas inscrite.")
    if event.has_started:
        raise SignUpClosed("C’est déjà commencé : on ne peut plus se désinscrire.")
    if registration.state == State.CONFIRMED:
        event.confirmed_count -= 1
    else:
        event.waiting_count -= 1
    registration.state = State.CANCELLED
    registration.cancelled_at = timezone.now()
    registration.save(update_fields=["state", "cancelled_at"])
    registration.commitments.all().delete()
    promoted = promote_waiting(event)
    save_counters(event)
    return promoted


@transaction.atomic
def change_capacity(event: SeatedEvent, capacity: int) -> list[Seat]:
    """Set the number of places; return the registrations promoted by new ones. Raises ``CapacityTooSmall``."""
    event = lock(event)
    if capacity < event.confirmed_count:
        raise CapacityTooSmall(
            f"Il y a déjà {event.confirmed_count} inscrits : indiquez au moins {event.confirmed_count} places."
        )
    event.capacity = capacity
    promoted = [] if event.cancelled_at or event.has_started else promote_waiting(event)
    event.save(update_fields=["capacity"])
    save_counters(event)
    return promoted


@transaction.atomic
def cancel_event(event: SeatedEvent) -> list[Seat]:
    """Call the event off and free everyone's time; return the registrations that were live, in order."""
    event = lock(event)
    if event.cancelled_at:
        return []
    event.cancelled_at = timezone.now()
    event.save(update_fields=["cancelled_at"])
    live = list(event.registrations.filter(state__in=LIVE).select_related("person__user").order_by("position"))
    for registration in live:
        registration.commitments.all().delete()
    return live


@transaction.atomic
def reschedule(event: SeatedEvent) -> list[Seat]:
    """After the event's times changed and were saved: hold the new times; return the live registrations.

    Raises ``TimeConflict`` naming everyone who is elsewhere then; nothing is changed in that case.
    """
    event = lock(event)
    live = list(event.registrations.filter(state__in=LIVE).select_related("person__user").order_by("position"))
    elsewhere = []
    for registration in live:
        registration.commitments.all().delete()
        try:
            hold_time(registration, event)
        except TimeConflict:
            elsewhere.append(str(registration.person))
    if elsewhere:
        raise TimeConflict(f"Déjà pris à cette date : {', '.join(elsewhere)}.")
    return live


@transaction.atomic
def record_walk_ins(event: SeatedEvent, people, *, by=None) -> None:
    """Add people who came without having signed up: counted as present, they take no place from anybody.

    In as many statements as for one; those already in stay so.
    """
    people = list(people)
    if not people:
        return
    event = lock(event)
    registrations = event.registrations.exclude(state=State.CANCELLED)
    already_in = set(registrations.filter(person__in=people).values_list("person", flat=True))
    new = [person for person in people if person.pk not in already_in]
    event.registrations.bulk_create(
        event.registrations.model(
            event=event,
            person=person,
            state=State.WALK_IN,
            position=event.last_position + number,
            signed_up_by=by,
        )
        for number, person in enumerate(new, start=1)
    )
    event.last_position += len(new)
    save_counters(event)


def promote_waiting(event: SeatedEvent) -> list[Seat]:
    """Give free places to the longest waiting; the caller holds the lock and saves the counters."""
    free = event.capacity - event.confirmed_count
    waiting = event.registrations.filter(state=State.WAITING).select_related("person__user").order_by("position")
    promoted = list(waiting[: max(free, 0)])
    for registration in promoted:
        registration.state = State.CONFIRMED
        registration.promoted_at = timezone.now()
        registration.save(update_fields=["state", "promoted_at"])
    event.confirmed_count += len(promoted)
    event.waiting_count -= len(promoted)
    return promoted


def hold_time(registration: Seat, event: SeatedEvent) -> None:
    """Promise the person's time to the event. Raises ``TimeConflict`` where they have promised it elsewhere."""
    spans = [DateTimeTZRange(start, end) for start, end in event.periods()]
    commitments = registration.commitments.model._default_manager
    try:
        with transaction.atomic():
            for span in spans:
                registration.commitments.create(person=registration.person, period=span)
    except IntegrityError as error:
        overlapping = Q()
        for span in spans:
            overlapping |= Q(period__overlap=span)
        other = commitments.filter(overlapping, person=registration.person).first()
        what = f" : {other.source.event.label}" if other else ""
        raise TimeConflict(f"Cette personne est déjà inscrite ailleurs à la même heure{what}.") from error


def save_counters(event: SeatedEvent) -> None:
    event.save(update_fields=["confirmed_count", "waiting_count", "last_position"])
