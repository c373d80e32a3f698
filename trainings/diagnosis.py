"""What a group sees on the spot: writing a diagnosis and its observations, and following each one up to its end.

Everything typed twice (a button pressed twice, two people at once) is written once: the row above is locked first.
"""

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from sites.models import Site
from trainings.models import Diagnosis, Observation, ObservationStep

UNFINISHED = Q(state__in=(Observation.State.TO_DO, Observation.State.UNDER_WAY))


class DiagnosisRefused(Exception):
    """``str(error)`` is a French sentence."""


def late() -> Q:
    """Observations not finished although their day is past."""
    return UNFINISHED & Q(due_on__lt=timezone.localdate())


@transaction.atomic
def write_diagnosis(diagnosis: Diagnosis) -> None:
    """Save it. Raises ``DiagnosisRefused`` when the site has one of the same title on the same day."""
    Site.objects.select_for_update(no_key=True).get(pk=diagnosis.site_id)
    same = Diagnosis.objects.filter(site=diagnosis.site_id, title=diagnosis.title, held_on=diagnosis.held_on)
    if same.exclude(pk=diagnosis.pk).exists():
        raise DiagnosisRefused("Ce site a déjà un diagnostic de ce nom à cette date.")
    diagnosis.save()


@transaction.atomic
def write_observation(observation: Observation) -> None:
    """Save it, a new one at the end. Raises ``DiagnosisRefused`` when the same problem is noted at the same place."""
    diagnosis = Diagnosis.objects.select_for_update(no_key=True).get(pk=observation.diagnosis_id)
    same = diagnosis.observations.filter(place=observation.place, problem=observation.problem)
    if same.exclude(pk=observation.pk).exists():
        raise DiagnosisRefused("Ce problème est déjà noté à cet endroit.")
    if observation.pk is None:
        observation.order = (diagnosis.observations.aggregate(last=Max("order"))["last"] or 0) + 1
        observation.save()
    else:
        # The state belongs to the steps: someone may be noting one while this form is open.
        observation.save(update_fields=WRITTEN)


WRITTEN = ("place_kind", "place", "problem", "what_happens", "solution", "owner", "due_on")


@transaction.atomic
def note_step(step: ObservationStep) -> None:
    """Add a step to the history; the observation stands where its last step, by date, left it."""
    observation = Observation.objects.select_for_update(no_key=True).get(pk=step.observation_id)
    already = observation.steps.filter(on=step.on, text=step.text, state=step.state)
    if not already.exists():
        step.save()
    observation.state = observation.steps.last().state
    observation.save(update_fields=["state"])
