"""Mini-projects on the page: an idea from a phone, who is in, each step, what came of it."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.mini_projects import projects
from networks.models import MiniProject, Outcome, ProjectChange, Support, Task, WorkingGroup
from sites.models import SitePartner
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
)

pytestmark = pytest.mark.django_db

LIST = "/mini-projets/"
NEW = "/mini-projets/nouveau/"
IDEA = "/mini-projets/idee/"


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


@pytest.fixture
def partners(site):
    found = [OrganisationFactory(name=name) for name in ("Régie du Luth", "Ville", "Les Voisins")]
    for organisation in found:
        SitePartner.objects.create(site=site, organisation=organisation, part="partner")
    return found


def typed(*pilots, **more) -> dict:
    """The form's data; ``pilots``: (organisation, function) rows."""
    rows = {"pilots-TOTAL_FORMS": len(pilots), "pilots-INITIAL_FORMS": 0, "title": "Recyclerie", "state": "decided"}
    for number, (organisation, function) in enumerate(pilots):
        rows[f"pilots-{number}-organisation"] = getattr(organisation, "pk", organisation)
        rows[f"pilots-{number}-function"] = function
    return rows | more


def at(name, project) -> str:
    return reverse(f"networks:{name}", args=[project.pk])


def test_a_project_from_decision_to_result(site, lead, partners, text):
    meetup = MeetupFactory(site=site, title="Proxi-Déj’ d’avril", starts_at=in_days(-5))
    pilots = [(partners[1], "Chargée de mission"), (partners[2], ""), ("", "")]
    lead.post(NEW, typed(*pilots, decided_at=meetup.pk, partners=[partners[0].pk], means="Un local prêté"))
    project = MiniProject.objects.get()
    words = text(lead.get(project.get_absolute_url()))
    for said in ("Proxi-Déj’ d’avril", "Avec Régie du Luth", "Ville (Chargée de mission), Les Voisins", "local prêté"):
        assert said in words
    assert "Rien de noté pour l’instant" in words
    lead.post(at("move_project", project), {"state": "done", "result": "Deux tonnes de vêtements."})
    words = text(lead.get(project.get_absolute_url()))
    assert "Réalisé" in words
    assert "Deux tonnes de vêtements." in words
    assert "Recyclerie" in text(lead.get(meetup.get_absolute_url()))


def test_the_list_puts_ideas_first_then_what_is_under_way_and_filters(site, sign_in, soup):
    for title, state in [("A", "dropped"), ("B", "done"), ("C", "decided"), ("D", "under_way"), ("E", "idea")]:
        MiniProject.objects.create(site=site, title=title, state=state)
    wanted = MiniProject.objects.create(site=site, title="F", state="supported")
    for _ in range(2):
        Support.objects.create(project=wanted, person=FieldWorkerFactory(site=site))
    client = sign_in(a_partner(site))

    def titles(**query):
        return [card.h3.get_text() for card in soup(client.get(LIST, query)).find_all("article")]

    assert titles() == ["F", "E", "D", "C", "B", "A"]
    assert titles(state="done") == ["B"]
    page = soup(client.get(LIST))
    assert [part.get_text() for part in page.main.find_all("h2")] == ["Idées", "Mini-projets"]
    assert "2 personnes en sont" in page.get_text()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": "recyclerie"}, "title", "Ce site a déjà un mini-projet de ce nom."),
        ({"title": ""}, "title", "obligatoire"),
        ({"description": "x" * 2001}, "description", "2000 caractères"),
        ({"state": "rêvé"}, "state", "choix valide"),
        ({"state": "dropped"}, "state", "choix valide"),
    ],
)
def test_a_project_that_cannot_be_says_why(site, lead, soup, field_error, changes, field, sentence):
    MiniProject.objects.create(site=site, title="Recyclerie")
    answer = lead.post(NEW, typed(title="Tri", state="done", result="<i>Bien</i>") | changes)
    assert sentence in field_error(answer, field)
    assert soup(answer).find("textarea", attrs={"name": "result"}).get_text().strip() == "<i>Bien</i>"
    assert MiniProject.objects.count() == 1


