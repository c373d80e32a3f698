"""Who was trained in what, and who never was: for the lead and each employer's manager, in order of names."""

import pytest
from django.urls import reverse

from proxinet.seats import State
from tests.factories.events import ModuleFactory, SessionFactory, in_days
from tests.factories.people import (
    FieldWorkerFactory,
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_lead,
    a_manager,
    a_partner,
)
from tests.trainings.pages import page, text

pytestmark = pytest.mark.django_db
URL = reverse("trainings:trained")


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def lead(sign_in, site):
    return sign_in(a_lead(site))


@pytest.fixture
def module(site):
    return ModuleFactory(programme__site=site, programme__title="Vivre ensemble")


def someone(site, last_name, **fields):
    return FieldWorkerFactory(site=site, last_name=last_name, **fields)


def came(person, module, state="present", starts_at=None):
    session = SessionFactory(module=module, starts_at=starts_at or in_days(-9))
    registration = session.registrations.create(person=person, state=State.CONFIRMED, position=1)
    registration.attendances.create(half_day=session.half_days.get(), state=state)
    return registration


def names(client, **query):
    """Family names as listed."""
    tables = page(client.get(URL, query)).find("main").find_all("table")
    listed = [one for one in tables if "alphabétique" in one.get_text()]
    return [link.get_text(strip=True).split()[0] for one in listed for link in one.select("tbody th a")]


def row(client, name):
    lines = page(client.get(URL)).find("main").find_all("tr")
    return next(line.get_text(" ", strip=True) for line in lines if name in line.get_text())


def test_each_person_with_what_they_followed(lead, site, module):
    person = someone(site, "Abeille")
    came(person, module)
    came(person, module, "part", in_days(-3))
    came(person, ModuleFactory(programme__site=site, programme__title="Autre"), "absent")
    line = row(lead, "Abeille")
    assert "Vivre ensemble" in line
    assert "4\u00a0h\u00a030" in line
    assert "Autre" not in line


def test_people_come_in_the_order_of_their_names_whatever_their_hours(lead, site, module):
    came(someone(site, "Zèbre"), module)
    someone(site, "Abeille")
    came(someone(site, "Mouette"), module)
    assert names(lead) == ["Abeille", "Mouette", "Zèbre"]
    assert names(lead, tri="heures") == ["Abeille", "Mouette", "Zèbre"]


def test_filters(lead, site, module):
    habitat = OrganisationFactory()
    site.partners.create(organisation=habitat, part="landlord")
    trained = someone(site, "Abeille", employer=habitat, staff_category="mediator")
    someone(site, "Bourdon")
    someone(site, "Cigale", is_active=False)
    came(trained, module)
    absent = someone(site, "Dauphin")
    came(absent, module, "absent")
    assert names(lead) == ["Abeille", "Bourdon", "Dauphin"]
    assert names(lead, en_poste="tous") == ["Abeille", "Bourdon", "Cigale", "Dauphin"]
    assert names(lead, jamais="on") == ["Bourdon", "Dauphin"]
    assert names(lead, programme=module.programme.pk) == ["Abeille"]
    assert names(lead, employeur=habitat.pk) == ["Abeille"]
    assert names(lead, metier="mediator") == ["Abeille"]
    assert names(lead, nom="BOURDON") == ["Bourdon"]


def test_counts_by_category_are_those_in_post(lead, site, module):
    for name in ("Abeille", "Bourdon"):
        came(someone(site, name), module)
    someone(site, "Cigale")
    someone(site, "Dauphin", staff_category="mediator")
    someone(site, "Parti", is_active=False)
    words = text(lead.get(URL))
    assert "4 personnes en poste\u202f: 2 formées, 2 jamais" in words
    rows = [
        [cell.get_text(strip=True) for cell in line.find_all(["th", "td"])]
        for line in page(lead.get(URL)).find("details", class_="more").find_all("tr")
    ]
    assert ["Gardien ou surveillant d’immeuble", "3", "2", "1"] in rows
    assert ["Médiateur", "1", "0", "1"] in rows


def test_a_manager_sees_their_own_people_only(sign_in, site, module):
    employer = OrganisationFactory()
    own, other = someone(site, "Abeille", employer=employer), someone(site, "Bourdon")
    came(own, module)
    came(other, module)
    manager = sign_in(a_manager(site, employer))
    assert names(manager) == ["Abeille"]
    assert "1 personne en poste" in text(manager.get(URL))
    assert page(manager.get(URL)).find(attrs={"name": "employeur"}) is None
    assert module.title in text(manager.get(reverse("trainings:worker_history", args=[own.pk])))
    assert manager.get(reverse("trainings:worker_history", args=[other.pk])).status_code == 404


def test_one_persons_history(lead, site, module):
    registration = came(someone(site, "Abeille"), module)
    shown = lead.get(reverse("trainings:worker_history", args=[registration.person_id]))
    assert module.title in text(shown)
    assert "3\u00a0h" in text(shown)
    assert page(shown).find("a", href=reverse("trainings:certificate", args=[registration.pk]))


def test_it_is_not_for_everyone(sign_in, site):
    person = someone(site, "Abeille")
    for user in (a_caretaker(site), a_partner(site)):
        assert sign_in(user).get(URL).status_code == 403
        assert sign_in(user).get(reverse("trainings:worker_history", args=[person.pk])).status_code == 404
    far = sign_in(a_lead(SiteFactory()))
    assert far.get(reverse("trainings:worker_history", args=[person.pk])).status_code == 404
    assert names(far) == []


def test_as_many_questions_to_the_database_for_one_person_and_for_fifty(
    lead, site, module, django_assert_max_num_queries
):
    came(someone(site, "Abeille"), module)
    lead.get(URL)
    with django_assert_max_num_queries(14) as few:
        lead.get(URL)
    for number in range(60):
        person = someone(site, f"Fourmi{number}")
        for other in range(2):
            came(person, ModuleFactory(programme__site=site), starts_at=in_days(-20 - other))
    with django_assert_max_num_queries(len(few) + 1):
        lead.get(URL)


def test_the_sites_lists_lead_there(sign_in, lead, site):
    person = someone(site, "Abeille", employer=OrganisationFactory())
    history = reverse("trainings:worker_history", args=[person.pk])
    assert page(lead.get(reverse("sites:workers"))).find("a", href=URL)
    assert page(lead.get(reverse("sites:worker", args=[site.slug, person.pk]))).find("a", href=history)
    manager = sign_in(a_manager(site, person.employer))
    team = page(manager.get(reverse("sites:workers")))
    assert team.find("a", href=URL)
    assert team.find("a", href=history)
