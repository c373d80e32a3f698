"""What a lead keeps up: texts, neighbourhoods, agreements, milestones, organisations, agents."""

from datetime import timedelta

import pytest
from django.db.models import RestrictedError
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from proxinet import seats
from sites import organisations, todo
from sites.models import Agreement, FieldWorker, Milestone, Neighbourhood, Organisation, SitePartner
from tests.factories.events import MeetupFactory
from tests.factories.people import (
    FieldWorkerFactory,
    NeighbourhoodFactory,
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_lead,
    a_manager,
)
from tests.sites.pages import errors, page, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory(slug="ici", name="Ici")


@pytest.fixture
def landlord(site):
    landlord = OrganisationFactory(name="Tours(s) Habitat")
    SitePartner.objects.create(site=site, organisation=landlord, part=SitePartner.Part.LANDLORD)
    return landlord


@pytest.fixture
def client(site, sign_in):
    return sign_in(a_lead(site))


def url(name, *args):
    return reverse(f"sites:{name}", args=["ici", *args])


def test_the_site_s_texts_are_changed_and_html_stays_text(client, site):
    client.post(url("edit"), {"summary": "<b>Ensemble</b>", "results": "Une ligne\n\n=SOMME(A1)"})
    site.refresh_from_db()
    assert site.summary == "<b>Ensemble</b>"
    shown = client.get(site.get_absolute_url())
    assert b"<b>Ensemble" not in shown.content
    assert "<b>Ensemble</b>" in page(shown).get_text()


def test_a_refused_text_is_kept_and_nothing_is_written(client, site):
    refused = client.post(url("edit"), {"summary": "", "context": "Un long travail", "results": "x" * 5001})
    assert any("trop long" in error for error in errors(refused))
    assert "Un long travail" in page(refused).find("textarea", attrs={"name": "context"}).text
    site.refresh_from_db()
    assert site.context == ""


def test_a_neighbourhood_comes_changes_and_goes(client, site):
    client.post(url("add_neighbourhood"), {"name": "Le Luth", "qpv_code": "QP092001"})
    luth = Neighbourhood.objects.get(site=site)
    client.post(url("neighbourhood", luth.pk), {"name": "Le Luth", "urban_renewal": "on"})
    luth.refresh_from_db()
    assert (luth.urban_renewal, luth.qpv_code) == (True, "")
    worker = FieldWorkerFactory(site=site, neighbourhood=luth)
    asked = client.get(url("delete_neighbourhood", luth.pk))
    assert "Supprimer «\u202fLe Luth\u202f»" in text(asked)
    assert Neighbourhood.objects.exists()
    client.post(url("delete_neighbourhood", luth.pk))
    worker.refresh_from_db()
    assert worker.neighbourhood is None


def test_the_same_neighbourhood_twice_is_refused_beside_its_name(client, site):
    NeighbourhoodFactory(site=site, name="Le Luth")
    refused = client.post(url("add_neighbourhood"), {"name": "Le Luth", "qpv_code": "QP1"})
    field = page(refused).find("input", attrs={"name": "name"})
    assert "existe déjà sur ce site" in field.find_parent(class_="field").get_text()
    assert page(refused).find("input", attrs={"name": "qpv_code"})["value"] == "QP1"


def test_another_site_s_neighbourhood_is_not_there(client):
    elsewhere = NeighbourhoodFactory()
    assert client.post(url("delete_neighbourhood", elsewhere.pk)).status_code == 404
    assert Neighbourhood.objects.filter(pk=elsewhere.pk).exists()


def test_an_agreement_ends_after_it_starts_and_is_signed_here(client, landlord):
    stranger = OrganisationFactory()
    dates = {"starts_on": "2014-02-01", "ends_on": "2014-01-01"}
    refused = client.post(url("add_agreement"), {"title": "Convention", **dates, "signatories": [landlord.pk]})
    assert any("La fin doit venir après le début" in error for error in errors(refused))
    assert page(refused).find("input", attrs={"name": "starts_on"})["value"] == "2014-02-01"
    assert client.post(url("add_agreement"), {"title": "Sans", "signatories": [stranger.pk]}).status_code == 200
    assert any("au moins un signataire" in error for error in errors(client.post(url("add_agreement"), {"title": "A"})))
    assert not Agreement.objects.exists()
    client.post(url("add_agreement"), {"title": "Convention", "period_text": "deux ans", "signatories": [landlord.pk]})
    assert list(Agreement.objects.get().signatories.all()) == [landlord]


def test_a_milestone_s_day_is_written_out_unless_said_otherwise(client):
    client.post(url("add_milestone"), {"title": "Début", "starts_on": "2012-03-30"})
    client.post(url("add_milestone"), {"title": "Suite", "starts_on": "2013-01-01", "date_text": "début 2013"})
    assert list(Milestone.objects.values_list("date_text", flat=True)) == ["30 mars 2012", "début 2013"]


def test_a_year_of_one_s_own_is_refused(client):
    refused = client.post(url("add_milestone"), {"title": "Début", "starts_on": "0212-03-30"})
    assert any("Vérifiez l’année" in error for error in errors(refused))


