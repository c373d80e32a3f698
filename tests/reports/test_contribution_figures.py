"""Figures: computed, declared with a proof, attested by the partner who evaluates."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from home.dashboards import dashboard_for
from reports.contributions.resembling import suggested_note
from reports.models import Figure, FigureNature, SiteAssessment
from resources.models import Document
from sites.models import Organisation, SitePartner
from tests.factories.people import OrganisationFactory, a_lead, a_partner
from tests.factories.reports import an_untold_site
from tests.reports.contributing import a_prefilled_contribution

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def assessment():
    return a_prefilled_contribution()


@pytest.fixture
def client(assessment, sign_in):
    return sign_in(a_lead(assessment.site))


@pytest.fixture
def declared(assessment):
    return a_figure(assessment, nature=FigureNature.DECLARED, key="heard", label="Locataires rencontrés")


@pytest.fixture
def evaluator(assessment):
    organisation = OrganisationFactory(name="Association d’évaluation", kind=Organisation.Kind.ASSOCIATION)
    SitePartner.objects.create(site=assessment.site, organisation=organisation, part=SitePartner.Part.EVALUATOR)
    return organisation


@pytest.fixture
def attested(assessment, evaluator):
    return a_figure(assessment, nature=FigureNature.ATTESTED, key="satisfied", attested_by=evaluator)


def a_figure(assessment, **fields):
    asked = assessment.campaign.asked_figures.first()
    known = {"label": "Personnes satisfaites", "definition": "Qui le dit.", "source": "enquête", "asked": asked}
    return Figure.objects.create(assessment=assessment, **known | fields)


def a_document(site, **fields):
    stored = {"storage_name": f"{site.pk}-preuve.pdf", "content_type": "application/pdf", "size": 4}
    document = Document(site=site, **stored, **fields)
    document.file.save("preuve.pdf", ContentFile(b"%PDF"), save=True)
    return document


def edit(client, figure, **typed):
    return client.post(reverse("reports:edit_figure", args=[figure.pk]), {"version": 1, **typed})


def told(response) -> str:
    return response.content.decode()


FULL = {"value": "1\u202f250", "stated_by": "Cheffe de projet", "proof_text": "Rapport 2015, page 12"}


def test_a_computed_figure_is_not_typed_only_its_note(client, assessment):
    workers = assessment.figures.get(key="workers")
    assert edit(client, workers, value="999", note="Sans les remplaçants.").status_code == 302
    workers.refresh_from_db()
    assert (workers.value, workers.note) == (3, "Sans les remplaçants.")


def test_computed_figures_are_counted_again_on_demand(client, assessment):
    assessment.figures.update(value=7)
    client.post(reverse("reports:recompute", args=[assessment.pk]))
    assert assessment.figures.get(key="workers").value == 3


def test_a_declared_figure_says_by_whom_when_and_on_what_proof(client, declared):
    assert edit(client, declared, as_of=TODAY().isoformat(), **FULL).status_code == 302
    declared.refresh_from_db()
    assert (declared.value, declared.stated_by, declared.proof_text) == (1250, "Cheffe de projet", FULL["proof_text"])


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("stated_by", "Dites qui déclare ce chiffre, par sa fonction."),
        ("as_of", "Dites à quelle date ce chiffre est vrai."),
        ("proof_text", "Choisissez le document qui prouve ce chiffre"),
    ],
)
def test_without_it_the_figure_is_refused_beside_the_field(client, declared, missing, sentence):
    refused = edit(client, declared, **FULL | {"as_of": TODAY().isoformat()} | {missing: ""})
    assert refused.status_code == 422
    assert sentence in told(refused)
    declared.refresh_from_db()
    assert declared.value is None


def test_unknown_is_a_right_answer(client, declared):
    assert edit(client, declared, value="", note="Personne ne l’a compté.").status_code == 302


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("beaucoup", "Écrivez un nombre entier"), ("-3", "Indiquez 0 ou plus"), ("99999999999", "trop grand")],
)
def test_a_value_is_a_count(client, declared, value, sentence):
    refused = edit(client, declared, **FULL | {"as_of": TODAY().isoformat(), "value": value})
    assert (refused.status_code, sentence in told(refused)) == (422, True)


def test_a_date_to_come_is_refused(client, declared):
    refused = edit(client, declared, as_of=(TODAY() + timedelta(days=2)).isoformat(), **FULL)
    assert "Cette date est à venir" in told(refused)


def test_the_proof_is_a_document_of_the_site(client, assessment, declared):
    ours = a_document(assessment.site, title="Rapport du site", audience=Document.Audience.LEADS)
    foreign = a_document(an_untold_site(assessment.campaign.call), title="Rapport d’ailleurs")
    shown = told(client.get(reverse("reports:edit_figure", args=[declared.pk])))
    assert "Rapport du site" in shown
    assert "Rapport d’ailleurs" not in shown
    typed = FULL | {"as_of": TODAY().isoformat(), "proof_text": ""}
    assert edit(client, declared, **typed, proof=foreign.pk).status_code == 422
    assert edit(client, declared, **typed, proof=ours.pk).status_code == 302
    declared.refresh_from_db()
    assert declared.proof == ours


def test_a_figure_of_the_site_s_own(client, assessment):
    add = reverse("reports:add_figure", args=[assessment.pk])
    own = {"label": "Vélos réparés", "definition": "Vélos rendus.", "source": "cahier"}
    typed = FULL | own | {"as_of": TODAY().isoformat()}
    assert client.post(add, typed).status_code == 302
    own = Figure.objects.get(label="Vélos réparés")
    assert (own.nature, own.value, own.key) == ("declared", 1250, "site-velos-repares")
    again = client.post(add, typed)
    assert (again.status_code, "déjà un chiffre de ce nom" in told(again)) == (422, True)
    client.post(reverse("reports:remove_figure", args=[own.pk]))
    assert not Figure.objects.filter(pk=own.pk).exists()


def test_what_the_campaign_asks_is_not_removed(client, declared):
    assert client.post(reverse("reports:remove_figure", args=[declared.pk])).status_code == 403
    assert Figure.objects.filter(pk=declared.pk).exists()


# Attested -------------------------------------------------------------------------------------------------------------


def test_the_lead_names_who_attests_and_types_no_value(client, assessment, evaluator):
    figure = a_figure(assessment, nature=FigureNature.ATTESTED, key="satisfied")
    assert edit(client, figure, attested_by=evaluator.pk, value="90").status_code == 302
    figure.refresh_from_db()
    assert (figure.attested_by, figure.value) == (evaluator, None)
    stranger = OrganisationFactory()
    assert edit(client, figure, attested_by=stranger.pk, version=2).status_code == 422


def test_the_partner_who_evaluates_attests(sign_in, assessment, attested, evaluator):
    partner = a_partner(assessment.site, organisation=evaluator)
    todos = dashboard_for(partner, partner.access.memberships[0]).todos
    assert "Un chiffre attend votre attestation" in [todo.title for todo in todos]
    client = sign_in(partner)
    assert attested.label in told(client.get(reverse("reports:to_attest")))
    url = reverse("reports:attest", args=[attested.pk])
    refused = client.post(url, {"value": "", "version": 1})
    assert (refused.status_code, "Indiquez la valeur que vous attestez." in told(refused)) == (422, True)
    assert client.post(url, {"value": "91", "as_of": TODAY().isoformat(), "version": 1}).status_code == 302
    attested.refresh_from_db()
    assert (attested.value, attested.as_of, attested.edited_by) == (91, TODAY(), partner)
    assert attested.attested_at


def test_nobody_else_attests(sign_in, client, assessment, attested):
    url = reverse("reports:attest", args=[attested.pk])
    typed = {"value": "91", "as_of": TODAY().isoformat(), "version": 1}
    assert client.post(url, typed).status_code == 403
    assert sign_in(a_partner(assessment.site)).post(url, typed).status_code == 404
    assert client.get(reverse("reports:to_attest")).status_code == 403
    attested.refresh_from_db()
    assert attested.value is None


def test_nothing_is_attested_once_the_contribution_is_sent(sign_in, assessment, attested, evaluator):
    SiteAssessment.objects.update(state="submitted", records={})
    client = sign_in(a_partner(assessment.site, organisation=evaluator))
    url = reverse("reports:attest", args=[attested.pk])
    assert client.get(url).status_code == 403
    assert client.post(url, {"value": "9", "as_of": TODAY().isoformat(), "version": 1}).status_code == 403


def test_another_evaluator_starts_from_nothing(client, assessment, attested):
    Figure.objects.filter(pk=attested.pk).update(value=91, as_of=TODAY(), attested_at=timezone.now())
    edit(client, attested, attested_by=attested.attested_by_id, note="Au printemps.")
    attested.refresh_from_db()
    assert attested.value == 91
    landlord = assessment.site.partners.filter(part="landlord").first().organisation
    edit(client, attested, attested_by=landlord.pk, version=attested.version)
    attested.refresh_from_db()
    assert (attested.value, attested.attested_at, attested.attested_by) == (None, None, landlord)


def test_the_list_of_what_to_attest_asks_a_fixed_number_of_questions(sign_in, assessment, attested, evaluator):
    client = sign_in(a_partner(assessment.site, organisation=evaluator))
    counts = []
    for number in range(4):
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("reports:to_attest"))
        counts.append(len(counted))
        a_figure(assessment, nature="attested", key=f"k{number}", label=f"Chiffre {number}", attested_by=evaluator)
    assert len(set(counts[1:])) == 1
    assert counts[-1] <= 20


# Two figures that are not the same measure ----------------------------------------------------------------------------


def test_a_figure_that_resembles_another_gets_a_note_to_accept(client, assessment):
    network = a_figure(
        assessment,
        nature=FigureNature.DECLARED,
        key="network",
        label="Personnes concernées par le réseau",
        value=200,
        stated_by="Cheffe de projet",
        as_of=TODAY(),
        definition="Gardiens et agents.",
    )
    note = suggested_note(network, assessment.figures.all())
    assert "Agents concernés" in note
    assert "(3)" in note
    assert note in told(client.get(reverse("reports:edit_figure", args=[network.pk]))).replace("&#x27;", "'")
    typed = FULL | {"value": "200", "as_of": TODAY().isoformat(), "use_suggestion": "1"}
    edit(client, network, **typed)
    network.refresh_from_db()
    assert network.note == note


def test_no_note_between_figures_that_have_nothing_in_common(assessment, declared):
    declared.label, declared.value = "Vélos réparés", 12
    assert suggested_note(declared, assessment.figures.all()) == ""


def test_no_note_when_both_say_the_same(assessment, declared):
    workers = assessment.figures.get(key="workers")
    declared.label, declared.value = workers.label, workers.value
    assert suggested_note(declared, [declared, workers]) == ""
    declared.value += 1
    assert "(3)" in suggested_note(declared, [declared, workers])
