"""A field worker reports an incident, shares it or not with their manager, or takes it back."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from incidents import emails
from incidents.models import Incident, SupportRequest
from sites.models import FieldWorker

DOUBLE_TAP = timedelta(minutes=1)


class SharingRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """The report cannot be shared; the message says why, in French."""


@transaction.atomic
def report_incident(person: FieldWorker, *, share: bool = False, **answers) -> Incident:
    """Record ``answers`` (the fields of ``Incident``), ask for the support wanted, and tell those concerned.

    The same answers sent twice within a minute (a double tap) are one report. Raises ``ValidationError`` when an
    answer is not in its list, ``SharingRefused`` when there is nobody to share with.
    """
    FieldWorker.objects.select_for_update(of=("self",)).get(pk=person.pk)
    same = Incident.objects.filter(person=person, reported_at__gt=timezone.now() - DOUBLE_TAP, **answers).first()
    if same:
        return same
    incident = Incident(site=person.site, person=person, neighbourhood=person.neighbourhood, **answers)
    incident.full_clean()
    incident.save()
    SupportRequest.objects.bulk_create(
        SupportRequest(site=person.site, person=person, incident=incident, kind=kind)
        for kind in incident.support_wanted
    )
    if incident.support_wanted:
        emails.send_support_requested(person.site)
    if share:
        share_with_manager(incident)
    return incident


@transaction.atomic
def share_with_manager(incident: Incident) -> None:
    """Let the managers of the person's employer at this site read the report; sharing twice changes nothing."""
    incident = Incident.objects.select_for_update(of=("self",)).select_related("person").get(pk=incident.pk)
    if incident.is_shared:
        return
    if incident.person.employer_id is None:
        raise SharingRefused("Vous n’avez pas d’employeur sur ce site : il n’y a personne avec qui partager.")
    incident.shared_at = timezone.now()
    incident.shared_with_id = incident.person.employer_id
    incident.save(update_fields=["shared_at", "shared_with"])
    emails.send_report_shared(incident)


def stop_sharing(incident: Incident) -> None:
    Incident.objects.filter(pk=incident.pk).update(shared_at=None, shared_with=None, read_at=None)


def mark_read(incident: Incident) -> None:
    """The manager says they have read a shared report; the author sees it."""
    Incident.objects.filter(pk=incident.pk, shared_at__isnull=False, read_at=None).update(read_at=timezone.now())


def withdraw_report(incident: Incident) -> None:
    """Erase the report and the requests it made. It is its author's: at any time, without a reason."""
    incident.delete()
