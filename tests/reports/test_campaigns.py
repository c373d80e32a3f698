"""A campaign from its creation to its publication: what it asks, its sites, its reminders, where each site stands."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from reports.campaigns import opening, reminding
from reports.models import (
    AssessmentCampaign,
    AssessmentEvent,
    Coordinator,
    Editorial,
    KeyPoint,
    Question,
    Report,
    SiteAssessment,
)
from tests.factories.people import OrganisationFactory, SiteFactory, a_coordinator, a_lead
from tests.factories.reports import CampaignFactory, a_call, a_campaign, a_contribution, a_told_site

pytestmark = pytest.mark.django_db
DRAFT, SUBMITTED, RETURNED, ACCEPTED = SiteAssessment.State


@pytest.fixture
def coordinator(client):
    user = a_coordinator()
    client.force_login(user)
    return user


def page(name, campaign, *more):
    return reverse(f"reports:{name}", args=[campaign.pk, *more])


def typed(**changes) -> dict:
    today = timezone.localdate()
    days = {"starts_on": -400, "ends_on": -35, "opens_on": 0, "deadline": 30, "review_until": 45, "publishes_on": 60}
    said = {name: (today + timedelta(days=days[name])).isoformat() for name in days}
    return {"name": "Bilan neuf", "introduction": "", "previous": "", **said, **changes}


def mails() -> list[tuple[str, str]]:
    return [(mail.to[0], mail.subject) for mail in Email.objects.order_by("pk")]


# Begun ----------------------------------------------------------------------------------------------------------------


def test_a_first_campaign_asks_the_usual(coordinator, client):
    a_call()
    answer = client.post(reverse("reports:create_campaign"), typed())
    campaign = AssessmentCampaign.objects.get()
    assert answer.url == page("campaign_sites", campaign)
    assert campaign.questions.count() == 4
    assert {"trained", "met", "contributors"} <= set(campaign.asked_figures.values_list("key", flat=True))


def test_the_next_one_asks_the_same_with_nobodys_words(coordinator, client):
    before = a_campaign()
    Question.objects.create(campaign=before, label="Combien de cafés ?", order=9)
    client.post(reverse("reports:create_campaign"), typed(previous=before.pk))
    campaign = AssessmentCampaign.objects.get(name="Bilan neuf")
    assert [q.label for q in campaign.questions.all()] == [q.label for q in before.questions.all()]
    assert campaign.asked_figures.count() == before.asked_figures.count()
    assert {editorial.text for editorial in campaign.editorials.all()} == {""}
    assert not KeyPoint.objects.filter(campaign=campaign).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"deadline": "2001-01-01"}, "deadline"),
        ({"publishes_on": "2001-01-01"}, "publishes_on"),
        ({"ends_on": "2001-01-01"}, "ends_on"),
        ({"name": "Bilan d’essai"}, "name"),
        ({"name": ""}, "name"),
        ({"opens_on": "demain"}, "opens_on"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(changes, field, coordinator, client):
    a_campaign()
    answer = client.post(reverse("reports:create_campaign"), typed(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert AssessmentCampaign.objects.count() == 1


# Its sites ------------------------------------------------------------------------------------------------------------


def test_opening_prefills_and_tells_the_leads(coordinator, client):
    campaign = a_campaign()
    site, other = a_told_site(campaign.call), a_told_site(campaign.call)
    lead = a_lead(site)
    client.post(page("campaign_sites", campaign), {"sites": [site.pk]})
    (contribution,) = SiteAssessment.objects.all()
    assert contribution.site == site
    assert contribution.answers.get(question__section="context").text == site.context.strip()
    assert [event.kind for event in contribution.events.all()] == ["opened", "prefilled"]
    assert [to for to, _ in mails()] == [lead.email]
    client.post(page("campaign_sites", campaign), {"sites": [site.pk, other.pk]})
    assert SiteAssessment.objects.count() == 2
    assert len(mails()) == 1, "told once"


def test_a_site_that_wrote_stays(coordinator, client):
    campaign = a_campaign()
    site, silent = a_told_site(campaign.call), a_told_site(campaign.call)
    opening.open_to(campaign, [site, silent], coordinator)
    answer = SiteAssessment.objects.get(site=site).answers.first()
    answer.edited_by = coordinator
    answer.save()
    response = client.post(page("campaign_sites", campaign), {"sites": []})
    assert response.status_code == 422
    assert site.name in response.content.decode()
    assert SiteAssessment.objects.filter(site=site).exists()
    client.post(page("campaign_sites", campaign), {"sites": [site.pk]})
    assert list(SiteAssessment.objects.values_list("site", flat=True)) == [site.pk]


# What it asks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("questions", {"section": "other", "label": "Autre chose ?", "most_words": 100, "order": 9}),
        (
            "chiffres",
            {"label": "Cafés bus", "definition": "Tasses.", "source": "ardoise", "nature": "declared", "order": 9},
        ),
        ("points-cles", {"text": "Ensemble.", "order": 2}),
    ],
)
def test_something_more_is_asked_changed_and_removed(what, data, coordinator, client):
    campaign = a_campaign()
    assert client.post(page("add_asked", campaign, what), data).status_code == 302
    relation = {"questions": "questions", "chiffres": "asked_figures", "points-cles": "key_points"}[what]
    row = getattr(campaign, relation).order_by("pk").last()
    field = "text" if what == "points-cles" else "label"
    address = reverse("reports:edit_asked", args=[what, row.pk])
    assert client.post(address, data | {field: "Changé"}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "Changé"
    client.post(reverse("reports:remove_asked", args=[what, row.pk]))
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_what_is_asked_is_shown_whole_in_few_queries(coordinator, client):
    campaign = a_campaign()
    long = "Des agents reliés entre eux travaillent dans de meilleures conditions, et le quartier est mieux géré."
    KeyPoint.objects.create(campaign=campaign, text=long)
    cget = OrganisationFactory(name="CGET")
    Editorial.objects.create(campaign=campaign, function="Direction", organisation=cget, text="Un mot.")

    def shown():
        with CaptureQueriesContext(connection) as asked:
            content = client.get(page("asked", campaign)).content.decode()
        return content, len(asked)

    content, queries = shown()
    assert long in content
    assert "CGET" in content
    assert "Texte écrit." in content
    for order in range(3):
        office = OrganisationFactory()
        Editorial.objects.create(campaign=campaign, function="Délégation", organisation=office, order=order)
        Coordinator.objects.create(campaign=campaign, function="Appui", organisation=office, order=order)
    content, later = shown()
    assert "Texte à écrire." in content
    assert later <= queries + 1  # the organisations of the coordination, none before


def test_a_question_already_answered_is_not_removed(coordinator, client):
    campaign = a_campaign()
    a_contribution(campaign, a_told_site(campaign.call))
    question = campaign.questions.first()
    answer = client.post(reverse("reports:remove_asked", args=["questions", question.pk]))
    assert answer.status_code == 422
    assert "déjà répondu" in answer.content.decode()
    assert Question.objects.filter(pk=question.pk).exists()


# Reminders ------------------------------------------------------------------------------------------------------------


def test_by_hand_each_late_site_is_reminded_once_a_day(coordinator, client):
    campaign = a_campaign()
    leads = {}
    for state in SiteAssessment.State:
        site = a_told_site(campaign.call)
        leads[state] = a_lead(site)
        a_contribution(campaign, site, state)
    for _ in range(2):
        client.post(page("remind", campaign))
    assert {to for to, _ in mails()} == {leads[DRAFT].email, leads[RETURNED].email}
    assert len(mails()) == 2
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        reminding.remind_late(campaign, coordinator)
    assert len(mails()) == 4


def test_the_portal_reminds_before_the_deadline_the_day_after_and_every_week():
    campaign = a_campaign()
    site = a_told_site(campaign.call)
    a_lead(site)
    a_contribution(campaign, site, DRAFT)
    start = timezone.now()
    reminded = []
    for day in range(60):
        with time_machine.travel(start + timedelta(days=day)):
            before = AssessmentEvent.objects.count()
            reminding.remind_those_due()
            reminding.remind_those_due()
            if AssessmentEvent.objects.count() > before:
                reminded.append(day - 30)
    assert reminded == [-7, 1, 8, 15, 22, 29]


# The board ------------------------------------------------------------------------------------------------------------


def test_the_board_says_where_each_site_stands_in_few_queries(coordinator, client):
    campaign = a_campaign()
    for state in SiteAssessment.State:
        a_contribution(campaign, a_told_site(campaign.call), state)
    AssessmentCampaign.objects.update(
        opens_on="2020-01-01", deadline="2020-02-01", review_until="2020-03-01", publishes_on="2020-04-01"
    )
    shown = client.get(page("campaign", campaign)).content.decode()
    assert shown.count(", en retard") == 2
    late = client.get(page("campaign", campaign), {"late": "1"}).context["page_obj"]
    assert {assessment.state for assessment in late} == {DRAFT, RETURNED}

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(page("campaign", campaign))
        return len(captured)

    few = queries()
    for _ in range(20):
        a_contribution(campaign, SiteFactory(call=campaign.call), DRAFT)
    assert queries() == few


def test_a_lead_runs_no_campaign(client):
    campaign = a_campaign()
    site = a_told_site(campaign.call)
    a_contribution(campaign, site, DRAFT)
    client.force_login(a_lead(site))
    assert client.get(reverse("reports:campaigns")).status_code == 403
    assert client.get(page("campaign", campaign)).status_code == 403
    assert client.post(page("publish", campaign), {"edition": "national"}).status_code == 403
    elsewhere = CampaignFactory(call=campaign.call, name="Sans eux")
    assert client.get(page("campaign", elsewhere)).status_code == 404


# Publication ----------------------------------------------------------------------------------------------------------


def test_publishing_with_unfinished_sites_is_said_aloud(coordinator, client):
    campaign = a_campaign()
    site = a_told_site(campaign.call)
    a_contribution(campaign, site, SUBMITTED)
    answer = client.post(page("publish", campaign), {"edition": "national"})
    assert answer.status_code == 422
    assert site.name in answer.content.decode()
    client.post(page("publish", campaign), {"edition": "national", "unfinished": "on"})
    report = Report.objects.get()
    assert (report.publishes, report.kind, report.campaign) == (True, "national", campaign)


def test_a_document_without_sites_is_not_published(coordinator, client):
    campaign = a_campaign()
    answer = client.post(page("publish", campaign), {"edition": "national"})
    assert answer.status_code == 422
    assert not Report.objects.exists()
