"""A lead's contribution as a whole: prefilled, read, sent, and who may do what."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from home.dashboards import dashboard_for
from reports.contributions.prefilling import prefill, recompute
from reports.contributions.writing import SentAlready
from reports.models import Action, Answer, AssessmentEvent, Figure, Question, Remark, SiteAssessment
from sites.models import Approach, Milestone
from tests.factories.people import FieldWorkerFactory, a_coordinator, a_lead, a_partner
from tests.factories.reports import a_campaign, a_contribution, a_told_site, an_untold_site
from tests.reports.contributing import a_prefilled_contribution, answer_to, answer_url

pytestmark = pytest.mark.django_db
State = SiteAssessment.State


@pytest.fixture
def assessment():
    return a_prefilled_contribution()


@pytest.fixture
def lead(assessment):
    return a_lead(assessment.site)


def page(client, assessment) -> str:
    response = client.get(assessment.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def stop(assessment, state=State.SUBMITTED):
    SiteAssessment.objects.filter(pk=assessment.pk).update(state=state, records={})


# Prefilled ------------------------------------------------------------------------------------------------------------


def test_what_the_portal_knows_is_there_from_the_start(assessment):
    site = assessment.site
    assert answer_to(assessment).text == site.context.strip()
    assert answer_to(assessment, Question.Section.CHANGES).text == site.results
    assert [action.title for action in assessment.actions.all()] == ["Première réunion"]
    workers = assessment.figures.get(key="workers")
    assert (workers.value, workers.as_of) == (3, timezone.localdate())
    assert assessment.figures.get(key="people_counted").label == "Locataires interrogés"
    assert assessment.prefilled_at
    assert [event.kind for event in assessment.events.all()] == ["prefilled"]


def test_without_steps_the_actions_are_what_was_held():
    campaign = a_campaign()
    site = a_told_site(campaign.call, code=Approach.Code.TRAINING)
    Milestone.objects.all().delete()
    titles = [action.title for action in a_prefilled_contribution(site, campaign).actions.all()]
    assert "Chantier" in titles
    assert any(title.startswith("Programme") for title in titles)
    assert "Rencontre à venir" not in titles


def test_prefilling_again_touches_nothing_that_was_typed(assessment, lead, sign_in):
    client = sign_in(lead)
    written, emptied = answer_to(assessment), answer_to(assessment, Question.Section.CHANGES)
    client.post(answer_url(written), {"text": "Nos mots.", "version": 1})
    client.post(answer_url(emptied), {"text": "", "version": 1})
    assessment.actions.update(title="Notre titre")
    client.post(reverse("reports:prefill", args=[assessment.pk]))
    written.refresh_from_db(), emptied.refresh_from_db()
    assert (written.text, emptied.text) == ("Nos mots.", "")
    assert [action.title for action in assessment.actions.all()] == ["Notre titre"]
    assert assessment.figures.filter(key="workers").count() == 1


def test_the_second_campaign_takes_only_the_steps_of_its_year():
    first = a_campaign()
    site = a_told_site(first.call)
    Milestone.objects.create(site=site, title="Cette année", starts_on=timezone.localdate() - timedelta(days=40))
    Milestone.objects.create(site=site, title="Il y a longtemps", starts_on=timezone.localdate() - timedelta(days=900))
    second = a_campaign(first.call, name="Bilan suivant", previous=first)
    told = {action.title for action in a_prefilled_contribution(site, first).actions.all()}
    assert told == {"Première réunion", "Cette année", "Il y a longtemps"}
    assert [a.title for a in a_prefilled_contribution(site, second).actions.all()] == ["Cette année"]


def test_counting_again_keeps_the_notes(assessment):
    assessment.figures.filter(key="workers").update(note="Sans les remplaçants.")
    FieldWorkerFactory(site=assessment.site)
    recompute(assessment)
    workers = assessment.figures.get(key="workers")
    assert (workers.value, workers.note) == (4, "Sans les remplaçants.")


def test_what_was_sent_is_neither_prefilled_nor_counted_again(assessment):
    stop(assessment)
    with pytest.raises(SentAlready):
        prefill(assessment, None)
    with pytest.raises(SentAlready):
        recompute(assessment)


# The page -------------------------------------------------------------------------------------------------------------


def test_the_page_follows_the_order_of_the_document(assessment, lead, sign_in):
    html = page(sign_in(lead), assessment)
    places = [html.index(f'id="{anchor}"') for anchor in ("context", "actions", "changes", "figures", "testimonies")]
    assert places == sorted(places)
    for anchor in ("context", "actions", "changes", "difficulties", "next_year", "figures", "testimonies", "photos"):
        assert f'href="#{anchor}"' in html


def test_what_is_missing_is_what_is_really_missing(assessment, lead, sign_in):
    client = sign_in(lead)
    missing = f"Répondre à la question «\u202f{answer_to(assessment, 'difficulties').question.label}\u202f»"
    assert missing in page(client, assessment)
    client.post(answer_url(answer_to(assessment, "difficulties")), {"text": "Le bruit.", "version": 1})
    assert missing not in page(client, assessment)
    Question.objects.create(campaign=assessment.campaign, label="Et les jeunes\u202f?", order=9)
    assert "«\u202fEt les jeunes\u202f?\u202f»" in page(client, assessment)


def test_a_remark_stands_beside_its_piece_once_it_is_sent(assessment, lead, sign_in):
    answer = answer_to(assessment)
    remark = Remark.objects.create(
        assessment=assessment, anchor=f"answer-{answer.pk}", paragraph=1, quoted="Les équipes", text="Dites combien."
    )
    client = sign_in(lead)
    assert "Dites combien." not in page(client, assessment)
    Remark.objects.filter(pk=remark.pk).update(is_sent=True)
    html = page(client, assessment)
    assert html.index(f'id="answer-{answer.pk}"') < html.index("Dites combien.") < html.index('id="actions"')
    assert "Paragraphe 2 («\u202fLes équipes\u202f»)" in html
    assert "Traiter 1\u00a0remarque de la coordination" in html
    assert f'href="#remark-{remark.pk}"' in html
    assert f'id="remark-{remark.pk}"' in html


def test_a_remark_about_something_gone_is_not_lost(assessment, lead, sign_in):
    Remark.objects.create(assessment=assessment, anchor="action-999999", text="Expliquez.", is_sent=True)
    assert "Expliquez." in page(sign_in(lead), assessment)


def test_the_page_asks_the_database_a_fixed_number_of_questions(assessment, lead, sign_in):
    client = sign_in(lead)
    few = queries(client, assessment)
    for number in range(12):
        question = Question.objects.create(campaign=assessment.campaign, label=f"Question {number}", order=number)
        Answer.objects.create(assessment=assessment, question=question, text="Oui.", edited_by=lead)
        Action.objects.create(assessment=assessment, title=f"Action {number}", order=number)
        Figure.objects.create(
            assessment=assessment, key=f"k-{number}", label=f"Chiffre {number}", nature="attested", order=number
        )
        Remark.objects.create(assessment=assessment, anchor="whole", text="Bien.", is_sent=True)
    assert queries(client, assessment) == few
    assert few <= 20


def queries(client, assessment) -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        page(client, assessment)
    return len(counted)


# Who ------------------------------------------------------------------------------------------------------------------


def test_the_coordination_reads_and_does_not_write(assessment, sign_in):
    client = sign_in(a_coordinator())
    html = page(client, assessment)
    assert "Les équipes se voient" in html
    assert "<textarea" not in html
    assert client.post(answer_url(answer_to(assessment)), {"text": "Non", "version": 1}).status_code == 403


def test_another_site_does_not_know_it_exists(assessment, sign_in):
    stranger = sign_in(a_lead(an_untold_site(assessment.campaign.call)))
    assert stranger.get(assessment.get_absolute_url()).status_code == 404
    assert stranger.post(answer_url(answer_to(assessment)), {"text": "Non", "version": 1}).status_code == 404


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ACCEPTED])
def test_once_sent_it_changes_no_more(assessment, lead, sign_in, state):
    stop(assessment, state)
    client, answer = sign_in(lead), answer_to(assessment)
    action, figure = assessment.actions.get(), assessment.figures.get(key="workers")
    for url in (
        answer_url(answer),
        reverse("reports:recompute", args=[assessment.pk]),
        reverse("reports:prefill", args=[assessment.pk]),
        reverse("reports:submit", args=[assessment.pk]),
        reverse("reports:add_action", args=[assessment.pk]),
        reverse("reports:edit_action", args=[action.pk]),
        reverse("reports:move_action", args=[action.pk]),
        reverse("reports:remove_action", args=[action.pk]),
        reverse("reports:edit_figure", args=[figure.pk]),
        reverse("reports:add_testimony", args=[assessment.pk]),
        reverse("reports:add_photo", args=[assessment.pk]),
    ):
        response = client.post(url, {"text": "Trop tard", "version": 1})
        assert response.status_code == 403, url
        assert "est envoyée" in response.content.decode()
    assert "<textarea" not in page(client, assessment)
    answer.refresh_from_db()
    assert "Trop tard" not in answer.text


# The list, what to do next, and sending -------------------------------------------------------------------------------


def test_the_list_says_what_each_contribution_lacks(assessment, lead, sign_in):
    a_contribution(a_campaign(assessment.campaign.call, name="Bilan d’avant"), assessment.site)
    other = a_contribution(assessment.campaign, an_untold_site(assessment.campaign.call, name="Ailleurs"))
    html = sign_in(lead).get(reverse("reports:contributions")).content.decode()
    assert "2 réponses" in html
    assert "Acceptée" in html
    assert "Bilan d’avant" in html
    assert other.site.name not in html


def test_partners_have_no_contributions(assessment, sign_in):
    assert sign_in(a_partner(assessment.site)).get(reverse("reports:contributions")).status_code == 403


def todo_titles(user):
    user.refresh_from_db()
    return [(todo.title, todo.detail) for todo in dashboard_for(user, user.access.memberships[0]).todos]


def test_the_dashboard_says_to_write_then_how_many_remarks(assessment, lead):
    to_write = [detail for title, detail in todo_titles(lead) if "écrire la contribution" in title]
    assert to_write[0].startswith("À envoyer avant le")
    SiteAssessment.objects.update(state=State.RETURNED)
    Remark.objects.create(assessment=assessment, anchor="whole", text="Une.", is_sent=True)
    Remark.objects.create(assessment=assessment, anchor="whole", text="Deux.", is_sent=True, handled_at=timezone.now())
    Remark.objects.create(assessment=assessment, anchor="whole", text="Pas encore envoyée.")
    assert any("renvoyée" in title and detail == "1\u00a0remarque à traiter" for title, detail in todo_titles(lead))
    SiteAssessment.objects.update(state=State.ACCEPTED, records={})
    assert not any("contribution" in title for title, _ in todo_titles(lead))


def test_past_the_deadline_the_dashboard_says_so(assessment, lead):
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert any("Elle était attendue" in detail for _, detail in todo_titles(lead))


def test_nothing_is_sent_without_the_required_answers(assessment, lead, sign_in):
    response = sign_in(lead).post(reverse("reports:submit", args=[assessment.pk]))
    assert response.status_code == 422
    assert "Il manque des réponses obligatoires" in response.content.decode()
    assessment.refresh_from_db()
    assert assessment.state == State.DRAFT


def test_a_complete_contribution_is_sent(assessment, lead, sign_in):
    assessment.answers.update(text="Tout est dit.")
    client = sign_in(lead)
    url = reverse("reports:submit", args=[assessment.pk])
    assert "Vous pouvez encore" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assessment.refresh_from_db()
    assert assessment.state == State.SUBMITTED
    assert "Cette contribution est envoyée" in page(client, assessment)


def test_why_it_came_back_stays_in_sight(assessment, lead, sign_in):
    SiteAssessment.objects.update(state=State.RETURNED)
    for kind, text in (("returned", "Deux points à préciser."), ("reminded", "")):
        AssessmentEvent.objects.create(assessment=assessment, kind=kind, text=text)
    client = sign_in(lead)
    assert "Deux points à préciser." in page(client, assessment).split("Sommaire")[0]
    AssessmentEvent.objects.create(assessment=assessment, kind="reopened", text="Un chiffre a changé.")
    assert "Un chiffre a changé." in page(client, assessment).split("Sommaire")[0]
