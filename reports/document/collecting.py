"""From the sites' contributions to a whole document's content, site by site, saying how far it is."""

from collections.abc import Callable, Iterator

from django.db.models import Max

from reports.document.comparing import compare, comparison_charts, marked_departments, since_last_year
from reports.document.content import ApproachChapter, Assessment, CallText, CampaignText, EditorialPlace, Fault
from reports.document.figure_content import Definition, Figure
from reports.document.record_content import Participant
from reports.document.site_content import SiteSheet
from reports.document.site_records import period_in_words
from reports.document.site_sheets import paragraphs, site_sheets
from reports.models import AssessmentCampaign, AssessmentEvent, Edition, Kind, SiteAssessment
from reports.period import Period

OnSite = Callable[[str, int, int], None]

TITLES = {
    Kind.NATIONAL: "Bilan de l’appel à projets",
    Kind.APPROACH: "Bilan de la démarche",
    Kind.SITE: "Bilan du site",
    Kind.LANDLORD: "Bilan pour un bailleur",
}


def current_campaign() -> AssessmentCampaign | None:
    """The campaign a reader means who names none: the latest whose national document is published, else the latest."""
    published = Edition.objects.filter(kind=Kind.NATIONAL).values("campaign")
    campaigns = AssessmentCampaign.objects.select_related("call")
    return campaigns.filter(pk__in=published).first() or campaigns.first()


def collect(campaign, kind, *, approach=None, site=None, landlord=None, on_site: OnSite | None = None) -> Assessment:
    """The document of ``kind`` about that approach, site or landlord (an organisation); nothing for the national one.

    ``on_site(name, done, total)`` is told before each site, and at the end (``done == total``).
    """
    subject = approach or site or landlord
    contributions = concerned(campaign, approach, site, landlord)
    faults: list[Fault] = []
    sheets = collected(contributions, campaign, faults, on_site)
    return Assessment(
        kind=str(kind),
        subject=subject.name if subject else "",
        title=title(kind, subject),
        call=call_text(campaign.call),
        campaign=CampaignText(
            campaign.name,
            period_in_words(campaign.starts_on, campaign.ends_on, ""),
            paragraphs(campaign.introduction),
        ),
        data_until=data_until(contributions),
        chapters=chapters(campaign.call, sheets, keep_empty=kind == Kind.NATIONAL),
        definitions=definitions_used(sheets),
        editorials=editorials(campaign) if kind == Kind.NATIONAL else (),
        key_points=tuple(campaign.key_points.values_list("text", flat=True)) if kind == Kind.NATIONAL else (),
        coordination=coordination(campaign),
        comparison=compare(sheets) if len(sheets) > 1 else (),
        comparison_charts=comparison_charts(sheets) if len(sheets) > 1 else (),
        departments=marked_departments(sheets, faults) if kind != Kind.SITE else (),
        since_last_year=since_last_year(campaign, sheets),
        faults=tuple(faults),
    )


def concerned(campaign, approach=None, site=None, landlord=None):
    """The contributions of a document, in its order."""
    found = SiteAssessment.objects.filter(campaign=campaign)
    if approach:
        found = found.filter(site__approach=approach)
    if site:
        found = found.filter(site=site)
    if landlord:
        found = found.filter(site__in=landlord.site_parts.filter(part="landlord").values("site"))
    return found.order_by("site__approach__order", "site__pk")


def title(kind, subject) -> str:
    return f"{TITLES[kind]} {subject.name}" if kind == Kind.SITE else TITLES[kind]


def collected(contributions, campaign, faults: list[Fault], on_site: OnSite | None) -> list[SiteSheet]:
    tell = on_site or (lambda name, done, total: None)
    total = contributions.count()
    sheets = []
    for sheet in site_sheets(contributions, Period.of(campaign), faults):
        tell(sheet.name, len(sheets), total)
        sheets.append(sheet)
    tell("", total, total)
    return sheets


def chapters(call, sheets: list[SiteSheet], *, keep_empty: bool) -> tuple[ApproachChapter, ...]:
    return tuple(
        ApproachChapter(number, approach.code, approach.name, approach.aim, approach.quote, of_approach)
        for number, approach in enumerate(call.approaches.all(), start=1)
        if (of_approach := tuple(sheet for sheet in sheets if sheet.approach_code == approach.code)) or keep_empty
    )


def call_text(call) -> CallText:
    return CallText(call.name, call.run_by, call.why, call.aim, call.who_may_apply, call.what_is_funded, call.frame)


def editorials(campaign) -> tuple[EditorialPlace, ...]:
    return tuple(
        EditorialPlace(e.function, e.organisation.name, paragraphs(e.text))
        for e in campaign.editorials.select_related("organisation")
    )


def coordination(campaign) -> tuple[Participant, ...]:
    return tuple(
        Participant(member.organisation.name, member.organisation.get_kind_display(), (member.function,))
        for member in campaign.coordination.select_related("organisation")
    )


def definitions_used(sheets: list[SiteSheet]) -> tuple[Definition, ...]:
    """What the figures of ``sheets`` count, once each, with every source and nature found there."""
    found: dict[tuple[str, str], list[Figure]] = {}
    for sheet in sheets:
        for figure in sheet.figures:
            found.setdefault((figure.key, figure.definition), []).append(figure)
    return tuple(
        Definition(
            key,
            figures[0].label,
            text,
            tuple(dict.fromkeys(figure.source for figure in figures)),
            tuple(dict.fromkeys(figure.nature for figure in figures)),
        )
        for (key, text), figures in found.items()
    )


def data_until(contributions):
    """When what the document says was last written; None when nothing was."""
    return max(filter(None, dates_written(contributions)), default=None)


def dates_written(contributions) -> Iterator:
    yield (
        AssessmentEvent.objects.filter(assessment__in=contributions)
        .exclude(kind=AssessmentEvent.Kind.REMINDED)
        .aggregate(at=Max("at"))["at"]
    )
    for pieces in ("answers", "actions", "figures", "testimonies", "photos"):
        piece = SiteAssessment._meta.get_field(pieces).related_model
        yield piece.objects.filter(assessment__in=contributions).aggregate(at=Max("edited_at"))["at"]
