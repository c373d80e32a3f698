"""The story of a mini-project on one page: the same drawn and told, from either end, in few queries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.mini_projects import projects
from networks.mini_projects.copying import copy_project
from networks.models import MiniProject, Outcome, Support, Task
from tests.factories.events import MeetupFactory, in_days
from tests.factories.people import FieldWorkerFactory, SiteFactory, a_caretaker, a_coordinator, a_lead, a_partner

pytestmark = pytest.mark.django_db

MOST_QUERIES = 10


@pytest.fixture
def site():
    return SiteFactory(name="Gennevilliers")


@pytest.fixture
def project(site):
    """From an idea told at one meetup, decided at the next, to two results."""
    told = MeetupFactory(site=site, title="Proxi-Déj’ de mars", starts_at=in_days(-60))
    decided = MeetupFactory(site=site, title="Proxi-Déj’ d’avril", starts_at=in_days(-30))
    idea = projects.propose(site, "Recyclerie", by=None, meetup=told)
    projects.support(idea, FieldWorkerFactory(site=site, first_name="Awa", last_name="Brun"), by=None)
    projects.move(idea, "decided", by=None, meetup=decided)
    projects.move(idea, "under_way", by=None)
    Task.objects.create(site=site, project=idea, title="Trouver un local", done_on=in_days(-10).date())
    Task.objects.create(site=site, project=idea, title="Prévenir")
    done = projects.move(idea, "done", by=None, result="Deux tonnes de vêtements.")
    Outcome.objects.create(site=site, project=idea, kind="figure", title="Collecte", figure=120, unit="sacs")
    Outcome.objects.create(site=site, project=idea, kind="action", title="Ouverture du local")
    return projects.share(done, True)


def page(project) -> str:
    return reverse("networks:chain", args=[project.pk])


def copied(project, name, **more):
    found = copy_project(project, SiteFactory(name=name), title=f"Donnerie {name}", state="decided", by=None)
    if more.get("shared"):
        projects.move(found, "under_way", by=None)
        projects.share(found, True)
    return found


def told(answer, soup) -> list[str]:
    """The titles of the list, in order."""
    return [
        item.strong.get_text() for item in soup(answer).find("ol", class_="timeline").find_all("li", recursive=False)
    ]


def drawn(answer, soup) -> str:
    return re.sub(r"\s+", " ", " ".join(words.get_text() for words in soup(answer).find("figure").find_all("text")))


def test_from_the_meetup_to_the_reuse(site, project, sign_in, soup, text):
    copied(project, "Sens", shared=True)
    answer = sign_in(a_lead(site)).get(page(project))
    assert told(answer, soup) == [
        "Proxi-Déj’ de mars",
        "Recyclerie",
        "Proxi-Déj’ d’avril",
        "Recyclerie",
        "C’est réalisé",
        "Donnerie Sens",
    ]
    words, picture = text(answer), drawn(answer, soup)
    for said in (
        "L’idée y est née.",
        "Une personne en est.",
        "Étapes faites : 1 sur 2",
        "Trouver un local",
        "Deux tonnes de vêtements.",
        "Chiffre : Collecte, 120 sacs",
        "Repris à Sens",
    ):
        assert said in words
        assert said in picture
    assert "Awa" not in words


def test_every_stage_links_to_its_page(site, project, sign_in, soup):
    copy = copied(project, "Sens", shared=True)
    answer = soup(sign_in(a_coordinator()).get(page(project)))
    links = {link["href"] for link in answer.find("ol", class_="timeline").find_all("a")}
    wanted = {
        project.proposed_at.get_absolute_url(),
        project.decided_at.get_absolute_url(),
        project.get_absolute_url(),
        page(copy),
    }
    assert wanted <= links
    assert {link["href"] for link in answer.find("figure").find_all("a")} == links
    assert all(link["tabindex"] == "-1" for link in answer.find("figure").find_all("a"))


def test_read_from_the_other_end(project, sign_in, soup, text):
    copy = copied(project, "Sens", shared=True)
    third = copied(copy, "Vénissieux")
    copied(project, "Evreux", shared=True)
    answer = sign_in(a_lead(third.site)).get(page(third))
    assert told(answer, soup)[:5] == [
        "Recyclerie",
        "Un autre site",
        "Donnerie Sens",
        "Donnerie Vénissieux",
        "Donnerie Vénissieux",
    ]
    words = text(answer)
    assert "D’abord à Gennevilliers" in words
    assert "D’abord à Sens" in words
    assert "Evreux, « Donnerie Evreux »" in words
    from_the_first = text(sign_in(a_coordinator()).get(page(project)))
    for name in ("Sens", "Vénissieux", "Evreux"):
        assert f"Repris à {name}" in from_the_first


def test_of_a_mini_project_that_is_not_shared_one_reads_the_site_that_took_it_up_and_no_more(
    project, site, sign_in, text
):
    copy = copied(project, "Sens", shared=True)
    copied(copy, "Creil")
    projects.share(copy, False)
    words = text(sign_in(a_lead(site)).get(page(project)))
    assert "Repris ailleurs Sens Repris ailleurs Un autre site" in words
    assert "Donnerie" not in words
    assert "Creil" not in words


def test_a_caretaker_reads_what_was_shared_without_a_link_they_may_not_follow(project, site, sign_in, soup):
    copied(project, "Sens", shared=True)
    answer = soup(sign_in(a_caretaker(site)).get(page(project)))
    last = answer.find("ol", class_="timeline").find_all("li", recursive=False)[-1]
    assert "Donnerie Sens" in last.get_text()
    assert last.find("a") is None


def test_an_idea_alone_and_one_that_was_dropped(site, sign_in, soup, text):
    client = sign_in(a_partner(site))
    idea = projects.propose(site, "Goûter", by=None)
    assert told(client.get(page(idea)), soup) == ["Goûter"]
    projects.move(idea, "dropped", by=None, reason="Pas de local.")
    answer = client.get(page(idea))
    assert told(answer, soup) == ["Goûter", "On s’est arrêté là"]
    assert "Pas de local." in text(answer)


def test_what_was_noted_before_there_was_a_history_has_its_story_too(site, sign_in, soup):
    meetup = MeetupFactory(site=site, title="Proxi-Déj’", starts_at=in_days(-30), date_text="printemps 2014")
    project = MiniProject.objects.create(site=site, title="Tri", decided_at=meetup, state="done")
    answer = sign_in(a_lead(site)).get(page(project))
    assert told(answer, soup) == ["Proxi-Déj’", "Tri", "C’est réalisé"]
    assert "Rencontre, printemps 2014" in drawn(answer, soup)


def test_another_site_is_not_there(project, sign_in):
    assert sign_in(a_lead(SiteFactory())).get(page(project)).status_code == 404


def test_the_picture_stays_legible_and_within_its_frame(project, site, sign_in, soup):
    MiniProject.objects.filter(pk=project.pk).update(title="Un très long intitulé " * 7)
    chained = project
    for name in ("Sens", "Vénissieux", "Evreux", "Villiers-le-Bel", "Creil", "Trappes"):
        chained = copied(chained, name, shared=True)
    figure = soup(sign_in(a_coordinator()).get(page(project))).find("figure")
    right, bottom = map(int, figure.svg["viewbox"].split()[2:])
    tops = []
    for box in figure.find_all("rect"):
        x, y, width, height = (int(box[name]) for name in ("x", "y", "width", "height"))
        assert x + width <= right
        assert y + height <= bottom
        tops.append((y, y + height))
    assert all(end < start for (_, end), (start, _) in zip(tops, tops[1:], strict=False))
    longest = max(len(words.get_text()) for words in figure.find_all("text"))
    assert longest <= 44
    assert not figure.find_all(style=True)


@pytest.mark.parametrize("role", [a_lead, a_caretaker, None])
def test_at_most_ten_queries_whatever_its_length(project, site, sign_in, role):
    client = sign_in(role(site) if role else a_coordinator())

    def add(count):
        for number in range(count):
            other = SiteFactory()
            kept = {"site": other, "state": "under_way", "is_shared": True, "origin": project}
            copy = MiniProject.objects.create(title="Copie", copied_from=project, **kept)
            MiniProject.objects.create(title="Copie de copie", copied_from=copy, **kept)
            Outcome.objects.create(site=site, project=project, kind="action", title=f"Action {number}")
            Task.objects.create(site=site, project=project, title=f"Étape {number}", done_on=in_days(-1).date())
            Support.objects.create(project=project, person=FieldWorkerFactory(site=site))

    add(2)
    small = queries(client, page(project))
    add(58)
    assert queries(client, page(project)) == small <= MOST_QUERIES
    copy = MiniProject.objects.filter(title="Copie de copie").last()
    reader = sign_in(a_lead(copy.site))
    assert queries(reader, page(copy)) <= MOST_QUERIES


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
