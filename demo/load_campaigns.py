"""The call's campaigns: their calendar, what they ask, the words around."""

from datetime import date, timedelta

from django.utils import timezone

from demo.assessment_checks import CALENDAR, DAY_FIELDS
from reports.figures import counted
from reports.models import (
    AskedFigure,
    AssessmentCampaign,
    Coordinator,
    Editorial,
    FigureNature,
    KeyPoint,
    Question,
)
from sites.models import CallForProjects, OrganisationName
from sites.names import name_key


def load_campaigns(call: CallForProjects, campaigns) -> None:
    """In the order of the file: each one is compared with the one before."""
    previous = None
    for said in campaigns:
        previous = load_campaign(call, said, previous)


def load_campaign(call: CallForProjects, said, previous: AssessmentCampaign | None) -> AssessmentCampaign:
    calendar = calendar_of(said, timezone.localdate())
    starts_on, ends_on = period_of(said, calendar["opens_on"])
    campaign = AssessmentCampaign.objects.create(
        call=call,
        name=said.name.replace("{period}", years(starts_on, ends_on)),
        starts_on=starts_on,
        ends_on=ends_on,
        previous=previous,
        introduction="\n\n".join(said.introduction),
        **calendar,
    )
    load_questions(campaign, said.questions)
    load_asked_figures(campaign, said.figures)
    load_words(campaign, said)
    return campaign


def calendar_of(said, today: date) -> dict[str, date]:
    return {
        DAY_FIELDS[moment]: getattr(said, DAY_FIELDS[moment])
        or today + timedelta(days=getattr(said, f"{moment}_in_days"))
        for moment in CALENDAR
    }


def period_of(said, opens_on: date) -> tuple[date, date]:
    """The days themselves, or the whole months before the month of the opening."""
    if said.months is None:
        return said.starts_on, said.ends_on
    ends_on = opens_on.replace(day=1) - timedelta(days=1)
    year, month = divmod(ends_on.year * 12 + ends_on.month - said.months, 12)
    return date(year, month + 1, 1), ends_on


def years(starts_on: date, ends_on: date) -> str:
    return str(ends_on.year) if starts_on.year == ends_on.year else f"{starts_on.year}–{ends_on.year}"


def load_questions(campaign: AssessmentCampaign, questions) -> None:
    Question.objects.bulk_create(
        Question(
            campaign=campaign,
            section=said.section,
            order=order,
            label=said.label,
            help_text=said.help_text,
            is_required=not said.is_optional,
            **({"most_words": said.most_words} if said.most_words else {}),
        )
        for order, said in enumerate(questions, start=1)
    )


def load_asked_figures(campaign: AssessmentCampaign, figures) -> None:
    AskedFigure.objects.bulk_create(asked_figure(campaign, order, said) for order, said in enumerate(figures, start=1))


def asked_figure(campaign: AssessmentCampaign, order: int, said) -> AskedFigure:
    words = counted(said.key) if said.nature == FigureNature.COMPUTED else said
    return AskedFigure(
        campaign=campaign,
        order=order,
        key=said.key,
        label=said.label or words.label,
        definition=said.definition or words.definition,
        source=said.source or words.source,
        nature=said.nature,
        approach_code=said.approach,
    )


def load_words(campaign: AssessmentCampaign, said) -> None:
    for order, one in enumerate(said.editorials, start=1):
        Editorial.objects.create(
            campaign=campaign,
            order=order,
            function=one.function,
            organisation=organisation(one.organisation),
            text="\n\n".join(one.paragraphs),
        )
    for order, text in enumerate(said.key_points, start=1):
        KeyPoint.objects.create(campaign=campaign, order=order, text=text)
    for order, one in enumerate(said.coordination, start=1):
        Coordinator.objects.create(
            campaign=campaign, order=order, function=one.function, organisation=organisation(one.organisation)
        )


def organisation(name: str):
    return OrganisationName.objects.select_related("organisation").get(key=name_key(name)).organisation
