"""The newcomer's guide: made from what the site knows, published in editions, sent to new agents."""

import subprocess
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from networks.models import Contact, GuideDelivery, GuideEdition, WorkingGroup
from networks.newcomer_guide.guide import NotPublished, booklet_of, deliver_due, draft_of, publish
from networks.tasks import welcome_new_agents
from proxinet.signed_links import sign
from sites.models import SitePartner
from tests.accessible_pdf import faults
from tests.factories.events import MeetupFactory, in_days
from tests.factories.people import (
    FieldWorkerFactory,
    NeighbourhoodFactory,
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_coordinator,
    a_lead,
    a_manager,
    a_partner,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory(slug="luth", name="Le Luth", summary="Un réseau de proximité.")


@pytest.fixture
def furnished(site):
    landlord, city = OrganisationFactory(name="OPH du Luth"), OrganisationFactory(name="Ville", kind="city")
    SitePartner.objects.create(site=site, organisation=landlord, part="landlord")
    SitePartner.objects.create(site=site, organisation=city, part="lead")
    NeighbourhoodFactory(site=site, name="Quartier du Luth")
    Contact.objects.create(
        site=site,
        organisation=city,
        name="Service propreté",
        call_for="des encombrants, une fuite d'eau",
        phone="0199001234",
        opening_hours="8 h – 12 h",
        address="3 allée du Luth",
        checked_on=timezone.localdate().replace(year=2026, month=3, day=2),
    )
    Contact.objects.create(site=site, organisation=landlord, name="Loge", call_for="encombrants", phone="3919")
    group = WorkingGroup.objects.create(site=site, title="Propreté des halls", theme="Cadre de vie")
    group.pilots.add(landlord)
    group.pilot_parts.update(function="Encadrante de secteur")
    MeetupFactory(site=site, title="Proxi-Déj’ de printemps", starts_at=in_days(10), place="Salle du Luth")
    MeetupFactory(site=site, title="Trop loin", starts_at=in_days(120))
    MeetupFactory(site=site, title="Appelé ailleurs", starts_at=in_days(8), cancelled_at=timezone.now())
    return site


@pytest.fixture
def lead(site):
    return a_lead(site)


def words(content: bytes) -> str:
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True).stdout
    return " ".join(read.decode().split())


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_lead_publishes_the_first_edition_and_everyone_reads_it(furnished, lead, sign_in, text, tmp_path):
    client = sign_in(lead)
    assert "pas encore publié" in text(client.get("/guide/luth/"))
    shown = text(client.get("/guide/luth/publier/"))
    assert "Édition 1 du guide" in shown
    assert not GuideEdition.objects.exists(), "looking publishes nothing"
    answer = client.post("/guide/luth/publier/", {"number": 1}, follow=True)
    assert "L’édition 1 est publiée" in text(answer)
    edition = GuideEdition.objects.get()
    assert edition.published_by == lead
    landlord = OrganisationFactory()
    for user in (a_caretaker(furnished, landlord), a_manager(furnished, landlord), a_coordinator(), lead):
        reader = sign_in(user)
        assert "Édition 1" in text(reader.get("/guide/luth/"))
        content = body(reader.get(f"/guide/editions/{edition.pk}.pdf"))
        assert len(content) == edition.size
    (tmp_path / "guide.pdf").write_bytes(content)
    assert faults(tmp_path / "guide.pdf") == []
    read = words(content)
    for said in (
        "Guide des professionnels",
        "Le Luth",
        "Édition 1",
        "Sommaire",
        "OPH du Luth",
        "Porteur du projet",
        "Quartier du Luth",
        "Fuite d’eau",
        "01 99 00 12 34",
        "3 allée du Luth",
        "Vérifié en mars 2026",
        "Propreté des halls",
        "Encadrante de secteur, OPH du Luth",
        "Proxi-Déj’ de printemps",
        "Après un incident",
        "114",
    ):
        assert said in read
    for unsaid in ("Trop loin", "Appelé ailleurs", "Ce qui a changé", lead.last_name or "—"):
        assert unsaid not in read


