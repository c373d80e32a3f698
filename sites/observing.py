"""What is seen on the spot, whatever room it belongs to: writing it down, and following each observation to its end.

Everything typed twice (a button pressed twice, two people at once) is written once: the row above is locked first.
"""

from django.db import transaction
from django.db.models import Count, Exists, Max, Q, QuerySet
from django.utils import timezone

from proxinet.scoping import along
from sites.models import Progress, Site, SpotObservation, SpotStep, SpotVisit

UNFINISHED = Q(state__in=(Progress.TO_DO, Progress.UNDER_WAY))
STANDINGS = [("late", "Des actions en retard"), ("open", "Des actions à finir"), ("settled", "Tout est fini")]


class ObservingRefused(Exception):
    """``str(error)`` is a French sentence."""


def late() -> Q:
    """Observations not finished although their day is past."""
    return UNFINISHED & Q(due_on__lt=timezone.localdate())


def observation_counts(path: str) -> dict[str, Count]:
    """What a list of visits says of each one's observations, reached by ``path``; for ``annotate``."""
    return {
        "observation_count": Count(path),
        "unfinished_count": Count(path, filter=along(path, UNFINISHED)),
        "late_count": Count(path, filter=along(path, late())),
    }


def that_stand(visits: QuerySet, standing: str, observations: QuerySet) -> QuerySet:
    """The visits that stand so (one of ``STANDINGS``); ``observations``: those of ``OuterRef("pk")``."""
    if standing == "late":
        return visits.filter(Exists(observations.filter(late())))
    unfinished = Exists(observations.filter(UNFINISHED))
    if standing == "open":
        return visits.filter(unfinished)
    return visits.filter(Exists(observations), ~unfinished)


@transaction.atomic
def write_visit(visit: SpotVisit) -> None:
    """Save it. Raises ``ObservingRefused`` when the site has one of the same title on the same day."""
    Site.objects.select_for_update(no_key=True).get(pk=visit.site_id)
    same = type(visit).objects.filter(site=visit.site_id, title=visit.title, held_on=visit.held_on)
    if same.exclude(pk=visit.pk).exists():
        raise ObservingRefused(visit.already_there)
    visit.save()


@transaction.atomic
def write_observation(observation: SpotObservation) -> None:
    """Save it, a new one at the end. Raises ``ObservingRefused`` when the same problem is noted at the same place."""
    others = lock_observations(observation)
    same = others.filter(place=observation.place, problem=observation.problem)
    if same.exclude(pk=observation.pk).exists():
        raise ObservingRefused("Ce problème est déjà noté à cet endroit.")
    if observation.pk is None:
        observation.order = (others.aggregate(last=Max("order"))["last"] or 0) + 1
        observation.save()
    else:
        # The state belongs to the steps: someone may be noting one while this form is open.
        observation.save(update_fields=observation.observed_fields)


def lock_observations(observation: SpotObservation) -> QuerySet:
    """All observations of its visit, behind the visit's lock."""
    visit_field = observation._meta.get_field(observation.visit_field)
    visit_id = getattr(observation, visit_field.attname)
    visit_field.related_model.objects.select_for_update(no_key=True).get(pk=visit_id)
    return type(observation).objects.filter(**{visit_field.name: visit_id})


@transaction.atomic
def note_step(step: SpotStep) -> None:
    """Add a step to the history; the observation stands where its last step, by date, left it."""
    observations = step._meta.get_field("observation").related_model.objects
    observation = observations.select_for_update(no_key=True).get(pk=step.observation_id)
    already = observation.steps.filter(on=step.on, text=step.text, state=step.state)
    if not already.exists():
        step.save()
    observation.state = observation.steps.last().state
    observation.save(update_fields=["state"])
