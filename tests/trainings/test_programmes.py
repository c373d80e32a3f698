"""A programme as it is designed: for whom, in which order, by whom, and what came out of it."""

import pytest
from django.urls import reverse

from sites.models import Agreement, SitePartner
from tests.factories.events import ModuleFactory, ProgrammeFactory, SessionFactory, in_days
from tests.factories.people import OrganisationFactory, SiteFactory, a_caretaker, a_lead, a_partner
from tests.trainings.pages import field_errors, page, text, typed
from trainings import modules
from trainings.models import Diagnosis, Module, Programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


@pytest.fixture
def programme(site):
    return ProgrammeFactory(site=site, title="CAP-CIVIS")


def partner_of(site, name):
    organisation = OrganisationFactory(name=name)
    SitePartner.objects.create(site=site, organisation=organisation, part=SitePartner.Part.DELIVERER)
    return organisation


def module_url(programme):
    return reverse("trainings:create_module", args=[programme.pk])


def titles(programme):
    return list(programme.modules.values_list("order", "title"))


def move(client, module, where):
    return client.post(reverse("trainings:move_module", args=[module.pk]), {"vers": where})


def test_the_design_typed_is_the_design_shown(lead, site):
    association = partner_of(site, "Association d’aide")
    agreement = Agreement.objects.create(site=site, title="Convention 2014", period_text="deux ans")
    agreement.signatories.add(association)
    typed_in = {
        "title": "CAP-CIVIS",
        "objectives": "Agir sans danger",
        "audience_categories": ["caretaker", "city_agent"],
        "audience": "des groupes mélangés",
        "teaching_methods": "mises en situation",
        "deliverer": association.pk,
        "agreement": agreement.pk,
        "period_text": "deux ans",
        "is_shared": "on",
    }
    said = text(lead.post(reverse("trainings:create_programme"), typed_in, follow=True))
    for words in (
        "Agir sans danger",
        "Gardien ou surveillant d’immeuble, Agent de la ville",
        "des groupes mélangés",
        "mises en situation",
        "Signée par Association d’aide",
        "Proposé aux autres sites",
    ):
        assert words in said
    form = page(lead.get(reverse("trainings:edit_programme", args=[Programme.objects.get().pk])))
    ticked = [
        box["value"] for box in form.find_all("input", {"name": "audience_categories"}) if box.has_attr("checked")
    ]
    assert ticked == ["caretaker", "city_agent"]


@pytest.mark.parametrize("name", ["deliverer", "evaluator"])
def test_only_a_partner_of_the_programmes_own_site_delivers_or_evaluates(sign_in, name):
    here, there = SiteFactory(), SiteFactory()
    user = a_lead(here)
    user.memberships.create(role="gup_lead", site=there)
    far = partner_of(there, "Association lointaine")
    answer = sign_in(user).post(reverse("trainings:create_programme"), {"site": here.pk, "title": "CAP", name: far.pk})
    assert "pas partenaire de ce site" in field_errors(answer, name)
    stranger = OrganisationFactory()
    answer = sign_in(user).post(
        reverse("trainings:create_programme"), {"site": here.pk, "title": "CAP", name: stranger.pk}
    )
    assert field_errors(answer, name)
    assert not Programme.objects.exists()


def test_the_delivering_partner_cannot_share_it_nor_name_another(site, programme, sign_in):
    association, other = partner_of(site, "Association d’aide"), partner_of(site, "Autre")
    programme.deliverer = association
    programme.save()
    client = sign_in(a_partner(site, association))
    client.post(
        reverse("trainings:edit_programme", args=[programme.pk]),
        {"title": "CAP-CIVIS", "objectives": "Mieux", "is_shared": "on", "deliverer": other.pk},
    )
    client.post(module_url(programme), {"title": "Droit", "kind": "general", "deliverer": other.pk})
    programme.refresh_from_db()
    assert (programme.objectives, programme.is_shared, programme.deliverer) == ("Mieux", False, association)
    assert programme.modules.get().deliverer is None


