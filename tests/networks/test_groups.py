"""Working groups: co-pilots from different organisations, members, what they met about and produced."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.models import GroupPilot, MiniProject, Outcome, Task, WorkingGroup
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

NEW = "/groupes/nouveau/"


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


@pytest.fixture
def partners(site):
    found = [OrganisationFactory(name=name) for name in ("Domanys", "Ville de Sens", "Les Voisins")]
    for organisation in found:
        SitePartner.objects.create(site=site, organisation=organisation, part="landlord")
    return found


@pytest.fixture
def group(site, partners):
    found = WorkingGroup.objects.create(site=site, title="Encombrants", theme="Encombrants et dépôts")
    for organisation in partners[:2]:
        GroupPilot.objects.create(group=found, organisation=organisation, function="Responsable")
    return found


def typed(*pilots, **more) -> dict:
    """The form's data; ``pilots``: (organisation, function) rows."""
    rows = {"pilots-TOTAL_FORMS": len(pilots), "pilots-INITIAL_FORMS": 0, "title": "Propreté", "is_active": "on"}
    for number, (organisation, function) in enumerate(pilots):
        rows[f"pilots-{number}-organisation"] = getattr(organisation, "pk", organisation)
        rows[f"pilots-{number}-function"] = function
    return rows | more


def page_of(group) -> str:
    return group.get_absolute_url()


def members_page(group) -> str:
    return reverse("networks:members", args=[group.pk])


def test_a_group_with_its_two_copilots(lead, partners, text):
    data = typed((partners[0], "Chargée de gestion"), (partners[1], ""), ("", ""), theme="Halls et caves")
    answer = lead.post(NEW, data, follow=True)
    words = text(answer)
    assert answer.redirect_chain[-1][0] == page_of(WorkingGroup.objects.get())
    assert "Domanys (Chargée de gestion), Ville de Sens" in words
    assert "Halls et caves" in words
    assert "manque" not in words
    assert "Copiloté par Domanys, Ville de Sens" in text(lead.get("/groupes/"))


def test_one_copilot_is_not_enough_and_what_was_typed_stays(lead, partners, text, soup):
    answer = lead.post(NEW, typed((partners[0], "Directrice"), ("", "")))
    assert "deux copilotes, de deux organismes différents" in text(answer)
    assert soup(answer).find(attrs={"name": "pilots-0-function"})["value"] == "Directrice"
    assert not WorkingGroup.objects.exists()


@pytest.mark.parametrize(
    ("rows", "field", "sentence"),
    [
        ([(0, ""), (0, "Adjoint")], "pilots-1-organisation", "déjà sur une autre ligne"),
        ([(0, ""), ("", "Adjoint")], "pilots-1-organisation", "Choisissez l’organisme."),
        ([(0, ""), (999_999, "")], "pilots-1-organisation", "choix"),
        ([(0, ""), (1, "x" * 121)], "pilots-1-function", "120"),
    ],
)
def test_a_row_that_cannot_be_says_why(lead, partners, field_error, rows, field, sentence):
    rows = [(partners[who] if who in (0, 1) else who, function) for who, function in rows]
    answer = lead.post(NEW, typed(*rows))
    assert sentence in field_error(answer, field)
    assert not WorkingGroup.objects.exists()


def test_a_name_is_used_once_per_site(lead, group, partners, field_error):
    answer = lead.post(NEW, typed((partners[0], ""), (partners[1], ""), title="ENCOMBRANTS"))
    assert "Ce site a déjà un groupe de ce nom." in field_error(answer, "title")


def test_an_old_group_with_one_copilot_keeps_going_and_is_told(site, lead, partners, text):
    group = WorkingGroup.objects.create(site=site, title="Propreté")
    group.pilots.add(partners[0])
    assert "Un copilote manque" in text(lead.get(page_of(group)))
    edit = reverse("networks:edit_group", args=[group.pk])
    lead.post(edit, typed((partners[0], ""), theme="Locaux"))
    group.refresh_from_db()
    assert group.theme == "Locaux"
    lead.post(edit, typed((partners[0], ""), (partners[2], "")))
    assert "manque" not in text(lead.get(page_of(group)))
    assert "deux copilotes" in text(lead.post(edit, typed((partners[0], ""))))
    assert group.pilots.count() == 2


def test_a_group_that_is_over_says_so_and_needs_nobody(lead, group, text):
    lead.post(reverse("networks:edit_group", args=[group.pk]), typed(title="Encombrants") | {"is_active": ""})
    assert "Terminé" in text(lead.get("/groupes/"))
    words = text(lead.get(page_of(group)))
    assert "Ce groupe est terminé." in words
    assert "manque" not in words
    assert "Je programme une réunion" not in words


