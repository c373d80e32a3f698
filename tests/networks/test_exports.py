"""Meetups, attendance, projects… as files for a spreadsheet: what each says, and to whom."""

import csv
import io
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from networks.export_tables import TABLES
from networks.models import (
    Contact,
    GroupPilot,
    Guest,
    Invitee,
    MiniProject,
    Outcome,
    ProjectPilot,
    Registration,
    Support,
    Task,
    WorkingGroup,
)
from proxinet import seats
from tests.factories.events import MeetupFactory, in_days
from tests.factories.people import (
    FieldWorkerFactory,
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

PAGE = "/rencontres/exports/"


@pytest.fixture
def landlord():
    return OrganisationFactory(name="Habitat du Val")


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


@pytest.fixture
def held(site):
    """A meetup of a group, ten days ago, its account written."""
    group = WorkingGroup.objects.create(site=site, title="Encombrants", theme="Propreté")
    return MeetupFactory(
        site=site,
        group=group,
        title="Proxi-Déj’ de mai",
        starts_at=in_days(-10),
        recorded_at=timezone.now(),
        residents_count=5,
        youths_count=8,
        confirmed_count=2,
    )


def address(name, extension="csv") -> str:
    return reverse("networks:export", args=[name, extension])


def table(client, name, **choice) -> list[dict[str, str]]:
    response = client.get(address(name), choice)
    assert response.status_code == 200, response.status_code
    content = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))


def register(meetup, person, attended=None, state=seats.State.CONFIRMED):
    return Registration.objects.create(event=meetup, person=person, state=state, position=1, attended=attended)


def test_meetups_tell_who_was_invited_who_came_and_what_came_of_it(site, lead, held):
    came, absent = FieldWorkerFactory(site=site), FieldWorkerFactory(site=site)
    register(held, came, attended=True)
    register(held, absent, attended=False)
    for person in (came, absent, FieldWorkerFactory(site=site)):
        Invitee.objects.create(meetup=held, person=person)
    Guest.objects.create(meetup=held, name="Déléguée", email="a@exemple.test", attended=True)
    Guest.objects.create(meetup=held, name="Police", email="b@exemple.test")
    MiniProject.objects.create(site=site, title="Goûter", state="idea", proposed_at=held)
    MiniProject.objects.create(site=site, title="Recyclerie", proposed_at=held, decided_at=held)
    (row,) = table(lead, "meetups")
    assert row["Début"] == f"{timezone.localtime(held.starts_at):%d/%m/%Y %H:%M}"
    assert (row["Intitulé"], row["Groupe de travail"], row["Type"]) == (
        "Proxi-Déj’ de mai",
        "Encombrants",
        "Proxi-Déj’",
    )
    assert (row["Agents invités"], row["Extérieurs invités"], row["Inscrits"]) == ("3", "2", "2")
    assert (row["Agents venus"], row["Extérieurs venus"]) == ("1", "1")
    assert (row["Habitants"], row["Jeunes"]) == ("5", "8")
    assert (row["Idées"], row["Mini-projets décidés"]) == ("2", "1")


def test_a_meetup_nobody_wrote_about_has_no_figure_rather_than_nought(site, lead):
    MeetupFactory(site=site, starts_at=in_days(-3))
    (row,) = table(lead, "meetups")
    assert (row["Agents venus"], row["Habitants"], row["Idées"]) == ("", "", "0")


def test_attendance_has_a_row_per_registration(site, lead, held, landlord):
    person = FieldWorkerFactory(site=site, employer=landlord)
    register(held, person, attended=True)
    register(held, FieldWorkerFactory(site=site, employer=None), attended=False)
    register(held, FieldWorkerFactory(site=site), state=seats.State.CANCELLED)
    rows = {row["Nom"]: row for row in table(lead, "attendance")}
    assert len(rows) == 3
    row = rows[person.last_name]
    assert (row["Rencontre"], row["Employeur"], row["Venu"]) == ("Proxi-Déj’ de mai", "Habitat du Val", "oui")
    assert row["Métier"] == "Gardien ou surveillant d’immeuble"
    assert sorted(row["Venu"] for row in rows.values()) == ["", "non", "oui"]