def test_modules_follow_one_another_with_their_hours(lead, site, programme):
    psychologist = partner_of(site, "Cabinet de psychologues")
    lead.post(module_url(programme), {"title": "Droit", "kind": "general", "planned_hours": "3,5"})
    answer = lead.post(
        module_url(programme),
        {"title": "Stress", "kind": "specific", "planned_hours": "7", "deliverer": psychologist.pk},
        follow=True,
    )
    assert titles(programme) == [(1, "Droit"), (2, "Stress")]
    said = text(answer)
    assert "2 modules, 10,5\u00a0h prévues en tout" in said
    assert "3,5\u00a0h" in said
    assert "réalisé par Cabinet de psychologues" in said


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("planned_hours", "0", "une demi-heure au moins"),
        ("planned_hours", "-2", "une demi-heure au moins"),
        ("planned_hours", "99999", "1000 heures au plus"),
        ("planned_hours", "sept", "Écrivez un nombre d’heures"),
        ("title", "x" * 161, "160"),
        ("description", "x" * 2001, "2000"),
    ],
)
def test_a_module_badly_typed_is_explained_and_kept(lead, programme, name, value, sentence):
    answer = lead.post(module_url(programme), {"title": "Droit", "kind": "general"} | {name: value})
    assert sentence in field_errors(answer, name).replace("\u202f", "")
    assert typed(answer, name).strip() == value
    assert not Module.objects.exists()


def test_modules_move_up_and_down_and_the_page_comes_back_to_them(lead, programme):
    first, second, third = (ModuleFactory(programme=programme, title=title, order=1) for title in "ABC")
    answer = move(lead, third, "haut")
    assert answer.url.endswith(f"#module-{third.pk}")
    assert titles(programme) == [(1, "A"), (2, "C"), (3, "B")]
    for module in (first, second):
        SessionFactory(module=module)
    headings = [h3.get_text(strip=True) for h3 in page(lead.get(programme.get_absolute_url())).find_all("h3")]
    assert headings[:3] == ["1. A", "2. C", "3. B"]
    move(lead, first, "bas")
    assert titles(programme) == [(1, "C"), (2, "A"), (3, "B")]
    move(lead, second, "bas")
    assert titles(programme) == [(1, "C"), (2, "A"), (3, "B")]
    assert page(lead.get(programme.get_absolute_url())).find(id=f"module-{third.pk}")
    assert lead.get(reverse("trainings:move_module", args=[first.pk])).status_code == 405


def test_a_module_deleted_leaves_no_gap(lead, programme):
    first, *_ = (ModuleFactory(programme=programme, title=title, order=n) for n, title in enumerate("ABC", 1))
    url = reverse("trainings:delete_module", args=[first.pk])
    assert "Je supprime" in text(lead.get(url))
    assert programme.modules.count() == 3
    lead.post(url)
    assert titles(programme) == [(1, "B"), (2, "C")]


def test_a_module_that_has_sessions_stays(lead, programme):
    module = ModuleFactory(programme=programme)
    SessionFactory(module=module)
    url = reverse("trainings:delete_module", args=[module.pk])
    assert "a des sessions" in text(lead.get(url))
    assert "Ce module a des sessions" in text(lead.post(url, follow=True))
    assert Module.objects.exists()
    with pytest.raises(modules.ModuleRefused):
        modules.delete_module(module)


def test_the_partner_who_delivers_one_module_sees_the_programme_and_its_sessions_but_changes_nothing(
    site, programme, sign_in
):
    psychologist = partner_of(site, "Cabinet")
    module = ModuleFactory(programme=programme, deliverer=psychologist)
    own, other = SessionFactory(module=module), SessionFactory(module__programme=programme)
    client = sign_in(a_partner(site, psychologist))
    links = [a["href"] for a in page(client.get(programme.get_absolute_url())).find_all("a", href=True)]
    assert own.get_absolute_url() in links
    assert other.get_absolute_url() not in links
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    for name, pk in [("edit_programme", programme.pk), ("edit_module", module.pk), ("delete_module", module.pk)]:
        assert client.get(reverse(f"trainings:{name}", args=[pk])).status_code == 403
    assert move(client, module, "haut").status_code == 403


