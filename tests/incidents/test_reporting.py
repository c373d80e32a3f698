"""A caretaker reports, shares, asks for support, takes back; and who reads what."""

import gzip
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from incidents.models import Incident, SupportRequest
from tests.factories.incidents import IncidentFactory
from tests.factories.people import (
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_coordinator,
    a_lead,
    a_manager,
    a_partner,
    an_admin,
)

pytestmark = pytest.mark.django_db

ANSWERS = {
    "nature": "insult",
    "severity": "2",
    "happened_on": "2026-01-05",
    "time_band": "morning",
    "place_kind": "hall",
    "trigger": "reminder",
    "complaint": "undecided",
}


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def caretaker(site):
    return a_caretaker(site)


def send(client, **changes):
    return client.post(reverse("incidents:report"), {**ANSWERS, "happened_on": timezone.localdate(), **changes})


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    return " ".join(page(response).main.get_text().split())


def field_error(response, name):
    field = page(response).find(attrs={"name": name}).find_parent(class_="field")
    return field.find(class_="field__error").get_text(strip=True)


def test_a_caretaker_reports_in_one_page(sign_in, caretaker):
    response = send(sign_in(caretaker))
    incident = Incident.objects.get()
    assert response["Location"] == reverse("incidents:reported", args=[incident.pk])
    assert incident.person.user == caretaker
    assert not incident.is_shared
    assert Email.objects.count() == 0


def test_the_page_comes_with_today_and_now_already_chosen(sign_in, caretaker):
    form = page(sign_in(caretaker).get(reverse("incidents:report")))
    assert form.find(id="id_happened_on")["value"] == timezone.localdate().isoformat()
    assert form.select_one("[name=time_band][checked]")
    assert not form.select_one("[name=share][checked]")


def test_the_report_page_is_light_enough_for_a_phone(sign_in, caretaker):
    response = sign_in(caretaker).get(reverse("incidents:report"), headers={"Accept-Encoding": ""})
    html = page(response)
    linked = [link["href"] for link in html.find_all("link", href=True)]
    linked += [image["src"] for image in html.find_all("img")]
    files = [Path(settings.BASE_DIR, "static", path.removeprefix("/static/")).read_bytes() for path in linked]
    weight = sum(len(gzip.compress(content)) for content in [response.content, *files])
    assert html.find_all("script") == []
    assert 1 + len(linked) <= 6
    assert weight <= 30_000


def test_confirmation_says_what_happens_next_and_whom_to_call(sign_in, caretaker):
    response = sign_in(caretaker).get(send(sign_in(caretaker))["Location"])
    assert "Vous seul lisez ce signalement" in text(response)
    assert [link["href"] for link in page(response).main.find_all("a", href=lambda href: href.startswith("tel:"))] == [
        "tel:17",
        "tel:112",
    ]


def test_asking_for_support_tells_the_lead_without_a_word_of_what_happened(sign_in, site, caretaker):
    lead = a_lead(site)
    send(sign_in(caretaker), support_wanted=["debrief", "follow_up"], facts="On m’a crié dessus", nature="threat")
    assert set(SupportRequest.objects.values_list("kind", flat=True)) == {"debrief", "follow_up"}
    mail = Email.objects.get()
    assert mail.to == [lead.email]
    assert mail.subject == "Une demande de soutien vous attend"
    for told in ("crié", "Menace", str(caretaker)):
        assert told not in mail.message + mail.html_message


def test_sharing_while_reporting_tells_the_employers_managers_only(sign_in, site, caretaker):
    employer = caretaker.field_workers.get().employer
    manager = a_manager(site, employer)
    a_manager(site)
    a_manager(SiteFactory(), employer)
    send(sign_in(caretaker), share="on")
    assert [mail.to for mail in Email.objects.all()] == [[manager.email]]
    assert Incident.objects.get().shared_with == employer


