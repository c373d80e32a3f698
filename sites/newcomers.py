"""People who come in by a poster: known by a first name and an employer until the lead says who they are."""

from django.db import IntegrityError, transaction

from sites.models import FieldWorker, Organisation, Site, StaffCategory
from sites.names import name_key


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
