"""What ``trainings.yaml`` says, field by field; days and groups of people, which meetups use too, come first."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from demo.fields import Clock, Day, Flag, Hours, Many, OneOf, Parts, Record, Text, Whole, may, must
from proxinet.seats import ReservedBy
from sites.models import StaffCategory
from trainings.models import Module as ModuleModel
from trainings.models import Observation as ObservationModel
from trainings.models import Question as QuestionModel
from trainings.models import Questionnaire as QuestionnaireModel
from trainings.models import TrainingNeed as TrainingNeedModel


@dataclass(kw_only=True)
class Who(Record):
    """People of some groups: all of them, one share out of several (``part`` of ``of``), or so many (``count``)."""

    groups: list[str] = must(Many(Text(60)))
    part: int | None = may(Whole(1))
    of: int | None = may(Whole(1))
    count: int | None = may(Whole(1))


@dataclass(kw_only=True)
class When(Record):
    """A day (``date``, or ``in_days`` counted from the day of loading) and its hours."""

    date: datetime.date | None = may(Day())
    in_days: int | None = may(Whole(1, 36_500))
    start: datetime.time = must(Clock())
    end: datetime.time = must(Clock())


# Sessions -------------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class ReservedSeats(Record):
    """``group``: a staff category or a kind of organisation, as ``reserved_by`` says."""

    group: str = must(Text(30))
    seats: int = must(Whole(1))


@dataclass(kw_only=True)
class Request(Record):
    """One person of these groups who asks; their employer (one of ``sign_up_approvals``) answered, or not yet."""

    class Answer(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        REFUSED = "refused"

    groups: list[str] = must(Many(Text(60)))
    employer: str = must(Text(160))
    answer: str = must(OneOf(Answer))
    reason: str = may(Text(300))


@dataclass(kw_only=True)
class SignedSheet(Record):
    """A scan in ``documents/``; ``half_day``: 1 for the first."""

    file: str = must(Text(60))
    half_day: int = must(Whole(1))


@dataclass(kw_only=True)
class Session(Record):
    place: str = must(Text(200))
    trainer: str = may(Text(160))
    practical_note: str = may(Text(300))
    capacity: int = must(Whole(1))
    closes_in_days: int | None = may(Whole(-36_500, 36_500))
    half_days: list[When] = must(Parts(When))
    who: list[Who] = may(Parts(Who))
    # Of a session to come
    reserved_by: str = may(OneOf(ReservedBy))
    reserved: list[ReservedSeats] = may(Parts(ReservedSeats))
    released_in_days: int | None = may(Whole(0, 36_500))
    requests: list[Request] = may(Parts(Request))
    withdrawn: int | None = may(Whole())
    # Of a session that is over
    absences: int | None = may(Whole())
    partly: int | None = may(Whole())
    corrected: int | None = may(Whole())
    signed_sheets: list[SignedSheet] = may(Parts(SignedSheet))
    answered: int | None = may(Whole())
    answered_later: int | None = may(Whole())


# Programmes and what trainees think of them ---------------------------------------------------------------------------


@dataclass(kw_only=True)
class Module(Record):
    title: str = must(Text(160))
    kind: str = must(OneOf(ModuleModel.Kind))
    description: str = may(Text())
    planned_hours: Decimal | None = may(Hours())
    deliverer: str = may(Text(160))
    sessions: list[Session] = may(Parts(Session))


@dataclass(kw_only=True)
class Reply(Record):
    text: str = must(Text(1000))
    times: int | None = may(Whole(1))


@dataclass(kw_only=True)
class Question(Record):
    """``weights``: how often each note (1 to 5) or each choice is given, in proportion. ``replies``: free answers."""

    text: str = must(Text(200))
    kind: str = must(OneOf(QuestionModel.Kind))
    choices: list[str] = may(Many(Text(120)))
    asks_needs: bool = may(Flag())
    weights: list[int] = may(Many(Whole()))
    replies: list[Reply] = may(Parts(Reply))


@dataclass(kw_only=True)
class Questionnaire(Record):
    moment: str = must(OneOf(QuestionnaireModel.Moment))
    introduction: str = may(Text(600))
    questions: list[Question] = must(Parts(Question))


@dataclass(kw_only=True)
class TrainingProgramme(Record):
    title: str = must(Text(160))
    objectives: str = may(Text())
    audience_categories: list[str] = may(Many(OneOf(StaffCategory)))
    audience: str = may(Text(300))
    teaching_methods: str = may(Text(300))
    agreement: str = may(Text(200))
    deliverer: str = may(Text(160))
    evaluator: str = may(Text(160))
    starts_on: datetime.date | None = may(Day())
    ends_on: datetime.date | None = may(Day())
    period_text: str = may(Text(80))
    is_shared: bool = may(Flag())
    modules: list[Module] = must(Parts(Module))
    questionnaires: list[Questionnaire] = may(Parts(Questionnaire))


@dataclass(kw_only=True)
class Need(Record):
    """``heard_after`` and ``planned_in``: a module's title, of its last session over and of its next one to come."""

    title: str = must(Text(200))
    detail: str = may(Text(2000))
    source: str = must(OneOf(TrainingNeedModel.Source))
    noted_days_ago: int | None = may(Whole(0, 36_500))
    times_asked: int | None = may(Whole(1))
    heard_after: str = may(Text(160))
    planned_in: str = may(Text(160))
    why_dropped: str = may(Text(300))
    merged_into: str = may(Text(200))


# Diagnoses on the spot ------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class ObservationStep(Record):
    date: datetime.date | None = may(Day())
    days_ago: int | None = may(Whole(0, 36_500))
    text: str = must(Text(300))
    state: str = must(OneOf(ObservationModel.State))


@dataclass(kw_only=True)
class Observation(Record):
    """``due_on``, or ``due_in_days`` counted from the day of loading; where it stands is where its last step led."""

    place_kind: str = must(OneOf(ObservationModel.PlaceKind))
    place: str = must(Text(160))
    problem: str = must(Text(200))
    what_happens: str = may(Text(2000))
    solution: str = may(Text(2000))
    owner: str = may(Text(160))
    due_on: datetime.date | None = may(Day())
    due_in_days: int | None = may(Whole(-36_500, 36_500))
    steps: list[ObservationStep] = may(Parts(ObservationStep))


@dataclass(kw_only=True)
class Diagnosis(Record):
    """``module``: the module whose last session over it was part of."""

    title: str = must(Text(160))
    place: str = must(Text(200))
    held_on: datetime.date = must(Day())
    module: str = may(Text(160))
    led_by: str = may(Text(160))
    participants: str = may(Text(300))
    summary: str = may(Text(2000))
    observations: list[Observation] = must(Parts(Observation))


@dataclass(kw_only=True)
class Trainings(Record):
    programmes: list[TrainingProgramme] = must(Parts(TrainingProgramme))
    needs: list[Need] = may(Parts(Need))
    diagnoses: list[Diagnosis] = may(Parts(Diagnosis))
