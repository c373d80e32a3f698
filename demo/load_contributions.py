"""A site's contributions to the campaigns: written as it told them, counted by the portal, dated as they were."""

from datetime import date, datetime, time, timedelta

from demo.assessment_checks import CURRENT, PARTS, WHOLE
from demo.events import day_before, moment
from demo.fields import InvalidFiles
from demo.writing import SiteBeingBuilt
from reports.contributions.anchors import anchor_of
from reports.contributions.prefilling import prefill
from reports.document.frozen import freeze
from reports.document.site_records import site_records
from reports.models import (
    Action,
    Answer,
    AssessmentCampaign,
    AssessmentEvent,
    Figure,
    FigureNature,
    Remark,
    SiteAssessment,
    Testimony,
)
from reports.period import Period

Kind, State = AssessmentEvent.Kind, SiteAssessment.State
LEADS_TO = {
    Kind.SUBMITTED: State.SUBMITTED,
    Kind.RETURNED: State.RETURNED,
    Kind.ACCEPTED: State.ACCEPTED,
    Kind.REOPENED: State.RETURNED,
}
OF_THE_COORDINATION = {Kind.OPENED, Kind.RETURNED, Kind.ACCEPTED, Kind.REOPENED}
STEP_HOUR, QUOTED = time(10, 0), 160


def load_contributions(built: SiteBeingBuilt) -> None:
    said = built.story.assessments
    for contribution in said.contributions if said else []:
        load_contribution(built, contribution)


def load_contribution(built: SiteBeingBuilt, said) -> None:
    """What the site wrote first, so that only the rest is filled from the records. Nobody is written to."""
    assessment = SiteAssessment.objects.create(campaign=campaign_of(built, said), site=built.site)
    written_at = moment_of(built, said, Kind.SUBMITTED) or moment_of(built, said, Kind.OPENED)
    typed = {"edited_at": written_at, "edited_by": built.lead}
    keep_answers(assessment, said, typed)
    keep_actions(assessment, said, typed)
    prefill(assessment, by=None)
    for figure in said.figures:
        keep_figure(built, assessment, said, figure, typed)
    keep_testimonies(built, assessment, said, typed)
    date_it(built, assessment, said, written_at)
    keep_remarks(built, assessment, said)
    built.site_photos += [(assessment, order, photo, typed) for order, photo in enumerate(said.photos, start=1)]


def campaign_of(built: SiteBeingBuilt, said) -> AssessmentCampaign:
    campaigns = AssessmentCampaign.objects.filter(call=built.site.call)
    found = campaigns.first() if said.campaign == CURRENT else campaigns.filter(name=said.campaign).first()
    if found is None:
        raise InvalidFiles([said.at.problem("campaign", f"aucune campagne ne s’appelle « {said.campaign} ».")])
    return found


def moment_of(built: SiteBeingBuilt, said, kind: str) -> datetime | None:
    """When the contribution last went through this step."""
    days = [day_before(step, built.today) for step in said.steps if step.kind == kind]
    return moment(days[-1], STEP_HOUR) if days else None


# Words ----------------------------------------------------------------------------------------------------------------


def keep_answers(assessment: SiteAssessment, said, typed: dict) -> None:
    Answer.objects.bulk_create(
        Answer(assessment=assessment, question=question, text="\n\n".join(getattr(said, question.section)), **typed)
        for question in assessment.campaign.questions.all()
        if question.section in PARTS and getattr(said, question.section)
    )


def keep_actions(assessment: SiteAssessment, said, typed: dict) -> None:
    Action.objects.bulk_create(
        Action(assessment=assessment, order=order, date_text=one.when, title=one.title, text=one.text, **typed)
        for order, one in enumerate(said.actions, start=1)
    )


def keep_testimonies(built: SiteBeingBuilt, assessment: SiteAssessment, said, typed: dict) -> None:
    Testimony.objects.bulk_create(
        Testimony(
            assessment=assessment,
            order=order,
            function=one.function,
            organisation=built.organisation(one.organisation),
            text=one.text,
            consent=one.consent,
            consent_on=one.consent_on or built.today - timedelta(days=one.consent_days_ago),
            **typed,
        )
        for order, one in enumerate(said.testimonies, start=1)
    )


# Figures --------------------------------------------------------------------------------------------------------------