def test_focus_groups_are_shown_as_what_came_out_of_the_programme(lead, programme):
    group = ModuleFactory(
        programme=programme, title="Solitude au travail", kind="focus_group", description="Un binôme par secteur"
    )
    SessionFactory(module=group, starts_at=in_days(-30), place="Maison des associations")
    SessionFactory(module=ModuleFactory(programme=programme, title="Droit"), starts_at=in_days(-60))
    soup = page(lead.get(programme.get_absolute_url()))
    came_out = soup.find(id="groupes").get_text(" ", strip=True)
    assert "Un binôme par secteur" in came_out
    assert "Maison des associations" in came_out
    assert "Solitude" not in soup.find(id="sessions").get_text()
    assert "Droit" in soup.find(id="sessions").get_text()


def test_the_programmes_page_leads_to_its_diagnoses_questionnaires_and_results(lead, site, programme):
    session = SessionFactory(module__programme=programme)
    diagnosis = Diagnosis.objects.create(
        site=site, session=session, title="Halls de la rue du Parc", place="Rue du Parc", held_on=in_days(-2).date()
    )
    links = {a["href"] for a in page(lead.get(programme.get_absolute_url())).find_all("a", href=True)}
    assert diagnosis.get_absolute_url() in links
    for moment in ("end", "later"):
        assert reverse("trainings:questionnaire", args=[programme.pk, moment]) in links
    assert reverse("trainings:programme_evaluation", args=[programme.pk]) in links
    assert reverse("trainings:programme_sheet", args=[programme.pk]) in links


def test_two_people_change_a_programme_and_the_second_is_told(lead, programme):
    url = reverse("trainings:edit_programme", args=[programme.pk])
    seen = typed(lead.get(url), "seen")
    Programme.objects.update(title="CAP-CIVIS 2")
    answer = lead.post(url, {"title": "Le mien", "seen": seen})
    assert "CAP-CIVIS 2" in text(answer)
    assert typed(answer, "title") == "Le mien"
    assert Programme.objects.get().title == "CAP-CIVIS 2"


@pytest.mark.parametrize("seen", ["9" * 5000, "[" * 100_000, "null", "[1]"])
def test_a_forged_trace_of_what_was_seen_is_left_aside(lead, programme, seen):
    answer = lead.post(reverse("trainings:edit_programme", args=[programme.pk]), {"title": "Le mien", "seen": seen})
    assert answer.status_code < 500


def test_a_caretaker_reads_the_programme_and_finds_no_button_to_change_it(site, programme, sign_in):
    ModuleFactory(programme=programme, title="Droit")
    said = text(sign_in(a_caretaker(site)).get(programme.get_absolute_url()))
    assert "Droit" in said
    assert not any(verb in said for verb in ("Modifier", "Monter", "Je copie", "Questionnaire"))


def test_the_number_of_queries_does_not_grow(lead, site, programme, django_assert_max_num_queries):
    for number in range(12):
        kind = "focus_group" if number % 3 else "general"
        session = SessionFactory(module=ModuleFactory(programme=programme, kind=kind, order=number))
        Diagnosis.objects.create(site=site, session=session, title=f"Visite {number}", place="Ici", held_on=in_days(-1))
    with django_assert_max_num_queries(16):
        lead.get(programme.get_absolute_url())
    programme.is_shared = True
    programme.save()
    for url in (reverse("trainings:catalogue"), reverse("trainings:shared_programme", args=[programme.pk])):
        with django_assert_max_num_queries(14):
            lead.get(url)
