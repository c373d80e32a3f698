"""An agent leaves their post or comes back to it; someone leaves the network and their data go."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from proxinet.seats import SeatRefused
from sites import enrolment
from sites.models import FieldWorker

GONE_FIRST_NAME, GONE_LAST_NAME = "Agent", "parti ({pk})"

hooks: list[Callable[[FieldWorker], None]] = []


def on_erase(forget: Callable[[FieldWorker], None]) -> None:
    """A room above says what it forgets of someone whose data go: ``forget(worker)``, in the same transaction."""
    if forget not in hooks:
        hooks.append(forget)


def coming_registrations(worker: FieldWorker) -> list:
    """The agent's registrations to events still to come, in order of date."""
    coming = worker.commitments.filter(period__startswith__gt=timezone.now()).order_by("period")
    return list({(c.content_type_id, c.object_id): c.source for c in coming.prefetch_related("source")}.values())


@transaction.atomic
def leave_post(worker: FieldWorker) -> int:
    """Mark the agent as gone and free their places for those who wait; return how many places were freed."""
    freed = 0
    for registration in coming_registrations(worker):
        try:
            enrolment.withdraw(registration.event, worker)
        except SeatRefused:  # begun already: what is done is done
            continue
        freed += 1
    worker.is_active = False
    worker.save(update_fields=["is_active"])
    return freed


def come_back(worker: FieldWorker) -> None:
    """Does nothing for someone whose data are gone, or whose row was joined with another."""
    FieldWorker.objects.filter(pk=worker.pk, erased_at=None, merged_into=None).update(is_active=True)


@transaction.atomic
def erase(worker: FieldWorker) -> None:
    """Name, address, phone, account, code and what was written about them go; registrations, presences, employer and
    job stay, so that what is counted stays the same. The rows joined with theirs go the same way. Done once."""
    row = FieldWorker.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=worker.pk)
    if row.erased_at:
        return
    leave_post(row)
    account = row.user
    forget_row(row)
    close_account(account, row)
    for double in row.merged.all():
        erase(double)


def forget_row(row: FieldWorker) -> None:
    row.invitations.all().delete()
    for forget in hooks:
        forget(row)
    row.first_name, row.last_name = GONE_FIRST_NAME, GONE_LAST_NAME.format(pk=row.pk)
    row.email = row.phone = ""
    row.user = row.join_code = None
    row.is_active, row.erased_at = False, timezone.now()
    row.save()


def close_account(account: User | None, row: FieldWorker) -> None:
    """Their access to the site ends; an account that opens nothing else goes too."""
    if account is None:
        return
    account.memberships.filter(site=row.site_id, role=Role.FIELD_WORKER).delete()
    opens_something = account.memberships.exists() or account.is_staff or account.is_superuser
    if not opens_something and not account.field_workers.exists():
        account.delete()
