"""Sessions: past ones with who was there and all that was done, coming ones with who signed up, asks or waits."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.files import File
from django.db.models import DateTimeField, ExpressionWrapper, F, OuterRef, Subquery
from django.utils import timezone

from demo.events import moment, span_of, working_day
from demo.fields import InvalidFiles
from demo.reading import document_path
from demo.training_records import Request
from demo.writing import SiteBeingBuilt, keep_past_seats, sign_up, sign_up_all
from proxinet import seats
from proxinet.uploads import recognise
from sites.models import FieldWorker
from trainings import preparation
from trainings.models import Attendance, AttendanceCorrection, HalfDay, Module, Registration, Session, SessionTask
from trainings.signed_sheets import keep_signed_sheet

State = Attendance.State


@dataclass
class LoadedSessions:
    """The sessions made so far, by the title of their module: the last one over, the next one to come."""

    over: dict[str, Session] = field(default_factory=dict)
    coming: dict[str, Session] = field(default_factory=dict)

    def keep(self, session: Session) -> None:
        title = session.module.title
        if session.is_past:
            self.over[title] = max(session, self.over.get(title, session), key=lambda one: one.starts_at)
        else:
            self.coming[title] = min(session, self.coming.get(title, session), key=lambda one: one.starts_at)


def load_session(built: SiteBeingBuilt, module: Module, said) -> Session:
    spans = sorted(span_of(when, built.today) for when in said.half_days)
    session = Session(
        module=module,
        place=said.place,
        trainer=built.organisation(said.trainer),
        practical_note=said.practical_note,
        capacity=said.capacity,
        starts_at=spans[0][0],
        ends_at=spans[-1][1],
        reserved_by=said.reserved_by,
        reserved_seats={seats.group: seats.seats for seats in said.reserved},
    )
    if said.released_in_days is not None:
        session.released_at = moment(working_day(built.today, said.released_in_days), time(8))
    if session.ends_at < timezone.now():
        load_past_session(built, session, said, spans)
    else:
        session.save()
        add_half_days(session, spans)
        load_coming_session(built, session, said)
    return session


def add_half_days(session: Session, spans: list) -> list[HalfDay]:
    return HalfDay.objects.bulk_create(HalfDay(session=session, starts_at=start, ends_at=end) for start, end in spans)


# Over -----------------------------------------------------------------------------------------------------------------


def load_past_session(built: SiteBeingBuilt, session: Session, said, spans: list) -> None:
    convened_at = session.starts_at - timedelta(days=15)
    registrations = keep_past_seats(session, Registration, built.people(said.who), convened_at=convened_at)
    session.save()
    half_days = add_half_days(session, spans)
    Registration.objects.bulk_create(registrations)
    states = attendance_states(len(registrations), len(half_days), said)
    Attendance.objects.bulk_create(
        Attendance(
            registration=registration,
            half_day=half_day,
            state=states.get((row, column), State.PRESENT),
            recorded_by=built.lead,
        )
        for row, registration in enumerate(registrations)
        for column, half_day in enumerate(half_days)
    )
    corrected = [row for row in range(len(registrations)) if (row, 0) not in states][: said.corrected or 0]
    AttendanceCorrection.objects.bulk_create(
        AttendanceCorrection(
            registration=registrations[row],
            half_day=half_days[0],
            before=State.ABSENT,
            after=State.PRESENT,
            corrected_by=built.lead,
        )
        for row in corrected
    )
    SessionTask.objects.bulk_create(past_tasks(session, built))
    for sheet in said.signed_sheets:
        built.signed_sheets.append((half_days[sheet.half_day - 1], sheet))


def attendance_states(people: int, half_days: int, said) -> dict[tuple[int, int], str]:
    """Who was not there all the time: ``{(row, column): state}``.

    ``absences`` different people each miss one half-day (absent or excused, never all of them), ``partly`` others each
    come for a part of one.
    """
    absences, partly = said.absences or 0, said.partly or 0
    states = {}
    for index in range(absences):
        states[index * people // absences, index % half_days] = State.EXCUSED if index % 2 else State.ABSENT
    all_there = [row for row in range(people) if all((row, column) not in states for column in range(half_days))]
    for index in range(partly):
        states[all_there[(index + 1) * len(all_there) // (partly + 1)], index % half_days] = State.PART
    return states


def past_tasks(session: Session, built: SiteBeingBuilt):
    """All done on their day; nothing is left for the periodic tasks to do for a session of years ago."""
    return (done_task(session, kind, due_on, built) for kind, due_on in preparation.due_dates(session).items())


def done_task(session: Session, kind: str, due_on: date, built: SiteBeingBuilt) -> SessionTask:
    by_hand = kind in preparation.MANUAL
    done_at = min(moment(due_on, time(10)), built.now)
    return SessionTask(
        session=session, kind=kind, due_on=due_on, done_at=done_at, done_by=built.lead if by_hand else None
    )


def note_times(built: SiteBeingBuilt) -> None:
    """What was noted was noted then, not on the day of loading."""
    half_days = HalfDay.objects.filter(pk=OuterRef("half_day"))
    of_the_site = {"registration__event__module__programme__site": built.site}
    Attendance.objects.filter(**of_the_site).update(recorded_at=Subquery(half_days.values("ends_at")))
    six_days_later = half_days.annotate(
        noted_at=ExpressionWrapper(F("ends_at") + timedelta(days=6), output_field=DateTimeField())
    )
    AttendanceCorrection.objects.filter(**of_the_site).update(corrected_at=Subquery(six_days_later.values("noted_at")))


def load_signed_sheets(built: SiteBeingBuilt) -> None:
    for half_day, said in built.signed_sheets:
        with document_path(built.story.folder, said).open("rb") as content:
            file = File(content, name=said.file)
            file.kind = recognise(file)
            keep_signed_sheet(half_day, file, by=built.lead)


# To come --------------------------------------------------------------------------------------------------------------


def load_coming_session(built: SiteBeingBuilt, session: Session, said) -> None:
    sign_up_all(session, said, built)
    for request in said.requests:
        load_request(built, session, request)
    withdraw_first(session, said.withdrawn or 0)
    spread_sign_ups(session, built.now)
    late = {kind: due_on for kind, due_on in preparation.due_dates(session).items() if due_on < built.today}
    SessionTask.objects.bulk_create(done_task(session, kind, due_on, built) for kind, due_on in late.items())
    preparation.prepare(session)
    if SessionTask.Kind.CONVOCATIONS in late:
        session.registrations.filter(state=seats.State.CONFIRMED).update(convened_at=built.now)


def load_request(built: SiteBeingBuilt, session: Session, said) -> None:
    """One more person asks; their employer answered as the record says."""
    employer = built.organisation(said.employer)
    people = [person for group in said.groups for person in built.groups[group]]
    asked = set(session.registrations.values_list("person", flat=True))
    free = (one for one in people if one.employer == employer and one.user_id is None and one.pk not in asked)
    person = next(free, None)
    if person is None:
        raise InvalidFiles([said.at.problem("groups", "ces groupes n’ont plus personne chez cet employeur.")])
    try:
        if said.answer == Request.Answer.APPROVED:
            sign_up(session, person, built)
            return
        seats.sign_up(session, person, needs_approval=True)
        if said.answer == Request.Answer.REFUSED:
            seats.refuse(session, person, by=built.approver(employer.pk), reason=said.reason)
    except seats.SeatRefused as refusal:
        raise InvalidFiles([said.at.problem("groups", f"{person} : {refusal}")]) from refusal


def withdraw_first(session: Session, count: int) -> None:
    """The first ``count`` in give their place back: those who waited longest, who can be written to, are offered it."""
    in_order = session.registrations.order_by("position").select_related("person")
    for waiting in in_order.filter(state=seats.State.WAITING)[:count]:
        FieldWorker.objects.filter(pk=waiting.person_id).update(email=f"agent-{waiting.person_id}@proxinet.example")
    for confirmed in list(in_order.filter(state=seats.State.CONFIRMED)[:count]):
        seats.cancel(session, confirmed.person)


def spread_sign_ups(session: Session, now: datetime) -> None:
    """People signed up one after the other during the last weeks, not all at the second of loading."""
    registrations = list(session.registrations.order_by("-position"))
    for rank, registration in enumerate(registrations, start=1):
        registration.signed_up_at = now - timedelta(hours=19) * rank
        if registration.decided_at:
            registration.decided_at = registration.signed_up_at + timedelta(hours=5)
    Registration.objects.bulk_update(registrations, ["signed_up_at", "decided_at"])
