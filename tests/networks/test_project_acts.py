"""From the idea to what came of it: who is in, each step dated, nothing that makes no sense."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.mini_projects import projects
from networks.mini_projects.projects import ProjectRefused
from networks.models import MiniProject, ProjectChange
from tests.factories.events import MeetupFactory, in_days
from tests.factories.people import FieldWorkerFactory, SiteFactory, a_lead

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture
def lead(site):
    return a_lead(site)


@pytest.fixture
def idea(site, lead):
    return projects.propose(site, "Goûter des halls", by=lead)


def history(project) -> list[tuple]:
    return list(ProjectChange.objects.filter(project=project).values_list("state", "on"))


def test_an_idea_becomes_supported_then_decided_then_done(site, lead):
    told = MeetupFactory(site=site, starts_at=in_days(-40))
    decided = MeetupFactory(site=site, starts_at=in_days(-10))
    idea = projects.propose(site, "Goûter", by=lead, meetup=told)
    projects.support(idea, FieldWorkerFactory(site=site), by=lead)
    projects.move(idea, "decided", by=lead, meetup=decided)
    projects.move(idea, "under_way", by=lead)
    done = projects.move(idea, "done", by=lead, result="Quarante enfants.")
    assert (done.state, done.result, done.decided_at, done.was_decided) == ("done", "Quarante enfants.", decided, True)
    assert done.decided_on == TODAY() - timedelta(days=10)
    assert history(done) == [
        ("idea", TODAY() - timedelta(days=40)),
        ("decided", TODAY() - timedelta(days=10)),
        ("supported", TODAY()),
        ("under_way", TODAY()),
        ("done", TODAY()),
    ]


def test_twice_in_is_once_and_the_last_one_out_makes_it_an_idea_again(site, lead, idea):
    one, other = FieldWorkerFactory(site=site), FieldWorkerFactory(site=site)
    for worker in (one, one, other):
        assert projects.support(idea, worker, by=lead).state == "supported"
    assert idea.supports.count() == 2
    assert projects.stop_supporting(idea, one, by=lead).state == "supported"
    assert projects.stop_supporting(idea, other, by=lead).state == "idea"
    assert projects.stop_supporting(idea, other, by=lead).state == "idea"
    assert [state for state, _ in history(idea)] == ["idea", "supported", "idea"]


def test_leaving_a_decided_project_does_not_undo_the_decision(site, lead, idea):
    worker = FieldWorkerFactory(site=site)
    projects.support(idea, worker, by=lead)
    projects.move(idea, "decided", by=lead)
    assert projects.stop_supporting(idea, worker, by=lead).state == "decided"


def test_dropping_asks_why_and_taking_up_again_forgets_it(site, lead, idea):
    worker = FieldWorkerFactory(site=site)
    projects.support(idea, worker, by=lead)
    with pytest.raises(ProjectRefused, match="pourquoi"):
        projects.move(idea, "dropped", by=lead, reason="  ")
    dropped = projects.move(idea, "dropped", by=lead, reason="Pas de local.")
    assert (dropped.reason, dropped.was_decided) == ("Pas de local.", False)
    again = projects.move(idea, "idea", by=lead)
    assert (again.state, again.reason) == ("supported", "")
    assert ProjectChange.objects.get(project=idea, state="dropped").reason == "Pas de local."


def test_a_decided_one_that_was_dropped_is_decided_again_where_it_was(site, lead, idea):
    meetup = MeetupFactory(site=site, starts_at=in_days(-10))
    projects.move(idea, "decided", by=lead, meetup=meetup)
    projects.move(idea, "dropped", by=lead, reason="Plus de temps.")
    with pytest.raises(ProjectRefused, match="On ne passe pas"):
        projects.move(idea, "idea", by=lead)
    again = projects.move(idea, "decided", by=lead)
    assert (again.state, again.decided_at, again.reason) == ("decided", meetup, "")


@pytest.mark.parametrize(
    ("steps", "state", "sentence"),
    [
        ([], "under_way", "On ne passe pas de « idée » à « en cours »"),
        ([], "done", "On ne passe pas"),
        ([], "idea", "C’est déjà"),
        (["decided"], "idea", "On ne passe pas"),
        (["decided"], "decided", "C’est déjà"),
        (["decided", "under_way"], "done", "Dites ce que cela a donné."),
        (["dropped"], "under_way", "On ne passe pas"),
    ],
)
def test_steps_that_make_no_sense_are_refused_and_change_nothing(lead, idea, steps, state, sentence):
    for step in steps:
        projects.move(idea, step, by=lead, reason="Assez.")
    before = history(idea)
    with pytest.raises(ProjectRefused) as refused:
        projects.move(idea, state, by=lead)
    assert sentence in str(refused.value).replace("\u202f", " ")
    assert history(idea) == before


@pytest.mark.parametrize(("steps", "sentence"), [(["dropped"], "abandonné"), (["decided", "done"], "terminé")])
def test_what_is_over_is_not_joined_any_more(site, lead, idea, steps, sentence):
    for step in steps:
        projects.move(idea, step, by=lead, reason="Assez.", result="Bien.")
    with pytest.raises(ProjectRefused, match=sentence):
        projects.support(idea, FieldWorkerFactory(site=site), by=lead)
    assert not idea.supports.exists()


def test_another_sites_meetup_decides_nothing(lead, idea):
    elsewhere = MeetupFactory(site=SiteFactory(), starts_at=in_days(-3))
    with pytest.raises(ProjectRefused, match="autre site"):
        projects.move(idea, "decided", by=lead, meetup=elsewhere)
    with pytest.raises(ProjectRefused, match="autre site"):
        projects.propose(idea.site, "Tri", by=lead, meetup=elsewhere)
    assert MiniProject.objects.get().state == "idea"


def test_a_name_is_a_sites_own(site, lead, idea):
    with pytest.raises(ProjectRefused, match="déjà un mini-projet de ce nom"):
        projects.propose(site, "GOÛTER DES HALLS", by=lead)
    assert projects.propose(SiteFactory(), "Goûter des halls", by=lead).pk


def test_only_what_is_going_on_or_done_is_offered_to_others_and_dropping_takes_it_back(lead, idea):
    with pytest.raises(ProjectRefused, match="en cours ou réalisé"):
        projects.share(idea, True)
    projects.move(idea, "decided", by=lead)
    projects.move(idea, "under_way", by=lead)
    assert projects.share(idea, True).is_shared
    assert projects.share(idea, True).is_shared
    assert not projects.move(idea, "dropped", by=lead, reason="Assez.").is_shared