def test_same_content_same_bytes(furnished):
    draft, now = draft_of(furnished), timezone.now()
    assert booklet_of(draft, now).content == booklet_of(draft, now).content


def test_nothing_changed_publishes_nothing(furnished, lead, sign_in, text):
    publish(furnished, lead, 1)
    client = sign_in(lead)
    assert "Rien n’a changé depuis l’édition 1" in text(client.get("/guide/luth/publier/"))
    assert "rien à publier" in text(client.post("/guide/luth/publier/", {"number": 2}, follow=True))
    assert GuideEdition.objects.count() == 1
    Contact.objects.update(checked_on=timezone.localdate())
    with time_machine.travel(timezone.now() + timedelta(days=11)):
        assert not draft_of(furnished).changes, "a meetup that has passed, a number that was checked are no change"


def test_what_changed_is_shown_before_and_after_and_in_the_booklet(furnished, lead, sign_in, text):
    publish(furnished, lead, 1)
    Contact.objects.filter(name="Loge").delete()
    Contact.objects.filter(name="Service propreté").update(phone="0199005678")
    Contact.objects.create(site=furnished, name="Médiation", call_for="un voisin bruyant", phone="3939")
    WorkingGroup.objects.create(site=furnished, title="Tranquillité")
    SitePartner.objects.filter(part="lead").delete()
    client = sign_in(lead)
    shown = text(client.get("/guide/luth/publier/"))
    said = (
        "Retiré Loge, OPH du Luth",
        "Changé Service propreté, Ville",
        "Téléphone : 01 99 00 12 34 → 01 99 00 56 78",
        "Nouveau Médiation",
        "Nouveau Tranquillité",
        "Retiré Ville (porteur du projet)",
    )
    assert [sentence for sentence in said if sentence not in shown] == []
    client.post("/guide/luth/publier/", {"number": 2})
    page = text(client.get("/guide/luth/"))
    assert [sentence for sentence in said if sentence not in page] == []
    editions = GuideEdition.objects.order_by("number")
    assert [edition.number for edition in editions] == [1, 2]
    read = words(editions[1].file.read())
    assert "Ce qui a changé" in read
    assert "Depuis l’édition 1" in read
    assert "Nouveau – Médiation" in read
    assert "01 99 00 12 34" in words(editions[0].file.read()), "an edition never changes"


def test_an_edition_of_another_time_that_says_less_can_be_followed(furnished, lead, sign_in, text):
    edition = publish(furnished, lead, 1)
    for content in ({}, {"site": {"name": "Le Luth"}, "contacts": [{"id": 1, "name": "Loge", "organisation": ""}]}):
        GuideEdition.objects.filter(pk=edition.pk).update(content=content)
        client = sign_in(lead)
        assert "Nouveau Propreté des halls" in text(client.get("/guide/luth/publier/"))
        assert "Édition 1" in text(client.get("/guide/luth/"))


@pytest.mark.django_db(transaction=True)
def test_two_leads_at_once_make_one_edition(furnished, lead):
    outcomes = []

    def press():
        try:
            outcomes.append(publish(furnished, lead, 1).number)
        except NotPublished as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(1) == 1
    assert GuideEdition.objects.count() == 1
    assert all(one == 1 or "vient d’être publiée" in one for one in outcomes)


@pytest.mark.parametrize("number", ["", "3", "abc", "-1", "9" * 400])
def test_a_number_that_is_not_the_next_publishes_nothing(furnished, lead, sign_in, number):
    assert sign_in(lead).post("/guide/luth/publier/", {"number": number}).status_code == 302
    assert not GuideEdition.objects.exists()


def test_only_the_lead_publishes_and_only_for_their_site(furnished, lead, sign_in):
    edition = publish(furnished, lead, 1)
    landlord = OrganisationFactory()
    pages = ("/guide/luth/", "/guide/luth/publier/", f"/guide/editions/{edition.pk}.pdf")
    stranger = sign_in(a_lead(SiteFactory()))
    assert [stranger.get(page).status_code for page in pages] == [404, 404, 404]
    for user in (
        a_caretaker(furnished, landlord),
        a_manager(furnished, landlord),
        a_partner(furnished),
        a_coordinator(),
    ):
        client = sign_in(user)
        assert [client.get(page).status_code for page in pages] == [200, 403, 200]
        assert client.post("/guide/luth/publier/", {"number": 2}).status_code == 403
        assert client.post("/guide/luth/", {"person": 1}).status_code == 403