def keep_figure(built: SiteBeingBuilt, assessment: SiteAssessment, said, one, typed: dict) -> None:
    """Complete the row that the campaign asks, or add one of the site's own."""
    rows = assessment.figures.filter(key=one.key)
    row = (rows.filter(label=one.label) if one.label else rows).first() or own_figure(assessment, one)
    if row.is_computed:
        check_computed(one, row)
    else:
        state_figure(built, said, one, row)
    row.note = one.note
    for name, value in typed.items():
        setattr(row, name, value)
    row.save()


def own_figure(assessment: SiteAssessment, one) -> Figure:
    missing = [name for name in ("label", "nature", "definition", "source") if not getattr(one, name)]
    if missing or one.nature == FigureNature.COMPUTED:
        sentence = (
            f"la campagne ne demande pas « {one.key} » : donnez label, nature (sauf computed), definition, source."
        )
        raise InvalidFiles([one.at.problem("key", sentence)])
    return Figure(
        assessment=assessment,
        order=assessment.figures.count() + 1,
        key=one.key,
        label=one.label,
        definition=one.definition,
        source=one.source,
        nature=one.nature,
    )


def check_computed(one, row: Figure) -> None:
    if one.value is not None and one.value != row.value:
        found = "n’en compte pas" if row.value is None else f"compte {row.value}"
        sentence = f"le portail {found} : vérifiez {one.value}, ou les enregistrements du site."
        raise InvalidFiles([one.at.problem("value", sentence)])


def state_figure(built: SiteBeingBuilt, said, one, row: Figure) -> None:
    row.attested_by = built.organisation(one.attested_by)
    if one.value is None:
        return
    row.value = one.value
    row.as_of = one.as_of or row.assessment.campaign.ends_on
    row.proof_text = one.proof or said.proof
    if row.is_attested:
        row.attested_at = moment(one.attested_on, STEP_HOUR)
    else:
        row.stated_by = one.stated_by or said.stated_by


# Steps and remarks ----------------------------------------------------------------------------------------------------


def date_it(built: SiteBeingBuilt, assessment: SiteAssessment, said, written_at: datetime) -> None:
    """Its steps on their days, and where they lead; what was sent is frozen as sending does."""
    opened_at = moment_of(built, said, Kind.OPENED)
    assessment.figures.filter(edited_by=None).update(edited_at=written_at)
    assessment.answers.filter(edited_by=None).update(edited_at=opened_at)
    assessment.actions.filter(edited_by=None).update(edited_at=opened_at)
    assessment.events.all().delete()
    for step in said.steps:
        keep_step(built, assessment, step)
    states = [LEADS_TO[step.kind] for step in said.steps if step.kind in LEADS_TO]
    assessment.state = states[-1] if states else State.DRAFT
    assessment.prefilled_at = opened_at
    if not assessment.is_editable:
        assessment.records = freeze(site_records(built.site, Period.of(assessment.campaign)))
    assessment.save()


def keep_step(built: SiteBeingBuilt, assessment: SiteAssessment, step) -> None:
    at = moment(day_before(step, built.today), STEP_HOUR)
    by = built.coordinator if step.kind in OF_THE_COORDINATION else built.lead
    if step.kind in (Kind.PREFILLED, Kind.REMINDED):
        by = None
    AssessmentEvent.objects.create(assessment=assessment, kind=step.kind, at=at, by=by, text=step.text)
    if step.kind == Kind.OPENED:
        AssessmentEvent.objects.create(assessment=assessment, kind=Kind.PREFILLED, at=at)


def keep_remarks(built: SiteBeingBuilt, assessment: SiteAssessment, said) -> None:
    for one in said.remarks:
        day: date = day_before(one, built.today)
        anchor, quoted = place_of(assessment, one)
        Remark.objects.create(
            assessment=assessment,
            anchor=anchor,
            paragraph=one.paragraph - 1 if one.paragraph else None,
            quoted=quoted,
            text=one.text,
            written_by=built.coordinator,
            written_at=moment(day, STEP_HOUR),
            is_sent=True,
            handled_at=moment(day + timedelta(days=1), STEP_HOUR) if one.handled else None,
        )


def place_of(assessment: SiteAssessment, one) -> tuple[str, str]:
    """The anchor of what the remark is about, and how the paragraph begins."""
    if one.on == WHOLE:
        return WHOLE, ""
    if one.on not in PARTS:
        return anchor_of(assessment.figures.filter(key=one.on).first()), ""
    answer = assessment.answers.get(question__section=one.on)
    paragraph = answer.text.split("\n\n")[one.paragraph - 1] if one.paragraph else ""
    return anchor_of(answer), paragraph[:QUOTED]
