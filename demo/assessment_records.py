"""What ``assessment.yaml`` says of a site in the campaigns, and ``programme.yaml`` of the campaigns, field by field."""

import datetime
from dataclasses import dataclass

from demo.fields import Day, Flag, Many, OneOf, Parts, Record, Text, Whole, may, must
from demo.network_records import A_CENTURY, Dated
from demo.pictures import Drawing
from reports import models
from sites.models import Approach

# A campaign, in programme.yaml ----------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Question(Record):
    section: str = must(OneOf(models.Question.Section))
    label: str = must(Text(200))
    help_text: str = may(Text(300))
    most_words: int | None = may(Whole(10, 5000))
    is_optional: bool = may(Flag())


@dataclass(kw_only=True)
class AskedFigure(Record):
    """``label``, ``definition`` and ``source``: the catalogue's, for a figure that the portal computes."""

    key: str = must(Text(40))
    nature: str = must(OneOf(models.FigureNature))
    label: str = may(Text(80))
    definition: str = may(Text(400))
    source: str = may(Text(120))
    approach: str = may(OneOf(Approach.Code))


@dataclass(kw_only=True)
class Editorial(Record):
    function: str = must(Text(160))
    organisation: str = must(Text(160))
    paragraphs: list[str] = may(Many(Text()))


@dataclass(kw_only=True)
class Coordinator(Record):
    function: str = must(Text(160))
    organisation: str = must(Text(160))


@dataclass(kw_only=True)
class Campaign(Record):
    """Its days as they were, or counted from the day of loading; then ``months`` is how many whole months the period
    lasts, up to the opening, and « {period} » in the name is replaced by the period's years."""

    name: str = must(Text(100))
    starts_on: datetime.date | None = may(Day())
    ends_on: datetime.date | None = may(Day())
    months: int | None = may(Whole(1, 120))
    opens_on: datetime.date | None = may(Day())
    opens_in_days: int | None = may(Whole(-A_CENTURY, A_CENTURY))
    deadline: datetime.date | None = may(Day())
    deadline_in_days: int | None = may(Whole(-A_CENTURY, A_CENTURY))
    review_until: datetime.date | None = may(Day())
    review_in_days: int | None = may(Whole(-A_CENTURY, A_CENTURY))
    publishes_on: datetime.date | None = may(Day())
    publishes_in_days: int | None = may(Whole(-A_CENTURY, A_CENTURY))
    introduction: list[str] = may(Many(Text()))
    questions: list[Question] = must(Parts(Question))
    figures: list[AskedFigure] = may(Parts(AskedFigure))
    editorials: list[Editorial] = may(Parts(Editorial))
    key_points: list[str] = may(Many(Text(400)))
    coordination: list[Coordinator] = may(Parts(Coordinator))


# A site's contribution ------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Step(Dated):
    """One of its dated steps; the last one says where the contribution stands."""

    kind: str = must(OneOf(models.AssessmentEvent.Kind))
    text: str = may(Text(2000))


@dataclass(kw_only=True)
class Action(Record):
    title: str = must(Text(200))
    when: str = may(Text(60))
    text: str = may(Text(2000))


@dataclass(kw_only=True)
class Figure(Record):
    """A figure that the campaign asks (its ``key``), or one more of the site's own.

    Computed: ``value`` is what the portal has to find. Declared: ``stated_by`` and ``proof``, or those of the whole
    contribution. Attested: ``attested_by``, and ``attested_on`` when there is a value. ``as_of``: the period's last day
    when left out.
    """

    key: str = must(Text(40))
    label: str = may(Text(80))
    value: int | None = may(Whole(0, 2_000_000_000))
    nature: str = may(OneOf(models.FigureNature))
    definition: str = may(Text(400))
    source: str = may(Text(120))
    as_of: datetime.date | None = may(Day())
    note: str = may(Text(400))
    stated_by: str = may(Text(120))
    proof: str = may(Text(160))
    attested_by: str = may(Text(160))
    attested_on: datetime.date | None = may(Day())


@dataclass(kw_only=True)
class Testimony(Record):
    function: str = must(Text(160))
    organisation: str = may(Text(160))
    text: str = must(Text(3000))
    consent: str = must(OneOf(models.Consent))
    consent_on: datetime.date | None = may(Day())
    consent_days_ago: int | None = may(Whole(0, A_CENTURY))


@dataclass(kw_only=True)
class Photo(Record):
    picture: str = must(OneOf(Drawing))
    description: str = must(Text(200))
    consent: str = must(OneOf(models.SitePhoto.Consent))


@dataclass(kw_only=True)
class Remark(Dated):
    """``on``: a part (``changes``), a figure's ``key``, or ``whole``; ``paragraph``: from 1."""

    on: str = must(Text(40))
    paragraph: int | None = may(Whole(1, 200))
    text: str = must(Text(2000))
    handled: bool = may(Flag())


@dataclass(kw_only=True)
class Contribution(Record):
    """``campaign``: its name, or ``current``, the latest one. Answers are lists of paragraphs; what is left out is
    filled from the records."""

    campaign: str = must(Text(120))
    steps: list[Step] = must(Parts(Step))
    context: list[str] = may(Many(Text()))
    changes: list[str] = may(Many(Text()))
    difficulties: list[str] = may(Many(Text()))
    next_year: list[str] = may(Many(Text()))
    actions: list[Action] = may(Parts(Action))
    stated_by: str = may(Text(120))
    proof: str = may(Text(160))
    figures: list[Figure] = may(Parts(Figure))
    testimonies: list[Testimony] = may(Parts(Testimony))
    photos: list[Photo] = may(Parts(Photo))
    remarks: list[Remark] = may(Parts(Remark))


@dataclass(kw_only=True)
class Assessments(Record):
    contributions: list[Contribution] = must(Parts(Contribution))
