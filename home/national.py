"""The national page: the sites side by side, from their records. Counts only, no names."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from incidents.counts import protected_counts
from networks.models import Meetup, MiniProject, Registration
from proxinet.charts import bar_chart
from reports.figures import REACH, STUDY, family_of
from resources.models import Contribution, SharedStructure
from sites.models import FieldWorker, Neighbourhood, Site, SitePartner
from trainings.models import Attendance, Session


@dataclass(frozen=True)
class SiteRow:
    """One site's counts; ``None`` means the site has no such record."""

    site: Site
    lead: str
    landlords: int | None
    neighbourhoods: int | None
    workers: int | None
    people_trained: int | None
    sessions_held: int | None
    meetups_held: int | None
    people_met: int | None
    mini_projects: int | None
    contributors: int | None
    is_study: bool

    @property
    def reached(self) -> int | None:
        """How many people the site's approach touched: the same figure as in the assessment."""
        if self.is_study:
            return None
        figures = {"trained": self.people_trained, "workers": self.workers, "contributors": self.contributors}
        return figures[REACH[self.site.approach.code]]


def site_comparison(sites) -> list[SiteRow]:
    """A row per site (a queryset with its approach), in a number of queries that does not grow with the sites."""
    now = timezone.now()
    landlords = by_site(SitePartner.objects.filter(part=SitePartner.Part.LANDLORD), "site")
    neighbourhoods = by_site(Neighbourhood.objects.all(), "site")
    workers = by_site(FieldWorker.objects.active(), "site")
    trained = by_site(
        Attendance.objects.filter(state__in=Attendance.CAME),
        "registration__person__site",
        Count("registration__person", distinct=True),
    )
    sessions = by_site(Session.objects.filter(ends_at__lt=now, cancelled_at=None), "module__programme__site")
    meetups = by_site(Meetup.objects.filter(ends_at__lt=now, cancelled_at=None), "site")
    met = by_site(Registration.objects.filter(attended=True), "event__site", Count("person", distinct=True))
    projects = by_site(MiniProject.objects.beyond_ideas().exclude(state=MiniProject.State.DROPPED), "site")
    contributors = by_site(Contribution.objects.all(), "theme__structure__site", Count("person", distinct=True))
    structures = {structure.site_id: structure for structure in SharedStructure.objects.all()}
    leads: dict[int, list[str]] = {}
    for part in SitePartner.objects.filter(part=SitePartner.Part.LEAD).select_related("organisation"):
        leads.setdefault(part.site_id, []).append(part.organisation.name)
    return [
        SiteRow(
            site=site,
            lead=", ".join(leads.get(site.pk, [])),
            landlords=landlords.get(site.pk),
            neighbourhoods=neighbourhoods.get(site.pk),
            workers=workers.get(site.pk),
            people_trained=trained.get(site.pk),
            sessions_held=sessions.get(site.pk),
            meetups_held=meetups.get(site.pk),
            people_met=met.get(site.pk),
            mini_projects=projects.get(site.pk),
            contributors=contributors.get(site.pk),
            is_study=family_of(site, structures.get(site.pk)) == STUDY,
        )
        for site in sites
    ]


def by_site(rows, site_lookup: str, count=None) -> dict[int, int]:
    """``{site id: count}`` of a queryset's rows."""
    return dict(rows.order_by().values_list(site_lookup).annotate(count=count or Count("pk")))


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
