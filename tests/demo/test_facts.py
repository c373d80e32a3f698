"""The programme's facts (``programme/FACTS.md``), counted from the rows as a page or a report would count them."""

import pytest
from django.db.models import Count

from accounts.models import Membership
from incidents.models import Debrief, FollowUpStep, Incident
from networks.models import Contact, Meetup, MiniProject, WorkingGroup
from networks.models import Registration as MeetupRegistration
from resources.models import Contribution, Deliverable, Document, Orientation, SharedStructure, Theme, Topic
from sites.models import (
    Agreement,
    Approach,
    CallForProjects,
    FieldWorker,
    Neighbourhood,
    Organisation,
    OrganisationName,
    Site,
    SitePartner,
)
from sites.names import name_key
from trainings.models import Attendance, Module, Programme, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def people_present(site, **filters):
    """Field workers who were there on at least one half-day of a past session."""
    present = Attendance.objects.filter(
        state__in=Attendance.CAME, registration__event__module__programme__site__slug=site, **filters
    )
    return FieldWorker.objects.filter(pk__in=present.values("registration__person"))


def names_of(site, part):
    partners = SitePartner.objects.filter(site__slug=site, part=part)
    return set(partners.values_list("organisation__name", flat=True))


def test_the_call_has_three_approaches_of_two_sites_each():
    call = CallForProjects.objects.get()
    assert "CGET" in call.run_by
    assert "USH" in call.run_by
    counts = Approach.objects.annotate(sites_count=Count("sites")).values_list("code", "sites_count")
    assert dict(counts) == {"training": 2, "network": 2, "structure": 2}


@pytest.mark.parametrize(
    ("site", "landlords"),
    [
        ("tours-plus", {"Tours(s) Habitat", "Val Touraine Habitat", "SEM Maryse Bastié"}),
        ("sens", {"Brennus Habitat", "Domanys"}),
        ("gennevilliers", {"OPH de Gennevilliers", "France Habitation", "OGIF"}),
        ("villiers-le-bel", {"Osica", "Val d'Oise Habitat"}),
        ("les-mureaux", {"Antin Résidences", "Efidis", "I3F", "IRP", "Opievoy", "Osica"}),
    ],
)
def test_the_landlords_of_a_site(site, landlords):
    assert names_of(site, "landlord") == landlords


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Tours Habitat", "Tours(s) Habitat"),
        ("Domany", "Domanys"),
        ("SACO-VIV", "SACOVIV"),
        ("SGCIV", "CGET"),
        ("ERILIA", "Erilia"),
        ("OPH Gennevilliers", "OPH de Gennevilliers"),
    ],
)
def test_two_spellings_are_one_organisation(spelling, name):
    assert OrganisationName.objects.get(key=name_key(spelling)).organisation.name == name


def test_an_organisation_of_two_sites_is_one_row():
    osica = Organisation.objects.get(name="Osica")
    assert set(osica.site_parts.values_list("site__slug", flat=True)) == {"villiers-le-bel", "les-mureaux"}


