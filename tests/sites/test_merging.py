"""Two rows that are one person become one, and nothing of the past is lost."""

import pytest
from django.urls import reverse

from networks.models import Meetup, MiniProject, Support, Task, WorkingGroup
from proxinet import seats
from proxinet.repointing import relations_to
from proxinet.seats import State
from sites.merging import MergeRefused, merge
from sites.models import Commitment, FieldWorker
from tests.factories.events import MeetupFactory, SessionFactory, in_days
from tests.factories.people import FieldWorkerFactory, SiteFactory, UserFactory, a_caretaker, a_lead
from trainings.models import Attendance

pytestmark = pytest.mark.django_db

# What points to a person. A new one is written here once someone has seen what a merge makes of it.
MOVED = {
    "accounts.Invitation.field_worker",
    "incidents.Incident.person",
    "incidents.SupportRequest.person",
    "networks.MiniProject.proposed_by",
    "networks.Task.person",
    "sites.FieldWorker.merged_into",
}
ONE_IS_KEPT = {
    "networks.GuideDelivery.person",
    "networks.Invitee.person",
    "networks.Support.person",
    "networks.WorkingGroup_members.fieldworker",
    "resources.Contribution.person",
    "resources.SharedStructure_members.fieldworker",
}
WITH_THEIR_EVENT = {"networks.Registration.person", "trainings.Registration.person", "sites.Commitment.person"}


def test_everything_that_points_to_a_person_is_thought_of():
    relations = {f"{field.related_model._meta.label}.{field.field.name}" for field in relations_to(FieldWorker)}
    assert relations == MOVED | ONE_IS_KEPT | WITH_THEIR_EVENT


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def lead(site):
    return a_lead(site)


@pytest.fixture
def known(site):
    return FieldWorkerFactory(site=site, first_name="Awa", last_name="Diallo", phone="")


@pytest.fixture
def awa(site, known):
    return FieldWorkerFactory(
        site=site,
        employer=known.employer,
        first_name="Awa",
        last_name="",
        is_confirmed=False,
        phone="01 99 00 12 34",
        join_code="ACDEFGHJ",
    )


def state_of(meetup, person):
    return meetup.registrations.exclude(state=State.CANCELLED).get(person=person).state


def counters(meetup):
    meetup = Meetup.objects.get(pk=meetup.pk)
    return meetup.confirmed_count, meetup.waiting_count


def test_the_newcomer_s_places_and_time_are_the_known_person_s(site, lead, awa, known):
    coming, past = MeetupFactory(site=site), MeetupFactory(site=site, starts_at=in_days(-5))
    seats.sign_up(coming, awa)
    past.registrations.create(person=awa, state=State.WALK_IN, position=1, attended=True)
    merge(awa, into=known, by=lead)
    assert state_of(coming, known) == State.CONFIRMED
    assert past.registrations.get().person == known
    assert Commitment.objects.get().person == known
    awa.refresh_from_db()
    assert (awa.is_active, awa.merged_into, awa.merged_by, str(awa)) == (False, known, lead, "Awa")
    known.refresh_from_db()
    assert (known.phone, known.join_code) == ("01 99 00 12 34", "ACDEFGHJ")


@pytest.mark.parametrize("newcomer_first", [True, False])
def test_of_two_places_the_better_is_kept_and_the_other_goes_to_who_waits(site, lead, awa, known, newcomer_first):
    meetup = MeetupFactory(site=site, capacity=2)
    first, second = (awa, known) if newcomer_first else (known, awa)
    waiting = FieldWorkerFactory(site=site)
    for person in (first, second, waiting):
        seats.sign_up(meetup, person)
    merge(awa, into=known, by=lead)
    assert state_of(meetup, known) == State.CONFIRMED
    assert state_of(meetup, waiting) == State.CONFIRMED
    assert counters(meetup) == (2, 0)
    assert Commitment.objects.filter(person=known).count() == 1


@pytest.mark.parametrize("newcomer_first", [True, False])
def test_a_place_is_better_than_waiting(site, lead, awa, known, newcomer_first):
    meetup = MeetupFactory(site=site, capacity=1)
    for person in (awa, known) if newcomer_first else (known, awa):
        seats.sign_up(meetup, person)
    merge(awa, into=known, by=lead)
    assert state_of(meetup, known) == State.CONFIRMED
    assert counters(meetup) == (1, 0)


def test_who_was_noted_present_once_was_there(site, lead, awa, known):
    past = MeetupFactory(site=site, starts_at=in_days(-5))
    past.registrations.create(person=known, state=State.CONFIRMED, position=1, attended=False)
    past.registrations.create(person=awa, state=State.WALK_IN, position=2, attended=True)
    merge(awa, into=known, by=lead)
    assert past.registrations.exclude(state=State.CANCELLED).get().attended is True


def test_reserved_seats_are_counted_anew(site, lead, awa, known):
    meetup = MeetupFactory(
        site=site, capacity=2, reserved_by="staff_category", reserved_seats={known.staff_category: 2}
    )
    FieldWorker.objects.filter(pk=awa.pk).update(staff_category="other")
    awa.refresh_from_db()
    assert seats.sign_up(meetup, awa).state == State.WAITING
    merge(awa, into=known, by=lead)
    assert state_of(meetup, known) == State.CONFIRMED


