"""After the meetup: who came, how many residents and young people, a short account, what was decided."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from networks.models import Meetup, MiniProject
from proxinet import seats
from proxinet.seats import State
from sites.models import FieldWorker


class RecordRefused(Exception):
    """A record that cannot be written so; ``str(error)`` is a French sentence."""


@dataclass(frozen=True)
class MeetupRecord:
    """``came``: primary keys of registrations of people who came; everyone else registered did not.

    ``walk_ins``: people who came without a registration. Counts: None was not recorded, 0 is nobody.
    ``decided``: titles of the mini-projects decided there.
    """

    came: frozenset[int]
    walk_ins: tuple[FieldWorker, ...] = ()
    residents: int | None = None
    youths: int | None = None
    account: str = ""
    decided: tuple[str, ...] = ()


@transaction.atomic
def record_meetup(meetup: Meetup, record: MeetupRecord, *, by) -> int:
    """Write the whole record or nothing; return how many people came. Writing it twice changes nothing more.

    Raises ``RecordRefused``.
    """
    meetup = seats.lock(meetup)
    seats.record_walk_ins(meetup, record.walk_ins, by=by)
    registrations = meetup.registrations.exclude(state=State.CANCELLED)
    walked_in = {person.pk for person in record.walk_ins}
    came = [pk for pk, person in registrations.values_list("pk", "person") if pk in record.came or person in walked_in]
    registrations.filter(pk__in=came).update(attended=True)
    registrations.exclude(pk__in=came).update(attended=False)
    decide_projects(meetup, record.decided)
    meetup.residents_count = record.residents
    meetup.youths_count = record.youths
    meetup.account = record.account
    meetup.recorded_at = timezone.now()
    meetup.save(update_fields=["residents_count", "youths_count", "account", "recorded_at"])
    return len(came)


def decide_projects(meetup: Meetup, titles: Iterable[str]) -> None:
    """Add the mini-projects decided there; those already decided there are left as they are."""
    known = {title.casefold() for title in meetup.mini_projects.values_list("title", flat=True)}
    new = [title for title in titles if title.casefold() not in known]
    try:
        with transaction.atomic():
            MiniProject.objects.bulk_create(
                MiniProject(site_id=meetup.site_id, title=title, decided_at=meetup) for title in new
            )
    except IntegrityError as error:
        raise RecordRefused("Ce site a déjà un mini-projet de ce nom.") from error