def test_copilots_changed_meanwhile_are_told(lead, group, partners, soup, text):
    edit = reverse("networks:edit_group", args=[group.pk])
    seen = soup(lead.get(edit)).find(attrs={"name": "seen"})["value"]
    GroupPilot.objects.filter(organisation=partners[1]).update(organisation=partners[2])
    data = typed((partners[0], ""), (partners[1], ""), title="Encombrants", theme=group.theme, seen=seen)
    words = text(lead.post(edit, data))
    assert "Copilotes : Responsable, Domanys, Responsable, Les Voisins" in words
    assert set(group.pilots.all()) == {partners[0], partners[2]}


def test_its_page_shows_meetups_projects_tasks_and_what_it_produced(site, group, sign_in, text, soup):
    MeetupFactory(site=site, group=group, title="Réunion de juin")
    MeetupFactory(site=site, group=group, title="Réunion de mars", starts_at=in_days(-60))
    MeetupFactory(site=site, title="Autre chose")
    MiniProject.objects.create(site=site, group=group, title="Benne mobile", state="under_way")
    Task.objects.create(site=site, group=group, title="Appeler la ville", due_on=in_days(-2).date())
    Task.objects.create(site=site, group=group, title="Déjà faite", done_on=in_days(-2).date())
    Outcome.objects.create(site=site, group=group, kind="figure", title="Dépôts en moins", figure=40, unit="dépôts")
    response = sign_in(a_partner(site)).get(page_of(group))
    words = text(response)
    for said in ("Réunion de juin", "Réunion de mars", "Benne mobile", "Appeler la ville", "En retard", "40 dépôts"):
        assert said in words
    assert "Autre chose" not in words
    assert "Déjà faite" not in words
    assert "Domanys (Responsable), Ville de Sens (Responsable)" in words
    assert not soup(response).select("main form")


def test_the_lead_starts_its_next_meetup_from_its_page(site, lead, group, soup):
    start = f"/rencontres/nouvelle/?group={group.pk}"
    assert start in [link["href"] for link in soup(lead.get(page_of(group))).select("main a")]
    form = soup(lead.get(start))
    assert form.select_one("[name=group] option[selected]")["value"] == str(group.pk)
    assert form.select_one("[name=kind] option[selected]")["value"] == "working_session"
    assert "Encombrants" in form.find(attrs={"name": "title"})["value"]
    far = WorkingGroup.objects.create(site=SiteFactory(), title="Groupe lointain")
    for other in (far.pk, "9" * 30, "abc", ""):
        answer = lead.get(f"/rencontres/nouvelle/?group={other}")
        assert "lointain" not in answer.content.decode()
        assert not soup(answer).select_one("[name=title]").get("value")


def test_the_lead_chooses_the_members(site, lead, group, text):
    inside, outside = FieldWorkerFactory(site=site, last_name="Dedans"), FieldWorkerFactory(site=site)
    elsewhere = FieldWorkerFactory(last_name="Ailleurs")
    gone = FieldWorkerFactory(site=site, last_name="Partie", is_active=False)
    group.members.add(outside, gone)
    words = text(lead.get(members_page(group)))
    assert "Dedans" in words
    assert "Ailleurs" not in words
    assert "Partie" not in words
    lead.post(members_page(group), {"members": [inside.pk], "was": [outside.pk]})
    assert set(group.members.all()) == {inside, gone}
    assert "Membres 1" in text(lead.get(page_of(group)))
    answer = lead.post(members_page(group), {"members": [elsewhere.pk], "was": [inside.pk]})
    assert "n’est plus dans la liste" in text(answer)
    assert set(group.members.all()) == {inside, gone}


def test_who_joined_while_the_lead_was_choosing_stays(site, lead, group):
    first, second = FieldWorkerFactory(site=site), FieldWorkerFactory(site=site)
    group.members.add(first)
    lead.get(members_page(group))
    group.members.add(second)
    lead.post(members_page(group), {"members": [], "was": [first.pk, "8" * 30]})
    assert set(group.members.all()) == {second}


def test_a_caretaker_joins_and_leaves_by_themself(site, group, sign_in, text):
    user = a_caretaker(site)
    client = sign_in(user)
    assert "Je rejoins le groupe" in text(client.get(page_of(group)))
    join, leave = (reverse(f"networks:{act}_group", args=[group.pk]) for act in ("join", "leave"))
    assert client.get(join).status_code == 405
    words = text(client.post(join, follow=True))
    assert "Vous êtes membre" in words
    assert "Je quitte le groupe" in words
    client.post(join)
    assert list(group.members.all()) == [user.field_workers.get()]
    client.post(leave)
    assert not group.members.exists()


