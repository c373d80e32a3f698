"""People who come in by a poster: known by a first name and an employer until the lead says who they are."""

from difflib import SequenceMatcher

from django.db import IntegrityError, transaction

from sites import departure
from sites.models import FieldWorker, Organisation, Site, StaffCategory
from sites.names import name_key

LIKE_ENOUGH = 0.8  # of two first names, by difflib
MOST_MATCHES = 5
TAKEN_CARE_OF = "Quelqu’un s’en est déjà occupé."


class AlreadyTakenCareOf(Exception):  # noqa: N818 - a refusal, not a fault
    """The newcomer was confirmed, joined with someone or refused meanwhile."""


class NameOfSomeoneGone(Exception):  # noqa: N818 - a refusal, not a fault
    """The name stands for someone who has left: only the lead can take them back."""


def person_named(site: Site, *, first_name: str, initial: str, employer: Organisation | None) -> FieldWorker:
    """Whoever this name stands for at the site: the newcomer who gave it before, the person they turned out to be, or
    a new newcomer. A known person's full name never matches. Raises ``NameOfSomeoneGone``.

    Two calls at once find or make the same row: the database holds a name once per employer.
    """
    name = {"first_name": first_name, "last_name": initial, "employer": employer}
    known = row_named(site, **name)
    if known is None:
        try:
            with transaction.atomic():
                return FieldWorker.objects.create(
                    site=site, **name, staff_category=StaffCategory.OTHER, is_confirmed=False
                )
        except IntegrityError:
            known = row_named(site, **name)
    return standing_for(known)


def row_named(site: Site, *, first_name: str, last_name: str, employer) -> FieldWorker | None:
    """Newcomers before the others, so that a name given twice stays with the same row."""
    rows = site.field_workers.filter(employer=employer, last_name__iexact=last_name, erased_at=None)
    wanted = name_key(first_name)
    same = [row for row in rows.order_by("is_confirmed", "-is_active", "pk") if name_key(row.first_name) == wanted]
    return same[0] if same else None


def standing_for(row: FieldWorker) -> FieldWorker:
    while row.merged_into_id:
        row = row.merged_into
    if not row.is_active and not row.is_confirmed:  # refused once; perhaps someone else: the lead sees them again
        row.is_active = True
        row.save(update_fields=["is_active"])
    if not row.is_active:
        raise NameOfSomeoneGone
    return row


# What the lead makes of them ------------------------------------------------------------------------------------------


def possible_matches(newcomers: list[FieldWorker]) -> dict[int, list[FieldWorker]]:
    """``{newcomer.pk: known people}`` of the same site who may be them, the likeliest first; never decided alone.

    One query, whatever the number of newcomers.
    """
    sites = {newcomer.site_id for newcomer in newcomers}
    known: dict[int, list[FieldWorker]] = {}
    for person in FieldWorker.objects.filter(site__in=sites).active().select_related("employer"):
        known.setdefault(person.site_id, []).append(person)
    return {newcomer.pk: matches(newcomer, known.get(newcomer.site_id, [])) for newcomer in newcomers}


def matches(newcomer: FieldWorker, known: list[FieldWorker]) -> list[FieldWorker]:
    scored = [(likeness(newcomer, person), person) for person in known]
    return [person for score, person in sorted(scored, key=lambda pair: -pair[0]) if score >= 1][:MOST_MATCHES]


def likeness(newcomer: FieldWorker, person: FieldWorker) -> float:
    """From 1 on they may be the same; a first letter that differs, or another first name, says no."""
    mine, theirs = name_key(newcomer.first_name), name_key(person.first_name)
    if newcomer.last_name and not name_key(person.last_name).startswith(name_key(newcomer.last_name)):
        return 0
    likeness = SequenceMatcher(None, mine, theirs).ratio()
    same_employer = newcomer.employer_id == person.employer_id
    if likeness < LIKE_ENOUGH or (likeness < 1 and not same_employer):
        return 0
    return likeness + same_employer + bool(newcomer.last_name)


@transaction.atomic
def confirm(newcomer: FieldWorker) -> None:
    """Save what the lead completed; from now on they are one of the site's people. Raises ``AlreadyTakenCareOf``."""
    still_new(newcomer)
    newcomer.is_confirmed = True
    newcomer.save()


@transaction.atomic
def refuse(newcomer: FieldWorker) -> int:
    """Not someone of the site: the places they took are freed; return how many. Raises ``AlreadyTakenCareOf``."""
    return departure.leave_post(still_new(newcomer))


@transaction.atomic
def refuse_all(newcomers) -> int:
    """The last come first, so that no place goes to one who is about to be refused; return how many people."""
    people = list(newcomers.order_by("-pk"))
    for newcomer in people:
        departure.leave_post(newcomer)
    return len(people)


def still_new(newcomer: FieldWorker) -> FieldWorker:
    """The row, locked. The caller's transaction must be open."""
    rows = FieldWorker.objects.select_for_update(of=("self",), no_key=True).newcomers()
    row = rows.filter(pk=newcomer.pk).first()
    if row is None:
        raise AlreadyTakenCareOf(TAKEN_CARE_OF)
    return row