def test_projects_tell_their_whole_story(site, lead, held, landlord):
    project = MiniProject.objects.create(
        site=site, title="Recyclerie", state="done", proposed_at=held, decided_at=held, is_shared=True, result="Bien"
    )
    ProjectPilot.objects.create(project=project, organisation=landlord, function="Cheffe d’équipe")
    ProjectPilot.objects.create(project=project, organisation=OrganisationFactory(name="Mairie"))
    project.partners.add(OrganisationFactory(name="Régie"))
    for _ in range(2):
        Support.objects.create(project=project, person=FieldWorkerFactory(site=site))
    Task.objects.create(site=site, project=project, title="Trouver un local", done_on=in_days(-2).date())
    Task.objects.create(site=site, project=project, title="Ouvrir")
    Outcome.objects.create(site=site, project=project, kind="figure", title="Vêtements", figure=2, unit="tonnes")
    elsewhere = SiteFactory(name="Sens")
    MiniProject.objects.create(site=elsewhere, title="Recyclerie", copied_from=project)
    (row,) = table(lead, "projects")
    assert (row["État"], row["Idée née à"], row["Décidé à"]) == ("Réalisé", "Proxi-Déj’ de mai", "Proxi-Déj’ de mai")
    assert row["Pilotes"] == "Habitat du Val (Cheffe d’équipe), Mairie"
    assert (row["Avec"], row["Soutiens"]) == ("Régie", "2")
    assert (row["Étapes"], row["Étapes faites"]) == ("2", "1")
    assert (row["Résultats"], row["Nombre de résultats"], row["Ce que cela a donné"]) == ("Vêtements", "1", "Bien")
    assert (row["Reprises"], row["Repris à"]) == ("1", "Sens")
    (copy,) = table(lead_of(elsewhere, lead), "projects")
    assert copy["Repris de"] == site.name


def lead_of(site, client):
    client.force_login(a_lead(site))
    return client


def test_tasks_contacts_and_groups(site, lead, held, landlord):
    worker = FieldWorkerFactory(site=site, first_name="Ali", last_name="Essai")
    Task.objects.create(site=site, title="Appeler", person=worker, group=held.group, due_on=in_days(-1).date())
    Contact.objects.create(site=site, name="Service propreté", call_for="encombrants", phone="0199001234")
    GroupPilot.objects.create(group=held.group, organisation=landlord, function="Responsable")
    held.group.members.add(worker, FieldWorkerFactory(site=site, is_active=False))
    Outcome.objects.create(site=site, group=held.group, kind="action", title="Nettoyage")
    (task,) = table(lead, "tasks")
    assert (task["Qui"], task["Groupe de travail"], task["En retard"]) == ("Ali Essai", "Encombrants", "oui")
    (contact,) = table(lead, "contacts")
    assert (contact["Service ou fonction"], contact["Téléphone"]) == ("Service propreté", "0199001234")
    (group,) = table(lead, "groups")
    assert (group["Copilotes"], group["Membres"], group["Réunions tenues"], group["Résultats"]) == (
        "Habitat du Val (Responsable)",
        "1",
        "1",
        "1",
    )


# Who gets what --------------------------------------------------------------------------------------------------------


def test_each_gets_only_what_they_see(site, sign_in, held, landlord):
    own, other = FieldWorkerFactory(site=site, employer=landlord), FieldWorkerFactory(site=site)
    elsewhere = MeetupFactory(starts_at=in_days(-10))
    for meetup, person in ((held, own), (held, other), (elsewhere, FieldWorkerFactory(site=elsewhere.site))):
        register(meetup, person, attended=True)

    def names(user):
        return {row["Nom"] for row in table(sign_in(user), "attendance")}

    assert names(a_lead(site)) == {own.last_name, other.last_name}
    assert names(a_manager(site, landlord)) == {own.last_name}
    assert len(names(an_admin())) == 3
    assert [row["Intitulé"] for row in table(sign_in(a_partner(site)), "meetups")] == ["Proxi-Déj’ de mai"]
    assert len(table(sign_in(a_coordinator()), "meetups")) == 2


def test_the_coordination_reads_no_name(site, sign_in, held):
    worker = FieldWorkerFactory(site=site, first_name="Prénomsecret", last_name="Nomsecret")
    register(held, worker, attended=True)
    Task.objects.create(site=site, title="Appeler", person=worker)
    client = sign_in(a_coordinator())
    for name in TABLES:
        content = b"".join(client.get(address(name)).streaming_content).decode()
        assert "secret" not in content
    (row,) = table(client, "attendance")
    assert row["Employeur"] == worker.employer.name
    assert "Nom" not in row


