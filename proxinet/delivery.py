"""Sending the mails that wait in the database, one at a time: each is marked sent before the next one leaves.

The library's own sender gives a whole batch to the server before it writes what was sent: killed in between, it sends
the batch again. Here a sender that dies leaves at most one mail in doubt, the one the server was answering about; it
leaves again with the same Message-ID, by which mail programs recognise the same message.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from post_office.models import STATUS, Email

SENDER_LOCK = 0x70726F78  # any constant of our own: one sender at a time
LONGEST_SWEEP = 120  # seconds; with one slow mail more, still within the time a task may take

# Between two attempts for one mail that the server will not take for now: a day and more in all.
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 40, 60, 120, 240, 360, 480, 480)]

# Between two attempts to reach a server that is down, while the whole queue waits in its order.
RESTS = [timedelta(seconds=seconds) for seconds in (25, 60, 120, 240, 480, 900)]
REST = "mail-server-rest"  # in the cache, which is in the database: (failures in a row, when to try again)
GIVE_UP_AFTER = timedelta(days=3)  # for a mail that waits for a server out of reach

CLOSING = 421  # the server's code when it ends the conversation

logger = logging.getLogger(__name__)


class Unreachable(Exception):
    """The server does not answer, or takes mail from us no longer: no mail in particular is at fault."""


class Unreadable(Exception):
    """A mail that cannot be put together."""


def deliver_due_mails() -> None:
    """Send what is due, oldest first, unless another sender is at it or the server is left in peace for now."""
    with only_sender() as alone:
        if not alone or is_resting() or not due_mails().exists():
            return
        deadline = time.monotonic() + LONGEST_SWEEP
        try:
            with open_server() as server:
                while deliver_next(server) and time.monotonic() < deadline:
                    pass
        except Unreachable as error:
            rest(str(error))
        else:
            cache.delete(REST)


@contextmanager
def only_sender() -> Iterator[bool]:
    """Hold the senders' lock; the database frees it when this process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SENDER_LOCK])
        alone = cursor.fetchone()[0]
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SENDER_LOCK])


def due_mails():
    now = timezone.now()
    return Email.objects.filter(
        Q(scheduled_time=None) | Q(scheduled_time__lte=now),
        Q(expires_at=None) | Q(expires_at__gt=now),
        status__in=[STATUS.queued, STATUS.requeued],
    ).order_by("-priority", "pk")


@contextmanager
def open_server():
    """One conversation for a whole sweep. Raises ``Unreachable``."""
    server = get_connection(settings.POST_OFFICE["BACKENDS"]["default"])
    try:
        server.open()
    except OSError as error:  # smtplib's own errors are among these
        raise Unreachable(str(error)) from error
    try:
        yield server
    finally:
        server.close()


def deliver_next(server) -> bool:
    """Send the oldest mail due and commit that it left; False when there is none. Raises ``Unreachable``."""
    with transaction.atomic():
        mail = due_mails().select_for_update(skip_locked=True, of=("self",)).first()
        if mail is None:
            return False
        error = attempt(mail, server)
        if error is None:
            record(mail, STATUS.sent)
        else:
            note_failure(mail, error)
    if is_server_in_trouble(error):
        raise Unreachable(str(error)) from error
    return True


def attempt(mail: Email, server) -> Exception | None:
    """Give the mail to the server; return why it did not leave."""
    try:
        message = mail.email_message()
    except (OSError, ValueError) as error:  # its attachment cannot be read
        return Unreadable(str(error))
    try:
        server.send_messages([message])
    except Exception as error:  # whatever is wrong with this mail, the next ones must leave
        return error
    return None


def note_failure(mail: Email, error: Exception) -> None:
    """Put the mail off, a little longer each time, or give it up."""
    mail.number_of_retries = (mail.number_of_retries or 0) + 1
    mail.logs.create(status=STATUS.failed, exception_type=type(error).__name__, message=str(error))
    if is_for_ever(error) or mail.number_of_retries > len(DELAYS):
        record(mail, STATUS.failed)
        logger.error("mail given up", extra={"detail": mail.pk, "reason": str(error)})
    else:
        record(mail, STATUS.requeued, due=timezone.now() + DELAYS[mail.number_of_retries - 1])
        logger.warning("mail put off", extra={"detail": mail.pk, "reason": str(error)})


def answers(error: Exception | None) -> list[int] | None:
    """The codes by which the server refused this one mail; None where the error is not such a refusal."""
    if isinstance(error, SMTPRecipientsRefused):
        return [code for code, _reason in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, SMTPDataError) else None


def is_for_ever(error: Exception) -> bool:
    """Whether the server said that it will never take this mail."""
    codes = answers(error)
    return bool(codes) and min(codes) >= 500


def is_server_in_trouble(error: Exception | None) -> bool:
    """Whether no other mail would have left either: the line is cut, or the server takes nothing from us."""
    codes = answers(error)
    return CLOSING in codes if codes else isinstance(error, OSError)


def record(mail: Email, status: int, *, due: datetime | None = None) -> None:
    Email.objects.filter(pk=mail.pk).update(
        status=status,
        scheduled_time=due or mail.scheduled_time,
        number_of_retries=mail.number_of_retries,
        last_updated=timezone.now(),
    )


# A server out of reach ------------------------------------------------------------------------------------------------


def is_resting() -> bool:
    _failures, until = cache.get(REST, (0, None))
    return until is not None and timezone.now() < until


def rest(reason: str) -> None:
    """Leave the server in peace for a while, longer each time, and give up the mails that waited for days."""
    failures, _until = cache.get(REST, (0, None))
    pause = RESTS[min(failures, len(RESTS) - 1)]
    cache.set(REST, (failures + 1, timezone.now() + pause), timeout=None)
    logger.error("mail server out of reach", extra={"reason": reason})
    too_old = due_mails().filter(created__lt=timezone.now() - GIVE_UP_AFTER)
    for pk in too_old.values_list("pk", flat=True):
        Email.objects.filter(pk=pk).update(status=STATUS.failed, last_updated=timezone.now())
        logger.error("mail given up", extra={"detail": pk, "reason": reason})
