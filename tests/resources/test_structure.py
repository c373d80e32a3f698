"""The shared structure of a site: who reads it, how the lead keeps it, whom it counts."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.models import Membership
from resources.models import Contribution, Deliverable, Orientation, SharedStructure, Theme, Topic
from resources.todo import todos
from sites.models import Approach, SitePartner
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
from tests.factories.resources import DeliverableFactory, StructureFactory, ThemeFactory, TopicFactory, a_document

pytestmark = pytest.mark.django_db
HOME = reverse("resources:home")


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def structure(site):
    return StructureFactory(site=site)


@pytest.fixture
def lead(sign_in, site):
    return sign_in(a_lead(site))


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    return " ".join(page(response).main.get_text().split())


def url(name, *args):
    return reverse(f"resources:{name}", args=args)


def test_a_site_without_structure_offers_the_lead_to_create_it(sign_in, site, lead):
    a_document(site, "Carte du quartier")
    assert page(lead.get(HOME)).find("a", href=url("structure", site.slug))
    for other in (a_partner(site), a_manager(site), a_caretaker(site)):
        shown = sign_in(other).get(HOME)
        assert "Le chef de projet du site peut la créer" in text(shown)
        assert "Carte du quartier" in text(shown)


def test_the_lead_builds_the_whole_structure_in_ordinary_pages(lead, site):
    lead.post(url("structure", site.slug), {"kind": "study", "name": "Étude d’essai", "findings": "Rôles peu clairs"})
    structure = SharedStructure.objects.get(site=site)
    lead.post(url("add_theme", structure.pk), {"title": "Cadre de vie"})
    theme = Theme.objects.get()
    lead.post(url("add_topic", theme.pk), {"title": "Enquête", "order": 1})
    topic = Topic.objects.get()
    lead.post(
        url("add_deliverable", topic.pk),
        {"kind": "action", "title": "Enquête de rue", "people_count": 80, "people_label": "locataires"},
    )
    lead.post(url("add_orientation", structure.pk), {"kind": "roadmap_axis", "title": "Sécurité", "order": 1})
    shown = text(lead.get(HOME))
    for expected in (
        "Étude d’essai",
        "Rôles peu clairs",
        "Cadre de vie",
        "Enquête de rue",
        "80 locataires",
        "Sécurité",
    ):
        assert expected in shown


def test_each_part_can_be_changed_and_removed(lead, structure):
    deliverable = DeliverableFactory(topic__theme__structure=structure)
    topic, theme = deliverable.topic, deliverable.topic.theme
    orientation = Orientation.objects.create(structure=structure, kind="roadmap_axis", title="Logement")
    changes = [
        ("orientation", orientation, {"kind": "roadmap_axis", "title": "Habitat", "order": 1}),
        ("deliverable", deliverable, {"kind": "document", "title": "Livret"}),
        ("topic", topic, {"title": "Tri", "order": 1}),
        ("theme", theme, {"title": "Propreté"}),
    ]
    for name, part, answers in changes:
        lead.post(url(f"edit_{name}", part.pk), answers)
        part.refresh_from_db()
        assert part.title == answers["title"]
    for name, part, _ in changes:
        assert lead.get(url(f"delete_{name}", part.pk)).status_code == 200
        lead.post(url(f"delete_{name}", part.pk))
    assert not any(model.objects.exists() for model in (Theme, Topic, Deliverable, Orientation))


def test_reading_is_for_the_whole_site_and_editing_for_its_lead(sign_in, site, structure):
    theme = ThemeFactory(structure=structure)
    deliverable = DeliverableFactory(topic__theme=theme)
    forms = [
        url("structure", site.slug),
        url("add_theme", structure.pk),
        url("edit_theme", theme.pk),
        url("delete_theme", theme.pk),
        url("edit_deliverable", deliverable.pk),
        url("contributions", theme.pk),
    ]
    for reader in (a_manager(site), a_partner(site), a_caretaker(site)):
        client = sign_in(reader)
        shown = client.get(HOME)
        assert deliverable.title in text(shown)
        assert not [form for form in forms if page(shown).find("a", href=form)]
        assert {client.get(form).status_code for form in forms} == {403}
    stranger = sign_in(a_lead(SiteFactory()))
    assert {stranger.get(form).status_code for form in forms} == {404}
    assert stranger.get(HOME, {"site": site.slug}).status_code == 404


def test_a_national_reader_chooses_the_site(sign_in, site, structure):
    client = sign_in(a_coordinator())
    assert page(client.get(HOME)).find("a", href=f"{HOME}?site={site.slug}")
    assert structure.name in text(client.get(HOME, {"site": site.slug}))
    assert client.get(url("structure", site.slug)).status_code == 403
    assert sign_in(an_admin()).get(url("structure", site.slug)).status_code == 200


def test_someone_of_two_sites_chooses_too(sign_in, site, structure):
    user, other = a_lead(site), StructureFactory(name="L’autre structure")
    Membership.objects.create(user=user, role="gup_lead", site=other.site)
    assert "L’autre structure" in text(sign_in(user).get(HOME, {"site": other.site.slug}))


def test_the_same_theme_twice_gets_a_sentence_and_keeps_what_was_typed(lead, structure):
    ThemeFactory(structure=structure, title="Cadre de vie")
    response = lead.post(url("add_theme", structure.pk), {"title": "Cadre de vie", "description": "Propreté, tri"})
    assert "existe déjà" in page(response).find(class_="field__error").get_text()
    assert "Propreté, tri" in page(response).find(id="id_description").get_text()
    assert Theme.objects.count() == 1


def test_only_organisations_of_the_site_can_pilot(lead, site, structure):
    stranger = FieldWorkerFactory().employer
    lead.post(url("add_theme", structure.pk), {"title": "Accueil", "pilot": stranger.pk})
    assert Theme.objects.count() == 0
    SitePartner.objects.create(site=site, organisation=stranger, part=SitePartner.Part.LANDLORD)
    lead.post(url("add_theme", structure.pk), {"title": "Accueil", "pilot": stranger.pk})
    assert f"Copiloté par {stranger}" in text(lead.get(HOME))


def test_themes_move_up_and_down(lead, structure):
    first, second, third = ThemeFactory.create_batch(3, structure=structure)
    lead.post(url("move_theme", third.pk), {"sens": "haut"})
    lead.post(url("move_theme", first.pk), {"sens": "haut"})
    assert list(structure.themes.all()) == [first, third, second]
    shown = [title.get_text() for title in page(lead.get(HOME)).select("h3.card__title")]
    assert shown == [first.title, third.title, second.title]


def test_html_in_a_title_is_shown_as_typed(lead, structure):
    TopicFactory(theme__structure=structure, title="<script>alert(1)</script>")
    response = lead.get(HOME)
    assert page(response).find_all("script") == []
    assert "<script>alert(1)</script>" in text(response)


def test_members_are_chosen_a_page_at_a_time(lead, site, structure):
    people = [FieldWorkerFactory(site=site, last_name=f"Agent{number:03}") for number in range(60)]
    stranger = FieldWorkerFactory()
    structure.members.add(people[0], people[59])
    first_page = page(lead.get(url("members", structure.pk)))
    shown = [field["value"] for field in first_page.find_all(attrs={"name": "shown"})]
    assert len(shown) == 30
    assert [field["value"] for field in first_page.select("[name=member][checked]")] == [str(people[0].pk)]
    lead.post(
        url("members", structure.pk),
        {"shown": [*shown, stranger.pk], "member": [people[1].pk, people[2].pk, stranger.pk, "x"]},
    )
    assert set(structure.members.all()) == {people[1], people[2], people[59]}
    assert "membres du réseau" in text(lead.get(HOME))


def test_members_can_be_filtered_by_name_and_state(lead, site, structure):
    member = FieldWorkerFactory(site=site, first_name="Ines", last_name="Essai")
    FieldWorkerFactory(site=site, first_name="Ines", last_name="Autre")
    structure.members.add(member)

    def shown(**query):
        return {field["value"] for field in page(lead.get(url("members", structure.pk), query)).select("[name=shown]")}

    assert shown(q="ines essai") == {str(member.pk)}
    assert shown(deja="oui") == {str(member.pk)}
    assert len(shown(deja="non")) == 1


def test_members_names_are_for_the_lead_and_each_manager_for_their_own(sign_in, site, structure):
    mine, other = FieldWorkerFactory(site=site), FieldWorkerFactory(site=site)
    structure.members.add(mine, other)
    manager = sign_in(a_manager(site, mine.employer))
    shown = text(manager.get(url("members", structure.pk)))
    assert str(mine) in shown
    assert str(other) not in shown
    assert manager.post(url("members", structure.pk), {"shown": [mine.pk]}).status_code == 403
    for reader in (a_partner(site), a_caretaker(site), a_coordinator()):
        assert sign_in(reader).get(url("members", structure.pk)).status_code == 403
    assert str(mine) not in text(sign_in(a_partner(site)).get(HOME))
    assert structure.members.count() == 2


def test_contributions_are_saved_in_one_go_and_people_counted_once(lead, site, structure):
    themes = ThemeFactory.create_batch(2, structure=structure)
    regular, occasional, absent = FieldWorkerFactory.create_batch(3, site=site)
    for theme in themes:
        lead.post(
            url("contributions", theme.pk),
            {
                "shown": [regular.pk, occasional.pk, absent.pk],
                f"person-{regular.pk}": "regular",
                f"person-{occasional.pk}": "occasional",
                f"person-{absent.pk}": "no",
            },
        )
    assert Contribution.objects.count() == 4
    assert "2 participants, dont 1 régulier" in text(lead.get(HOME))
    stats = [stat.get_text() for stat in page(lead.get(HOME)).select(".stat__value")]
    assert stats == ["0", "2"]
    lead.post(url("contributions", themes[0].pk), {"shown": [regular.pk], f"person-{regular.pk}": "no"})
    lead.post(url("contributions", themes[1].pk), {"shown": [regular.pk], f"person-{regular.pk}": "occasional"})
    assert Contribution.objects.filter(theme=themes[0]).get().person == occasional
    assert set(themes[1].contributions.values_list("regularity", flat=True)) == {"occasional"}


def test_an_unknown_answer_changes_nothing(lead, site, structure):
    theme, person = ThemeFactory(structure=structure), FieldWorkerFactory(site=site)
    lead.post(url("contributions", theme.pk), {"shown": [person.pk], f"person-{person.pk}": "always"})
    assert Contribution.objects.count() == 0


def test_the_pages_cost_the_same_at_3_and_60_rows(lead, site, structure, django_assert_max_num_queries):
    costs = []
    for more in (3, 57):
        for person in FieldWorkerFactory.create_batch(more, site=site):
            structure.members.add(person)
            theme = ThemeFactory(structure=structure)
            Contribution.objects.create(theme=theme, person=person, regularity="regular")
            DeliverableFactory(topic__theme=theme)
        pages = [HOME, url("members", structure.pk), url("contributions", structure.themes.first().pk)]
        costs.append([])
        for address in pages:
            with django_assert_max_num_queries(20) as queries:
                lead.get(address)
            costs[-1].append(len(queries))
    assert costs[0] == costs[1]


def test_the_lead_of_a_structure_site_is_told_to_start_it(site):
    user = a_lead(site)
    membership = Membership.objects.select_related("site__approach").get(user=user)
    assert todos(user, membership) == []
    site.approach.code = Approach.Code.STRUCTURE
    site.approach.save()
    membership = Membership.objects.select_related("site__approach").get(user=user)
    assert [todo.verb for todo in todos(user, membership)] == ["Je la présente"]
    structure = StructureFactory(site=site)
    assert [todo.verb for todo in todos(user, membership)] == ["J’ajoute un thème"]
    ThemeFactory(structure=structure)
    assert todos(user, membership) == []