def test_the_same_report_sent_twice_by_a_double_tap_is_one(sign_in, caretaker):
    client = sign_in(caretaker)
    assert send(client)["Location"] == send(client)["Location"]
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("happened_on", "2999-01-01", "pas encore passé"),
        ("happened_on", "hier", "Écrivez la date"),
        ("nature", "", "Choisissez une réponse."),
        ("severity", "9", "Choisissez une réponse de la liste."),
        ("support_wanted", "money", "Choisissez une réponse de la liste."),
        ("facts", "a" * 501, "500 caractères au plus"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_beside_it_and_nothing_is_lost(sign_in, caretaker, name, value, sentence):
    answers = {"facts": "Le hall était occupé"} | {name: value}
    response = send(sign_in(caretaker), **answers)
    assert sentence in field_error(response, name)
    assert page(response).select_one("[name=place_kind][value=hall][checked]")
    assert answers["facts"] in page(response).find(id="id_facts").get_text()
    assert Incident.objects.count() == 0


def test_a_reason_given_with_a_complaint_filed_is_left_out(sign_in, caretaker):
    send(sign_in(caretaker), complaint="filed", complaint_reason="fear")
    assert Incident.objects.get().complaint_reason == ""


def test_without_a_complaint_the_reason_is_kept(sign_in, caretaker):
    send(sign_in(caretaker), complaint="not_filed", complaint_reason="fear")
    assert Incident.objects.get().complaint_reason == "fear"


def test_html_in_the_facts_is_shown_as_typed(sign_in, caretaker):
    send(sign_in(caretaker), facts="<script>alert(1)</script>")
    response = sign_in(caretaker).get(Incident.objects.get().get_absolute_url())
    assert page(response).find_all("script") == []
    assert "<script>alert(1)</script>" in text(response)


def test_html_in_an_employers_name_is_shown_as_typed(sign_in, site):
    caretaker = a_caretaker(site, OrganisationFactory(name="<img src=x> Habitat"))
    response = sign_in(caretaker).get(reverse("incidents:report"))
    assert page(response).main.find_all("img") == []
    assert "<img src=x> Habitat" in text(response)


def test_someone_without_an_employer_is_not_offered_to_share(sign_in, site, caretaker):
    caretaker.field_workers.update(employer=None)
    client = sign_in(caretaker)
    assert page(client.get(reverse("incidents:report"))).find(id="id_share") is None
    send(client, share="on")
    assert not Incident.objects.get().is_shared
    client.post(reverse("incidents:share", args=[Incident.objects.get().pk]))
    assert not Incident.objects.get().is_shared


def test_nobody_but_the_author_reads_a_report(sign_in, site, caretaker):
    person = caretaker.field_workers.get()
    url = IncidentFactory(person=person).get_absolute_url()
    assert sign_in(caretaker).get(url).status_code == 200
    others = [
        a_lead(site),
        a_manager(site, person.employer),
        a_partner(site),
        a_caretaker(site, person.employer),
        a_coordinator(),
        an_admin(),
    ]
    assert {sign_in(other).get(url).status_code for other in others} == {404}


def test_a_shared_report_is_read_by_the_employers_managers_at_the_site_and_no_more(sign_in, site, caretaker):
    person = caretaker.field_workers.get()
    incident = IncidentFactory(person=person, shared=True)
    manager = a_manager(site, person.employer)
    url = incident.get_absolute_url()
    assert sign_in(manager).get(url).status_code == 200
    for other in (a_manager(site), a_manager(SiteFactory(), person.employer), a_lead(site), a_coordinator()):
        assert sign_in(other).get(url).status_code == 404
    sign_in(caretaker).post(reverse("incidents:unshare", args=[incident.pk]))
    assert sign_in(manager).get(url).status_code == 404


def test_after_a_change_of_employer_neither_manager_reads_what_was_shared(sign_in, site, caretaker):
    person = caretaker.field_workers.get()
    incident = IncidentFactory(person=person, shared=True)
    before, after = a_manager(site, person.employer), a_manager(site)
    person.employer = after.memberships.get().organisation
    person.save()
    for manager in (before, after):
        assert sign_in(manager).get(incident.get_absolute_url()).status_code == 404
        assert str(person) not in text(sign_in(manager).get(reverse("incidents:home")))
    assert sign_in(caretaker).get(incident.get_absolute_url()).status_code == 200


def test_a_manager_who_reads_can_say_so_but_change_nothing(sign_in, site, caretaker):
    person = caretaker.field_workers.get()
    incident = IncidentFactory(person=person, shared=True)
    manager = sign_in(a_manager(site, person.employer))
    manager.post(reverse("incidents:acknowledge", args=[incident.pk]))
    assert "Lu le" in text(sign_in(caretaker).get(incident.get_absolute_url()))
    for name in ("unshare", "withdraw", "share"):
        assert manager.post(reverse(f"incidents:{name}", args=[incident.pk])).status_code == 404
    assert Incident.objects.get().is_shared


def test_the_author_takes_a_report_back_with_its_requests(sign_in, caretaker):
    client = sign_in(caretaker)
    send(client, support_wanted=["legal"])
    url = reverse("incidents:withdraw", args=[Incident.objects.get().pk])
    assert client.get(url).status_code == 200
    assert Incident.objects.count() == 1
    client.post(url)
    assert Incident.objects.count() == SupportRequest.objects.count() == 0


def test_only_field_workers_report(sign_in, site):
    for other in (a_lead(site), a_manager(site), a_partner(site), a_coordinator()):
        assert sign_in(other).get(reverse("incidents:report")).status_code == 403


def test_partners_and_national_roles_have_no_incidents_page(sign_in, site):
    for other in (a_partner(site), a_coordinator(), an_admin()):
        assert sign_in(other).get(reverse("incidents:home")).status_code == 403


@pytest.mark.parametrize("role", ["caretaker", "manager"])
def test_lists_cost_the_same_at_3_and_60_reports(sign_in, site, caretaker, role, django_assert_max_num_queries):
    person = caretaker.field_workers.get()
    client = sign_in(caretaker if role == "caretaker" else a_manager(site, person.employer))
    IncidentFactory.create_batch(3, person=person, shared=True)
    costs = []
    for more in (0, 57):
        IncidentFactory.create_batch(more, person=person, shared=True)
        with django_assert_max_num_queries(20) as queries:
            client.get(reverse("incidents:home"))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_report_has_no_room_for_a_suspect_for_health_or_for_a_complaints_number():
    """A new field is a decision: it is written here, or it does not pass."""
    assert {field.name for field in Incident._meta.concrete_fields} == {
        *("id", "site", "person", "neighbourhood", "happened_on", "time_band", "nature", "severity", "place_kind"),
        *("trigger", "support_wanted", "complaint", "complaint_reason", "facts"),
        *("shared_at", "shared_with", "read_at", "reported_at"),
    }


def test_the_administration_does_not_show_reports():
    registered = {model._meta.app_label for model in admin.site._registry}
    assert "incidents" not in registered
