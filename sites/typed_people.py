"""Someone the lead names by hand: known already, or new at the site."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from sites.models import FieldWorker, Organisation, Site
from sites.names import name_key
from sites.newcomers import NameOfSomeoneGone


@dataclass(frozen=True)
class TypedPerson:
    first_name: str
    last_name: str
    employer: Organisation | None
    staff_category: str


def person_typed(site: Site, typed: TypedPerson) -> FieldWorker:
    """The person of that name at that employer, else a new one; the lead's word confirms a newcomer.

    Raises ``NameOfSomeoneGone``.
    """
    known = known_as(site, typed)
    if known is None:
        try:
            with transaction.atomic():
                return FieldWorker.objects.create(site=site, **vars(typed))
        except IntegrityError:
            known = known_as(site, typed)
    if not known.is_confirmed:
        known.is_confirmed, known.is_active, known.staff_category = True, True, typed.staff_category
        known.save(update_fields=["is_confirmed", "is_active", "staff_category"])
    if not known.is_active:
        raise NameOfSomeoneGone
    return known


def known_as(site: Site, typed: TypedPerson) -> FieldWorker | None:
    """Accents and capitals aside; whoever that row turned out to be."""
    wanted = name_key(typed.first_name), name_key(typed.last_name)
    rows = site.field_workers.filter(employer=typed.employer, erased_at=None).order_by("-is_active", "-is_confirmed")
    for row in rows:
        if (name_key(row.first_name), name_key(row.last_name)) == wanted:
            while row.merged_into_id:
                row = row.merged_into
            return row
    return None
