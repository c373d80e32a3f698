"""Writing a contribution: several people at once, nobody's text overwritten, nothing changed once it is sent."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from reports.models import SiteAssessment
from reports.models.contributions import Piece
from reports.permissions import SENT_ALREADY


class SentAlready(PermissionDenied):
    """The contribution was sent meanwhile: a 403 that says so."""

    def __init__(self):
        super().__init__(SENT_ALREADY)


def lock(assessment_id: int) -> SiteAssessment:
    """The contribution, locked against sending and against others who add or move. Within a transaction.

    Raises ``SentAlready``.
    """
    assessment = SiteAssessment.objects.select_for_update(no_key=True).get(pk=assessment_id)
    if not assessment.is_editable:
        raise SentAlready
    return assessment


@transaction.atomic
def write(piece: Piece, version: int, by, **values) -> bool:
    """Save ``values`` in ``piece`` if it still is at ``version``, the one its writer had seen.

    Returns whether the row now holds ``values``; False when someone else wrote something else there meanwhile.
    ``piece`` is refreshed either way. Raises ``SentAlready``.
    """
    lock(piece.assessment_id)
    kept = type(piece).objects.filter(pk=piece.pk, version=version)
    if not kept.filter(**values).exists():
        kept.update(version=F("version") + 1, edited_at=timezone.now(), edited_by=by, **values)
    piece.refresh_from_db()
    return all(getattr(piece, name) == value for name, value in values.items())


@transaction.atomic
def add(piece: Piece, by) -> None:
    """Write a new piece, the last of its kind in the contribution. Raises ``SentAlready``."""
    lock(piece.assessment_id)
    of_its_kind = type(piece).objects.filter(assessment=piece.assessment_id)
    piece.order = (of_its_kind.aggregate(last=Max("order"))["last"] or 0) + 1
    piece.edited_by = by
    piece.save()


@transaction.atomic
def remove(piece: Piece) -> None:
    """The row goes. Raises ``SentAlready``."""
    lock(piece.assessment_id)
    piece.delete()


@transaction.atomic
def move(piece: Piece, step: int) -> None:
    """Move up (-1) or down (1) among those of its kind; at an end, nothing happens. Orders become 1, 2, 3…

    Raises ``SentAlready``.
    """
    lock(piece.assessment_id)
    ordered = list(type(piece).objects.filter(assessment=piece.assessment_id))
    place = ordered.index(piece)
    target = min(max(place + step, 0), len(ordered) - 1)
    ordered.insert(target, ordered.pop(place))
    for number, other in enumerate(ordered, start=1):
        other.order = number
    type(piece).objects.bulk_update(ordered, ["order"])


def withdraw(piece: Piece, by) -> None:
    """A testimony or a photo that its people no longer agree with: in no later edition. Allowed at any time, even
    after publication; what was published keeps it. Withdrawing twice keeps the first date."""
    type(piece).objects.filter(pk=piece.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), version=F("version") + 1, edited_at=timezone.now(), edited_by=by
    )