def test_someone_promised_elsewhere_is_a_sentence_and_changes_nothing(site, lead, awa, known):
    one, other = MeetupFactory(site=site, title="Café"), MeetupFactory(site=site)
    seats.sign_up(one, awa)
    seats.sign_up(other, known)
    with pytest.raises(MergeRefused, match="inscrite ailleurs à l’heure de «\u202fCafé\u202f»"):
        merge(awa, into=known, by=lead)
    assert state_of(one, awa) == State.CONFIRMED
    assert FieldWorker.objects.get(pk=awa.pk).merged_into is None


def test_what_is_over_does_not_refuse(site, lead, awa, known, time_machine):
    one, other = MeetupFactory(site=site), MeetupFactory(site=site)
    seats.sign_up(one, awa)
    seats.sign_up(other, known)
    time_machine.move_to(in_days(30))
    merge(awa, into=known, by=lead)
    assert one.registrations.get().person == known


def test_done_twice_is_told(lead, awa, known):
    merge(awa, into=known, by=lead)
    with pytest.raises(MergeRefused, match="C’est déjà fait"):
        merge(awa, into=known, by=lead)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_confirmed": False}, {"erased_at": in_days(0)}])
def test_nobody_is_joined_with_someone_who_is_not_there(lead, awa, known, change):
    FieldWorker.objects.filter(pk=known.pk).update(**change)
    with pytest.raises(MergeRefused, match="n’est plus dans la liste"):
        merge(awa, into=known, by=lead)


def test_nor_with_themselves_or_someone_of_another_site(lead, awa):
    for other in (awa, FieldWorkerFactory()):
        with pytest.raises(MergeRefused, match="une autre personne du même site"):
            merge(awa, into=other, by=lead)


def test_ideas_supports_tasks_and_groups_follow_without_counting_double(site, lead, awa, known):
    project = MiniProject.objects.create(site=site, title="Encombrants", proposed_by=awa)
    alone = MiniProject.objects.create(site=site, title="Jardin")
    for person in (awa, known):
        Support.objects.create(project=project, person=person)
    Support.objects.create(project=alone, person=awa)
    task = Task.objects.create(site=site, title="Écrire", person=awa)
    group = WorkingGroup.objects.create(site=site, title="Propreté")
    group.members.add(awa, known)
    earlier = FieldWorkerFactory(site=site, is_active=False, is_confirmed=False, merged_into=awa)
    merge(awa, into=known, by=lead)
    assert [support.person for support in Support.objects.all()] == [known, known]
    assert Task.objects.get(pk=task.pk).person == known
    assert list(group.members.all()) == [known]
    assert MiniProject.objects.get(pk=project.pk).proposed_by == known
    assert FieldWorker.objects.get(pk=earlier.pk).merged_into == known


def test_trainings_of_both_rows_are_one_person_s(site, lead, known):
    double = FieldWorkerFactory(site=site, employer=known.employer, first_name="Awa", last_name="Dialo")
    session = SessionFactory(module__programme__site=site, starts_at=in_days(-5))
    for position, person in enumerate((known, double), start=1):
        session.registrations.create(person=person, state=State.CONFIRMED, position=position)
    Attendance.objects.create(
        registration=session.registrations.get(person=double),
        half_day=session.half_days.get(),
        state=Attendance.State.PRESENT,
    )
    merge(double, into=known, by=lead)
    kept = session.registrations.exclude(state=State.CANCELLED).get()
    assert kept.person == known
    assert Attendance.objects.get().registration == kept


def test_an_account_is_handed_over(site, lead, known):
    user = a_caretaker(site)
    double = user.field_workers.get()
    merge(double, into=known, by=lead)
    assert list(user.field_workers.all()) == [known]


def test_the_lead_joins_two_known_people_from_the_page_of_one(site, lead, known, sign_in):
    double = FieldWorkerFactory(site=site, first_name="Awa", last_name="Dialo")
    client, address = sign_in(lead), reverse("sites:worker", args=[site.slug, double.pk])
    response = client.post(address, {"act": "merge", "double-into": known.pk}, follow=True)
    assert "Réuni avec Awa Dialo le" in response.content.decode()
    assert client.get(address).status_code == 404
    people = client.get(reverse("sites:site_workers", args=[site.slug]), {"en_poste": "tous"}).content.decode()
    assert "Dialo" not in people


def test_the_list_of_agents_marks_newcomers_and_its_file_leaves_them_out(site, lead, awa, known, sign_in):
    client = sign_in(lead)
    assert "À confirmer" in client.get(reverse("sites:site_workers", args=[site.slug])).content.decode()
    file = client.get(reverse("sites:export_workers", args=[site.slug]))
    rows = b"".join(file.streaming_content if file.streaming else [file.content]).decode()
    assert rows.count("Awa") == 1


def test_a_manager_or_a_stranger_joins_nobody(site, known, sign_in):
    address = reverse("sites:worker", args=[site.slug, known.pk])
    assert sign_in(a_caretaker(site)).post(address, {"act": "merge"}).status_code == 403
    assert sign_in(UserFactory()).post(address, {"act": "merge"}).status_code in (403, 404)
