"""Who the places of an event are kept for, in words."""

from django.utils import timezone
from django.utils.formats import date_format

from proxinet.seats import ReservedBy, SeatedEvent
from sites.models import Organisation, StaffCategory

LABELS = {
    ReservedBy.STAFF_CATEGORY: dict(StaffCategory.choices),
    ReservedBy.EMPLOYER_KIND: dict(Organisation.Kind.choices),
}


def why_waiting(event: SeatedEvent, group: str) -> str:
    """Why someone of ``group`` may only wait although places are free; empty when there is no such thing to explain."""
    if event.seats_left <= 0 or event.seats_for(group) > 0:
        return ""
    labels = LABELS[event.reserved_by]
    held = ", ".join(f"{uncapitalised(labels.get(key, key))} ({seats})" for key, seats in event.held_back().items())
    return f"Les places libres sont réservées jusqu’au {moment(event.released_from)} : {held}."


def moment(when) -> str:
    """« 3 mai », with the hour unless it is midnight."""
    local = timezone.localtime(when)
    return date_format(local, "j F" if not (local.hour or local.minute) else r"j F à G\hi")


def uncapitalised(label: str) -> str:
    return label[:1].lower() + label[1:]
