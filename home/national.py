"""The national page: the sites side by side, from their records. Counts only, no names."""

from dataclasses import dataclass

from incidents.counts import protected_counts
from proxinet.charts import bar_chart
from reports.figures import REACH, computed_by_site, family_of
from reports.period import Period
from resources.models import SharedStructure
from sites.models import Site, SitePartner

SHOWN = {
    "landlords",
    "neighbourhoods",
    "workers",
    "trained",
    "sessions",
    "meetups",
    "projects",
    "contributors",
}


@dataclass(frozen=True)
class SiteRow:
    """One site's counts, by their key in the catalogue of figures; ``None`` means the site has no such record.

    ``reached``: how many people the site's approach touched, the same figure as in the assessment.
    """

    site: Site
    lead: str
    figures: dict[str, int | None]
    reached: int | None


def site_comparison(sites) -> list[SiteRow]:
    """A row per site (a queryset with its approach), in a number of queries that does not grow with the sites."""
    figures = computed_by_site(sites, Period.so_far(), SHOWN)
    structures = {structure.site_id: structure for structure in SharedStructure.objects.all()}
    leads: dict[int, list[str]] = {}
    for part in SitePartner.objects.filter(part=SitePartner.Part.LEAD).select_related("organisation"):
        leads.setdefault(part.site_id, []).append(part.organisation.name)
    return [
        SiteRow(
            site=site,
            lead=", ".join(leads.get(site.pk, [])),
            figures=figures[site.pk],
            reached=figures[site.pk].get(REACH.get(family_of(site, structures.get(site.pk)))),
        )
        for site in sites
    ]


def approach_comparison(rows: list[SiteRow]):
    """People reached per site, as a chart: those whom the site's approach counts."""
    return bar_chart(
        [(row.site.name, row.reached) for row in rows],
        title="Personnes touchées par site",
        label_heading="Site",
        value_heading="Personnes",
    )


def incident_counts():
    return protected_counts(Site.objects.all(), by="nature")