def test_one_site_goes_straight_to_its_guide_several_are_listed(furnished, lead, sign_in, text):
    SiteFactory(name="Sens")
    assert sign_in(lead).get("/guide/").url == "/guide/luth/"
    read = text(sign_in(a_coordinator()).get("/guide/"))
    assert "Le Luth" in read
    assert "Sens" in read


def arrive(site, **changes):
    return FieldWorkerFactory(site=site, **{"email": "nouveau@exemple.test"} | changes)


def test_a_new_agent_receives_the_latest_guide_once(furnished, lead):
    arrive(furnished, email="ancien@exemple.test")
    welcome_new_agents()
    publish(furnished, lead, 1)
    welcome_new_agents()
    assert not Email.objects.exists(), "nobody is new before the first edition"
    newcomer = arrive(furnished, first_name="Awa")
    arrive(furnished, email="")
    arrive(furnished, email="parti@exemple.test", is_active=False)
    arrive(furnished, email="inconnu@exemple.test", is_confirmed=False)
    arrive(SiteFactory(), email="ailleurs@exemple.test")
    assert deliver_due() == 1
    assert deliver_due() == 0
    mail = Email.objects.get()
    assert mail.to == ["nouveau@exemple.test"]
    assert "Awa" in mail.message
    assert f"/lien/guide/{sign('guide', newcomer.guide_delivery.pk)}/" in mail.message


def test_the_link_gives_the_latest_edition_until_the_agent_leaves(furnished, lead, client):
    publish(furnished, lead, 1)
    newcomer = arrive(furnished)
    deliver_due()
    link = f"/lien/guide/{sign('guide', newcomer.guide_delivery.pk)}/"
    assert "édition 1" in words(body(client.get(link)))
    Contact.objects.create(site=furnished, name="Médiation", call_for="bruit", phone="3939")
    publish(furnished, lead, 2)
    answer = client.get(link)
    assert "édition 2" in words(body(answer))
    assert "no-store" in answer["Cache-Control"]
    newcomer.is_active = False
    newcomer.save()
    answer = client.get(link)
    assert answer.status_code == 410
    assert "n’ouvre plus le guide" in answer.content.decode()
    newcomer.delete()
    assert client.get(link).status_code == 410
    assert client.get(f"/lien/guide/{sign('contact', 1)}/").status_code == 404


def test_those_without_an_address_are_listed_for_the_lead_alone(furnished, lead, sign_in, text):
    publish(furnished, lead, 1)
    person = arrive(furnished, email="", first_name="Moussa", last_name="Essai")
    client = sign_in(lead)
    assert "Moussa Essai" in text(client.get("/guide/luth/"))
    for user in (a_caretaker(furnished, person.employer), a_coordinator(), a_manager(furnished, person.employer)):
        assert "Moussa" not in text(sign_in(user).get("/guide/luth/"))
    far = arrive(SiteFactory(), email="")
    client.post("/guide/luth/", {"person": far.pk})
    assert not GuideDelivery.objects.exists()
    client.post("/guide/luth/", {"person": person.pk})
    assert "Moussa Essai a reçu le guide" in text(client.get("/guide/luth/"))
    assert "À remettre en main propre" not in text(client.get("/guide/luth/"))
    assert not Email.objects.exists()


def test_the_guide_page_asks_no_more_with_many_editions(furnished, lead, sign_in):
    first = publish(furnished, lead, 1)
    client = sign_in(lead)
    few = queries(client)
    GuideEdition.objects.bulk_create(
        GuideEdition(site=furnished, number=number, content=first.content, file=first.file.name, size=20)
        for number in range(2, 20)
    )
    for _ in range(5):
        arrive(furnished, email="", employer=OrganisationFactory())
    assert queries(client) <= few + 2 <= 20


def queries(client) -> int:
    client.get("/guide/luth/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/guide/luth/").status_code == 200
    return len(asked)
