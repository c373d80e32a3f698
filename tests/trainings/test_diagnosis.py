"""What a group sees on the spot, what it proposes, and what becomes of it, until it is done."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sites.models import SitePartner
from sites.observing import write_observation, write_visit
from tests import accessible_pdf
from tests.factories.events import SessionFactory, in_days
from tests.factories.people import (
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_coordinator,
    a_lead,
    a_manager,
    a_partner,
)
from tests.proxinet.test_saving import post_while_another_saves
from tests.reports import reading
from tests.trainings.pages import field_errors, page, text, typed
from trainings.diagnosis_sheet import sheet_pdf
from trainings.models import Diagnosis, Observation, ObservationStep

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory(name="Villefranche")


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


@pytest.fixture
def association(site):
    return partner_of(site, "Association d’aide")


@pytest.fixture
def diagnosis(site):
    return Diagnosis.objects.create(
        site=site, title="Halls de la rue du Parc", place="Rue du Parc", held_on=timezone.localdate()
    )


@pytest.fixture
def observation(diagnosis):
    return an_observation(diagnosis)


def partner_of(site, name):
    organisation = OrganisationFactory(name=name)
    SitePartner.objects.create(site=site, organisation=organisation, part=SitePartner.Part.PARTNER)
    return organisation


def an_observation(diagnosis, **changes):
    usual = {"place_kind": "hall", "place": "Hall du 12", "problem": "Lumière en panne"}
    return Observation.objects.create(diagnosis=diagnosis, **usual | changes)


def address(name, *args):
    return reverse(f"trainings:{name}", args=args)


def day(days):
    return timezone.localdate() + timedelta(days=days)


DIAGNOSIS = {"title": "Caves", "place": "Rue du Parc", "held_on": "2026-05-04"}
OBSERVATION = {"place_kind": "cellar", "place": "Cave du 3", "problem": "Porte forcée"}


def test_a_diagnosis_and_its_observations_are_written_and_shown(lead, site, association):
    session = SessionFactory(module__programme__site=site, module__kind="diagnosis", module__title="Sur le terrain")
    SessionFactory(module__programme__site=site, module__title="Le droit")
    offered = page(lead.get(address("create_diagnosis"))).find("select", {"name": "session"}).get_text()
    assert "Sur le terrain" in offered
    assert "Le droit" not in offered
    typed_in = DIAGNOSIS | {
        "session": session.pk,
        "led_by": association.pk,
        "participants": "trois gardiens",
        "summary": "Des caves ouvertes",
    }
    said = text(lead.post(address("create_diagnosis"), typed_in, follow=True))
    for words in ("Caves", "4 mai 2026", "Association d’aide", "trois gardiens", "Des caves ouvertes"):
        assert words in said
    diagnosis = Diagnosis.objects.get()
    seen = OBSERVATION | {
        "what_happens": "On y dort",
        "solution": "Poser une serrure",
        "owner": association.pk,
        "due_on": "2030-06-30",
    }
    said = text(lead.post(address("create_observation", diagnosis.pk), seen, follow=True))
    for words in ("Cave du 3", "Porte forcée", "On y dort", "Poser une serrure", "30 juin 2030", "À faire"):
        assert words in said


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("held_on", "0001-01-01", "Vérifiez l’année."),
        ("held_on", "hier", "date valide"),
        ("title", "x" * 161, "160"),
        ("participants", "x" * 301, "300"),
        ("summary", "x" * 2001, "2000"),
        ("place", "", "obligatoire"),
    ],
)
def test_a_diagnosis_badly_typed_is_explained_and_kept(lead, name, value, sentence):
    answer = lead.post(address("create_diagnosis"), DIAGNOSIS | {name: value})
    assert sentence in field_errors(answer, name).replace("\u202f", "").replace("\u00a0", "")
    assert typed(answer, name).strip() == value
    assert not Diagnosis.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("due_on", "9999-01-01", "Vérifiez l’année."),
        ("problem", "x" * 201, "200"),
        ("solution", "x" * 2001, "2000"),
        ("place_kind", "moon", "moon"),
        ("owner", "999999", "choix"),
    ],
)
def test_an_observation_badly_typed_is_explained(lead, diagnosis, name, value, sentence):
    answer = lead.post(address("create_observation", diagnosis.pk), OBSERVATION | {name: value})
    assert sentence in field_errors(answer, name).replace("\u202f", "").replace("\u00a0", "")
    assert not Observation.objects.exists()


def test_only_sessions_and_partners_of_the_site_are_accepted(lead, site, diagnosis):
    far_site = SiteFactory()
    far = partner_of(far_site, "Association lointaine")
    far_session = SessionFactory(module__programme__site=far_site, module__kind="diagnosis")
    answer = lead.post(address("create_diagnosis"), DIAGNOSIS | {"session": far_session.pk, "led_by": far.pk})
    assert field_errors(answer, "session")
    assert field_errors(answer, "led_by")
    answer = lead.post(address("create_observation", diagnosis.pk), OBSERVATION | {"owner": far.pk})
    assert field_errors(answer, "owner")
    assert (Diagnosis.objects.count(), Observation.objects.count()) == (1, 0)


def test_who_leads_two_sites_cannot_mix_them(site, sign_in):
    other = SiteFactory()
    user = a_lead(site)
    user.memberships.create(role="gup_lead", site=other)
    far = partner_of(other, "Association lointaine")
    far_session = SessionFactory(module__programme__site=other, module__kind="diagnosis")
    answer = sign_in(user).post(
        address("create_diagnosis"), DIAGNOSIS | {"site": site.pk, "session": far_session.pk, "led_by": far.pk}
    )
    assert "d’un autre site" in field_errors(answer, "session")
    assert "pas partenaire de ce site" in field_errors(answer, "led_by")
    assert not Diagnosis.objects.exists()


def test_a_partner_writes_the_diagnoses_it_leads_and_no_others(site, association, diagnosis, observation, sign_in):
    client = sign_in(a_partner(site, association))
    assert client.get(diagnosis.get_absolute_url()).status_code == 404
    other = partner_of(site, "Autre")
    answer = client.post(address("create_diagnosis"), DIAGNOSIS | {"led_by": other.pk})
    assert field_errors(answer, "led_by")
    client.post(address("create_diagnosis"), DIAGNOSIS | {"led_by": association.pk})
    own = Diagnosis.objects.get(title="Caves")
    assert own.led_by == association
    client.post(address("edit_diagnosis", own.pk), DIAGNOSIS | {"title": "Caves et parkings", "led_by": other.pk})
    own.refresh_from_db()
    assert (own.title, own.led_by) == ("Caves et parkings", association)


def test_those_who_read_do_not_write(site, diagnosis, observation, sign_in):
    writing = [
        address("edit_diagnosis", diagnosis.pk),
        address("delete_diagnosis", diagnosis.pk),
        address("create_observation", diagnosis.pk),
        address("edit_observation", observation.pk),
        address("delete_observation", observation.pk),
    ]
    for user in (a_caretaker(site), a_manager(site), a_coordinator()):
        client = sign_in(user)
        for url in (address("diagnoses"), diagnosis.get_absolute_url(), address("observation", observation.pk)):
            said = text(client.get(url))
            assert not any(verb in said for verb in ("Modifier", "Je note", "J’ajoute", "Supprimer", "Je crée"))
        for url in writing:
            answer = client.get(url)
            assert answer.status_code == 403
            assert "Seul" in answer.content.decode()
        assert client.post(address("observation", observation.pk), {"text": "x"}).status_code == 403
    far = sign_in(a_lead(SiteFactory()))
    assert {far.get(url).status_code for url in writing} == {404}
    assert not ObservationStep.objects.exists()


def test_the_list_is_chosen_by_what_is_late_or_unfinished(lead, site, diagnosis):
    an_observation(diagnosis, due_on=day(-1))
    for title, state, due in (("Parking", "under_way", 3), ("Square", "done", -5)):
        one = Diagnosis.objects.create(site=site, title=title, place="Ici", held_on=day(-3))
        an_observation(one, state=state, due_on=day(due))
    Diagnosis.objects.create(site=site, title="Commerces", place="Ici", held_on=day(-3))

    def found(query):
        titles = [h2.get_text(strip=True) for h2 in page(lead.get(f"{address('diagnoses')}?{query}")).find_all("h2")]
        return {title.split(" ")[0] for title in titles} & {"Halls", "Parking", "Square", "Commerces"}

    assert found("") == {"Halls", "Parking", "Square", "Commerces"}
    assert found("state=late") == {"Halls"}
    assert found("state=open") == {"Halls", "Parking"}
    assert found("state=settled") == {"Square"}
    assert "1 en retard" in text(lead.get(address("diagnoses")))


def test_what_is_late_is_said_on_each_page_until_it_is_done(lead, diagnosis):
    late = an_observation(diagnosis, due_on=day(-1))
    an_observation(diagnosis, place="Hall du 14", due_on=day(0))
    said = text(lead.get(diagnosis.get_absolute_url()))
    assert "1 action en retard" in said
    assert said.count("En retard") == 1
    lead.post(address("observation", late.pk), {"on": f"{day(0)}", "text": "Ampoule changée", "state": "done"})
    assert "en retard" not in text(lead.get(diagnosis.get_absolute_url())).lower()


def test_steps_make_a_history_and_the_last_by_date_says_where_it_stands(lead, observation):
    url = address("observation", observation.pk)
    for on, what, state in (
        (day(-2), "Ampoule commandée", "under_way"),
        (day(0), "Ampoule changée", "done"),
        (day(-1), "Électricien venu", "under_way"),
    ):
        said = text(lead.post(url, {"on": f"{on}", "text": what, "state": state}, follow=True))
    observation.refresh_from_db()
    assert observation.state == "done"
    steps = ["Ampoule commandée", "Électricien venu", "Ampoule changée"]
    assert sorted(steps, key=said.index) == steps


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("on", "2099-01-01", "pas encore passée"),
        ("on", "0001-01-01", "Vérifiez l’année."),
        ("text", "", "obligatoire"),
        ("text", "x" * 301, "300"),
        ("state", "perdu", "choix"),
    ],
)
def test_a_step_badly_typed_is_explained(lead, observation, name, value, sentence):
    right = {"on": f"{day(0)}", "text": "Fait", "state": "done"}
    answer = lead.post(address("observation", observation.pk), right | {name: value})
    assert sentence in field_errors(answer, name)
    assert not ObservationStep.objects.exists()
    observation.refresh_from_db()
    assert observation.state == "to_do"


def test_changing_an_observation_leaves_its_follow_up(lead, observation):
    lead.post(address("observation", observation.pk), {"on": f"{day(0)}", "text": "Fait", "state": "done"})
    lead.post(address("edit_observation", observation.pk), OBSERVATION)
    observation.refresh_from_db()
    assert (observation.problem, observation.state, observation.steps.count()) == ("Porte forcée", "done", 1)


def test_deleting_asks_first_and_says_what_goes_with_it(lead, diagnosis, observation):
    assert "seront supprimées aussi" in text(lead.get(address("delete_diagnosis", diagnosis.pk)))
    assert Diagnosis.objects.exists()
    lead.post(address("delete_observation", observation.pk))
    assert not Observation.objects.exists()
    lead.post(address("delete_diagnosis", diagnosis.pk))
    assert not Diagnosis.objects.exists()


def test_typed_twice_is_written_once(lead, diagnosis):
    for _ in range(2):
        answer = lead.post(address("create_diagnosis"), DIAGNOSIS)
    assert "déjà un diagnostic de ce nom" in field_errors(answer, "title")
    for _ in range(2):
        answer = lead.post(address("create_observation", diagnosis.pk), OBSERVATION)
    assert "déjà noté" in field_errors(answer, "problem")
    url = address("observation", Observation.objects.get().pk)
    for _ in range(2):
        lead.post(url, {"on": f"{day(0)}", "text": "Serrure posée", "state": "done"})
    assert (Diagnosis.objects.count(), ObservationStep.objects.count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_twice_at_once_writes_once(site, diagnosis):
    user = a_lead(site)
    seen = Observation(diagnosis=diagnosis, **OBSERVATION)
    found = Diagnosis(site=site, **DIAGNOSIS)
    for url, data, write_first in (
        (address("create_diagnosis"), DIAGNOSIS, lambda: write_visit(found)),
        (address("create_observation", diagnosis.pk), OBSERVATION, lambda: write_observation(seen)),
    ):
        answer = post_while_another_saves(user, url, data, write_first)
        assert "déjà" in text(answer)
    assert (Diagnosis.objects.count(), Observation.objects.count()) == (2, 1)


def printed(folder, diagnosis, **how):
    path = folder / "fiche.pdf"
    path.write_bytes(sheet_pdf(diagnosis, **how).content)
    return path


def test_the_sheet_says_what_was_seen_and_what_became_of_it(site, association, diagnosis, tmp_path):
    diagnosis.led_by, diagnosis.participants = association, "trois gardiens"
    diagnosis.summary = "Des halls <sombres> & froids"
    diagnosis.save()
    seen = an_observation(
        diagnosis, what_happens="On tombe", solution="Changer l’ampoule", owner=association, due_on=day(-1)
    )
    ObservationStep.objects.create(observation=seen, text="Devis demandé", state="under_way")
    for number in range(25):
        an_observation(diagnosis, place=f"Cave {number}", problem="Porte forcée", what_happens="On y dort. " * 30)
    path = printed(tmp_path, diagnosis)
    said = reading.words(path, layout=False).replace("\n", " ")
    for words in (
        "Halls de la rue du Parc",
        "Association d’aide",
        "trois gardiens",
        "Des halls <sombres> & froids",
        "Hall du 12",
        "Lumière en panne",
        "Changer l’ampoule",
        "En retard",
        "Devis demandé",
        "Cave 24",
    ):
        assert words in said, words
    assert accessible_pdf.faults(path) == []


def test_a_blank_sheet_is_taken_along(diagnosis, tmp_path):
    an_observation(diagnosis)
    path = printed(tmp_path, diagnosis, blank=True)
    said = reading.words(path, layout=False)
    assert "fiche à remplir" in said
    assert "Local poubelles".lower() in said.lower()
    assert "Lumière en panne" not in said
    assert accessible_pdf.faults(path) == []


def test_an_empty_diagnosis_prints_too(diagnosis, tmp_path):
    path = printed(tmp_path, diagnosis)
    assert "Aucune observation pour l’instant." in reading.words(path)
    assert accessible_pdf.faults(path) == []


def test_whoever_reads_the_diagnosis_prints_it(site, diagnosis, sign_in):
    for query in ("", "?vierge=1"):
        answer = sign_in(a_caretaker(site)).get(address("diagnosis_sheet", diagnosis.pk) + query)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
    assert sign_in(a_lead(SiteFactory())).get(address("diagnosis_sheet", diagnosis.pk)).status_code == 404


def test_the_leads_dashboard_says_what_is_late(lead, site, diagnosis):
    assert "en retard" not in text(lead.get(reverse("dashboard"), follow=True))
    an_observation(diagnosis, due_on=day(-1))
    said = page(lead.get(reverse("dashboard"), follow=True))
    link = said.find("a", href=f"{address('diagnoses')}?state=late&site={site.pk}")
    assert "Halls de la rue du Parc" in page(lead.get(link["href"])).get_text()


def test_the_number_of_queries_does_not_grow(lead, site, association, diagnosis, django_assert_max_num_queries):
    for number in range(40):
        one = Diagnosis.objects.create(
            site=site, title=f"Visite {number}", place="Ici", held_on=in_days(-1).date(), led_by=association
        )
        an_observation(one)
        an_observation(diagnosis, place=f"Hall {number}", owner=association)
    for url in (address("diagnoses"), diagnosis.get_absolute_url(), f"{diagnosis.get_absolute_url()}?page=2"):
        with django_assert_max_num_queries(14):
            lead.get(url)
