"""Site walks: the points seen on the way, who deals with each, what was done since."""

from demo.events import day_before
from demo.load_outcomes import day_counted
from demo.writing import SiteBeingBuilt
from networks.models import SiteWalk, WalkPoint, WalkStep


def load_walk(built: SiteBeingBuilt, said) -> None:
    walk = SiteWalk.objects.create(
        site=built.site,
        meetup=built.meetups.get(said.meetup),
        title=said.title,
        place=said.place,
        held_on=day_before(said, built.today),
        led_by=built.organisation(said.led_by),
        participants=said.participants,
        summary=said.summary,
    )
    for order, part in enumerate(said.points, start=1):
        load_point(built, walk, order, part)


def load_point(built: SiteBeingBuilt, walk: SiteWalk, order: int, said) -> None:
    point = WalkPoint.objects.create(
        walk=walk,
        order=order,
        place_kind=said.place_kind,
        place=said.place,
        problem=said.problem,
        what_happens=said.what_happens,
        owner=built.organisation(said.owner),
        due_on=day_counted(built, said.due_on, said.due_in_days),
        state=said.steps[-1].state if said.steps else WalkPoint.State.TO_DO,
        noted_by=built.lead,
    )
    WalkStep.objects.bulk_create(
        WalkStep(
            observation=point,
            on=day_before(step, built.today),
            text=step.text,
            state=step.state,
            noted_by=built.lead,
        )
        for step in said.steps
    )
    if said.picture:
        built.pictures.append((point, said.picture))