def test_a_done_one_says_what_it_gave_and_an_idea_was_not_decided(site, lead, field_error):
    meetup = MeetupFactory(site=site, starts_at=in_days(-5))
    assert "ce que cela a donné" in field_error(lead.post(NEW, typed(state="done")), "result")
    assert "pas encore décidée" in field_error(lead.post(NEW, typed(state="idea", decided_at=meetup.pk)), "decided_at")
    assert not MiniProject.objects.exists()


def test_pilots_that_cannot_be_are_said_on_their_row_and_nothing_is_written(lead, partners, text):
    answer = lead.post(NEW, typed((partners[0], ""), (partners[0], "Bis")))
    assert "Cet organisme est déjà sur une autre ligne" in text(answer)
    assert not MiniProject.objects.exists()


def test_another_sites_meetup_or_group_cannot_be_its_own(lead, field_error):
    elsewhere = MeetupFactory(starts_at=in_days(-5))
    group = WorkingGroup.objects.create(site=elsewhere.site, title="Propreté")
    answer = lead.post(NEW, typed(decided_at=elsewhere.pk, proposed_at=elsewhere.pk, group=group.pk))
    for name in ("decided_at", "proposed_at", "group"):
        assert "choix" in field_error(answer, name)


def test_editing_keeps_the_state_others_gave_it_meanwhile(site, lead, partners, text):
    project = projects.begin(MiniProject(site=site, title="Tri"), by=None)
    page = at("edit_project", project)
    assert 'name="state"' not in lead.get(page).content.decode()
    stale = MiniProject.objects.get(pk=project.pk)
    projects.move(project, "under_way", by=None)
    stale.title = "Tri des halls"
    projects.rewrite(stale, ["title"], [(partners[0], "Directrice")])
    fresh = MiniProject.objects.get()
    assert (fresh.title, fresh.state) == ("Tri des halls", "under_way")
    assert "Régie du Luth (Directrice)" in text(lead.get(project.get_absolute_url()))


def test_the_second_of_two_editors_is_told(site, lead, soup, text, partners):
    project = projects.begin(MiniProject(site=site, title="Tri"), by=None)
    page = at("edit_project", project)
    seen = soup(lead.get(page)).find(attrs={"name": "seen"})["value"]
    lead.post(page, typed((partners[0], ""), title="Tri", description="Le premier", seen=seen))
    answer = lead.post(page, typed(title="Tri", description="Le second", seen=seen))
    assert "Le premier" in text(answer)
    assert "Pilotes : Régie du Luth" in text(answer)
    assert MiniProject.objects.get().description == "Le premier"
    seen = soup(answer).find(attrs={"name": "seen"})["value"]
    lead.post(page, typed(title="Tri", description="Le second", seen=seen))
    assert MiniProject.objects.get().description == "Le second"


def test_the_day_it_was_decided_follows_the_meetup(site, lead):
    meetup = MeetupFactory(site=site, starts_at=in_days(-30))
    project = projects.begin(MiniProject(site=site, title="Tri"), by=None)
    lead.post(at("edit_project", project), typed(title="Tri", decided_at=meetup.pk))
    project.refresh_from_db()
    assert project.decided_on == in_days(-30).date()
    assert ProjectChange.objects.get().on == in_days(-30).date()


def test_a_caretaker_proposes_an_idea_and_is_in_it(site, sign_in, soup, text):
    caretaker = a_caretaker(site)
    client = sign_in(caretaker)
    assert soup(client.get(LIST)).find("a", href=IDEA)
    client.post(IDEA, {"title": "Boîte à livres", "description": "Dans le hall du 3"})
    idea = MiniProject.objects.get()
    assert (idea.site, idea.state, idea.proposed_by) == (site, "supported", caretaker.field_workers.get())
    words = text(client.get(idea.get_absolute_url()))
    assert "Vous en êtes" in words
    assert "Idée de" not in words
    author = str(idea.proposed_by)
    assert f"Idée de {author}" in text(sign_in(a_lead(site)).get(idea.get_absolute_url()))
    for reader in (a_partner(site), a_coordinator(), a_caretaker(site), a_manager(site)):
        assert author not in text(sign_in(reader).get(idea.get_absolute_url()))


