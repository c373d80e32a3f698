"""« Ailleurs »: a mini-project is offered to the other sites, read without a name, taken up with a link back."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.mini_projects import projects
from networks.mini_projects.copying import AlreadyCopied, NoLongerShared, copy_project
from networks.models import MiniProject, Outcome, Support, Task
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

CATALOGUE = "/mini-projets/ailleurs/"


@pytest.fixture
def elsewhere():
    return SiteFactory(name="Gennevilliers")


@pytest.fixture
def source(elsewhere):
    worker = FieldWorkerFactory(site=elsewhere, first_name="Awa", last_name="Brun")
    project = MiniProject(
        site=elsewhere,
        title="Recyclerie",
        description="Un local pour donner.",
        means="Un local prêté.",
        result="Deux tonnes.",
        state="done",
        is_shared=True,
        proposed_by=worker,
    )
    projects.begin(project, by=None)
    Support.objects.create(project=project, person=worker)
    for number, title in enumerate(["Trouver un local", "Prévenir les habitants"]):
        Task.objects.create(
            site=elsewhere, project=project, title=title, person=worker, due_on=f"2025-01-0{number + 1}"
        )
    Outcome.objects.create(site=elsewhere, project=project, kind="figure", title="Sacs", figure=120, unit="sacs")
    return project


def at(name, project) -> str:
    return reverse(f"networks:{name}", args=[project.pk])


def test_the_lead_offers_it_and_takes_it_back(elsewhere, source, sign_in, text):
    projects.share(source, False)
    lead, other = sign_in(a_lead(elsewhere)), sign_in(a_lead(SiteFactory()))
    assert "Recyclerie" not in text(other.get(CATALOGUE))
    assert other.get(at("shared_project", source)).status_code == 404
    assert "est proposé aux autres sites" in text(lead.post(at("share_project", source), {"share": "oui"}, follow=True))
    assert "Recyclerie" in text(other.get(CATALOGUE))
    lead.post(at("share_project", source), {"share": "non"})
    assert "Recyclerie" not in text(other.get(CATALOGUE))


def test_an_idea_is_not_offered(site, sign_in, text):
    idea = projects.propose(site, "Goûter", by=None)
    answer = sign_in(a_lead(site)).post(at("share_project", idea), {"share": "oui"}, follow=True)
    assert "en cours ou réalisé" in text(answer)
    assert not MiniProject.objects.shared().exists()


def test_who_reads_the_catalogue(site, source, sign_in):
    for reader in (a_lead(site), a_partner(site), a_coordinator(), an_admin()):
        client = sign_in(reader)
        assert [client.get(page).status_code for page in (CATALOGUE, at("shared_project", source))] == [200, 200]
    for reader in (a_caretaker(site), a_manager(site)):
        client = sign_in(reader)
        assert [client.get(page).status_code for page in (CATALOGUE, at("shared_project", source))] == [403, 403]


def test_one_reads_the_design_and_the_results_and_nobody(site, source, sign_in, text):
    words = text(sign_in(a_lead(site)).get(at("shared_project", source)))
    for said in ("Gennevilliers", "Un local prêté", "Trouver un local", "Deux tonnes", "120 sacs"):
        assert said in words
    assert "Awa" not in words
    assert "Brun" not in words


def test_ones_own_are_not_elsewhere_and_words_find_without_accents(elsewhere, source, sign_in, text, site):
    assert "Recyclerie" not in text(sign_in(a_lead(elsewhere)).get(CATALOGUE))
    lead = sign_in(a_lead(site))
    assert "Recyclerie" in text(lead.get(CATALOGUE, {"words": "RECYCLÉRIE donner"}))
    assert "Aucun mini-projet ne correspond" in text(lead.get(CATALOGUE, {"words": "jardin"}))
    assert "Aucun mini-projet ne correspond" in text(lead.get(CATALOGUE, {"state": "under_way"}))


def test_taken_up_with_a_link_back(site, elsewhere, source, sign_in, text):
    lead = sign_in(a_lead(site))
    lead.post(at("copy_project", source), {"title": "Recyclerie du Mail", "state": "idea"})
    copy = MiniProject.objects.get(site=site)
    assert (copy.description, copy.means, copy.result) == ("Un local pour donner.", "Un local prêté.", "")
    assert (copy.state, copy.copied_from, copy.origin, copy.is_shared) == ("idea", source, source, False)
    steps = list(copy.tasks.order_by("pk").values_list("title", "person", "due_on", "site"))
    assert steps == [("Trouver un local", None, None, site.pk), ("Prévenir les habitants", None, None, site.pk)]
    assert not copy.supports.exists()
    page = lead.get(copy.get_absolute_url())
    assert "Repris de Gennevilliers, « Recyclerie »" in text(page)
    assert at("shared_project", source) in page.content.decode()
    words = text(sign_in(a_lead(elsewhere)).get(source.get_absolute_url()))
    assert f"Repris à {site.name}" in words
    assert "Mail" not in words
    assert "Recyclerie du Mail" in text(sign_in(a_coordinator()).get(source.get_absolute_url()))


def test_a_caretaker_reads_where_it_comes_from_without_a_link(site, source, sign_in, text):
    copy = copy_project(source, site, title="Recyclerie", state="decided", by=None)
    page = sign_in(a_caretaker(site)).get(copy.get_absolute_url())
    assert "Repris de Gennevilliers, « Recyclerie »" in text(page)
    assert at("shared_project", source) not in page.content.decode()


def test_a_copy_of_a_copy_belongs_to_the_first_ones_family(site, source):
    copy = copy_project(source, site, title="Recyclerie", state="decided", by=None)
    projects.move(copy, "under_way", by=None)
    projects.share(copy, True)
    third = copy_project(copy, SiteFactory(), title="Donnerie", state="idea", by=None)
    assert (third.copied_from, third.origin) == (copy, source)


def test_taking_it_up_twice_leads_to_the_first_copy(site, source, sign_in, text):
    copy = copy_project(source, site, title="Donnerie", state="decided", by=None)
    lead = sign_in(a_lead(site))
    assert "Déjà repris chez vous" in text(lead.get(at("copy_project", source)))
    answer = lead.post(at("copy_project", source), {"title": "Autre", "state": "idea"}, follow=True)
    assert "l’a déjà repris" in text(answer)
    assert answer.redirect_chain[-1][0] == copy.get_absolute_url()
    assert MiniProject.objects.filter(site=site).count() == 1


def test_a_title_the_site_has_is_said(site, source, sign_in, field_error):
    MiniProject.objects.create(site=site, title="recyclerie")
    answer = sign_in(a_lead(site)).post(at("copy_project", source), {"title": "Recyclerie", "state": "idea"})
    assert "déjà un mini-projet de ce nom" in field_error(answer, "title")
    assert not source.copies.exists()


def test_withdrawn_while_someone_takes_it_up(site, source, sign_in, text):
    lead = sign_in(a_lead(site))
    assert lead.get(at("copy_project", source)).status_code == 200
    stale = MiniProject.objects.get(pk=source.pk)
    projects.share(source, False)
    answer = lead.post(at("copy_project", source), {"title": "Recyclerie", "state": "idea"}, follow=True)
    assert "n’est plus proposé aux autres sites" in text(answer)
    with pytest.raises(NoLongerShared):
        copy_project(stale, site, title="Recyclerie", state="idea", by=None)
    assert not MiniProject.objects.filter(site=site).exists()
    missing = lead.post(f"{CATALOGUE}999999/reprendre/", {"title": "x"}, follow=True)
    assert "n’est plus proposé aux autres sites" in text(missing)


def test_only_a_lead_takes_up_and_not_at_the_same_site(site, elsewhere, source, sign_in):
    for reader in (a_partner(site), a_coordinator(), a_caretaker(site), a_lead(elsewhere)):
        client = sign_in(reader)
        assert client.get(at("copy_project", source)).status_code == 403
        assert client.post(at("copy_project", source), {"title": "x", "state": "idea"}).status_code == 403
    assert not source.copies.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_leads_at_once_make_one_copy(site, source):
    together, ends = Barrier(8), []

    def take_up(number):
        together.wait(20)
        try:
            copy_project(source, site, title=f"Recyclerie {number}", state="idea", by=None)
            ends.append("copied")
        except AlreadyCopied:
            ends.append("already")
        finally:
            connections.close_all()

    threads = [Thread(target=take_up, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["already"] * 7 + ["copied"]
    assert source.copies.count() == 1


def test_the_catalogue_asks_no_more_for_60(site, sign_in):
    lead = sign_in(a_lead(site))

    def add(count):
        for number in range(count):
            MiniProject.objects.create(site=SiteFactory(), title=f"Projet {number}", state="done", is_shared=True)

    add(3)
    small = queries(lead)
    add(57)
    assert queries(lead) <= small + 1 <= 20


def queries(client) -> int:
    client.get(CATALOGUE)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(CATALOGUE).status_code == 200
    return len(asked)
