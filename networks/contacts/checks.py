"""The directory stays true: a contact not checked for six months is asked by mail, and answers without an account."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from networks.contacts.directory import to_check
from networks.contacts.emails import send_check_request, send_contact_corrected
from networks.models import Contact

logger = logging.getLogger(__name__)

ASK_AGAIN_AFTER = timedelta(days=30)
ANSWERED_WITHIN = timedelta(days=60)


def due():
    """Contacts to ask now: with an address, not checked for six months, not asked for thirty days."""
    not_asked = Q(asked_at=None) | Q(asked_at__lt=timezone.now() - ASK_AGAIN_AFTER)
    return Contact.objects.filter(to_check(), not_asked).exclude(email="")


def ask_due() -> int:
    """Ask them all, each once however many workers do it at a time; how many were asked."""
    return sum(map(ask, due().values_list("pk", flat=True)))


def ask(pk: int) -> bool:
    """The row says it was asked if and only if the mail is queued. A failure is logged and stops no other."""
    try:
        with transaction.atomic():
            contact = due().select_for_update(of=["self"]).select_related("site").filter(pk=pk).first()
            if contact is None:
                return False
            contact.asked_at = timezone.now()
            contact.save(update_fields=["asked_at"])
            send_check_request(contact)
    except Exception:
        logger.exception("contact %s could not be asked", pk)
        return False
    return True


def still_asked(contact: Contact) -> bool:
    """Whether the link last mailed still opens: for two months, and as long as the address it went to is theirs."""
    return contact.asked_at is not None and contact.asked_at > timezone.now() - ANSWERED_WITHIN


def all_is_right(contact: Contact) -> None:
    """The service says so: checked today."""
    contact.checked_on = timezone.localdate()
    contact.save(update_fields=["checked_on"])


def correct(contact: Contact, corrections: list[tuple[str, str, str]]) -> None:
    """Keep what the service wrote (already on ``contact``), checked today; the leads are told what changed."""
    contact.checked_on = timezone.localdate()
    contact.save()
    if corrections:
        send_contact_corrected(contact, corrections)
