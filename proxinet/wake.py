import logging

from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake(task, *args, expires: float | None = None) -> None:
    """Ask a worker to run ``task`` now, within ``expires`` seconds if at all.

    A broker out of reach is logged, not raised: the periodic sweep will do it.
    """
    try:
        task.apply_async(args, retry=False, expires=expires)
    except (OperationalError, OSError) as error:
        logger.warning("broker out of reach, left to the sweep", extra={"task": task.name, "reason": str(error)})
