"""Who comes in without an account: personal codes already printed, newcomers the lead has still to confirm."""

import random

from demo.training_records import Who
from demo.writing import SiteBeingBuilt
from proxinet import seats
from sites.join_codes import LENGTH, SIGNS, give_code
from sites.newcomers import person_named


def load_codes(built: SiteBeingBuilt, whos: list[Who]) -> None:
    """The demonstration's codes are always the same, for its posters to be tried; a real site's are drawn by chance."""
    draw = random.Random(f"proxinet codes {built.site.slug}")  # noqa: S311 - of made-up people, on one's own machine
    for person in built.people(whos):
        if built.is_demo:
            person.join_code = "".join(draw.choice(SIGNS) for _ in range(LENGTH))
            person.save(update_fields=["join_code"])
        else:
            give_code(person)


def load_newcomers(built: SiteBeingBuilt, newcomers) -> None:
    for said in newcomers:
        person = person_named(
            built.site,
            first_name=said.first_name,
            initial=said.initial,
            employer=built.organisation(said.employer),
        )
        seats.sign_up(built.meetups[said.meetup], person)
