"""The checks of campaigns and of ``assessment.yaml``: what is said of days, figures and remarks holds together."""

from django.utils import timezone

from demo.events import day_before
from demo.fields import Problem
from reports.figures import PEOPLE_COUNTED, counted
from reports.models import AssessmentEvent, FigureNature, Question
from sites.names import name_key

Kind = AssessmentEvent.Kind
CALENDAR = ("opens", "deadline", "review", "publishes")
DAY_FIELDS = {"opens": "opens_on", "deadline": "deadline", "review": "review_until", "publishes": "publishes_on"}
PARTS = (
    Question.Section.CONTEXT,
    Question.Section.CHANGES,
    Question.Section.DIFFICULTIES,
    Question.Section.NEXT_YEAR,
)
WHOLE = "whole"
CURRENT = "current"


def day_field(moment: str, *, counted_days: bool) -> str:
    return f"{moment}_in_days" if counted_days else DAY_FIELDS[moment]


def campaign_problems(programme) -> list[Problem]:
    """What is wrong in the campaigns of ``programme.yaml``."""
    known = {name_key(name) for one in programme.organisations for name in [one.name, *one.aliases]}
    return [problem for campaign in programme.campaigns for problem in wrong_in(campaign, known)]


def wrong_in(campaign, known: set[str]):
    yield from wrong_days(campaign)
    for figure in campaign.figures:
        if figure.nature == FigureNature.COMPUTED:
            if counted(figure.key) is None:
                yield figure.at.problem("key", f"le portail ne calcule aucun chiffre « {figure.key} ».")
        elif not (figure.label and figure.definition and figure.source):
            yield figure.at.problem("definition", "donnez label, definition et source : ce chiffre n’est pas calculé.")
    for said in [*campaign.editorials, *campaign.coordination]:
        if said.organisation and name_key(said.organisation) not in known:
            yield said.at.problem(
                "organisation", f"« {said.organisation} » n’est pas dans les organismes (programme.yaml)."
            )


def wrong_days(campaign):
    """The calendar: all its days, or all counted from the day of loading, in order."""
    is_counted = campaign.months is not None
    days = [getattr(campaign, day_field(moment, counted_days=is_counted)) for moment in CALENDAR]
    for moment, day in zip(CALENDAR, days, strict=True):
        if day is None:
            yield campaign.at.problem(day_field(moment, counted_days=is_counted), "cette date manque.")
        if getattr(campaign, day_field(moment, counted_days=not is_counted)) is not None:
            wrong = day_field(moment, counted_days=not is_counted)
            yield campaign.at.problem(wrong, "donnez des dates, ou months et des jours comptés, pas les deux.")
    if not is_counted and not (campaign.starts_on and campaign.ends_on):
        yield campaign.at.problem("starts_on", "donnez starts_on et ends_on, ou months.")
    elif not is_counted and campaign.ends_on < campaign.starts_on:
        yield campaign.at.problem("ends_on", "la fin doit venir après le début.")
    if None not in days and days != sorted(days):
        yield campaign.at.problem(
            day_field("deadline", counted_days=is_counted),
            "les dates se suivent : ouverture, date limite, relecture, publication.",
        )


class CheckedAssessments:
    """Finds what is wrong in ``assessment.yaml`` (``checks``: a ``demo.reading.Checks``, which keeps it)."""

    def __init__(self, checks):
        self.checks = checks
        self.today = timezone.localdate()

    def run(self) -> None:
        said = self.checks.story.assessments
        if said is None:
            return
        self.checks.once(said.contributions, "campaign")
        for contribution in said.contributions:
            self.check_steps(contribution)
            for figure in contribution.figures:
                self.check_figure(contribution, figure)
            for testimony in contribution.testimonies:
                self.checks.known_organisations(testimony, "organisation")
                self.one_of(testimony, "consent_on", "consent_days_ago")
            for remark in contribution.remarks:
                self.check_remark(contribution, remark)

    def wrong(self, record, field: str, sentence: str) -> None:
        self.checks.wrong(record, field, sentence)

    def one_of(self, record, one: str, other: str) -> bool:
        if (getattr(record, one) is None) == (getattr(record, other) is None):
            self.wrong(record, one, f"donnez {one} ou {other}, l’un des deux.")
            return False
        return True

    def check_steps(self, contribution) -> None:
        steps = contribution.steps
        if [step for step in steps if not self.one_of(step, "date", "days_ago")]:
            return
        if steps and steps[0].kind != Kind.OPENED:
            self.wrong(steps[0], "kind", "la première étape est opened.")
        days = [day_before(step, self.today) for step in steps]
        for step, day, before in zip(steps[1:], days[1:], days, strict=False):
            if day < before:
                self.wrong(step, "date" if step.date else "days_ago", "cette étape vient avant la précédente.")

    def check_figure(self, contribution, figure) -> None:
        self.checks.known_organisations(figure, "attested_by")
        same = [one for one in contribution.figures if one.key == figure.key]
        if same[0] is not figure and (figure.key != PEOPLE_COUNTED.key or figure.label == same[0].label):
            self.wrong(figure, "key", f"le chiffre « {figure.key} » est donné deux fois.")
        if figure.value is None:
            return
        if figure.nature == FigureNature.ATTESTED and not (figure.attested_by and figure.attested_on):
            self.wrong(figure, "attested_by", "dites quel organisme atteste ce chiffre, et quand (attested_on).")
        if figure.nature == FigureNature.DECLARED and not (figure.stated_by or contribution.stated_by):
            self.wrong(figure, "stated_by", "un chiffre déclaré dit par qui.")

    def check_remark(self, contribution, remark) -> None:
        self.one_of(remark, "date", "days_ago")
        keys = {figure.key for figure in contribution.figures}
        if remark.on and remark.on not in {WHOLE, *PARTS, *keys}:
            parts = ", ".join([WHOLE, *PARTS])
            self.wrong(remark, "on", f"écrivez {parts}, ou le mot-clé d’un chiffre de cette contribution.")
        elif remark.on in PARTS and remark.paragraph and remark.paragraph > len(getattr(contribution, remark.on)):
            self.wrong(remark, "paragraph", "cette partie n’a pas autant de paragraphes.")
