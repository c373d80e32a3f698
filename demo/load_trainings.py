"""Programmes, modules and sessions: past ones with who was there, coming ones with who signed up."""

from django.utils import timezone

from demo.events import span_of
from demo.writing import SiteBeingBuilt, keep_past_seats, sign_up_all
from trainings.models import Attendance, HalfDay, Module, Programme, Registration, Session


def load_trainings(built: SiteBeingBuilt) -> None:
    for said in built.story.trainings.programmes if built.story.trainings else []:
        programme = Programme.objects.create(
            site=built.site,
            title=said.title,
            objectives=said.objectives,
            audience=said.audience,
            teaching_methods=said.teaching_methods,
            agreement=built.agreements.get(said.agreement),
            deliverer=built.organisation(said.deliverer),
            evaluator=built.organisation(said.evaluator),
            starts_on=said.starts_on,
            ends_on=said.ends_on,
            period_text=said.period_text,
        )
        for order, part in enumerate(said.modules, start=1):
            module = Module.objects.create(
                programme=programme, order=order, title=part.title, kind=part.kind, description=part.description
            )
            for session in part.sessions:
                load_session(built, module, session)


def load_session(built: SiteBeingBuilt, module: Module, said) -> None:
    spans = sorted(span_of(when, built.today) for when in said.half_days)
    session = Session(
        module=module,
        place=said.place,
        trainer=built.organisation(said.trainer),
        practical_note=said.practical_note,
        capacity=said.capacity,
        starts_at=spans[0][0],
        ends_at=spans[-1][1],
    )
    people = built.people(said.who)
    is_past = session.ends_at < timezone.now()
    registrations = keep_past_seats(session, Registration, people) if is_past else []
    session.save()
    half_days = HalfDay.objects.bulk_create(
        HalfDay(session=session, starts_at=start, ends_at=end) for start, end in spans
    )
    if is_past:
        Registration.objects.bulk_create(registrations)
        Attendance.objects.bulk_create(attendances(registrations, half_days, said.absences or 0))
    else:
        sign_up_all(session, said, built)


def attendances(registrations: list, half_days: list, absences: int):
    """Everyone present, but for ``absences`` different people who each miss one half-day (never all of them)."""
    away = {(index * len(registrations) // absences): half_days[index % len(half_days)] for index in range(absences)}
    for index, registration in enumerate(registrations):
        for half_day in half_days:
            excused = Attendance.State.EXCUSED if index % 2 else Attendance.State.ABSENT
            state = excused if away.get(index) == half_day else Attendance.State.PRESENT
            yield Attendance(registration=registration, half_day=half_day, state=state)
