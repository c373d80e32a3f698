"""Two rows that are one person: a newcomer who turns out to be known, or someone entered twice."""

from django.db import transaction
from django.utils import timezone

from proxinet import seats
from proxinet.repointing import relations_to, repoint
from proxinet.seats import Seat, SeatRefused
from sites import enrolment
from sites.models import Commitment, FieldWorker

TAKEN_OVER = ("email", "phone")


class MergeRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """``str(error)`` is a French sentence for the lead."""


@transaction.atomic
def merge(double: FieldWorker, *, into: FieldWorker, by) -> None:
    """All that points to ``double`` points to ``into``; the row stays, with the name that was given, and stands for
    them from now on. Of two places at one event the better is kept, the other freed for who waits.

    Raises ``MergeRefused``: someone else did it already, or the person has promised that time elsewhere.
    """
    for event in events_of(double):  # before the people: as those do who sign up
        seats.lock(event)
    double, into = locked(double, into)
    check(double, into)
    for event in events_of(double):
        try:
            promoted = seats.give_places(event, double, into)
        except SeatRefused as refusal:
            raise MergeRefused(f"{refusal} Désinscrivez-la d’abord de l’une des deux.") from refusal
        enrolment.tell_promoted(event, promoted)
    repoint(double, into, leaving=(Commitment, *registration_models()))
    hand_over(double, into)
    double.is_active, double.merged_into, double.merged_at, double.merged_by = False, into, timezone.now(), by
    double.save()
    into.save()


def registration_models() -> list[type[Seat]]:
    models = (relation.related_model for relation in relations_to(FieldWorker))
    return [model for model in models if issubclass(model, Seat)]


def events_of(person: FieldWorker) -> list:
    """Every event the person has or had a place at, always in the same order."""
    found = []
    for model in registration_models():
        registrations = model._base_manager.filter(person=person).order_by("event_id").select_related("event")
        found += {registration.event_id: registration.event for registration in registrations}.values()
    return found


def locked(*people: FieldWorker) -> list[FieldWorker]:
    """The rows, fresh and locked; in the order asked for, whatever the order of locking."""
    keys = [person.pk for person in people]
    rows = FieldWorker.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    by_key = {row.pk: row for row in rows.select_related("site", "employer", "user")}
    return [by_key[key] for key in keys]


def check(double: FieldWorker, into: FieldWorker) -> None:
    if double.merged_into_id:
        raise MergeRefused(f"C’est déjà fait\u202f: cette fiche est réunie avec {double.merged_into}.")
    if double == into or double.site_id != into.site_id:
        raise MergeRefused("Choisissez une autre personne du même site.")
    if double.erased_at or into.erased_at or into.merged_into_id or not into.is_active or not into.is_confirmed:
        raise MergeRefused("Cette personne n’est plus dans la liste\u202f: choisissez-en une autre.")


def hand_over(double: FieldWorker, into: FieldWorker) -> None:
    """The account, code and ways to reach them, where the person kept has none."""
    account, code = double.user, double.join_code
    double.user = double.join_code = None
    double.save(update_fields=["user", "join_code"])
    into.user = into.user or account
    into.join_code = into.join_code or code
    for name in TAKEN_OVER:
        setattr(into, name, getattr(into, name) or getattr(double, name))
        setattr(double, name, "")