def test_a_task_names_to_a_manager_their_own_people_only(site, sign_in, landlord):
    for employer in (landlord, None):
        worker = FieldWorkerFactory(site=site, employer=employer, last_name="Sien" if employer else "Autre")
        Task.objects.create(site=site, title="Appeler", person=worker)
    assert {row["Qui"] for row in table(sign_in(a_manager(site, landlord)), "tasks")} == {"Dominique Sien", ""}
    assert "Qui" not in table(sign_in(a_partner(site)), "tasks")[0]


def test_a_table_one_may_not_read_is_refused_not_empty(site, sign_in, text):
    partner = sign_in(a_partner(site))
    assert partner.get(address("attendance")).status_code == 403
    words = text(partner.get(PAGE))
    assert "Rencontres" in words
    assert "Une ligne par inscription" not in words
    caretaker = sign_in(a_caretaker(site))
    assert [caretaker.get(url).status_code for url in (PAGE, address("meetups"))] == [403, 403]


def test_unknown_tables_and_extensions_are_not_found(lead):
    assert [lead.get(address(*wrong)).status_code for wrong in (("salaires", "csv"), ("meetups", "pdf"))] == [404, 404]


# Choosing rows --------------------------------------------------------------------------------------------------------


def test_dates_choose_rows_and_stay_in_the_links(site, lead, held, soup):
    MeetupFactory(site=site, title="Ancienne", starts_at=in_days(-90))
    assert len(table(lead, "meetups")) == 2
    choice = {"before": f"{in_days(-30):%Y-%m-%d}"}
    assert [row["Intitulé"] for row in table(lead, "meetups", **choice)] == ["Ancienne"]
    links = [link["href"] for link in soup(lead.get(PAGE, choice)).find_all("a")]
    assert f"/rencontres/exports/meetups.csv?before={choice['before']}" in links


def test_a_site_chooses_rows_for_those_who_see_several(site, sign_in, held):
    MeetupFactory(title="Ailleurs")
    client = sign_in(a_coordinator())
    assert [row["Intitulé"] for row in table(client, "meetups", site=site.pk)] == ["Proxi-Déj’ de mai"]
    assert [row["Intitulé"] for row in table(client, "groups", site=site.pk)] == ["Encombrants"]


@pytest.mark.parametrize("wrong", [{"after": "hier"}, {"after": "2026-05-01", "before": "2026-04-01"}, {"site": "0"}])
def test_a_wrong_choice_is_said_in_a_sentence(sign_in, wrong):
    response = sign_in(a_coordinator()).get(address("meetups"), wrong, follow=True)
    assert response.redirect_chain
    assert response.status_code == 422
    assert "field__error" in response.content.decode()


def test_what_was_typed_never_becomes_a_formula(site, lead):
    MiniProject.objects.create(site=site, title="=1+1", description="+33 1", result="@cmd")
    (row,) = table(lead, "projects")
    assert (row["Intitulé"], row["De quoi il s’agit"], row["Ce que cela a donné"]) == ("'=1+1", "'+33 1", "'@cmd")
    content = b"".join(lead.get(address("projects", "xlsx")).streaming_content)
    sheet = ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=1+1" in sheet


@pytest.mark.parametrize("name", TABLES)
def test_queries_do_not_grow_with_the_rows(site, lead, held, landlord, name):
    def fill(numbers):
        for number in numbers:
            person = FieldWorkerFactory(site=site)
            register(held, person)
            MeetupFactory(site=site)
            project = MiniProject.objects.create(site=site, title=f"Projet {number}", decided_at=held)
            ProjectPilot.objects.create(project=project, organisation=landlord)
            Task.objects.create(site=site, project=project, title="Appeler", person=person)
            Contact.objects.create(site=site, name=f"Service {number}", call_for="tout")
            GroupPilot.objects.create(
                group=WorkingGroup.objects.create(site=site, title=f"G{number}"), organisation=landlord
            )

    fill(range(2))
    lead.get(PAGE)
    few = queries(lead, name)
    fill(range(2, 12))
    assert queries(lead, name) == few <= 8


def queries(client, name) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert len(list(client.get(address(name)).streaming_content)) > 1
    return len(captured)
