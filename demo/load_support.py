"""Incidents, the support asked for, its steps, and collective debriefs. All of it is made up."""

from datetime import timedelta

from demo.events import moment
from demo.writing import SiteBeingBuilt
from incidents.models import Debrief, FollowUpStep, Incident, SupportRequest


def load_support(built: SiteBeingBuilt) -> None:
    requests: dict[tuple[str, str], SupportRequest] = {}
    for index, said in enumerate(built.story.incidents):
        for request in load_incident(built, said, index):
            requests[said.key, request.kind] = request
    if built.story.support is None:
        return
    for said in built.story.support.follow_ups:
        FollowUpStep.objects.bulk_create(
            FollowUpStep(
                request=requests[said.incident, "follow_up"],
                happened_on=built.today - timedelta(days=step.days_ago),
                state=step.state,
            )
            for step in said.steps
        )
    for said in built.story.support.debriefs:
        debrief = Debrief.objects.create(
            site=built.site,
            held_at=moment(built.today - timedelta(days=said.days_ago), said.start),
            place=said.place,
            facilitator=said.facilitator,
            attendance_count=said.attendance_count,
            themes=said.themes,
            learnt=said.learnt,
            changes=said.changes,
        )
        debrief.requests.set(requests[key, "debrief"] for key in said.incidents)


def load_incident(built: SiteBeingBuilt, said, index: int) -> list[SupportRequest]:
    group = [built.with_account] if said.who == "account" else built.groups[said.who]
    person = group[(index + 1) % len(group)]
    happened_on = built.today - timedelta(days=said.days_ago)
    reported_at = built.now - timedelta(days=said.days_ago)
    incident = Incident.objects.create(
        site=built.site,
        person=person,
        neighbourhood=built.neighbourhoods.get(said.neighbourhood) or person.neighbourhood,
        happened_on=happened_on,
        time_band=said.time_band,
        nature=said.nature,
        severity=said.severity,
        place_kind=said.place_kind,
        trigger=said.trigger,
        support_wanted=said.support_wanted,
        complaint=said.complaint,
        complaint_reason=said.complaint_reason,
        facts=said.facts,
        shared_at=reported_at if said.shared else None,
        shared_with=person.employer if said.shared else None,
    )
    Incident.objects.filter(pk=incident.pk).update(reported_at=reported_at)
    requests = SupportRequest.objects.bulk_create(
        SupportRequest(site=built.site, person=person, incident=incident, kind=kind) for kind in said.support_wanted
    )
    SupportRequest.objects.filter(incident=incident).update(asked_at=reported_at)
    return requests