class TestTours:
    def test_96_people_in_4_categories_were_there(self):
        people = people_present("tours-plus")
        assert people.count() == 96
        assert set(people.values_list("staff_category", flat=True)) == {
            "building_employee",
            "caretaker",
            "administrative",
            "manager",
        }

    def test_each_of_the_96_followed_the_five_subjects(self):
        subjects = Module.objects.filter(programme__title="CAP-CIVIS", kind="general")
        assert list(subjects.values_list("title", flat=True)) == [
            "Droit",
            "Procédure judiciaire",
            "Psychologie",
            "Victimologie",
            "Criminologie",
        ]
        for subject in subjects:
            assert people_present("tours-plus", registration__event__module=subject).count() == 96

    def test_there_are_absences_too(self):
        assert Attendance.objects.exclude(state=Attendance.State.PRESENT).count() > 20

    def test_the_other_parts_of_the_programme(self):
        kinds = Module.objects.filter(programme__title="CAP-CIVIS").values_list("kind").annotate(Count("pk"))
        assert dict(kinds) == {"general": 5, "specific": 1, "exchange": 1, "diagnosis": 1, "focus_group": 2}
        focus = Session.objects.filter(module__kind="focus_group", module__programme__title="CAP-CIVIS")
        assert {session.starts_at.year for session in focus} == {2014}

    def test_the_association_signs_runs_and_evaluates(self):
        agreement = Agreement.objects.get(site__slug="tours-plus")
        assert agreement.signatories.filter(name="ADAVIP 37").exists()
        assert agreement.starts_on is None
        programme = Programme.objects.get(title="CAP-CIVIS")
        assert (programme.deliverer.name, programme.evaluator.name) == ("ADAVIP 37", "ADAVIP 37")
        assert programme.agreement == agreement

    def test_five_neighbourhoods_whose_names_nobody_gave(self):
        quarters = Neighbourhood.objects.filter(site__slug="tours-plus", urban_renewal=True)
        assert quarters.count() == 5
        assert all("non renseigné" in quarter.name for quarter in quarters)

    def test_one_debrief_and_one_follow_up(self):
        debrief = Debrief.objects.get(site__slug="tours-plus")
        assert debrief.learnt
        assert debrief.changes
        assert debrief.requests.count() == 3
        assert FollowUpStep.objects.filter(request__site__slug="tours-plus").count() == 3


class TestSens:
    def test_70_people_in_mixed_groups(self):
        assert people_present("sens").count() == 70
        for session in Session.objects.filter(module__programme__title="Cycles de gestion de crise"):
            categories = set(session.registrations.values_list("person__staff_category", flat=True))
            assert {"city_agent", "regie_staff", "tenant_representative", "caretaker"} <= categories

    def test_four_parts_and_two_working_groups_still_alive(self):
        assert Module.objects.filter(programme__title="Cycles de gestion de crise").count() == 4
        assert WorkingGroup.objects.filter(site__slug="sens", is_active=True).count() == 2

    def test_the_split_says_that_it_is_only_an_example(self):
        assert "exemple" in Site.objects.get(slug="sens").data_note


class TestGennevilliers:
    def test_16_caretakers_of_three_landlords_were_trained_with_feedback(self):
        people = people_present("gennevilliers")
        assert people.count() == 16
        assert set(people.values_list("staff_category", flat=True)) == {"caretaker"}
        assert people.values("employer").distinct().count() == 3
        assert people_present("gennevilliers", registration__event__module__title="Restitution").count() == 16

    def test_a_breakfast_every_month_from_october_2013_to_may_2015(self):
        breakfasts = Meetup.objects.filter(site__slug="gennevilliers", series__isnull=False).order_by("starts_at")
        months = [(meetup.starts_at.year, meetup.starts_at.month) for meetup in breakfasts]
        assert months == [*((2013, m) for m in (10, 11, 12)), *((2014, m) for m in range(1, 13))] + [
            (2015, m) for m in range(1, 6)
        ]
        assert breakfasts[0].date_text == "octobre 2013"

    def test_four_mini_projects(self):
        assert MiniProject.objects.filter(site__slug="gennevilliers", state="done").count() == 4

    def test_the_mediator_is_there_and_the_centre_is_not(self):
        assert FieldWorker.objects.filter(site__slug="gennevilliers", staff_category="mediator").count() == 1
        assert not SharedStructure.objects.filter(site__slug="gennevilliers").exists()


