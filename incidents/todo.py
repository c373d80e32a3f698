"""What incidents ask of each person next."""

from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from incidents.models import Debrief, Incident, SupportRequest
from proxinet.french_dates import date_format
from proxinet.todo import Todo

SHOWN = 3


def todos(user, membership) -> list[Todo]:
    """At most five, in one or two queries, for the active membership (a site's)."""
    if membership.role == Role.GUP_LEAD:
        return [*support_to_give(membership), *debriefs_to_record(membership)]
    if membership.role == Role.FIELD_WORKER:
        return debriefs_to_come(membership)
    if membership.role == Role.LANDLORD_MANAGER:
        return reports_to_read(membership)
    return []


def support_to_give(membership) -> list[Todo]:
    waiting = SupportRequest.objects.filter(site=membership.site_id).open().count()
    if not waiting:
        return []
    return [
        Todo(
            title="Une demande de soutien attend" if waiting == 1 else f"{waiting} demandes de soutien attendent",
            detail="Une personne du site demande de l’aide après un incident.",
            verb="Je réponds",
            url=reverse("incidents:support"),
            icon="incident",
            due=timezone.now(),
        )
    ]


def debriefs_to_record(membership) -> list[Todo]:
    return [
        Todo(
            title=f"Raconter le débriefing du {day(debrief.held_at)}",
            detail="Combien de présents, ce qu’on a appris, ce qui change.",
            verb="Je raconte",
            url=reverse("incidents:record_debrief", args=[debrief.pk]),
            due=debrief.held_at,
            icon="edit",
        )
        for debrief in Debrief.objects.filter(site=membership.site_id).to_record()[:SHOWN]
    ]


def debriefs_to_come(membership) -> list[Todo]:
    return [
        Todo(
            title=f"Débriefing collectif le {day(debrief.held_at)}",
            detail=debrief.place,
            verb="Voir",
            url=debrief.get_absolute_url(),
            due=debrief.held_at,
            icon="chat",
        )
        for debrief in Debrief.objects.filter(site=membership.site_id).to_come()[:SHOWN]
    ]


def reports_to_read(membership) -> list[Todo]:
    incidents = Incident.objects.all()
    unread = incidents.filter(incidents.shared_with(membership), read_at=None)
    return [
        Todo(
            title="Un agent a partagé un signalement avec vous",
            detail=f"Partagé le {day(incident.shared_at)}",
            verb="Je lis",
            url=incident.get_absolute_url(),
            icon="incident",
        )
        for incident in unread.order_by("shared_at")[:SHOWN]
    ]


def day(moment) -> str:
    return date_format(timezone.localtime(moment), "j F")
