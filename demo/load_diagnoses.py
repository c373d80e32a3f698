"""Diagnoses on the spot: what was observed, proposed, and done since."""

from datetime import timedelta

from demo.events import day_before
from demo.load_sessions import LoadedSessions
from demo.writing import SiteBeingBuilt
from trainings.models import Diagnosis, Observation, ObservationStep


def load_diagnosis(built: SiteBeingBuilt, said, loaded: LoadedSessions) -> None:
    diagnosis = Diagnosis.objects.create(
        site=built.site,
        session=loaded.over.get(said.module),
        title=said.title,
        place=said.place,
        held_on=said.held_on,
        led_by=built.organisation(said.led_by),
        participants=said.participants,
        summary=said.summary,
    )
    for order, part in enumerate(said.observations, start=1):
        load_observation(built, diagnosis, order, part)


def load_observation(built: SiteBeingBuilt, diagnosis: Diagnosis, order: int, said) -> None:
    due_on = built.today + timedelta(days=said.due_in_days) if said.due_in_days is not None else said.due_on
    observation = Observation.objects.create(
        diagnosis=diagnosis,
        order=order,
        place_kind=said.place_kind,
        place=said.place,
        problem=said.problem,
        what_happens=said.what_happens,
        solution=said.solution,
        owner=built.organisation(said.owner),
        due_on=due_on,
        state=said.steps[-1].state if said.steps else Observation.State.TO_DO,
    )
    ObservationStep.objects.bulk_create(
        ObservationStep(
            observation=observation,
            on=day_before(step, built.today),
            text=step.text,
            state=step.state,
            noted_by=built.lead,
        )
        for step in said.steps
    )
