"""What our pages cost beside a bare page of the same stack, in rounds that alternate; exits 1 when a limit is passed.

F is the median processor time of the bare page in a round; each figure is the median of the rounds' ratios to their F.
"""

import sys
from datetime import timedelta
from statistics import median
from typing import NamedTuple

from portal import ROOT, Browser, own_portal, queries_of

ROUNDS, TIMES = 15, 6
SESSIONS, PEOPLE = 1000, 100


class Journey(NamedTuple):
    """One or several requests made as a person makes them; ``act()`` returns their processor seconds together."""

    name: str
    act: object
    most_queries: int
    most_f: float


def fill():
    """Two sites, one with 1,000 sessions and one with 10, and a past session of 100 people to note."""
    from django.utils import timezone

    from tests.factories.events import ModuleFactory, ProgrammeFactory, SessionFactory
    from tests.factories.people import FieldWorkerFactory, OrganisationFactory, SiteFactory, a_caretaker, a_lead
    from trainings.models import HalfDay, Session

    employer = OrganisationFactory()
    people = {}
    for count in (10, SESSIONS):
        site = SiteFactory()
        programme = ProgrammeFactory(site=site)
        modules = [ModuleFactory(programme=programme) for _ in range(10)]
        first = timezone.now().replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
        sessions = Session.objects.bulk_create(
            Session(
                module=modules[number % 10],
                place="Salle des fêtes",
                capacity=20,
                starts_at=first + timedelta(hours=6 * number),
                ends_at=first + timedelta(hours=6 * number + 3),
            )
            for number in range(count)
        )
        HalfDay.objects.bulk_create(HalfDay(session=s, starts_at=s.starts_at, ends_at=s.ends_at) for s in sessions)
        filters = f"?programme={programme.pk}&kind={modules[0].kind}&after={first:%Y-%m-%d}"
        people[count] = a_caretaker(site, employer), a_lead(site), sessions, filters
    yesterday = timezone.now() - timedelta(days=1)
    past = SessionFactory(module=modules[0], capacity=PEOPLE, starts_at=yesterday)
    for position, person in enumerate(FieldWorkerFactory.create_batch(PEOPLE, site=site, employer=employer), start=1):
        past.registrations.create(person=person, state="confirmed", position=position)
    analyse()
    return people, past


def analyse():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def one_get(user, address):
    browser = Browser(user)
    return lambda: browser.get(address).must_be(200).seconds


def a_sign_up(user, sessions):
    """From the list to the answer; each time to another session, put back as it was before the next."""
    from django.urls import reverse

    browser, turns = Browser(user), iter(sessions * 2)

    def act():
        session = next(turns)
        seen = browser.get(reverse("trainings:list")).must_be(200)
        posted = browser.post(reverse("trainings:sign_up", args=[session.pk])).must_be(302)
        answer = browser.get(posted.location).must_be(200)
        act.to_undo = session
        return seen.seconds + posted.seconds + answer.seconds

    return act


def undo_sign_up(session):
    from sites.models import Commitment

    session.registrations.all().delete()
    Commitment.objects.all().delete()
    type(session).objects.filter(pk=session.pk).update(confirmed_count=0, last_position=0)


def a_grid_saved(user, session):
    """100 people noted at once; the answer is the redirection. What was noted is taken away before the next time."""
    from django.urls import reverse

    from trainings.models import Attendance

    browser, address = Browser(user), reverse("trainings:attendance", args=[session.pk])
    half_day = session.half_days.get()
    data = {f"presence-{pk}-{half_day.pk}": "present" for pk in session.registrations.values_list("pk", flat=True)}

    def act():
        Attendance.objects.all().delete()
        seconds = browser.post(address, data).must_be(302).seconds
        if Attendance.objects.filter(state="present").count() != PEOPLE:
            sys.exit("The attendance was not saved.")
        return seconds

    act.statements = lambda: queries_of(lambda: browser.post(address, data).must_be(302))
    act.prepare = lambda: Attendance.objects.all().delete()
    return act


def journeys(people, past) -> list[Journey]:
    from django.urls import reverse

    listed = reverse("trainings:list")
    caretaker, lead, sessions, filters = people[SESSIONS]
    few = people[10]
    sign_up = a_sign_up(caretaker, sessions)
    attendance = reverse("trainings:attendance", args=[past.pk])
    return [
        Journey("list of 10 sessions, three filters, caretaker", one_get(few[0], listed + few[3]), 7, 3.5),
        Journey("list of 1,000 sessions, three filters, caretaker", one_get(caretaker, listed + filters), 7, 3.5),
        Journey("list of 1,000 sessions, three filters, lead", one_get(lead, listed + filters), 7, 3.5),
        Journey("sign-up from list to answer, 3 requests", sign_up, 15, 6),
        Journey("attendance of 100 people, shown", one_get(lead, attendance), 6, 4),
        Journey("attendance of 100 people, saved", a_grid_saved(lead, past), 6, 4),
    ]


def repeated(journey: Journey) -> list[float]:
    seconds = []
    for _time in range(TIMES):
        seconds.append(journey.act())
        if getattr(journey.act, "to_undo", None):
            undo_sign_up(journey.act.to_undo)
    return seconds


def queries_asked(journey: Journey) -> int:
    if hasattr(journey.act, "statements"):
        journey.act.prepare()
        return journey.act.statements()
    asked = queries_of(journey.act)
    if getattr(journey.act, "to_undo", None):
        undo_sign_up(journey.act.to_undo)
    return asked


def measure() -> bool:
    from django.conf import settings

    people, past = fill()
    settings.ROOT_URLCONF = "bare_page"
    bare = Journey("bare page", one_get(people[SESSIONS][0], "/page-nue/"), 3, 1)
    ours = journeys(people, past)
    for journey in (bare, *ours):
        repeated(journey)  # everything is loaded from here on
    ratios, seconds, yardsticks = {j.name: [] for j in ours}, {j.name: [] for j in ours}, []
    for _round in range(ROUNDS):
        for journey in ours:
            f = median(repeated(bare))
            took = median(repeated(journey))
            yardsticks.append(f)
            ratios[journey.name].append(took / f)
            seconds[journey.name].append(took)
    print(f"bare page: F = {median(yardsticks) * 1000:.2f} ms of processor, {queries_asked(bare)} queries")
    too_much = False
    for journey in ours:
        asked, ratio = queries_asked(journey), median(ratios[journey.name])
        is_over = asked > journey.most_queries or ratio > journey.most_f
        too_much |= is_over
        print(
            f"{journey.name:50} {asked:3} queries (limit {journey.most_queries:2})  {ratio:5.2f} F (limit "
            f"{journey.most_f})  {median(seconds[journey.name]) * 1000:6.2f} ms{'  OVER' if is_over else ''}",
            flush=True,
        )
    return too_much


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    with own_portal():
        is_over = measure()
    sys.exit(int(is_over))
