"""Working groups: who pilots them, who belongs to them."""

from django.db import transaction
from django.db.models import QuerySet

from networks.models import GroupPilot, WorkingGroup
from sites.models import FieldWorker

FEWEST_PILOTS = 2


class GroupRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """What cannot be done with this group; the message says why, in French."""


@transaction.atomic
def write_group(group: WorkingGroup, parts) -> WorkingGroup:
    """Save the group with ``parts``, (organisation, function) pairs in order, as its only co-pilots."""
    group.save()  # its row is ours until the end: two people saving at once follow each other
    group.pilot_parts.all().delete()
    GroupPilot.objects.bulk_create(
        GroupPilot(group=group, organisation=organisation, function=function) for organisation, function in parts
    )
    return group


def join(group: WorkingGroup, worker: FieldWorker) -> None:
    """The field worker becomes a member; once more changes nothing. Raises ``GroupRefused`` when the group is over."""
    if not group.is_active:
        raise GroupRefused("Ce groupe est terminé\u202f: on ne peut plus le rejoindre.")
    group.members.add(worker)


def leave(group: WorkingGroup, worker: FieldWorker) -> None:
    group.members.remove(worker)


@transaction.atomic
def change_members(group: WorkingGroup, *, before: set[int], after: set[int]) -> None:
    """Take out who was ticked and no longer is, add who is ticked now (ids of field workers of the group's site).

    Who joined or left by themselves since the page was opened is left alone.
    """
    group.members.remove(*(before - after))
    group.members.add(*(after - before))


def in_post(group: WorkingGroup) -> QuerySet[FieldWorker]:
    """The members who are still there: who left the site is no longer counted."""
    return group.members.active()


def named_members(group: WorkingGroup, user) -> QuerySet[FieldWorker]:
    """The members whose names ``user`` may read."""
    named = in_post(group).filter(pk__in=FieldWorker.objects.visible_to(user).values("pk"))
    return named.select_related("employer").order_by("last_name", "first_name", "pk")
