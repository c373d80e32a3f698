"""Requests that wait for an employer's approval: whose they are, and reminding those who are to answer.

An employer's managers at the site answer; where it has none, the site's lead does (``sites.enrolment.approvers``).
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from accounts.models import Membership, Role
from proxinet.seats import State
from sites import emails, enrolment
from trainings.models import Registration

logger = logging.getLogger(__name__)

REMINDERS = (timedelta(days=3), timedelta(days=1))  # before the sign-ups close


def answered_by(user):
    """Registrations that ``user`` is the one to approve or refuse, or was (a ``Registration`` queryset)."""
    registrations = Registration.objects.visible_to(user)
    if user.access.is_admin:
        return registrations
    managers = Membership.objects.filter(
        role=Role.LANDLORD_MANAGER,
        site=OuterRef("event__module__programme__site"),
        organisation=OuterRef("person__employer"),
        user__is_active=True,
    )
    mine = Q(pk__in=[])
    for membership in user.access.memberships:
        at_site = Q(event__module__programme__site=membership.site_id)
        if membership.role == Role.LANDLORD_MANAGER:
            mine |= at_site & Q(person__employer=membership.organisation_id)
        elif membership.role == Role.GUP_LEAD:
            mine |= at_site & ~Exists(managers)
    return registrations.filter(mine, person__employer__isnull=False)


def pending(registrations):
    """Those of ``registrations`` that may still be approved, the session that starts first before."""
    return registrations.filter(
        state=State.REQUESTED, event__cancelled_at=None, event__starts_at__gt=timezone.now()
    ).order_by("event__starts_at", "position")


def to_remind(now):
    """Requests whose approvers were told of them (or reminded) before the last of the two reminders' times."""
    deadline = Least(Coalesce("event__closes_at", "event__starts_at"), "event__starts_at")
    told_at = Coalesce("approver_reminded_at", "signed_up_at")
    waiting = pending(Registration.objects.annotate(deadline=deadline, told_at=told_at)).filter(deadline__gt=now)
    due = Q(pk__in=[])
    for before in REMINDERS:
        due |= Q(deadline__lte=now + before, told_at__lt=deadline - before)
    return waiting.filter(due)


def remind_all() -> None:
    """Each request in a transaction of its own: one that fails does not stop the others."""
    for pk in to_remind(timezone.now()).values_list("pk", flat=True):
        try:
            remind(pk)
        except Exception:  # whatever is wrong with this request, the next ones have their turn
            logger.exception("approvers not reminded", extra={"detail": pk})


def remind(registration_pk: int) -> None:
    """Write once more to those who are to answer; does nothing where it is done already, or under way elsewhere."""
    now = timezone.now()
    with transaction.atomic():
        registration = (
            to_remind(now)
            .filter(pk=registration_pk)
            .select_related("event__module__programme__site", "person__user")
            .select_for_update(of=("self",), skip_locked=True)
            .first()
        )
        if registration is None:
            return
        event, person = registration.event, registration.person
        for approver in enrolment.approvers(event.site, person.employer_id):
            emails.send_still_to_approve(event, person, approver)
        registration.approver_reminded_at = now
        registration.save(update_fields=["approver_reminded_at"])
