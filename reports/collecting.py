"""From the records to a whole document's content, site by site, saying how far it is."""

from collections.abc import Callable

from django.db.models import Max
from django.utils import timezone

from networks.models import Meetup
from proxinet.charts import bar_chart
from reports.content import (
    ApproachChapter,
    Assessment,
    CallText,
    ComparedSite,
    EditorialPlace,
    Participant,
    SiteSheet,
)
from reports.figures import definitions_used, family_of, reach_of
from reports.models import Editorial, KeyPoint
from reports.site_records import site_sheet
from resources.models import Document, SharedStructure
from sites.models import Approach, CallForProjects, Site
from trainings.models import Attendance

OnSite = Callable[[str, int, int], None]


def current_call() -> CallForProjects | None:
    """The call the national assessment is about: the first one."""
    return CallForProjects.objects.order_by("pk").first()


def national_assessment(call: CallForProjects, on_site: OnSite | None = None) -> Assessment:
    """The whole call. ``on_site(name, done, total)`` is told before each site, and at the end (``done == total``)."""
    sites = list(Site.objects.filter(call=call).select_related("approach").order_by("approach__order", "pk"))
    sheets = collect(sites, on_site)
    chapters = tuple(
        ApproachChapter(
            number, approach.name, approach.aim, approach.quote,
            tuple(sheets[site] for site in sites if site.approach_id == approach.pk),
        )
        for number, approach in enumerate(Approach.objects.filter(call=call), start=1)
    )  # fmt: skip
    comparison = compare(sheets)
    return Assessment(
        title="Bilan de l’appel à projets",
        call=call_text(call),
        data_until=data_until(sites),
        chapters=chapters,
        definitions=definitions_used(figure for sheet in sheets.values() for figure in sheet.figures),
        editorials=editorials(call),
        key_points=tuple(KeyPoint.objects.filter(call=call).values_list("text", flat=True)),
        coordination=coordination(call),
        comparison=comparison,
        comparison_chart=reach_chart(comparison),
    )


def site_assessment(site: Site, on_site: OnSite | None = None) -> Assessment:
    """The edition of one site."""
    site = Site.objects.select_related("approach", "call").get(pk=site.pk)
    sheet = collect([site], on_site)[site]
    approach = site.approach
    return Assessment(
        title=f"Bilan du site {site.name}",
        call=call_text(site.call),
        data_until=data_until([site]),
        chapters=(ApproachChapter(1, approach.name, approach.aim, approach.quote, (sheet,)),),
        definitions=definitions_used(sheet.figures),
        only_site=sheet,
    )


def collect(sites: list[Site], on_site: OnSite | None) -> dict[Site, SiteSheet]:
    sheets = {}
    for done, site in enumerate(sites):
        if on_site:
            on_site(site.name, done, len(sites))
        sheets[site] = site_sheet(site)
    if on_site:
        on_site("", len(sites), len(sites))
    return sheets


def call_text(call: CallForProjects) -> CallText:
    return CallText(call.name, call.run_by, call.why, call.aim, call.who_may_apply, call.what_is_funded, call.frame)


def editorials(call) -> tuple[EditorialPlace, ...]:
    found = Editorial.objects.filter(call=call).select_related("organisation")
    return tuple(EditorialPlace(e.function, e.organisation.name, paragraphs(e.text)) for e in found)


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())


def coordination(call) -> tuple[Participant, ...]:
    """Who co-ordinates the call: the organisations that sign the editorials, by function."""
    found = Editorial.objects.filter(call=call).select_related("organisation")
    return tuple(Participant(e.organisation.name, e.organisation.get_kind_display(), (e.function,)) for e in found)


def compare(sheets: dict[Site, SiteSheet]) -> tuple[ComparedSite, ...]:
    structures = {s.site_id: s for s in SharedStructure.objects.filter(site__in=list(sheets))}
    return tuple(
        ComparedSite(
            name=sheet.name,
            slug=sheet.slug,
            approach=sheet.approach,
            summary=sheet.summary,
            landlords=sheet.figure("landlords"),
            neighbourhoods=sheet.figure("neighbourhoods"),
            reach=reach_of(sheet.figures, family_of(site, structures.get(site.pk))),
        )
        for site, sheet in sheets.items()
    )


def reach_chart(comparison: tuple[ComparedSite, ...]):
    if not comparison:
        return None
    return bar_chart(
        [(f"{row.name}, {row.reach.label.lower()}", row.reach.value) for row in comparison],
        title="Personnes touchées par site",
        label_heading="Site",
        value_heading="Personnes",
    )


def data_until(sites: list[Site]):
    """When the latest of the records that carry a date was written; None when none does."""
    now = timezone.now()
    latest = [
        Attendance.objects.filter(registration__event__module__programme__site__in=sites).aggregate(
            at=Max("recorded_at")
        )["at"],
        Meetup.objects.filter(site__in=sites, recorded_at__lt=now).aggregate(at=Max("recorded_at"))["at"],
        Document.objects.filter(site__in=sites).aggregate(at=Max("uploaded_at"))["at"],
    ]
    return max((moment for moment in latest if moment), default=None)