# Organisations --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", ["Tours(s) Habitat", "tours habitat ", "TOURS-S HABITAT", "Tour(ss) Habitat"])
def test_another_spelling_finds_the_same_organisation(spelling, landlord):
    if "Tour(ss)" in spelling or "TOURS-S" in spelling or "(s)" in spelling:
        found = organisations.find_or_register(spelling, Organisation.Kind.LANDLORD)
        assert (found.organisation, found.known) == (landlord, True)
    else:
        organisations.add_alias(landlord, "Tours Habitat")
        assert organisations.find_or_register(spelling, "landlord").organisation == landlord


def test_adding_by_an_alias_links_the_known_organisation_and_says_so(client, site):
    known = OrganisationFactory(name="Office public de l’habitat de Gennevilliers")
    organisations.add_alias(known, "OPH Gennevilliers")
    done = client.post(url("add_partner"), {"name": "oph  gennevilliers", "part": "landlord"}, follow=True)
    assert "est déjà connu sous le nom «\u202fOffice public de l’habitat de Gennevilliers\u202f»" in text(done)
    assert SitePartner.objects.get(site=site).organisation == known
    assert Organisation.objects.count() == 1


def test_a_new_organisation_needs_its_nature(client, site):
    refused = client.post(url("add_partner"), {"name": "Régie du Val", "part": "partner", "note": "Encombrants"})
    assert any("Choisissez la nature" in error for error in errors(refused))
    assert page(refused).find("input", attrs={"name": "note"})["value"] == "Encombrants"
    assert not Organisation.objects.exists()
    client.post(url("add_partner"), {"name": "Régie du Val", "part": "partner", "kind": "neighbourhood_company"})
    assert SitePartner.objects.get(site=site).organisation.name == "Régie du Val"
    assert organisations.find("REGIE DU VAL") is not None


def test_a_name_that_resembles_another_is_asked_about(client, site):
    OrganisationFactory(name="Val Touraine Habitat")
    typed = {"name": "Val de Touraine Habitat", "part": "landlord", "kind": "landlord"}
    asked = client.post(url("add_partner"), typed)
    assert any("ressemble à «\u202fVal Touraine Habitat\u202f»" in error for error in errors(asked))
    box = page(asked).find("input", attrs={"name": "is_another"})
    assert box["type"] == "checkbox"
    assert not SitePartner.objects.filter(site=site).exists()
    client.post(url("add_partner"), {**typed, "is_another": "on"})
    assert SitePartner.objects.get(site=site).organisation.name == "Val de Touraine Habitat"


def test_the_same_part_twice_and_a_name_without_letters_are_refused(client, landlord):
    twice = client.post(url("add_partner"), {"name": landlord.name, "part": "landlord"})
    assert any("a déjà ce rôle sur le site" in error for error in errors(twice))
    unreadable = client.post(url("add_partner"), {"name": "!!!", "part": "landlord", "kind": "other"})
    assert any("avec des lettres" in error for error in errors(unreadable))


def test_a_name_of_another_organisation_is_not_an_alias(client, site, landlord):
    OrganisationFactory(name="Domanys")
    partner = site.partners.get()
    refused = client.post(url("add_alias", partner.pk), {"name": "DOMANYS"})
    assert any("déjà celui de «\u202fDomanys\u202f»" in error for error in errors(refused))
    assert page(refused).find("input", attrs={"name": "name"})["value"] == "DOMANYS"
    client.post(url("add_alias", partner.pk), {"name": "Tours Habitat"})
    assert organisations.find("tours habitat") == landlord


def test_a_shared_organisation_s_facts_are_not_one_lead_s_to_change(client, site, landlord):
    partner = site.partners.get()
    answers = {"part": "landlord", "note": "Gère la tour A", "kind": "city", "website": "exemple.fr"}
    elsewhere = SitePartner.objects.create(site=SiteFactory(), organisation=landlord, part="landlord")
    client.post(url("partner", partner.pk), answers)
    partner.refresh_from_db()
    landlord.refresh_from_db()
    assert (partner.note, landlord.kind, landlord.website) == ("Gère la tour A", "landlord", "")
    elsewhere.delete()
    client.post(url("partner", partner.pk), answers)
    landlord.refresh_from_db()
    assert (landlord.kind, landlord.website) == ("city", "https://exemple.fr")


def test_an_address_that_runs_code_is_no_website(client, site, landlord):
    partner = site.partners.get()
    refused = client.post(
        url("partner", partner.pk), {"part": "landlord", "kind": "landlord", "website": "javascript:alert(1)"}
    )
    assert errors(refused)
    landlord.refresh_from_db()
    assert landlord.website == ""


def test_the_last_part_of_an_employer_stays_while_agents_need_it(client, site, landlord):
    worker = FieldWorkerFactory(site=site, employer=landlord)
    partner = site.partners.get()
    refused = client.post(url("remove_partner", partner.pk), follow=True)
    assert "On ne peut pas retirer" in text(refused)
    assert SitePartner.objects.filter(pk=partner.pk).exists()
    worker.delete()
    client.post(url("remove_partner", partner.pk))
    assert not SitePartner.objects.filter(pk=partner.pk).exists()
    assert Organisation.objects.filter(pk=landlord.pk).exists()


