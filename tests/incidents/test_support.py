"""The lead answers requests, follows up, and convenes debriefs, without reading a report."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from accounts.models import Membership
from incidents.models import Debrief, SupportRequest
from incidents.todo import todos
from tests.factories.events import in_days
from tests.factories.incidents import DebriefFactory, IncidentFactory, SupportRequestFactory
from tests.factories.people import (
    FieldWorkerFactory,
    SiteFactory,
    a_caretaker,
    a_coordinator,
    a_lead,
    a_manager,
    a_partner,
    an_admin,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def lead(site):
    return a_lead(site)


@pytest.fixture
def caretaker(site):
    return a_caretaker(site)


@pytest.fixture
def request_for(caretaker):
    """``request_for("debrief")``: a caretaker's request, from an incident of two days ago."""

    def ask(kind="follow_up", person=None):
        incident = IncidentFactory(person=person or caretaker.field_workers.get(), facts="Secret d’essai")
        asked = SupportRequestFactory(incident=incident, kind=kind)
        SupportRequest.objects.filter(pk=asked.pk).update(asked_at=timezone.now() - timedelta(days=2))
        asked.refresh_from_db()
        return asked

    return ask


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    return " ".join(page(response).main.get_text().split())


def test_the_lead_sees_who_asks_for_what_but_not_what_happened(sign_in, lead, request_for):
    asked = request_for()
    for url in (reverse("incidents:home"), reverse("incidents:support"), asked.get_absolute_url()):
        shown = text(sign_in(lead).get(url))
        assert str(asked.person) in shown
        assert "Un suivi individuel" in shown
        assert "Secret" not in shown
    assert "Insulte" not in text(sign_in(lead).get(asked.get_absolute_url()))


def test_requests_are_the_leads_business_only(sign_in, site, caretaker, request_for):
    asked = request_for()
    employer = asked.person.employer
    for other in (caretaker, a_manager(site, employer), a_partner(site), an_admin()):
        assert sign_in(other).get(reverse("incidents:support")).status_code == 403
        assert sign_in(other).get(asked.get_absolute_url()).status_code == 403
    assert sign_in(a_lead(SiteFactory())).get(asked.get_absolute_url()).status_code == 404


def add_step(client, asked, days_ago, state="contacted"):
    day = timezone.localdate() - timedelta(days=days_ago)
    return client.post(asked.get_absolute_url(), {"happened_on": day, "state": state})


def test_a_follow_up_is_dated_steps_and_ends_with_the_request_closed(sign_in, lead, caretaker, request_for):
    asked, client = request_for(), sign_in(lead)
    add_step(client, asked, 1)
    add_step(client, asked, 0, "closed")
    asked.refresh_from_db()
    assert asked.closed_at
    assert "Personne contactée" in text(sign_in(caretaker).get(asked.incident.get_absolute_url()))
    assert "Je note cette étape" not in text(client.get(asked.get_absolute_url()))


@pytest.mark.parametrize(
    ("days_ago", "sentence"), [(-1, "dans le futur"), (3, "La demande date du"), (1, "La dernière étape date du")]
)
def test_a_step_out_of_order_is_refused_with_a_sentence(sign_in, lead, request_for, days_ago, sentence):
    asked, client = request_for(), sign_in(lead)
    add_step(client, asked, 0, "meeting")
    response = add_step(client, asked, days_ago)
    assert sentence in page(response).find(class_="field__error").get_text()
    assert asked.steps.count() == 1


def test_nothing_is_added_to_a_closed_request(sign_in, lead, request_for):
    asked, client = request_for(), sign_in(lead)
    client.post(reverse("incidents:close_support", args=[asked.pk]))
    add_step(client, asked, 0)
    asked.refresh_from_db()
    assert asked.closed_at
    assert asked.steps.count() == 0


def convene(client, requests, held_at):
    return client.post(
        reverse("incidents:convene_debrief"),
        {
            "held_at": timezone.localtime(held_at).strftime("%Y-%m-%dT%H:%M"),
            "place": "Salle des fêtes",
            "facilitator": "Psychologue du travail",
            "asked": [asked.pk for asked in requests],
        },
    )


def test_a_debrief_answers_several_requests_and_tells_each_person_once(
    sign_in, lead, site, caretaker, request_for, django_assert_max_num_queries
):
    colleague = FieldWorkerFactory(site=site, email="collegue@exemple.test")
    requests = [request_for("debrief"), request_for("debrief"), request_for("debrief", colleague)]
    convene(sign_in(lead), requests, in_days(5))
    debrief = Debrief.objects.get()
    assert debrief.requests.count() == 3
    assert sorted(mail.to[0] for mail in Email.objects.all()) == sorted([caretaker.email, "collegue@exemple.test"])
    listed = sign_in(caretaker).get(reverse("incidents:debriefs"))
    assert "Salle des fêtes" in text(listed)
    assert str(colleague) not in text(sign_in(caretaker).get(debrief.get_absolute_url()))