class TestVilliersLeBel:
    def test_25_people_of_two_landlords(self):
        met = MeetupRegistration.objects.filter(event__site__slug="villiers-le-bel", attended=True)
        assert met.values("person").distinct().count() == 25
        assert FieldWorker.objects.filter(site__slug="villiers-le-bel").count() == 25

    def test_8_then_9_young_people_and_two_associations(self):
        youths = Meetup.objects.filter(site__slug="villiers-le-bel", youths_count__isnull=False)
        assert [(meetup.kind, meetup.youths_count) for meetup in youths] == [("youth_worksite", 8), ("shadowing", 9)]
        assert youths.get(kind="shadowing").partners.filter(kind="association").count() == 2

    def test_what_was_not_counted_stays_unknown(self):
        assert Meetup.objects.get(site__slug="villiers-le-bel", kind="event_day").residents_count is None

    def test_dates_say_what_is_known(self):
        first = Meetup.objects.filter(site__slug="villiers-le-bel").earliest("starts_at")
        assert (first.kind, first.date_text) == ("clean_up", "fin mars 2012")


class TestVenissieux:
    def test_220_contributed_of_whom_nearly_200_are_the_network(self):
        contributors = Contribution.objects.filter(theme__structure__site__slug="venissieux")
        members = SharedStructure.objects.get(site__slug="venissieux").members
        assert contributors.values("person").distinct().count() == 220
        assert 190 <= members.count() < 200
        assert not members.exclude(contributions__in=contributors).exists()
        assert set(contributors.values_list("regularity", flat=True)) == {"regular", "occasional"}

    def test_four_themes_and_every_topic_gave_something(self):
        assert Theme.objects.filter(structure__site__slug="venissieux").count() == 4
        topics = Topic.objects.filter(theme__structure__site__slug="venissieux")
        assert topics.count() == 15
        assert not topics.filter(deliverables=None).exists()

    def test_80_tenants_answered(self):
        survey = Deliverable.objects.get(people_count__isnull=False)
        assert (survey.people_count, survey.people_label) == (80, "locataires interrogés")

    def test_ten_landlords_announced_eleven_named_and_the_note_says_so(self):
        assert len(names_of("venissieux", "landlord")) == 11
        note = Site.objects.get(slug="venissieux").data_note
        assert "Dix bailleurs" in note
        assert "onze" in note
        assert "220" in note

    def test_ten_monthly_meetings(self):
        meetings = Meetup.objects.filter(site__slug="venissieux", series__isnull=False)
        assert meetings.count() == 10
        assert {meetings.earliest("starts_at").date_text, meetings.latest("starts_at").date_text} == {
            "septembre 2013",
            "juin 2014",
        }


class TestLesMureaux:
    def test_a_study_four_themes_five_lines_three_axes(self):
        structure = SharedStructure.objects.get(site__slug="les-mureaux")
        assert structure.kind == "study"
        assert structure.themes.count() == 4
        kinds = Orientation.objects.filter(structure=structure).order_by().values_list("kind").annotate(Count("pk"))
        assert dict(kinds) == {"cooperation_line": 5, "roadmap_axis": 3}

    def test_the_agency_co_ordinates(self):
        assert names_of("les-mureaux", "contractor") == {"Espacité"}

    def test_no_figure_was_given_so_none_is_counted(self):
        assert not people_present("les-mureaux").exists()
        assert not Contribution.objects.filter(theme__structure__site__slug="les-mureaux").exists()
        assert "Aucun nombre" in Site.objects.get(slug="les-mureaux").data_note


def test_incidents_show_both_a_count_and_a_hidden_one():
    natures = Incident.objects.filter(site__slug="tours-plus").order_by().values_list("nature").annotate(Count("pk"))
    counts = dict(natures).values()
    assert any(count >= 5 for count in counts)
    assert any(0 < count < 5 for count in counts)


def test_a_report_is_shared_with_the_manager_who_has_an_account():
    for site in ("tours-plus", "gennevilliers"):
        manager = Membership.objects.get(user__email=f"encadrant.{site}@proxinet.example", site__slug=site)
        assert Incident.objects.visible_to(manager.user).filter(shared_at__isnull=False).exists()


def test_contacts_and_documents(demo, settings):
    settings.MEDIA_ROOT = demo
    assert Contact.objects.values("site").distinct().count() == 6
    for document in Document.objects.all():
        assert document.content_type == "application/pdf"
        assert document.file.read(5) == b"%PDF-"
