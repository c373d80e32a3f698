"""The two campaigns once loaded: one over, one under review; everything dated, nobody written to."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from accounts.models import User
from demo.load_campaigns import period_of, years
from demo.reading import read_programme
from reports.models import Answer, AssessmentCampaign, AssessmentEvent, Figure, SiteAssessment, SitePhoto
from reports.models import Testimony as Said
from sites.models import Site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def first():
    return AssessmentCampaign.objects.get(name="Bilan 2012–2015")


@pytest.fixture
def current():
    return AssessmentCampaign.objects.exclude(name="Bilan 2012–2015").get()


def contribution(campaign, slug) -> SiteAssessment:
    return campaign.contributions.get(site__slug=slug)


def kinds(assessment) -> list[str]:
    return list(assessment.events.values_list("kind", flat=True))


class TestFirstCampaign:
    def test_its_period_covers_all_that_is_dated_as_past(self, first):
        assert (first.starts_on, first.ends_on) == (date(2012, 1, 1), date(2015, 6, 30))
        assert first.publishes_on.year == 2015

    def test_all_six_were_accepted_before_publication(self, first):
        assert set(first.contributions.values_list("state", flat=True)) == {"accepted"}
        assert first.contributions.count() == 6
        events = AssessmentEvent.objects.filter(assessment__campaign=first)
        assert all(first.opens_on <= event.at.date() <= first.review_until for event in events)

    def test_one_of_them_was_sent_back_first(self, first):
        sens = contribution(first, "sens")
        assert kinds(sens) == ["opened", "prefilled", "submitted", "returned", "submitted", "accepted"]
        assert sens.remarks.get().handled_at

    def test_what_was_sent_is_frozen(self, first):
        site = Site.objects.get(slug="sens")
        Site.objects.filter(pk=site.pk).update(summary="Autre chose")
        assert "côte à côte" in contribution(first, "sens").records["summary"]

    def test_every_testimony_has_the_consent_of_its_year(self, first):
        said = Said.objects.filter(assessment__campaign=first)
        assert said.values("assessment").distinct().count() == 6
        assert all(one.consent and first.opens_on <= one.consent_on <= first.deadline for one in said)

    def test_nothing_was_written_after_it_was_accepted(self, first):
        for pieces in (Answer, Figure, Said, SitePhoto):
            written = pieces.objects.filter(assessment__campaign=first)
            assert written.exists()
            assert not written.filter(edited_at__date__gt=first.review_until).exists()


class TestCurrentCampaign:
    def test_it_follows_the_first_and_is_under_review_today(self, first, current):
        today = timezone.localdate()
        assert current.previous == first
        assert current.opens_on < current.deadline < today < current.review_until < current.publishes_on
        assert current.publishes_on == today + timedelta(days=42)
        assert 364 <= (current.ends_on - current.starts_on).days <= 365

    def test_where_each_site_stands(self, current):
        assert dict(current.contributions.values_list("site__slug", "state")) == {
            "sens": "accepted",
            "venissieux": "submitted",
            "villiers-le-bel": "submitted",
            "les-mureaux": "submitted",
            "tours-plus": "returned",
            "gennevilliers": "draft",
        }

    def test_one_is_late_and_was_reminded(self, current):
        late = [one.site.slug for one in current.contributions.all() if one.is_late]
        assert "gennevilliers" in late
        assert kinds(contribution(current, "gennevilliers")) == ["opened", "prefilled", "reminded"]

    def test_one_was_returned_with_remarks_beside_a_paragraph_and_a_figure(self, current):
        tours = contribution(current, "tours-plus")
        remarks = list(tours.remarks.all())
        beside = next(remark for remark in remarks if remark.paragraph is not None)
        answer = tours.answers.get(question__section="changes")
        assert beside.anchor == f"answer-{answer.pk}"
        assert answer.text.split("\n\n")[beside.paragraph].startswith(beside.quoted)
        assert {remark.anchor.split("-")[0] for remark in remarks} == {"answer", "figure", "whole"}
        assert all(remark.is_sent for remark in remarks)
        assert sum(remark.handled_at is None for remark in remarks) == 3

    def test_the_association_has_a_figure_to_attest(self, current):
        partner = User.objects.get(email="partenaire.tours-plus@proxinet.example")
        waiting = Figure.objects.visible_to(partner).filter(value=None)
        assert [figure.key for figure in waiting] == ["supported"]
        assert waiting[0].assessment.is_editable

    def test_what_is_invented_says_so(self, current):
        answers = Answer.objects.filter(assessment__campaign=current, edited_by__isnull=False)
        assert answers.exists()
        assert all(answer.text.startswith("Exemple.") for answer in answers)


def test_nobody_is_written_to():
    assert not Email.objects.exists()


def test_the_periods_of_a_campaign_counted_from_the_day_of_loading():
    said = next(campaign for campaign in read_programme([]).campaigns if campaign.months)
    assert period_of(said, date(2027, 1, 15)) == (date(2026, 1, 1), date(2026, 12, 31))
    assert period_of(said, date(2026, 10, 6)) == (date(2025, 10, 1), date(2026, 9, 30))
    assert period_of(said, date(2024, 3, 1)) == (date(2023, 3, 1), date(2024, 2, 29))
    assert years(date(2026, 1, 1), date(2026, 12, 31)) == "2026"
    assert years(date(2025, 10, 1), date(2026, 9, 30)) == "2025–2026"
