"""An idea is not a mini-project: figures, charts and lists count what was decided."""

from datetime import date

import pytest

from home.dashboards import site_stats
from home.national import site_comparison
from networks.mini_projects import projects
from networks.models import MiniProject
from reports.document.charts import network_charts
from reports.document.site_records import mini_projects
from reports.figures import computed_values
from reports.period import Period
from sites.models import Site
from tests.factories.people import SiteFactory, a_lead

pytestmark = pytest.mark.django_db
PERIOD = Period(date(2000, 1, 1), date(2100, 1, 1))


@pytest.fixture
def site():
    site = SiteFactory()
    for title in ("Décidé", "En cours", "Abandonné"):
        projects.begin(MiniProject(site=site, title=title), by=None)
    projects.move(MiniProject.objects.get(title="En cours"), "under_way", by=None)
    projects.move(MiniProject.objects.get(title="Abandonné"), "dropped", by=None, reason="Assez.")
    projects.propose(site, "Idée", by=None)
    forgotten = projects.propose(site, "Idée sans suite", by=None)
    projects.move(forgotten, "dropped", by=None, reason="Trop cher.")
    return site


def test_ideas_are_counted_nowhere(site):
    membership = a_lead(site).memberships.get()
    assert computed_values(site, PERIOD)["projects"] == 2
    assert dict(site_stats(membership))["mini-projets en cours"] == 2
    assert [row.figures["projects"] for row in site_comparison(Site.objects.select_related("approach"))] == [2]


def test_what_was_decided_then_dropped_is_told_as_before_and_ideas_are_not(site):
    assert {work.title for work in mini_projects(site)} == {"Décidé", "En cours", "Abandonné"}
    states = next(chart for chart in network_charts(site, PERIOD) if chart.title == "Mini-projets par état")
    assert dict(states.rows) == {"Décidé": 1, "En cours": 1, "Abandonné": 1}