def test_an_idea_already_there_is_said_and_what_was_typed_stays(site, sign_in, field_error, soup):
    MiniProject.objects.create(site=site, title="Boîte à livres", state="idea")
    answer = sign_in(a_caretaker(site)).post(IDEA, {"title": "boîte à livres", "description": "Au 3"})
    assert "déjà une idée ou un mini-projet" in field_error(answer, "title")
    assert soup(answer).find("textarea").get_text().strip() == "Au 3"


def test_partners_and_managers_propose_nothing_and_are_not_in(site, sign_in):
    idea = projects.propose(site, "Goûter", by=None)
    for reader in (a_partner(site), a_manager(site), a_coordinator()):
        client = sign_in(reader)
        assert client.get(IDEA).status_code == 403
        assert client.post(at("support", idea)).status_code == 403
    assert sign_in(a_lead(site)).post(at("support", idea)).status_code == 403
    assert not Support.objects.exists()


def test_in_then_out(site, sign_in, text):
    idea = projects.propose(site, "Goûter", by=None)
    client = sign_in(a_caretaker(site))
    assert client.get(at("support", idea)).status_code == 405
    client.post(at("support", idea))
    words = text(client.post(at("support", idea), follow=True))
    assert "Une personne en est" in words
    assert "Idée soutenue" in words
    words = text(client.post(at("stop_supporting", idea), follow=True))
    assert "Personne pour l’instant" in words
    assert "J’en suis" in words


def test_a_dropped_one_cannot_be_joined(site, sign_in, text):
    idea = projects.propose(site, "Goûter", by=None)
    projects.move(idea, "dropped", by=None, reason="Pas de local.")
    client = sign_in(a_caretaker(site))
    assert "J’en suis" not in text(client.get(idea.get_absolute_url()))
    assert "on ne peut plus s’y joindre" in text(client.post(at("support", idea), follow=True))
    assert not Support.objects.exists()


def test_names_of_who_is_in_are_read_by_those_who_may(site, sign_in, text):
    employer = OrganisationFactory()
    idea = projects.propose(site, "Goûter", by=None)
    own = FieldWorkerFactory(site=site, employer=employer, first_name="Awa", last_name="Brun")
    other = FieldWorkerFactory(site=site, first_name="Luc", last_name="Petit")
    for worker in (own, other):
        projects.support(idea, worker, by=None)

    def names(reader):
        words = text(sign_in(reader).get(idea.get_absolute_url()))
        assert "2 personnes en sont" in words
        return {name for name in ("Awa", "Luc") if name in words}

    assert names(a_lead(site)) == {"Awa", "Luc"}
    assert names(a_manager(site, employer)) == {"Awa"}
    assert names(a_caretaker(site)) == names(a_partner(site)) == names(a_coordinator()) == set()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_ten_people_pressing_twice_at_once_are_each_in_once(site):
    idea = projects.propose(site, "Goûter", by=None)
    workers = FieldWorkerFactory.create_batch(10, site=site)
    together, failures = Barrier(20), []

    def press(worker):
        try:
            together.wait(20)
            projects.support(idea, worker, by=None)
        except Exception as error:  # noqa: BLE001 - reported to the test
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=press, args=[worker]) for worker in workers * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert idea.supports.count() == 10
    assert ProjectChange.objects.filter(project=idea, state="supported").count() == 1


def test_moving_on_asks_for_what_it_needs(site, lead, field_error, text):
    meetup = MeetupFactory(site=site, starts_at=in_days(-3))
    elsewhere = MeetupFactory(starts_at=in_days(-3))
    idea = projects.propose(site, "Goûter", by=None)
    page = at("move_project", idea)
    assert "choix" in field_error(lead.post(page, {"state": "decided", "meetup": elsewhere.pk}), "meetup")
    assert "pourquoi" in field_error(lead.post(page, {"state": "dropped"}), "reason")
    assert "changé d’état" in field_error(lead.post(page, {"state": "done"}), "state")
    lead.post(page, {"state": "decided", "meetup": meetup.pk})
    lead.post(page, {"state": "under_way"})
    assert "ce que cela a donné" in field_error(lead.post(page, {"state": "done", "result": " "}), "result")
    lead.post(page, {"state": "dropped", "reason": "Le local est vendu."})
    words = text(lead.get(idea.get_absolute_url()))
    assert "On s’est arrêté là Le local est vendu." in words
    lead.post(page, {"state": "decided"})
    assert "On s’est arrêté là" not in text(lead.get(idea.get_absolute_url()))
    idea.refresh_from_db()
    assert (idea.state, idea.decided_at) == ("decided", meetup)


