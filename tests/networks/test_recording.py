"""After a meetup: who came, the headcounts, the account, what was decided."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.models import Guest, Meetup, MiniProject
from proxinet.seats import State
from sites.models import SitePartner
from tests.factories.events import MeetupFactory, in_days
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, a_caretaker, a_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def meetup(site):
    return MeetupFactory(site=site, title="Proxi-Déj’ de mars", starts_at=in_days(-2))


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


@pytest.fixture
def url(meetup):
    return reverse("networks:record", args=[meetup.pk])


def register(meetup, person, state=State.CONFIRMED):
    position = meetup.registrations.count() + 1
    return meetup.registrations.create(person=person, state=state, position=position)


def typed(came=(), walk_ins=(), decided=(), **values):
    decisions = {f"decisions-{number}-title": title for number, title in enumerate(decided)}
    return {
        "came": [seat.pk for seat in came],
        "sans-inscription-people": [person.pk for person in walk_ins],
        "residents": "",
        "youths": "",
        "account": "",
        "decisions-TOTAL_FORMS": str(max(3, len(decided))),
        "decisions-INITIAL_FORMS": "0",
        "inconnus-TOTAL_FORMS": "2",
        "inconnus-INITIAL_FORMS": "0",
        **decisions,
        **values,
    }


def ticked(page, name):
    return {box["value"] for box in page.find_all("input", attrs={"name": name}) if box.has_attr("checked")}


def test_everything_about_a_meetup_in_one_page(site, meetup, url, lead, text):
    came, absent, waited = (FieldWorkerFactory(site=site) for _ in range(3))
    seats = [register(meetup, came), register(meetup, absent), register(meetup, waited, State.WAITING)]
    walk_in = FieldWorkerFactory(site=site)
    answer = lead.post(
        url,
        typed(
            came=[seats[0], seats[2]],
            walk_ins=[walk_in],
            decided=["Encombrants", "", "Pied d’immeuble"],
            residents="4",
            youths="0",
            account="Deux idées sont sorties.",
        ),
        follow=True,
    )
    words = text(answer)
    assert "3 personnes sont notées présentes." in words
    assert "Deux idées sont sorties." in words
    attended = dict(meetup.registrations.values_list("person", "attended"))
    assert attended == {came.pk: True, absent.pk: False, waited.pk: True, walk_in.pk: True}
    assert meetup.registrations.get(person=walk_in).state == State.WALK_IN
    assert set(meetup.mini_projects.values_list("title", "state")) == {
        ("Encombrants", "decided"),
        ("Pied d’immeuble", "decided"),
    }
    meetup.refresh_from_db()
    assert (meetup.residents_count, meetup.youths_count) == (4, 0)
    assert meetup.recorded_at is not None


def test_not_counted_is_not_nobody(site, meetup, url, lead, text, soup):
    lead.post(url, typed(residents="", youths="0"))
    meetup.refresh_from_db()
    assert (meetup.residents_count, meetup.youths_count) == (None, 0)
    page = soup(lead.get(meetup.get_absolute_url()))
    stats = page.find(id="compte-rendu").get_text(" ")
    assert "non renseigné" in stats
    assert "0 jeune" in " ".join(stats.split())
    form = soup(lead.get(url))
    assert form.find(attrs={"name": "residents"}).get("value") is None
    assert form.find(attrs={"name": "youths"})["value"] == "0"


def test_at_first_those_who_had_a_place_are_ticked_then_those_who_came(site, meetup, url, lead, soup):
    came, absent = (register(meetup, FieldWorkerFactory(site=site)) for _ in range(2))
    waiting = register(meetup, FieldWorkerFactory(site=site), State.WAITING)
    page = soup(lead.get(url))
    assert ticked(page, "came") == {str(came.pk), str(absent.pk)}
    assert page.find("input", value=str(waiting.pk), attrs={"name": "came"})
    lead.post(url, typed(came=[came]))
    assert ticked(soup(lead.get(url)), "came") == {str(came.pk)}


@pytest.mark.parametrize(
    ("values", "name", "sentence"),
    [
        ({"residents": "-1"}, "residents", "Indiquez 0 ou plus."),
        ({"youths": "beaucoup"}, "youths", "nombre entier"),
        ({"residents": "99999999999"}, "residents", "trop grand"),
        ({"account": "a" * 2001}, "account", "2"),
        ({"decided": ["Existe", ""]}, "decisions-0-title", "Ce site a déjà un mini-projet de ce nom."),
        ({"decided": ["Idée", "idée"]}, "decisions-1-title", "écrit deux fois"),
        ({"decided": ["x" * 161]}, "decisions-0-title", "160"),
    ],
)
def test_an_error_beside_its_field_keeps_everything_typed(
    site, meetup, url, lead, soup, field_error, values, name, sentence
):
    MiniProject.objects.create(site=site, title="existe")
    came, absent = (register(meetup, FieldWorkerFactory(site=site)) for _ in range(2))
    walk_in = FieldWorkerFactory(site=site)
    sent = {"account": "Le compte rendu.", "residents": "7", "decided": ["Encombrants"]} | values
    answer = lead.post(url, typed(came=[absent], walk_ins=[walk_in], **sent))
    assert sentence in field_error(answer, name)
    page = soup(answer)
    assert ticked(page, "came") == {str(absent.pk)}
    assert ticked(page, "sans-inscription-people") == {str(walk_in.pk)}
    assert page.find("textarea").get_text().strip() == sent["account"]
    assert page.find(attrs={"name": "residents"})["value"] == sent["residents"]
    assert page.find(attrs={"name": "decisions-0-title"})["value"] == sent["decided"][0]
    meetup.refresh_from_db()
    assert meetup.recorded_at is None
    assert meetup.registrations.filter(attended=None).count() == 2
    assert MiniProject.objects.count() == 1


def test_someone_elses_registration_is_refused(site, meetup, url, lead, text):
    stranger = register(MeetupFactory(site=site, starts_at=in_days(-9)), FieldWorkerFactory(site=site))
    register(meetup, FieldWorkerFactory(site=site))
    assert "La liste a changé : vérifiez qui est venu." in text(lead.post(url, typed(came=[stranger])))
    outsider = FieldWorkerFactory()
    assert "vérifiez vos choix" in text(lead.post(url, typed(walk_ins=[outsider])))
    assert Meetup.objects.filter(recorded_at=None).count() == 2


def test_recording_twice_changes_nothing_more(site, meetup, url, lead):
    came = register(meetup, FieldWorkerFactory(site=site))
    sent = typed(came=[came], decided=["Encombrants"])
    for _ in range(2):
        assert lead.post(url, sent).status_code == 302
    assert MiniProject.objects.count() == 1
    assert meetup.registrations.count() == 1


def test_not_before_the_day_nor_when_called_off(site, lead, text):
    ahead = MeetupFactory(site=site)
    answer = lead.post(reverse("networks:record", args=[ahead.pk]), typed(account="Trop tôt"), follow=True)
    assert "à partir du jour de la rencontre" in text(answer)
    ahead.refresh_from_db()
    assert ahead.account == ""


def test_saving_a_hundred_people_takes_few_statements(site, meetup, url, lead):
    seats = [register(meetup, person) for person in FieldWorkerFactory.create_batch(3, site=site)]
    few = statements(lead, url, typed(came=seats, walk_ins=FieldWorkerFactory.create_batch(2, site=site)))
    other = MeetupFactory(site=site, starts_at=in_days(-3))
    seats = [register(other, person) for person in FieldWorkerFactory.create_batch(100, site=site)]
    walk_ins = FieldWorkerFactory.create_batch(50, site=site)
    many = statements(lead, reverse("networks:record", args=[other.pk]), typed(came=seats, walk_ins=walk_ins))
    assert many <= few + 1
    assert other.registrations.filter(attended=True).count() == 150


def statements(client, url, sent) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.post(url, sent).status_code == 302
    return len(asked)


def test_everyone_reads_the_account_and_what_was_decided(site, meetup, url, lead, sign_in, text):
    person = FieldWorkerFactory(site=site)
    seat = register(meetup, person)
    lead.post(url, typed(came=[seat], account="On a parlé tri.", decided=["Tri des déchets"], residents="12"))
    words = text(sign_in(a_caretaker(site)).get(meetup.get_absolute_url()))
    assert "On a parlé tri." in words
    assert "Tri des déchets" in words
    assert "1 agent présent" in words
    assert "12 habitants" in words
    assert str(person) not in words


def test_an_account_without_anyone_noted_does_not_say_nobody_came(site, meetup, url, lead, soup):
    lead.post(url, typed(account="Le compte rendu.", residents="3"))
    stats = " ".join(soup(lead.get(meetup.get_absolute_url())).find(id="compte-rendu").get_text(" ").split())
    assert "0 agent" not in stats
    assert "non renseigné agent" in stats


def test_ideas_tasks_and_a_known_idea_are_decided_once_each(site, meetup, url, lead, text):
    known = MiniProject.objects.create(site=site, title="Compost", state=MiniProject.State.IDEA)
    person = FieldWorkerFactory(site=site)
    sent = typed(
        decided=["Boîte à dons", "Appeler la régie", ""],
        **{
            "decisions-0-kind": "idea",
            "decisions-1-kind": "task",
            "decisions-1-person": person.pk,
            "decisions-1-due_on": "2030-02-03",
            "decisions-2-idea": known.pk,
        },
    )
    assert lead.post(url, sent).status_code == 302
    known.refresh_from_db()
    assert (known.state, known.decided_at, known.changes.get().state) == ("decided", meetup, "decided")
    idea = MiniProject.objects.get(title="Boîte à dons")
    assert (idea.state, idea.proposed_at, idea.changes.count()) == ("idea", meetup, 1)
    task = meetup.tasks.get()
    assert (task.title, task.person, str(task.due_on)) == ("Appeler la régie", person, "2030-02-03")
    again = lead.get(url)
    assert "Appeler la régie (à faire, pour le 3 février 2030)" in text(again)
    assert lead.post(url, {**sent, "decisions-2-idea": ""}).status_code == 302
    assert (MiniProject.objects.count(), meetup.tasks.count()) == (2, 1)


@pytest.mark.parametrize(
    ("values", "name", "sentence"),
    [
        ({"decisions-0-due_on": "2030-02-03", "decisions-0-kind": "task"}, "decisions-0-title", "ce qu’il y a à faire"),
        ({"decided": ["Tri"], "decisions-0-due_on": "2030-02-03"}, "decisions-0-kind", "Une tâche"),
        ({"decided": ["Tri"], "decisions-0-due_on": "0203-02-03"}, "decisions-0-due_on", "Vérifiez l’année."),
        ({"inconnus-0-first_name": "Awa"}, "inconnus-0-last_name", "Écrivez son nom."),
    ],
)
def test_a_row_half_typed_says_what_is_missing(meetup, url, lead, field_error, values, name, sentence):
    assert sentence in field_error(lead.post(url, typed(**values)), name)
    meetup.refresh_from_db()
    assert meetup.recorded_at is None


def test_someone_unknown_is_added_on_the_spot_and_someone_known_is_not_added_twice(site, meetup, url, lead):
    employer = OrganisationFactory()
    SitePartner.objects.create(site=site, organisation=employer, part=SitePartner.Part.LANDLORD)
    known = FieldWorkerFactory(site=site, employer=employer, first_name="Éva", last_name="Modèle")
    rows = {}
    for number, first_name in enumerate(["eva", "Awa"]):
        row = {"first_name": first_name, "last_name": "Modèle", "employer": employer.pk, "staff_category": "caretaker"}
        rows |= {f"inconnus-{number}-{name}": value for name, value in row.items()}
    for _ in range(2):
        assert lead.post(url, typed(**rows)).status_code == 302
    new = site.field_workers.exclude(pk=known.pk).get()
    assert (new.first_name, new.is_confirmed) == ("Awa", True)
    assert set(meetup.registrations.values_list("person", "attended")) == {(known.pk, True), (new.pk, True)}


def test_guests_who_came_are_noted_those_who_said_yes_are_ticked(meetup, url, lead, soup):
    came = Guest.objects.create(meetup=meetup, name="Brigadier", email="a@exemple.test", answer="coming")
    absent = Guest.objects.create(meetup=meetup, name="Assistante sociale", email="b@exemple.test")
    assert ticked(soup(lead.get(url)), "guests") == {str(came.pk)}
    lead.post(url, typed(guests=[came.pk]))
    assert dict(meetup.guests.values_list("pk", "attended")) == {came.pk: True, absent.pk: False}


def test_the_second_of_two_writers_is_told_and_may_insist(meetup, url, lead, soup, text):
    seen = soup(lead.get(url)).find(attrs={"name": "seen"})["value"]
    lead.post(url, typed(account="Le premier.", seen=seen))
    answer = lead.post(url, typed(account="Le second.", seen=seen))
    assert "Quelqu’un d’autre vient de modifier ce compte rendu." in text(answer)
    assert "« Le premier. »" in text(answer)
    assert soup(answer).find("textarea").get_text().strip() == "Le second."
    meetup.refresh_from_db()
    assert meetup.account == "Le premier."
    seen = soup(answer).find(attrs={"name": "seen"})["value"]
    assert lead.post(url, typed(account="Le second.", seen=seen)).status_code == 302
    meetup.refresh_from_db()
    assert meetup.account == "Le second."


@pytest.mark.parametrize("forged", ["[]", "{", "[" * 1500, "1", '{"account": []}'])
def test_a_forged_memory_of_the_page_harms_nothing(url, lead, forged):
    assert lead.post(url, typed(account="Bien.", seen=forged)).status_code in (200, 302)
