"""What the loaders of one site hand to each other."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from demo.fields import InvalidFiles
from demo.people import chosen
from demo.records import SiteStory, Who
from proxinet import seats
from sites.models import Agreement, FieldWorker, Neighbourhood, Organisation, Site
from sites.names import name_key


@dataclass
class SiteBeingBuilt:
    """A site's row, the records it comes from, and what was made so far, by the names the records use."""

    site: Site
    story: SiteStory
    now: datetime
    organisations: dict[str, Organisation] = field(default_factory=dict)
    neighbourhoods: dict[str, Neighbourhood] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    groups: dict[str, list[FieldWorker]] = field(default_factory=dict)
    with_account: FieldWorker | None = None

    @property
    def today(self):
        return timezone.localdate(self.now)

    def organisation(self, name: str) -> Organisation | None:
        return self.organisations[name_key(name)] if name else None

    def people(self, whos: list[Who], *, with_accounts: bool = True) -> list[FieldWorker]:
        """The people ``whos`` point at; without those who have an account when they are the ones to try something."""
        groups = self.groups
        if not with_accounts:
            groups = {group: [one for one in people if one.user_id is None] for group, people in groups.items()}
        return chosen(groups, whos)


def keep_past_seats(event, registration_model, people: list, **fields) -> list:
    """Confirmed registrations of an event that is over, in order; the event's counters are set, not saved."""
    event.capacity = max(event.capacity, len(people))
    event.confirmed_count = event.last_position = len(people)
    signed_up_at = event.starts_at - timedelta(days=20)
    return [
        registration_model(
            event=event,
            person=person,
            state=seats.State.CONFIRMED,
            position=position,
            signed_up_at=signed_up_at,
            **fields,
        )
        for position, person in enumerate(people, start=1)
    ]


def sign_up_all(event, said, built: SiteBeingBuilt) -> None:
    """Sign people up to an event to come, as they would themselves, then close it if the record says so.

    Whoever has a demonstration account is left out: they are the ones to try it.
    """
    for person in built.people(said.who, with_accounts=False):
        try:
            seats.sign_up(event, person)
        except seats.SeatRefused as refusal:
            raise InvalidFiles([said.at.problem("who", f"{person} : {refusal}")]) from refusal
    if said.closes_in_days is not None:
        event.closes_at = built.now + timedelta(days=said.closes_in_days)
        event.save(update_fields=["closes_at"])
