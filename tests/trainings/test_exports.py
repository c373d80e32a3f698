"""The trainings as files for a spreadsheet: what each table says, to whom, and what a long one costs."""

import csv
import io
import resource
import time
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proxinet import seats
from sites.models import Organisation, StaffCategory
from tests.factories.events import ModuleFactory, ProgrammeFactory, SessionFactory, in_days
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
from tests.trainings.pages import page, text
from trainings.export_tables import TABLES
from trainings.models import Attendance, Diagnosis, HalfDay, Observation, Registration, TrainingNeed

pytestmark = pytest.mark.django_db

LONG = 100_000


@pytest.fixture
def site():
    return SiteFactory(name="Gennevilliers")


@pytest.fixture
def landlord():
    return OrganisationFactory(name="Habitat du Val")


@pytest.fixture
def association():
    return OrganisationFactory(name="Les Voisins", kind=Organisation.Kind.ASSOCIATION)


@pytest.fixture
def held(site, association):
    """A session held last week on one half-day of three hours."""
    return SessionFactory(
        module__title="Désamorcer un conflit",
        module__programme__title="CAP",
        module__programme__site=site,
        module__programme__deliverer=association,
        trainer=association,
        starts_at=in_days(-7),
    )


def register(session, person, state=seats.State.CONFIRMED, **more) -> Registration:
    return Registration.objects.create(event=session, person=person, state=state, position=1, **more)


def table(client, name, **choice) -> list[dict[str, str]]:
    response = client.get(reverse("trainings:export", args=[name, "csv"]), choice)
    assert response.status_code == 200, response.status_code
    content = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))


def names(rows) -> set[str]:
    return {row["Nom"] for row in rows}


def test_sessions_tell_their_places_their_mix_and_who_came(sign_in, site, landlord, held):
    city = OrganisationFactory(kind=Organisation.Kind.CITY)
    caretaker = register(held, FieldWorkerFactory(site=site, employer=landlord))
    register(held, FieldWorkerFactory(site=site, employer=city, staff_category=StaffCategory.CITY_AGENT))
    register(held, FieldWorkerFactory(site=site), seats.State.CANCELLED)
    half_day = held.half_days.get()
    afternoon = HalfDay.objects.create(
        session=held, starts_at=held.ends_at + timedelta(hours=1), ends_at=held.ends_at + timedelta(hours=4.5)
    )
    for part in (half_day, afternoon):
        Attendance.objects.create(registration=caretaker, half_day=part, state=Attendance.State.PRESENT)
    (row,) = table(sign_in(a_lead(site)), "sessions")
    assert (row["Site"], row["Programme"], row["Module"]) == ("Gennevilliers", "CAP", "Désamorcer un conflit")
    assert row["Début"] == f"{timezone.localtime(held.starts_at):%d/%m/%Y} 09:00"
    assert (row["Demi-journées"], row["Heures"], row["Places"]) == ("2", "6,5", "20")
    assert row["Inscrits : gardien ou surveillant d’immeuble"] == "1"
    assert row["Inscrits : agent de la ville"] == "1"
    assert set(row["Inscrits par nature d’employeur"].split(", ")) == {"1 × Bailleur social", "1 × Ville"}
    assert row["Personnes venues"] == "1"


def test_registrations_tell_how_one_signed_up_and_why_it_ended(sign_in, site, landlord, held):
    lead, manager = a_lead(site), a_manager(site, landlord)
    own = a_caretaker(site, landlord)
    register(held, own.field_workers.get(), signed_up_by=own)
    signed_up = FieldWorkerFactory(site=site, employer=landlord)
    register(held, signed_up, signed_up_by=lead)
    refused = FieldWorkerFactory(site=site, employer=landlord)
    ended = {"ending": seats.Ending.REFUSED, "reason": "Équipe trop réduite", "decided_by": manager}
    register(held, refused, seats.State.CANCELLED, **ended)
    walk_in = FieldWorkerFactory(site=site, employer=landlord)
    register(held, walk_in, seats.State.WALK_IN, signed_up_by=lead)
    found = {row["Nom"]: row for row in table(sign_in(lead), "inscriptions")}
    assert found[own.field_workers.get().last_name]["Comment"] == "par la personne"
    assert found[signed_up.last_name]["Comment"] == f"par {lead.get_full_name()}"
    assert found[walk_in.last_name]["Comment"] == "venu sans inscription"
    row = found[refused.last_name]
    assert (row["État"], row["Pourquoi"]) == ("Désinscrit", "Refusé par l’employeur")
    assert (row["Motif"], row["Décidé par"]) == ("Équipe trop réduite", manager.get_full_name())
    assert (row["Employeur"], row["Nature de l’employeur"]) == ("Habitat du Val", "Bailleur social")


