"""After the meetup: who came, how many residents and young people, a short account, what was decided."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from networks.meetups.deciding import Decision, decide
from networks.mini_projects.projects import ProjectRefused
from networks.models import Meetup
from proxinet import seats
from proxinet.seats import State
from sites.models import FieldWorker
from sites.newcomers import NameOfSomeoneGone
from sites.typed_people import TypedPerson, person_typed

GONE = "Une personne de ce nom a quitté le site\u202f: remettez-la d’abord en poste, dans la liste des agents."


class RecordRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """A record that cannot be written so; ``str(error)`` is a French sentence."""


@dataclass(frozen=True)
class MeetupRecord:
    """``came``: primary keys of registrations of people who came; everyone else registered did not.

    ``walk_ins``: people who came without a registration; ``new_people``: so did they, and the site may not know them
    yet. ``guests``: primary keys of the guests who came. Counts: None was not recorded, 0 is nobody.
    """

    came: frozenset[int]
    walk_ins: tuple[FieldWorker, ...] = ()
    new_people: tuple[TypedPerson, ...] = ()
    guests: frozenset[int] = frozenset()
    residents: int | None = None
    youths: int | None = None
    account: str = ""
    decisions: tuple[Decision, ...] = ()


@transaction.atomic
def record_meetup(meetup: Meetup, record: MeetupRecord, *, by) -> int:
    """Write the whole record or nothing; return how many people came. Writing it twice changes nothing more.

    Raises ``RecordRefused``.
    """
    meetup = seats.lock(meetup)
    try:
        walk_ins = [*record.walk_ins, *(person_typed(meetup.site, person) for person in record.new_people)]
        came = note_who_came(meetup, record, list(dict.fromkeys(walk_ins)), by=by)
        for decision in record.decisions:
            decide(meetup, decision, by=by)
    except NameOfSomeoneGone as refused:
        raise RecordRefused(GONE) from refused
    except ProjectRefused as refused:
        raise RecordRefused(str(refused)) from refused
    meetup.residents_count = record.residents
    meetup.youths_count = record.youths
    meetup.account = record.account
    meetup.recorded_at = timezone.now()
    meetup.save(update_fields=["residents_count", "youths_count", "account", "recorded_at"])
    return came


def note_who_came(meetup: Meetup, record: MeetupRecord, walk_ins: list[FieldWorker], *, by) -> int:
    seats.record_walk_ins(meetup, walk_ins, by=by)
    registrations = meetup.registrations.exclude(state=State.CANCELLED)
    walked_in = {person.pk for person in walk_ins}
    came = [pk for pk, person in registrations.values_list("pk", "person") if pk in record.came or person in walked_in]
    registrations.filter(pk__in=came).update(attended=True)
    registrations.exclude(pk__in=came).update(attended=False)
    meetup.guests.filter(pk__in=record.guests).update(attended=True)
    meetup.guests.exclude(pk__in=record.guests).update(attended=False)
    return len(came)