def test_a_debrief_in_the_past_is_refused_and_the_rest_kept(sign_in, lead, request_for):
    response = convene(sign_in(lead), [request_for("debrief")], in_days(-1))
    assert "déjà passé" in page(response).find(class_="field__error").get_text()
    assert page(response).find(id="id_place")["value"] == "Salle des fêtes"
    assert Debrief.objects.count() == 0


def test_another_sites_request_cannot_be_slipped_in(sign_in, lead):
    foreign = SupportRequestFactory(kind="debrief")
    convene(sign_in(lead), [foreign], in_days(5))
    assert Debrief.objects.count() == 0


def test_moving_a_debrief_tells_those_who_asked(sign_in, lead, site, caretaker, request_for):
    debrief = DebriefFactory(site=site)
    debrief.requests.add(request_for("debrief"))
    sign_in(lead).post(
        reverse("incidents:change_debrief", args=[debrief.pk]),
        {"held_at": in_days(9).strftime("%Y-%m-%dT%H:%M"), "place": "Mairie", "facilitator": "Médiateur"},
    )
    debrief.refresh_from_db()
    assert debrief.place == "Mairie"
    assert "Mairie" in Email.objects.get(to=caretaker.email).message


def test_the_record_is_a_count_and_texts_and_closes_the_requests(sign_in, lead, site, caretaker, request_for):
    debrief, asked = DebriefFactory(site=site, held_at=in_days(-1)), request_for("debrief")
    debrief.requests.add(asked)
    url = reverse("incidents:record_debrief", args=[debrief.pk])
    refused = sign_in(lead).post(url, {"attendance_count": "", "learnt": "Se relayer"})
    assert "Indiquez un nombre" in page(refused).find(class_="field__error").get_text()
    assert "Se relayer" in page(refused).find(id="id_learnt").get_text()
    sign_in(lead).post(url, {"attendance_count": "7", "learnt": "<b>Se relayer</b>"})
    asked.refresh_from_db()
    assert asked.closed_at
    assert "<b>Se relayer</b>" in text(sign_in(caretaker).get(debrief.get_absolute_url()))


def test_a_debrief_to_come_cannot_be_recorded(sign_in, lead, site):
    debrief = DebriefFactory(site=site)
    sign_in(lead).post(reverse("incidents:record_debrief", args=[debrief.pk]), {"attendance_count": "7"})
    debrief.refresh_from_db()
    assert debrief.attendance_count is None


def test_debriefs_are_convened_by_the_lead_only(sign_in, site, caretaker):
    debrief = DebriefFactory(site=site)
    for other in (caretaker, a_manager(site)):
        assert sign_in(other).get(reverse("incidents:convene_debrief")).status_code == 403
        assert sign_in(other).get(reverse("incidents:change_debrief", args=[debrief.pk])).status_code == 403
    for other in (a_partner(site), an_admin(), a_coordinator()):
        assert sign_in(other).get(debrief.get_absolute_url()).status_code == 404
    assert sign_in(a_caretaker(SiteFactory())).get(debrief.get_absolute_url()).status_code == 404


def test_the_leads_page_prints_counts_but_no_small_one(sign_in, lead, caretaker):
    person = caretaker.field_workers.get()
    IncidentFactory.create_batch(8, person=person, nature="insult")
    IncidentFactory.create_batch(3, person=person, nature="threat")
    cells = [cell.get_text() for cell in page(sign_in(lead).get(reverse("incidents:home"))).select("td.number")]
    assert "moins de 5" in cells
    assert not {"3", "8"} & set(cells)
    by_place = page(sign_in(lead).get(reverse("incidents:home"), {"par": "place_kind"}))
    assert "11" in [cell.get_text() for cell in by_place.select("td.number")]


def test_the_leads_lists_cost_the_same_at_3_and_60_requests(
    sign_in, lead, site, request_for, django_assert_max_num_queries
):
    client = sign_in(lead)
    for name in ("home", "support", "debriefs"):
        costs = []
        for more in (3, 57):
            for _ in range(more):
                request_for()
            DebriefFactory.create_batch(more, site=site)
            with django_assert_max_num_queries(20) as queries:
                client.get(reverse(f"incidents:{name}"))
            costs.append(len(queries))
        assert costs[0] == costs[1], name


def titles(user):
    membership = Membership.objects.select_related("site__approach", "organisation").get(user=user)
    return [todo.title for todo in todos(user, membership)]


def test_each_role_is_told_what_waits(lead, site, caretaker, request_for):
    manager = a_manager(site, caretaker.field_workers.get().employer)
    assert titles(lead) == titles(caretaker) == titles(manager) == []
    request_for()
    DebriefFactory(site=site, held_at=in_days(-2))
    DebriefFactory(site=site)
    IncidentFactory(person=caretaker.field_workers.get(), shared=True)
    assert titles(lead)[0] == "Une demande de soutien attend"
    assert titles(lead)[1].startswith("Raconter le débriefing du")
    assert titles(caretaker)[0].startswith("Débriefing collectif le")
    assert titles(manager) == ["Un agent a partagé un signalement avec vous"]
