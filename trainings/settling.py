"""What time alone does to the places of sessions: done for all of them, from time to time."""

import logging

from proxinet.seats import with_something_due
from sites import enrolment
from trainings.models import Session

logger = logging.getLogger(__name__)


def sessions_to_settle() -> list[int]:
    """The sessions where an offer or a request is over, or someone waits beside a free seat."""
    return list(with_something_due(Session.objects.order_by("starts_at")).values_list("pk", flat=True))


def settle_all() -> None:
    """Each session in a transaction of its own: one that fails does not stop the others."""
    for pk in sessions_to_settle():
        try:
            enrolment.settle(Session.objects.select_related("module__programme__site").get(pk=pk))
        except Exception:  # whatever is wrong with this session, the next ones have their turn
            logger.exception("session not settled", extra={"detail": pk})
