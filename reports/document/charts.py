"""The small charts of a site's sheet: at most two, only where there is something to compare."""

from django.db.models import Count

from networks.models import Meetup, MiniProject
from reports.document.record_content import ChartData
from reports.period import Period
from resources.models import Orientation, SharedStructure, Theme
from sites.models import FieldWorker, Organisation, StaffCategory
from trainings.models import Attendance, Session

CHARTS_SHOWN = 2
STUDY_LABELS = {
    Orientation.Kind.COOPERATION_LINE: "Pistes de coopération",
    Orientation.Kind.ROADMAP_AXIS: "Axes de la feuille de route",
}


def site_charts(site, structure, period: Period) -> tuple[ChartData, ...]:
    """``structure``: the site's shared structure, or None."""
    charts = [*training_charts(site, period), *structure_charts(site, structure), *network_charts(site, period)]
    return tuple(charts[:CHARTS_SHOWN])


def training_charts(site, period: Period) -> list[ChartData]:
    present = Attendance.objects.filter(
        state__in=Attendance.CAME,
        registration__person__site=site,
        half_day__session__in=Session.objects.filter(period.held(), module__programme__site=site),
    )
    trained = FieldWorker.objects.filter(pk__in=present.values("registration__person"))
    counts = list(trained.order_by().values_list("staff_category", "employer__kind").annotate(n=Count("pk")))
    by_category = summed((StaffCategory(category).label, n) for category, _, n in counts)
    by_employer = summed(
        (Organisation.Kind(kind).label if kind else "Sans employeur indiqué", n) for _, kind, n in counts
    )
    return [
        *chart(by_category, "Personnes formées par métier", "Métier", "Personnes", least=1),
        *chart(by_employer, "Personnes formées par type d’employeur", "Employeur", "Personnes"),
    ]


def network_charts(site, period: Period) -> list[ChartData]:
    kinds = Meetup.objects.filter(period.held(), site=site).order_by().values_list("kind").annotate(n=Count("pk"))
    found = MiniProject.objects.beyond_ideas().filter(site=site)
    states = found.order_by().values_list("state").annotate(n=Count("pk"))
    return [
        *chart(
            summed((Meetup.Kind(kind).label, n) for kind, n in kinds),
            "Rencontres tenues par type",
            "Type",
            "Rencontres",
        ),
        *chart(
            summed((MiniProject.State(state).label, n) for state, n in states),
            "Mini-projets par état",
            "État",
            "Mini-projets",
        ),
    ]


def structure_charts(site, structure) -> list[ChartData]:
    if structure is not None and structure.kind == SharedStructure.Kind.STUDY:
        return study_charts(structure)
    themes = Theme.objects.filter(structure__site=site).annotate(
        products=Count("topics__deliverables", distinct=True), people=Count("contributions__person", distinct=True)
    )
    rows = [(theme.title, theme.products, theme.people) for theme in themes]
    return [
        *chart(
            [(title, products) for title, products, _ in rows if products],
            "Documents et actions par thème",
            "Thème",
            "Productions",
        ),
        *chart(
            [(title, people) for title, _, people in rows if people], "Contributeurs par thème", "Thème", "Personnes"
        ),
    ]


def study_charts(structure) -> list[ChartData]:
    kinds = structure.orientations.order_by().values_list("kind").annotate(n=Count("pk"))
    found = {"Thèmes explorés": structure.themes.count()}
    found |= {STUDY_LABELS[kind]: n for kind, n in kinds}
    rows = [(label, n) for label, n in found.items() if n]
    return chart(rows, "Ce que l’étude a donné", "Nature", "Nombre")


def chart(rows, title: str, heading: str, value_heading: str, least: int = 2) -> list[ChartData]:
    """The chart in a list, or an empty list when there are fewer than ``least`` bars to draw."""
    rows = list(rows)
    if len(rows) < least:
        return []
    return [ChartData(title, heading, value_heading, tuple(rows))]


def summed(rows) -> list[tuple[str, int]]:
    """Rows of the same label added up, largest first, then by name."""
    totals: dict[str, int] = {}
    for label, count in rows:
        totals[label] = totals.get(label, 0) + count
    return sorted(totals.items(), key=lambda row: (-row[1], row[0]))
