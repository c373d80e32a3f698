"""Reading a contribution again: turns taken once, remarks beside the right paragraph, what was sent frozen."""

import pytest
from django.urls import reverse
from post_office.models import Email

from reports.contributions import reviewing
from reports.document.collecting import collect
from reports.models import AssessmentEvent, Kind, Remark, SiteAssessment
from tests.factories.people import a_coordinator, a_lead
from tests.factories.reports import a_campaign, a_contribution, a_told_site

pytestmark = pytest.mark.django_db
DRAFT, SUBMITTED, RETURNED, ACCEPTED = SiteAssessment.State


@pytest.fixture
def lead_and_coordinator(db):
    campaign = a_campaign()
    site = a_told_site(campaign.call)
    return campaign, site, a_lead(site), a_coordinator()


@pytest.fixture
def contribution(lead_and_coordinator):
    campaign, site, *_ = lead_and_coordinator
    return a_contribution(campaign, site, SUBMITTED)


@pytest.fixture
def coordinator(lead_and_coordinator, client):
    client.force_login(lead_and_coordinator[3])
    return lead_and_coordinator[3]


def page(name, contribution):
    return reverse(f"reports:{name}", args=[contribution.pk])


def told_to() -> list[str]:
    return sorted(address for mail in Email.objects.all() for address in mail.to)


TURNS = {
    "submit": (lambda c, by: reviewing.submit(c, by), {DRAFT, RETURNED}, SUBMITTED),
    "send_back": (lambda c, by: reviewing.send_back(c, by, "À revoir"), {SUBMITTED}, RETURNED),
    "accept": (lambda c, by: reviewing.accept(c, by), {SUBMITTED}, ACCEPTED),
    "reopen": (lambda c, by: reviewing.reopen(c, by, "Une erreur"), {ACCEPTED}, RETURNED),
}


@pytest.mark.parametrize("name", TURNS)
@pytest.mark.parametrize("state", list(SiteAssessment.State))
def test_each_turn_is_taken_from_its_own_states_only(name, state, lead_and_coordinator):
    campaign, site, lead, _ = lead_and_coordinator
    contribution = a_contribution(campaign, site, state)
    act, allowed, after = TURNS[name]
    if state in allowed:
        act(contribution, lead)
    else:
        with pytest.raises(reviewing.OutOfTurn):
            act(contribution, lead)
    contribution.refresh_from_db()
    assert contribution.state == (after if state in allowed else state)
    assert contribution.events.count() == (1 if state in allowed else 0)


def test_sending_freezes_what_the_records_say_and_tells_the_coordination(lead_and_coordinator):
    campaign, site, lead, coordinator = lead_and_coordinator
    contribution = a_contribution(campaign, site, DRAFT)
    contribution.figures.filter(key="landlords").update(value=99)
    reviewing.submit(contribution, lead)
    contribution.refresh_from_db()
    assert contribution.figures.get(key="landlords").value == 1, "counted once more"
    site.partners.all().delete()
    (sheet,) = collect(campaign, Kind.NATIONAL).sites
    assert sheet.records.landlords
    assert told_to() == [coordinator.email]


def test_a_late_one_is_taken_and_its_lateness_kept(lead_and_coordinator):
    campaign, site, lead, _ = lead_and_coordinator
    type(campaign).objects.update(opens_on="2020-01-01", deadline="2020-02-01")
    contribution = a_contribution(campaign, site, DRAFT)
    reviewing.submit(SiteAssessment.objects.get(pk=contribution.pk), lead)
    assert "date limite" in contribution.events.get(kind=AssessmentEvent.Kind.SUBMITTED).text


def test_remarks_go_to_the_site_when_it_is_sent_back(contribution, coordinator, client, lead_and_coordinator):
    answer = contribution.answers.first()
    client.post(
        page("add_remark", contribution), {"anchor": f"answer-{answer.pk}", "paragraph": 1, "text": "Combien de fois ?"}
    )
    remark = Remark.objects.get()
    assert remark.quoted.startswith("Les équipes se voient")
    lead = lead_and_coordinator[2]
    client.force_login(lead)
    assert "Combien de fois" not in client.get(contribution.get_absolute_url()).content.decode()

    client.force_login(coordinator)
    client.post(page("send_back", contribution), {"text": "Presque fini."})
    contribution.refresh_from_db()
    assert (contribution.state, contribution.records) == (RETURNED, None)
    (mail,) = Email.objects.all()
    assert mail.to == [lead.email]
    assert "Combien de fois" in mail.message
    assert "Presque fini." in mail.message

    client.force_login(lead)
    assert "Combien de fois" in client.get(contribution.get_absolute_url()).content.decode()
    client.post(reverse("reports:handle_remark", args=[remark.pk]))
    remark.refresh_from_db()
    assert remark.handled_at is not None


def test_a_remark_stays_with_its_paragraph_when_others_come_before(contribution, coordinator, client):
    answer = contribution.answers.first()
    reviewing.add_remark(contribution, coordinator, f"answer-{answer.pk}", "Précisez.", 1)
    answer.text = f"Un ajout.\n\n{answer.text}"
    answer.save()
    shown = client.get(page("review", contribution)).content.decode()
    assert "À propos de" in shown, "the paragraph in its place is another one: the remark says which it meant"


def test_nothing_to_say_is_no_reason_to_send_back(contribution, coordinator, client):
    client.post(page("send_back", contribution), {"text": " "})
    contribution.refresh_from_db()
    assert contribution.state == SUBMITTED


def test_the_second_of_two_coordinators_is_told(contribution, coordinator, client):
    client.post(page("accept", contribution))
    answer = client.post(page("accept", contribution), follow=True).content.decode()
    assert "déjà acceptée" in answer
    assert contribution.events.filter(kind=AssessmentEvent.Kind.ACCEPTED).count() == 1
    assert Email.objects.count() == 1


def test_a_remark_already_sent_stays(contribution, coordinator, client):
    remark = reviewing.add_remark(contribution, coordinator, "whole", "Merci.")
    reviewing.send_back(contribution, coordinator, "")
    client.post(reverse("reports:remove_remark", args=[remark.pk]))
    assert Remark.objects.filter(pk=remark.pk).exists()


def test_an_empty_remark_is_refused_with_a_sentence(contribution, coordinator, client):
    answer = client.post(page("add_remark", contribution), {"anchor": "whole", "text": " "})
    assert answer.status_code == 422
    assert "Écrivez votre remarque." in answer.content.decode()
    assert not Remark.objects.exists()


def test_what_changed_since_it_came_back_is_marked(contribution, coordinator, client, lead_and_coordinator):
    reviewing.send_back(contribution, coordinator, "À revoir")
    answer = contribution.answers.first()
    client.force_login(lead_and_coordinator[2])
    client.post(
        reverse("reports:answer", args=[contribution.pk, answer.question_id]),
        {"text": "Mieux.", "version": answer.version},
    )
    contribution.refresh_from_db()
    reviewing.submit(contribution, lead_and_coordinator[2])
    client.force_login(coordinator)
    shown = client.get(page("review", contribution)).content.decode()
    assert shown.count("Modifié depuis le renvoi") == 1


def test_a_lead_writes_no_remark_and_accepts_nothing(contribution, lead_and_coordinator, client):
    client.force_login(lead_and_coordinator[2])
    for name in ("review", "add_remark", "send_back", "accept", "reopen"):
        answer = client.get(page(name, contribution)) if name == "review" else client.post(page(name, contribution))
        assert answer.status_code == 403
