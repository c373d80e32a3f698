"""What the networks' sites lived, read through the rows: chains, groups, visits, guide, and what is left to try."""

import io

import pytest
from django.utils import timezone
from PIL import Image
from post_office.models import Email

from accounts.models import User
from demo.pictures import Drawing, picture
from networks.models import (
    Contact,
    Guest,
    GuideEdition,
    Meetup,
    MiniProject,
    Outcome,
    Photo,
    Registration,
    SiteWalk,
    Task,
    WalkPoint,
    WorkingGroup,
)
from networks.newcomer_guide.changes import changes_between
from proxinet import seats
from proxinet.uploads import recognise
from sites.join_codes import LENGTH, person_with_code
from sites.models import FieldWorker, Site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

NETWORKS = ["gennevilliers", "villiers-le-bel"]
WITH_NETWORK = [*NETWORKS, "sens", "venissieux"]


def done_at_luth():
    return MiniProject.objects.filter(site__slug="gennevilliers", state="done")


def meetups(site, **filters):
    return Meetup.objects.filter(site__slug=site, **filters)


class TestLuth:
    def test_the_four_subjects_are_whole_chains(self):
        assert set(done_at_luth().values_list("title", flat=True)) == {
            "Encombrants",
            "Réunions en bas des immeubles",
            "Recyclage des vêtements",
            "Mieux trier",
        }
        for project in done_at_luth():
            states = list(project.changes.values_list("state", flat=True))
            assert states[0] == "idea"
            assert states[-1] == "done"
            assert "decided" in states
            assert project.proposed_at.starts_at < project.decided_at.starts_at
            assert project.decided_on == timezone.localdate(project.decided_at.starts_at)
            assert project.proposed_at.kind == project.decided_at.kind == "breakfast"
            assert project.tasks.exists()
            assert not project.tasks.filter(done_on=None).exists()
            assert project.supports.exists()
            assert project.outcomes.exists()
            assert project.result.startswith("Exemple")

    def test_pilots_of_two_landlords_carry_each(self):
        for project in done_at_luth():
            pilots = project.pilots.all()
            assert pilots.count() == 2
            assert {pilot.kind for pilot in pilots} == {"landlord"}

    def test_nothing_was_decided_before_the_first_breakfast(self):
        first = meetups("gennevilliers", series__isnull=False).earliest("starts_at")
        assert first.date_text == "octobre 2013"
        assert min(project.proposed_at.starts_at for project in done_at_luth()) == first.starts_at

    def test_each_breakfast_has_its_account_marked_as_an_example(self):
        accounts = meetups("gennevilliers", series__isnull=False).values_list("account", flat=True)
        assert len(accounts) == 20
        assert all(account.startswith("Exemple.") for account in accounts)

    def test_the_needs_study_and_the_feedback_of_the_16_caretakers(self):
        assert meetups("gennevilliers", title__startswith="Étude des besoins").get().outcomes.exists()
        feedback = meetups("gennevilliers", title__startswith="Restitution").get()
        assert feedback.registrations.filter(attended=True).count() == 16
        assert feedback.registrations.values("person__employer").distinct().count() == 3
        assert feedback.outcomes.get(kind="figure").figure == 16

    def test_the_collective_visit_is_a_walk_with_what_followed(self):
        walk = SiteWalk.objects.get(meetup__site__slug="gennevilliers")
        assert walk.meetup.kind == "visit"
        assert walk.points.count() == 3
        assert not walk.points.filter(steps=None).exists()
        assert set(walk.points.values_list("state", flat=True)) == {"done"}

    def test_the_guide_has_two_editions_and_the_second_says_what_changed(self, demo, settings):
        settings.MEDIA_ROOT = demo
        second, first = GuideEdition.objects.filter(site__slug="gennevilliers")
        assert (first.number, second.number) == (1, 2)
        assert first.published_at < second.published_at < timezone.now()
        assert changes_between(first.content, second.content)
        for edition in (first, second):
            assert recognise(edition.file).extension == "pdf"
            assert edition.size == edition.file.size


class TestTakenUpElsewhere:
    @pytest.mark.parametrize(
        ("site", "source", "state"),
        [("villiers-le-bel", "Recyclage des vêtements", "under_way"), ("venissieux", "Mieux trier", "supported")],
    )
    def test_another_site_takes_it_up_and_says_it_is_an_example(self, site, source, state):
        copy = MiniProject.objects.get(site__slug=site, copied_from__isnull=False)
        assert copy.copied_from == done_at_luth().get(title=source)
        assert copy.origin == copy.copied_from
        assert copy.copied_from.is_shared
        assert copy.state == state
        assert "exemple" in copy.title