def test_presences_have_a_line_per_person_and_half_day_begun(sign_in, site, held):
    afternoon = HalfDay.objects.create(
        session=held, starts_at=held.ends_at + timedelta(hours=1), ends_at=held.ends_at + timedelta(hours=3)
    )
    HalfDay.objects.create(session=held, starts_at=in_days(3), ends_at=in_days(3, hour=12))
    registration = register(held, FieldWorkerFactory(site=site))
    register(held, FieldWorkerFactory(site=site), seats.State.WAITING)
    Attendance.objects.create(registration=registration, half_day=afternoon, state=Attendance.State.PRESENT)
    morning, after = table(sign_in(a_lead(site)), "presences")
    assert (morning["Présence"], morning["Heures"]) == ("", "")
    assert (after["Présence"], after["Heures"]) == ("Présent", "2")


def test_people_tell_who_came_and_who_never_did(sign_in, site, landlord, held):
    came, never = FieldWorkerFactory.create_batch(2, site=site, employer=landlord)
    FieldWorkerFactory(site=site, is_active=False)
    for session in (held, SessionFactory(module=held.module, starts_at=in_days(-30))):
        registration = register(session, came)
        half_day = session.half_days.get()
        Attendance.objects.create(registration=registration, half_day=half_day, state=Attendance.State.PRESENT)
    absent = register(held, never)
    Attendance.objects.create(registration=absent, half_day=held.half_days.get(), state=Attendance.State.ABSENT)
    client = sign_in(a_lead(site))
    found = {row["Nom"]: row for row in table(client, "personnes")}
    assert found.keys() == {came.last_name, never.last_name}
    row = found[came.last_name]
    assert (row["Sessions suivies"], row["Heures"], row["Programmes"]) == ("2", "6", "CAP")
    assert row["Dernière venue le"] == f"{held.starts_at:%d/%m/%Y}"
    assert (found[never.last_name]["Sessions suivies"], found[never.last_name]["Dernière venue le"]) == ("0", "")
    recent = {row["Nom"]: row for row in table(client, "personnes", after=f"{in_days(-10):%Y-%m-%d}")}
    assert recent[came.last_name]["Sessions suivies"] == "1"