def test_steps_say_who_to_those_who_may_know_and_the_organisation_to_the_others(site, lead, sign_in, partners, text):
    worker = FieldWorkerFactory(site=site, first_name="Awa", last_name="Brun")
    project = projects.begin(MiniProject(site=site, title="Tri"), by=None)
    page = at("add_step", project)
    answer = lead.post(page, {"title": "Trouver un local", "organisation": partners[0].pk, "person": worker.pk})
    assert answer["Location"].endswith("#etapes")
    assert "Awa" in text(lead.get(project.get_absolute_url()))
    words = text(sign_in(a_partner(site)).get(project.get_absolute_url()))
    assert "Trouver un local" in words
    assert "Régie du Luth" in words
    assert "Awa" not in words
    stranger = FieldWorkerFactory()
    lead.post(page, {"title": "", "due_on": "2026-12-01"})
    lead.post(page, {"title": "Ailleurs", "person": stranger.pk})
    lead.post(page, {"title": "Tard", "due_on": "0026-12-01"})
    assert Task.objects.count() == 1


def test_another_site_is_not_there_and_a_caretaker_is_told_who_may(site, sign_in):
    project = MiniProject.objects.create(site=site, title="Tri")
    group = WorkingGroup.objects.create(site=site, title="Propreté")
    pages = [
        project.get_absolute_url(),
        at("edit_project", project),
        at("move_project", project),
        at("add_step", project),
        at("edit_group", group),
    ]
    stranger, caretaker = sign_in(a_lead(SiteFactory())), sign_in(a_caretaker(site))
    assert [stranger.get(page).status_code for page in pages] == [404] * 5
    assert [caretaker.get(page).status_code for page in pages] == [200, 403, 403, 403, 403]
    assert stranger.post(at("share_project", project)).status_code == 404
    assert caretaker.post(at("share_project", project)).status_code == 403
    for page in (NEW, "/groupes/nouveau/"):
        assert caretaker.post(page, {"title": "x"}).status_code == 403


@pytest.mark.parametrize("url", [LIST, "/groupes/"])
def test_lists_ask_no_more_for_300(site, lead, url):
    partner = OrganisationFactory()

    def add(numbers):
        for number in numbers:
            MiniProject.objects.create(site=site, title=f"Projet {number}").partners.add(partner)
            WorkingGroup.objects.create(site=site, title=f"Groupe {number}").pilots.add(partner)

    add(range(3))
    small = queries(lead, url)
    add(range(3, 300))
    assert queries(lead, url) == small <= 20


def test_a_full_project_page_asks_no_more(site, lead, partners):
    project = projects.begin(MiniProject(site=site, title="Tri"), by=None)

    def fill(count):
        for number in range(count):
            worker = FieldWorkerFactory(site=site)
            Support.objects.create(project=project, person=worker)
            Task.objects.create(site=site, project=project, title=f"Étape {number}", person=worker)
            Outcome.objects.create(site=site, project=project, kind="action", title=f"Action {number}")
            MiniProject.objects.create(site=SiteFactory(), title="Tri", copied_from=project)

    fill(1)
    small = queries(lead, project.get_absolute_url())
    fill(9)
    assert queries(lead, project.get_absolute_url()) == small <= 20


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_a_day_known_by_its_month_only_is_not_made_precise(site, lead, text):
    meetup = MeetupFactory(site=site, starts_at=in_days(-400), date_text="printemps 2014")
    project = projects.begin(MiniProject(site=site, title="Tri", decided_at=meetup), by=None)
    projects.move(project, "under_way", by=None)
    words = text(lead.get(project.get_absolute_url()))
    assert "printemps 2014 Décidé" in words
    assert str(meetup.starts_at.year) not in words