class TestVilliersLeBel:
    def test_two_groups_for_the_two_themes(self):
        groups = WorkingGroup.objects.filter(site__slug="villiers-le-bel")
        assert set(groups.values_list("title", flat=True)) == {"Sécurité", "Troubles entre voisins"}
        for group in groups:
            assert group.pilots.count() == 2
            assert group.members.exists()
            assert group.meetups.filter(ends_at__lt=timezone.now()).exists()

    def test_who_the_security_group_met(self):
        met = meetups("villiers-le-bel", group__title="Sécurité", ends_at__lt=timezone.now())
        assert list(met.order_by("starts_at").values_list("kind", flat=True)) == ["visit"] + ["partners"] * 3
        assert {name for name in met.values_list("partners__name", flat=True) if name} >= {
            "CLSPD de Villiers-le-Bel",
            "Police nationale (Villiers-le-Bel)",
            "Police municipale de Villiers-le-Bel",
            "Maison de la Justice et du Droit",
        }
        assert met.get(kind="visit").walks.get().points.exists()

    def test_what_the_actions_gave(self):
        figures = Outcome.objects.filter(site__slug="villiers-le-bel", kind="figure", project=None)
        assert sorted(figures.values_list("meetup__kind", "figure")) == [("shadowing", 9), ("youth_worksite", 8)]
        press = Outcome.objects.filter(meetup__kind="event_day", site__slug="villiers-le-bel", kind="document")
        assert press.count() == 2
        assert all("titre inventé" in outcome.title for outcome in press)


def test_the_groups_of_every_approach_have_two_co_pilots_of_different_organisations():
    for group in WorkingGroup.objects.all():
        assert group.pilot_parts.count() == 2, group
        assert all(part.function for part in group.pilot_parts.all())
    assert WorkingGroup.objects.filter(site__slug="venissieux", pilots__name="ABC HLM").count() == 4
    assert not meetups("venissieux", series__isnull=False, group=None).exists()
    assert not meetups("sens", group=None).exists()


class TestToTry:
    @pytest.mark.parametrize("slug", WITH_NETWORK)
    def test_meetups_to_come_of_which_one_is_public(self, slug):
        coming = meetups(slug, starts_at__gt=timezone.now(), cancelled_at=None)
        assert coming.count() >= 3
        assert any(meetup.is_open and meetup.seats_left for meetup in coming.filter(is_public=True))
        assert Guest.objects.filter(meetup__in=coming).exists()

    @pytest.mark.parametrize("slug", WITH_NETWORK)
    def test_something_is_late_and_something_is_the_caretakers(self, slug):
        open_tasks = Task.objects.filter(site__slug=slug, done_on=None)
        assert any(task.is_late for task in open_tasks)
        account = User.objects.get(email=f"gardien.{slug}@proxinet.example")
        assert open_tasks.filter(person__user=account).exists()

    @pytest.mark.parametrize("slug", NETWORKS)
    def test_an_idea_one_can_join_and_a_point_that_is_late(self, slug):
        idea = MiniProject.objects.ideas().filter(site__slug=slug).first()
        assert idea.supports.exists()
        assert not idea.supports.exclude(person__user=None).exists()
        assert any(point.is_late for point in WalkPoint.objects.filter(walk__site__slug=slug))

    @pytest.mark.parametrize("slug", WITH_NETWORK)
    def test_a_contact_to_confirm(self, slug):
        assert any(contact.needs_checking for contact in Contact.objects.filter(site__slug=slug))

    def test_a_series_has_a_date_called_off(self):
        coffees = meetups("villiers-le-bel", series__isnull=False)
        assert coffees.count() == 4
        assert coffees.exclude(cancelled_at=None).count() == 1

    def test_personal_codes_open_the_poster(self):
        for slug in WITH_NETWORK:
            site = Site.objects.get(slug=slug)
            people = site.field_workers.exclude(join_code=None)
            assert people.count() >= 4
            for person in people:
                assert len(person.join_code) == LENGTH
                assert person_with_code(site, person.join_code) == person

    def test_one_newcomer_waits_to_be_confirmed(self):
        newcomer = FieldWorker.objects.newcomers().get()
        assert newcomer.site.slug == "venissieux"
        assert Registration.objects.get(person=newcomer).state == seats.State.CONFIRMED


def test_ideas_are_not_counted_as_mini_projects():
    assert MiniProject.objects.beyond_ideas().filter(site__slug="gennevilliers").count() == 4


def test_loading_writes_to_nobody():
    assert not Email.objects.exists()
    assert not Guest.objects.exclude(email__endswith=".example").exists()


class TestPictures:
    def test_photos_are_light_and_say_that_they_are_drawn(self, demo, settings):
        settings.MEDIA_ROOT = demo
        photos = Photo.objects.all()
        assert photos.count() >= 6
        for photo in photos:
            assert "Dessin" in photo.credit
            with photo.file.open() as content:
                assert Image.open(content).size == (photo.width, photo.height)
            assert photo.size == photo.file.size < 60_000
        drawn = [*Outcome.objects.exclude(file=""), *WalkPoint.objects.exclude(photo="")]
        assert len(drawn) >= 6
        assert all(row.content_type == "image/jpeg" for row in drawn)

    @pytest.mark.parametrize("drawing", Drawing.values)
    def test_the_same_drawing_each_time(self, drawing):
        once = picture(drawing, "Le Luth")
        assert once == picture(drawing, "Le Luth")
        assert Image.open(io.BytesIO(once)).size == (640, 420)
