"""The national page and the assessment count the same records: they must say the same figures."""

import pytest

from home.national import approach_comparison, site_comparison
from reports.document.collecting import collect
from reports.models import Kind
from sites.models import Approach, Site
from tests.factories.people import FieldWorkerFactory
from tests.factories.reports import a_campaign, a_contribution, a_told_site

pytestmark = pytest.mark.django_db


def test_people_reached_are_those_of_the_assessment():
    campaign = a_campaign()
    for code in Approach.Code.values:
        site = a_told_site(campaign.call, code, agents=4, name=f"Site {code}", slug=code)
        FieldWorkerFactory.create_batch(3, site=site)
        a_contribution(campaign, site)
    assessment = {row.name: row.reach.value for row in collect(campaign, Kind.NATIONAL).comparison}
    rows = site_comparison(Site.objects.select_related("approach"))
    assert {row.site.name: row.reached for row in rows} == assessment
    assert len(set(assessment.values())) > 1, "the sites must differ for the comparison to mean something"
    chart = approach_comparison(rows)
    shown = {bar.label: int(bar.text) if bar.known else None for bar in chart.bars}
    assert shown == assessment