def test_programmes_needs_and_observations(sign_in, site, held):
    TrainingNeed.objects.create(site=site, title="Premiers secours", times_asked=4)
    diagnosis = Diagnosis.objects.create(
        site=site, session=held, title="Visite", place="Square", held_on=timezone.localdate() - timedelta(days=30)
    )
    observation = Observation.objects.create(
        diagnosis=diagnosis, place_kind="hall", place="Hall 3", problem="Noir", due_on=timezone.localdate()
    )
    observation.steps.create(on=timezone.localdate(), text="Lampe commandée", state="under_way")
    Observation.objects.filter(pk=observation.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    client = sign_in(a_lead(site))
    ModuleFactory(programme=held.module.programme, title="Suite", order=2)
    modules = [(row["Programme"], row["Module"], row["Sessions"]) for row in table(client, "programmes")]
    assert modules == [("CAP", "Désamorcer un conflit", "1"), ("CAP", "Suite", "0")]
    (need,) = table(client, "besoins")
    assert (need["Besoin"], need["Nombre de demandes"], need["Suite"]) == ("Premiers secours", "4", "À étudier")
    (seen,) = table(client, "observations")
    assert (seen["Problème"], seen["En retard"], seen["Dernière suite"]) == ("Noir", "oui", "Lampe commandée")


# Who gets what --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["inscriptions", "presences"])
def test_each_gets_only_what_they_see(sign_in, site, landlord, association, held, name):
    own, other = FieldWorkerFactory(site=site, employer=landlord), FieldWorkerFactory(site=site)
    elsewhere = SessionFactory(starts_at=in_days(-7))
    far = FieldWorkerFactory(site=elsewhere.site)
    for session, person in ((held, own), (held, other), (elsewhere, far)):
        register(session, person)
    assert names(table(sign_in(a_lead(site)), name)) == {own.last_name, other.last_name}
    assert names(table(sign_in(a_manager(site, landlord)), name)) == {own.last_name}
    assert names(table(sign_in(a_partner(site, association)), name)) == {own.last_name, other.last_name}
    assert table(sign_in(a_partner(site)), name) == []
    assert table(sign_in(a_coordinator()), name) == []
    assert len(table(sign_in(an_admin()), name)) == 3


def test_a_manager_gets_their_own_people_and_a_partner_nobody(sign_in, site, landlord, association):
    own = FieldWorkerFactory(site=site, employer=landlord)
    FieldWorkerFactory(site=site)
    assert names(table(sign_in(a_manager(site, landlord)), "personnes")) == {own.last_name}
    assert table(sign_in(a_partner(site, association)), "personnes") == []


def test_why_an_employer_refused_is_not_for_partners(sign_in, site, association, held):
    register(held, FieldWorkerFactory(site=site), seats.State.CANCELLED, reason="Équipe trop réduite")
    (row,) = table(sign_in(a_partner(site, association)), "inscriptions")
    assert "Motif" not in row
    assert "Équipe trop réduite" not in row.values()


def test_field_staff_get_none(sign_in, site):
    client = sign_in(a_caretaker(site))
    assert client.get(reverse("trainings:exports")).status_code == 403
    assert client.get(reverse("trainings:export", args=["sessions", "csv"])).status_code == 403


def test_the_page_lists_what_one_may_read(sign_in, site):
    lead = text(sign_in(a_lead(site)).get(reverse("trainings:exports")))
    for each in TABLES.values():
        assert each.title in lead
    coordinator = text(sign_in(a_coordinator()).get(reverse("trainings:exports")))
    assert "Sessions" in coordinator
    assert "Inscriptions" not in coordinator


def test_unknown_tables_and_kinds_are_not_found(sign_in, site):
    client = sign_in(a_lead(site))
    for name, kind in (("salaires", "csv"), ("sessions", "pdf")):
        assert client.get(reverse("trainings:export", args=[name, kind])).status_code == 404


# Choosing rows --------------------------------------------------------------------------------------------------------


def test_a_programme_and_dates_choose_rows_and_stay_in_the_links(sign_in, site, held):
    other = SessionFactory(module__programme=ProgrammeFactory(site=site), starts_at=in_days(-40))
    client = sign_in(a_lead(site))
    assert len(table(client, "sessions")) == 2
    choice = {"programme": held.module.programme.pk}
    assert [row["Programme"] for row in table(client, "sessions", **choice)] == ["CAP"]
    before = {"before": f"{in_days(-30):%Y-%m-%d}"}
    assert [row["Module"] for row in table(client, "sessions", **before)] == [other.module.title]
    links = [link["href"] for link in page(client.get(reverse("trainings:exports"), choice)).find_all("a")]
    assert f"/formations/exports/sessions.csv?programme={choice['programme']}" in links


def test_a_wrong_choice_is_said_in_a_sentence(sign_in, site):
    far = ProgrammeFactory()
    client = sign_in(a_lead(site))
    for wrong in ({"programme": far.pk}, {"after": "2026-05-01", "before": "2026-04-01"}, {"after": "hier"}):
        response = client.get(reverse("trainings:export", args=["sessions", "csv"]), wrong, follow=True)
        assert response.redirect_chain
        assert response.status_code == 422
        assert "field__error" in response.content.decode()


# What a long table costs ----------------------------------------------------------------------------------------------


def queries(client, name, kind) -> int:
    with CaptureQueriesContext(connection) as captured:
        list(client.get(reverse("trainings:export", args=[name, kind])).streaming_content)
    return len(captured)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", TABLES)
def test_queries_do_not_grow_with_the_rows(sign_in, site, held, name, kind):
    client = sign_in(a_lead(site))

    def fill(count):
        for person in FieldWorkerFactory.create_batch(count, site=site):
            registration = register(held, person)
            half_day = held.half_days.first()
            Attendance.objects.create(registration=registration, half_day=half_day, state=Attendance.State.PART)
            ModuleFactory(programme=held.module.programme)
            TrainingNeed.objects.create(site=site, title="Besoin")

    fill(1)
    client.get(reverse("trainings:exports"))
    few = queries(client, name, kind)
    fill(5)
    assert queries(client, name, kind) == few <= 8


def a_hundred_thousand_registrations(site, session) -> None:
    """Written by the database alone, so that this process has not held them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO sites_fieldworker
                   (site_id, first_name, last_name, employer_id, staff_category, email, phone, is_active)
            SELECT %s, 'Dominique', 'Gardien ' || number, %s, 'caretaker', '', '', true
            FROM generate_series(1, %s) AS number
            """,
            [site.pk, OrganisationFactory().pk, LONG],
        )
        cursor.execute(
            """
            INSERT INTO trainings_registration
                   (event_id, person_id, state, position, "group", signed_up_at, ending, reason)
            SELECT %s, id, 'confirmed', id, '', now(), '', '' FROM sites_fieldworker WHERE site_id = %s
            """,
            [session.pk, site.pk],
        )
        cursor.execute("ANALYZE sites_fieldworker, trainings_registration")


def memory() -> int:
    """What this process holds now, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def test_a_hundred_thousand_rows_leave_as_they_are_read(sign_in, site, held):
    a_hundred_thousand_registrations(site, held)
    client = sign_in(a_lead(site))
    list(client.get(reverse("trainings:export", args=["sessions", "xlsx"])).streaming_content)
    before = memory()
    for kind in ("csv", "xlsx"):
        asked = time.monotonic()
        response = client.get(reverse("trainings:export", args=["inscriptions", kind]))
        blocks = iter(response.streaming_content)
        assert next(blocks)
        waited = time.monotonic() - asked
        assert waited < 1, f"{kind}: {waited:.1f} s to the first byte"
        size, most = 0, before
        for block in blocks:
            size += len(block)
            most = max(most, memory())
        assert size > 1_500_000
        assert most - before < 25_000_000, f"{kind}: {most - before} bytes more on the way"


def test_all_hundred_rows_are_in_the_workbook(sign_in, site, held):
    for person in FieldWorkerFactory.create_batch(100, site=site):
        register(held, person)
    response = sign_in(a_lead(site)).get(reverse("trainings:export", args=["inscriptions", "xlsx"]))
    with ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.read("xl/worksheets/sheet1.xml").count(b"<row ") == 101