# Agents ---------------------------------------------------------------------------------------------------------------

AGENT = {"first_name": "Ana", "last_name": "Exemple", "staff_category": "caretaker"}


def test_an_agent_is_added_and_changed(client, site, landlord):
    client.post(url("add_worker"), {**AGENT, "employer": landlord.pk, "phone": "01 99 00 12 34"})
    worker = FieldWorker.objects.get(site=site)
    client.post(url("worker", worker.pk), {**AGENT, "last_name": "Autre", "employer": landlord.pk})
    worker.refresh_from_db()
    assert (str(worker), worker.phone, worker.employer) == ("Ana Autre", "", landlord)


def test_an_agent_s_bad_fields_are_said_and_kept(client, landlord):
    stranger = OrganisationFactory()
    refused = client.post(url("add_worker"), {**AGENT, "employer": stranger.pk, "email": "ana@", "phone": "allô"})
    assert len(set(errors(refused))) >= 3
    assert page(refused).find("input", attrs={"name": "email"})["value"] == "ana@"
    assert page(refused).find("input", attrs={"name": "first_name"})["value"] == "Ana"
    assert not FieldWorker.objects.exists()


@pytest.mark.parametrize("employed", [True, False])
def test_the_same_agent_twice_is_refused_beside_the_name(employed, client, landlord):
    agent = {**AGENT, "employer": landlord.pk} if employed else AGENT
    client.post(url("add_worker"), agent)
    refused = client.post(url("add_worker"), agent)
    assert (
        "déjà dans la liste"
        in page(refused).find("input", attrs={"name": "last_name"}).find_parent(class_="field").get_text()
    )
    assert FieldWorker.objects.count() == 1


def test_an_agent_who_leaves_frees_their_places_for_those_who_wait(client, site, landlord):
    leaver = FieldWorkerFactory(site=site, employer=landlord, email="part@exemple.test")
    waiting = FieldWorkerFactory(site=site, employer=landlord, email="attend@exemple.test")
    meetup = MeetupFactory(site=site, capacity=1, title="Proxi-Déj’ de mai")
    for person in (leaver, waiting):
        seats.sign_up(meetup, person)
    asked = client.get(url("leave_post", leaver.pk))
    assert "Proxi-Déj’ de mai" in text(asked)
    done = client.post(url("leave_post", leaver.pk), follow=True)
    assert "n’est plus en poste. 1 inscription à venir annulée" in text(done)
    assert meetup.registrations.get(person=waiting).state == seats.State.CONFIRMED
    assert sorted(email.to[0] for email in Email.objects.all()) == ["attend@exemple.test", "part@exemple.test"]
    leaver.refresh_from_db()
    assert not leaver.is_active
    assert client.get(url("come_back", leaver.pk)).status_code == 405
    client.post(url("come_back", leaver.pk))
    leaver.refresh_from_db()
    assert leaver.is_active


@pytest.mark.parametrize("name", ["come_back", "add_alias"])
def test_acts_without_a_page_are_the_lead_s_too(name, site, landlord, sign_in):
    subject = FieldWorkerFactory(site=site, is_active=False) if name == "come_back" else site.partners.get()
    for user, expected in ((a_manager(site, landlord), 403), (a_caretaker(site), 403), (a_lead(SiteFactory()), 404)):
        assert sign_in(user).post(url(name, subject.pk), {"name": "Volé"}).status_code == expected
    assert not FieldWorker.objects.filter(pk=subject.pk, is_active=True).exists() or name == "add_alias"
    assert organisations.find("Volé") is None


# What the site asks next ----------------------------------------------------------------------------------------------


def test_a_lead_is_told_what_the_site_needs(site):
    lead = a_lead(site)
    membership = lead.memberships.get()
    assert [one.title for one in todo.todos(lead, membership)] == [
        "Ajouter les agents du site",
        "Nommer les quartiers du site",
    ]
    NeighbourhoodFactory(site=site)
    FieldWorkerFactory(site=site)
    assert todo.todos(lead, membership) == []
    today = timezone.localdate()
    for title, days in (("Bientôt", 30), ("Plus tard", 90), ("Finie", -3)):
        Agreement.objects.create(site=site, title=title, ends_on=today + timedelta(days=days))
    site.invitations.create(
        email="invite@exemple.test", role="gup_lead", token_hash="x", expires_at=timezone.now() - timedelta(hours=1)
    )
    titles = [one.title for one in todo.todos(lead, membership)]
    assert titles[0] == "Une invitation a expiré"
    assert titles[1].startswith("«\u202fBientôt\u202f» se termine le ")
    assert len(titles) == 2
    caretaker = a_caretaker(site)
    assert todo.todos(caretaker, caretaker.memberships.get()) == []


def test_a_person_with_a_past_cannot_be_deleted_by_mistake(site):
    caretaker, meetup = FieldWorkerFactory(site=site), MeetupFactory(site=site)
    seats.sign_up(meetup, caretaker)
    with pytest.raises(RestrictedError):
        caretaker.delete()
    assert meetup.registrations.get().person == caretaker
