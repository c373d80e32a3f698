"""A contribution's first draft, from what the portal already knows. What people typed is never touched."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from reports.contributions.writing import lock
from reports.document.site_records import meetups, programmes
from reports.figures import PEOPLE_COUNTED, computed_values, expected_keys, family_of, people_counted
from reports.models import Action, Answer, AssessmentEvent, Figure, FigureNature, Question, SiteAssessment
from reports.period import Period
from resources.models import SharedStructure

SITE_TEXTS = {
    Question.Section.CONTEXT: "context",
    Question.Section.CHANGES: "results",
    Question.Section.NEXT_YEAR: "next_steps",
}
NEVER_TYPED = Q(version=1, edited_by=None)
LONGEST_TITLE, LONGEST_WHEN, LONGEST_TEXT = 200, 60, 2000


@transaction.atomic
def prefill(assessment: SiteAssessment, by) -> None:
    """Fill what is empty: answers from the site's page, actions from its steps (or from what was given and held), a row
    for each figure that the campaign asks. ``by`` None: the portal itself. Raises ``writing.SentAlready``.
    """
    lock(assessment.pk)
    fill_answers(assessment)
    if not assessment.actions.exists():
        fill_actions(assessment)
    values = computed_values(assessment.site, Period.of(assessment.campaign))
    people = people_counted(assessment.site)
    fill_figures(assessment, values, people)
    write_counts(assessment, values, people)
    assessment.prefilled_at = timezone.now()
    assessment.save(update_fields=["prefilled_at"])
    AssessmentEvent.objects.create(assessment=assessment, kind=AssessmentEvent.Kind.PREFILLED, by=by)


@transaction.atomic
def recompute(assessment: SiteAssessment) -> None:
    """Count the computed figures again; their notes stay. Raises ``writing.SentAlready``."""
    lock(assessment.pk)
    values = computed_values(assessment.site, Period.of(assessment.campaign))
    write_counts(assessment, values, people_counted(assessment.site))


def write_counts(assessment, values, people) -> None:
    as_of = Period.of(assessment.campaign).as_of
    figures = list(assessment.figures.filter(nature=FigureNature.COMPUTED))
    for figure in figures:
        figure.value = people.get(figure.label) if figure.key == PEOPLE_COUNTED.key else values.get(figure.key)
        figure.as_of = as_of
    Figure.objects.bulk_update(figures, ["value", "as_of"])


# Words ----------------------------------------------------------------------------------------------------------------


def fill_answers(assessment) -> None:
    """A row for each question; the site's own texts where nobody wrote anything yet."""
    questions = list(assessment.campaign.questions.all())
    texts = {question.pk: text_of(assessment.site, question) for question in questions}
    Answer.objects.bulk_create(
        [Answer(assessment=assessment, question=question, text=texts[question.pk]) for question in questions],
        ignore_conflicts=True,
    )
    empty = list(assessment.answers.filter(NEVER_TYPED, text=""))
    for answer in empty:
        answer.text = texts.get(answer.question_id, "")
    Answer.objects.bulk_update(empty, ["text"])


def text_of(site, question) -> str:
    name = SITE_TEXTS.get(question.section)
    return getattr(site, name).replace("\r\n", "\n").strip() if name else ""


def fill_actions(assessment) -> None:
    found = list(from_milestones(assessment)) or list(from_events(assessment))
    Action.objects.bulk_create(
        Action(
            assessment=assessment,
            order=order,
            date_text=when[:LONGEST_WHEN],
            title=title[:LONGEST_TITLE],
            text=text[:LONGEST_TEXT],
        )
        for order, (when, title, text) in enumerate(found, start=1)
    )


def from_milestones(assessment) -> Iterator[tuple[str, str, str]]:
    """The site's steps until the period's end; from the second campaign on, only those of the period."""
    campaign = assessment.campaign
    told = Q(starts_on=None) | Q(starts_on__lte=campaign.ends_on)
    if campaign.previous_id:
        told = Q(starts_on__range=(campaign.starts_on, campaign.ends_on))
    for milestone in assessment.site.milestones.filter(told):
        yield milestone.date_text, milestone.title, milestone.text


def from_events(assessment) -> Iterator[tuple[str, str, str]]:
    """Trainings given and meetups held in the period."""
    period = Period.of(assessment.campaign)
    for programme in programmes(assessment.site, period):
        yield programme.period, programme.title, programme.objectives
    for meetup in meetups(assessment.site, period):
        yield meetup.when, meetup.title, ""


# Figures --------------------------------------------------------------------------------------------------------------


def fill_figures(assessment, values, people) -> None:
    """A row for each figure asked of this site, and for people counted under the site's own words."""
    there = set(assessment.figures.values_list("key", "label"))
    last = assessment.figures.aggregate(last=Max("order"))["last"] or 0
    wanted = [row for row in rows_wanted(assessment, values, people) if (row.key, row.label) not in there]
    for order, row in enumerate(wanted, start=last + 1):
        row.order = order
    Figure.objects.bulk_create(wanted)


def rows_wanted(assessment, values, people) -> Iterator[Figure]:
    site = assessment.site
    expected = expected_keys(family_of(site, SharedStructure.objects.filter(site=site).first()))
    for asked in assessment.campaign.asked_figures.filter(approach_code__in=("", site.approach.code)):
        is_computed = asked.nature == FigureNature.COMPUTED
        if is_computed and asked.key not in expected and values.get(asked.key) is None:
            continue
        yield Figure(
            assessment=assessment,
            asked=asked,
            key=asked.key,
            label=asked.label,
            definition=asked.definition,
            source=asked.source,
            nature=asked.nature,
        )
    for label in people:
        yield Figure(
            assessment=assessment,
            key=PEOPLE_COUNTED.key,
            label=label,
            definition=PEOPLE_COUNTED.definition,
            source=PEOPLE_COUNTED.source,
            nature=FigureNature.COMPUTED,
        )
