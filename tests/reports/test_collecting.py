"""What a document says: figures with where each comes from, the sites' own words, and what could not be printed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proxinet.seats import State
from reports.document.collecting import collect, current_campaign
from reports.document.comparing import published_figures
from reports.document.content import Assessment
from reports.document.frozen import fingerprint, freeze, thaw
from reports.figures import CATALOGUE, computed_values
from reports.models import Answer, Edition, Kind, SiteAssessment
from reports.period import Period
from sites.models import Approach, SitePartner
from tests.factories.events import MeetupFactory, SessionFactory, in_days
from tests.factories.people import FieldWorkerFactory
from tests.factories.reports import CampaignFactory, a_call, a_campaign, a_contribution, a_told_site, an_untold_site
from trainings.models import Attendance

pytestmark = pytest.mark.django_db
DRAFT, SUBMITTED = SiteAssessment.State.DRAFT, SiteAssessment.State.SUBMITTED


@pytest.fixture
def campaign():
    return a_campaign()


def national(campaign) -> Assessment:
    return collect(campaign, Kind.NATIONAL)


def only_sheet(campaign):
    return national(campaign).sites[0]


def publish(campaign, assessment, number=1) -> Edition:
    frozen = freeze(assessment)
    return Edition.objects.create(
        campaign=campaign,
        kind=Kind.NATIONAL,
        number=number,
        what_changed="Un chiffre." if number > 1 else "",
        published_at=timezone.now(),
        content=frozen,
        content_sha256=fingerprint(assessment),
        page_count=1,
        sha256="0" * 64,
    )


# Figures --------------------------------------------------------------------------------------------------------------


def values(site, campaign):
    return computed_values(site, Period.of(campaign))


def test_people_trained_are_counted_from_presence_once_each(campaign):
    site = a_told_site(campaign.call, Approach.Code.TRAINING, agents=4)
    absent = Attendance.objects.filter(registration__person__site=site).first()
    absent.state = Attendance.State.ABSENT
    absent.save()
    FieldWorkerFactory(site=site)
    found = values(site, campaign)
    assert (found["trained"], found["workers"], found["sessions"]) == (3, 5, 1)
    assert found["modules"] == 1, "a module that is only to come is not part of the assessment"


def test_only_what_the_period_held_is_counted(campaign):
    site = a_told_site(campaign.call, agents=2)
    long_ago = SessionFactory(module__programme__site=site, starts_at=in_days(-800))
    veteran = FieldWorkerFactory(site=site)
    registration = long_ago.registrations.create(person=veteran, state=State.CONFIRMED, position=1)
    Attendance.objects.create(
        registration=registration, half_day=long_ago.half_days.get(), state=Attendance.State.PRESENT
    )
    MeetupFactory(site=site, starts_at=in_days(-800), residents_count=30)
    found = values(site, campaign)
    assert (found["trained"], found["sessions"], found["meetups"], found["residents"]) == (2, 1, 1, None)
    longer = CampaignFactory(call=campaign.call, name="Longue", starts_on=timezone.localdate() - timedelta(days=1000))
    assert values(site, longer)["trained"] == 3
    assert values(site, longer)["residents"] == 30


def test_the_last_day_of_the_period_is_part_of_it(campaign):
    site = a_told_site(campaign.call, agents=1)
    held_on = timezone.localtime(MeetupFactory(site=site, starts_at=in_days(-50)).starts_at).date()
    until_then = CampaignFactory(call=campaign.call, name="Un jour", starts_on=held_on, ends_on=held_on)
    assert values(site, until_then)["meetups"] == 1
    day_before = CampaignFactory(
        call=campaign.call, name="Veille", starts_on=held_on - timedelta(days=9), ends_on=held_on - timedelta(days=1)
    )
    assert values(site, day_before)["meetups"] is None


def test_what_nobody_recorded_is_not_a_zero(campaign):
    a_contribution(campaign, an_untold_site(campaign.call))
    texts = {figure.label: figure.text for figure in only_sheet(campaign).figures}
    assert texts["Personnes formées"] == texts["Bailleurs"] == "non renseigné"
    assert "0" not in texts.values()


def test_each_figure_says_where_it_comes_from(campaign):
    a_contribution(campaign, a_told_site(campaign.call))
    figures = {figure.key: figure for figure in only_sheet(campaign).figures}
    heard = figures["heard"]
    assert (heard.nature_label, heard.stated_by, heard.proof) == ("déclaré", "Cheffe de projet", "Compte rendu annuel")
    assert heard.as_of == timezone.localdate()
    assert figures["met"].nature_label == "calculé"
    assert (figures["satisfied"].nature_label, figures["satisfied"].text) == ("attesté", "non renseigné")


def test_every_figure_printed_is_defined_once(campaign):
    a_contribution(campaign, a_told_site(campaign.call))
    a_contribution(campaign, an_untold_site(campaign.call))
    document = national(campaign)
    keys = [definition.key for definition in document.definitions]
    assert len(keys) == len(set(keys))
    assert {figure.key for sheet in document.sites for figure in sheet.figures} == set(keys)
    assert all(one.definition and one.source for group in CATALOGUE.values() for one in group)


def test_two_measures_under_one_name_are_two_definitions(campaign):
    for number, definition in enumerate(("Locataires vus chez eux.", "Locataires venus à l’agence.")):
        contribution = a_contribution(campaign, a_told_site(campaign.call, slug=f"ville-{number}"))
        contribution.figures.filter(key="heard").update(definition=definition)
    found = [one.text for one in national(campaign).definitions if one.key == "heard"]
    assert sorted(found) == ["Locataires venus à l’agence.", "Locataires vus chez eux."]


# Which sites, which words ---------------------------------------------------------------------------------------------


def test_each_edition_has_its_sites(campaign):
    network = a_told_site(campaign.call, Approach.Code.NETWORK)
    training = a_told_site(campaign.call, Approach.Code.TRAINING)
    for site in (network, training):
        a_contribution(campaign, site)
    a_told_site(campaign.call)  # not concerned
    landlord = network.partners.get(part=SitePartner.Part.LANDLORD).organisation
    SitePartner.objects.create(site=training, organisation=landlord, part=SitePartner.Part.PARTNER)

    def names(kind, **subject):
        return {sheet.name for sheet in collect(campaign, kind, **subject).sites}

    assert names(Kind.NATIONAL) == {network.name, training.name}
    assert names(Kind.APPROACH, approach=training.approach) == {training.name}
    assert names(Kind.SITE, site=network) == {network.name}
    assert names(Kind.LANDLORD, landlord=landlord) == {network.name}, "a partner elsewhere, not a landlord"


def test_a_contribution_that_is_not_accepted_says_so(campaign):
    for state in SiteAssessment.State.values:
        a_contribution(campaign, a_told_site(campaign.call), state)
    pending = [bool(sheet.pending) for sheet in national(campaign).sites]
    assert pending == [True, True, True, False]


def test_what_was_sent_is_printed_whatever_the_records_become(campaign):
    site = a_told_site(campaign.call)
    sent, still_writing = a_contribution(campaign, site), a_told_site(campaign.call)
    a_contribution(campaign, still_writing, DRAFT)
    for one in (site, still_writing):
        one.partners.all().delete()
    first, second = national(campaign).sites
    assert first.records.landlords
    assert second.records.landlords == ()
    assert sent.records["landlords"] == list(first.records.landlords)


def test_a_withdrawn_testimony_is_in_no_later_document(campaign):
    contribution = a_contribution(campaign, a_told_site(campaign.call))
    assert len(only_sheet(campaign).quotes) == 1
    contribution.testimonies.update(withdrawn_at=timezone.now())
    assert only_sheet(campaign).quotes == ()


def test_an_editorial_to_come_keeps_its_place(campaign):
    first, second = national(campaign).editorials
    assert (first.paragraphs, second.paragraphs) == (("Un mot.",), ())


def test_the_campaign_a_reader_means_is_the_last_published_one():
    assert current_campaign() is None
    call = a_call()
    old = CampaignFactory(call=call, name="Ancienne", ends_on=timezone.localdate() - timedelta(days=30))
    new = CampaignFactory(call=call, name="Nouvelle")
    assert current_campaign() == new
    publish(old, collect(old, Kind.NATIONAL))
    assert current_campaign() == old


# Year after year ------------------------------------------------------------------------------------------------------


def test_what_changed_since_the_last_published_document(campaign):
    site, newcomer, gone = (a_told_site(campaign.call) for _ in range(3))
    for one in (site, gone):
        a_contribution(campaign, one)
    before = publish(campaign, national(campaign))
    after = a_campaign(campaign.call, name="Bilan suivant", previous=campaign)
    contribution = a_contribution(after, site)
    a_contribution(after, newcomer)
    contribution.figures.filter(key="heard").update(value=95)
    contribution.figures.filter(key="landlords").update(definition="Autrement compté.")

    found = national(after).since_last_year
    assert found.edition == "Bilan d’essai, édition 1"
    assert (found.new_sites, found.gone_sites) == ((newcomer.name,), (gone.name,))
    changes = {change.label: change for change in found.changes if change.site == site.name}
    assert (changes["Locataires rencontrés"].before, changes["Locataires rencontrés"].difference) == (80, 15)
    assert "Bailleurs" not in changes, "another measure under the same name is not a change"
    assert published_figures(before.content)[site.name]


# What breaks ----------------------------------------------------------------------------------------------------------


def test_strange_characters_endless_paragraphs_and_missing_answers_are_marked_and_listed(campaign):
    site = a_told_site(campaign.call, department="Atlantide")
    contribution = a_contribution(campaign, site)
    first, second, third, _ = contribution.answers.order_by("question__order")
    Answer.objects.filter(pk=first.pk).update(text="Une \u202efrime 🙂 et e\u0301te\u0301\x07.")
    Answer.objects.filter(pk=second.pk).update(text="mot " * 30_000)
    Answer.objects.filter(pk=third.pk).update(text=" ")
    document = national(campaign)
    sheet = document.sites[0]
    assert sheet.context.paragraphs == ("Une frime ■ et été.",)
    assert len(sheet.changes.paragraphs[0].split()) == 2001
    assert sheet.changes.paragraphs[0].endswith("[…]")
    sentences = " ".join(fault.sentence for fault in document.faults)
    assert all(word in sentences for word in ("■", "30\u202f000 mots", "Ce qui reste difficile", "Atlantide"))
    assert {fault.where for fault in document.faults} == {site.name}


def test_a_photo_that_cannot_be_read_is_left_out_and_listed(campaign):
    from django.core.files.base import ContentFile

    from reports.models import SitePhoto

    contribution = a_contribution(campaign, a_told_site(campaign.call))
    photo = SitePhoto(
        assessment=contribution, storage_name="cassee.jpg", sha256="0" * 64, width=8, height=8, description="Le hall"
    )
    photo.file.save("x.jpg", ContentFile(b"not a picture"), save=True)
    document = national(campaign)
    assert document.sites[0].pictures == ()
    assert "Le hall" in document.faults[0].sentence


def test_frozen_content_comes_back_whole(campaign):
    a_contribution(campaign, a_told_site(campaign.call))
    document = national(campaign)
    assert thaw(Assessment, freeze(document)) == document


# Cost -----------------------------------------------------------------------------------------------------------------


def test_accepted_sites_are_read_in_a_number_of_queries_that_does_not_grow(campaign):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            national(campaign)
        return len(captured)

    a_contribution(campaign, a_told_site(campaign.call, agents=1))
    one_site = queries()
    for _ in range(5):
        a_contribution(campaign, a_told_site(campaign.call, agents=8))
    assert queries() == one_site
    assert one_site < 30


def test_a_site_still_writing_costs_a_fixed_number_of_queries(campaign):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            national(campaign)
        return len(captured)

    a_contribution(campaign, a_told_site(campaign.call, agents=1), DRAFT)
    one_site = queries()
    for _ in range(3):
        a_contribution(campaign, a_told_site(campaign.call, agents=12), DRAFT)
    per_site = (queries() - one_site) / 3
    assert per_site == int(per_site)
    assert per_site < 30