def test_a_group_that_is_over_is_joined_by_nobody_and_a_lead_is_no_member(site, group, sign_in, lead, text):
    WorkingGroup.objects.update(is_active=False)
    join = reverse("networks:join_group", args=[group.pk])
    assert "Ce groupe est terminé" in text(sign_in(a_caretaker(site)).post(join, follow=True))
    assert lead.post(join).status_code == 403
    assert sign_in(a_caretaker(SiteFactory())).post(join).status_code == 404
    assert not group.members.exists()


def test_names_are_read_by_those_who_may_the_others_count(site, group, sign_in, text):
    ours, theirs = OrganisationFactory(name="Habitat du Val"), OrganisationFactory(name="Autre bailleur")
    group.members.add(
        FieldWorkerFactory(site=site, employer=ours, last_name="Nôtre"),
        FieldWorkerFactory(site=site, employer=theirs, last_name="Leur"),
        FieldWorkerFactory(site=site, employer=theirs, last_name="Leur aussi"),
    )
    readers = [a_partner(site), a_coordinator(), a_caretaker(site), a_manager(site, ours)]
    for reader in readers:
        words = text(sign_in(reader).get(page_of(group)))
        assert "Membres 3 : Autre bailleur (2), Habitat du Val (1)" in words
        assert "Nôtre" not in words
        assert "Leur" not in words
    assert [sign_in(reader).get(members_page(group)).status_code for reader in readers] == [403, 403, 403, 200]
    manager = sign_in(readers[-1])
    words = text(manager.get(members_page(group)))
    assert "Nôtre" in words
    assert "Leur" not in words
    assert manager.post(members_page(group)).status_code == 403


def test_a_task_names_its_person_to_those_who_may_read_them(site, group, lead, sign_in, text):
    worker = FieldWorkerFactory(site=site, last_name="Discret")
    city = OrganisationFactory(name="Mairie")
    Task.objects.create(site=site, group=group, title="Appeler", person=worker, organisation=city)
    assert "Discret" in text(lead.get(page_of(group)))
    words = text(sign_in(a_partner(site)).get(page_of(group)))
    assert "Discret" not in words
    assert "Mairie" in words


def test_another_site_is_not_there_and_only_the_lead_writes(site, group, sign_in):
    pages = [page_of(group), reverse("networks:edit_group", args=[group.pk]), members_page(group)]
    stranger, caretaker = sign_in(a_lead(SiteFactory())), sign_in(a_caretaker(site))
    assert [stranger.get(page).status_code for page in pages] == [404, 404, 404]
    assert [caretaker.get(page).status_code for page in pages] == [200, 403, 403]
    assert caretaker.post(NEW, {"title": "x"}).status_code == 403


def test_its_pages_ask_no_more_for_many(site, lead, partners, group):
    def add(numbers):
        for number in numbers:
            other = WorkingGroup.objects.create(site=site, title=f"Groupe {number}")
            other.pilots.add(*partners)
            worker = FieldWorkerFactory(site=site)
            group.members.add(worker)
            MeetupFactory(site=site, group=group)
            MeetupFactory(site=site, group=group, starts_at=in_days(-20))
            MiniProject.objects.create(site=site, group=group, title=f"Projet {number}")
            Task.objects.create(site=site, group=group, title="Appeler", person=worker, organisation=partners[0])
            Outcome.objects.create(site=site, group=group, kind="action", title="Nettoyage")

    pages = ["/groupes/", page_of(group), members_page(group), reverse("networks:edit_group", args=[group.pk])]
    add(range(3))
    few = [queries(lead, page) for page in pages]
    add(range(3, 40))
    many = [queries(lead, page) for page in pages]
    assert max(many) <= 20
    assert all(after <= before + 1 for before, after in zip(few, many, strict=True))


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_list_tells_those_that_meet_from_those_that_are_over(site, lead, group, soup):
    WorkingGroup.objects.create(site=site, title="Ancien", is_active=False)

    def titles(**query):
        return [card.h2.get_text() for card in soup(lead.get("/groupes/", query)).find_all("article")]

    assert titles() == ["Encombrants", "Ancien"]
    assert titles(meets="True") == ["Encombrants"]
    assert titles(meets="False") == ["Ancien"]
