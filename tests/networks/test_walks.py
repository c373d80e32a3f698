"""Walking through the neighbourhood together: points, photos, who deals with each, and what became of it."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from networks.models import SiteWalk, WalkPoint, WalkStep
from networks.site_walks.walks import note_point
from sites.models import SitePartner
from tests.factories.events import MeetupFactory, in_days
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

pytestmark = pytest.mark.django_db

WALK = {"title": "Abords du mail", "place": "Du mail à l’école", "held_on": "2026-05-04"}
POINT = {"place_kind": "hall", "place": "Hall du 12", "problem": "Lumière en panne"}


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


@pytest.fixture
def walk(site):
    return SiteWalk.objects.create(site=site, title="Tour du square", place="Square", held_on=timezone.localdate())


@pytest.fixture
def city(site):
    organisation = OrganisationFactory(name="Service propreté")
    SitePartner.objects.create(site=site, organisation=organisation, part=SitePartner.Part.PARTNER)
    return organisation


def address(name, *args):
    return reverse(f"networks:{name}", args=args)


def a_point(walk, **changes):
    return WalkPoint.objects.create(walk=walk, **POINT | changes)


def day(days):
    return timezone.localdate() + timedelta(days=days)


def a_photo(size=(40, 30), name="photo.jpg"):
    """A photo as a phone makes it: with where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (48.0, 55.0, 1.0), 3: "E", 4: (2.0, 17.0, 30.0)}
    exif[0x010F] = "Telephone"
    drawn = io.BytesIO()
    Image.new("RGB", size, "red").save(drawn, "JPEG", exif=exif)
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


def stored_files(settings):
    root = settings.MEDIA_ROOT
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


def test_a_walk_and_its_points_are_written_and_shown(lead, site, city, text):
    meetup = MeetupFactory(site=site, kind="visit", title="Visite d’avril", starts_at=in_days(-1))
    typed = WALK | {"meetup": meetup.pk, "led_by": city.pk, "participants": "trois gardiens", "summary": "Trop sombre"}
    said = text(lead.post(address("create_walk"), typed, follow=True))
    for words in (
        "Abords du mail",
        "4 mai 2026",
        "Service propreté",
        "trois gardiens",
        "Visite d’avril",
        "Trop sombre",
    ):
        assert words in said
    walk = SiteWalk.objects.get()
    seen = POINT | {"what_happens": "On tombe", "owner": city.pk, "due_on": "2030-06-30"}
    said = text(lead.post(address("add_point", walk.pk), seen, follow=True))
    for words in ("Hall du 12", "Lumière en panne", "On tombe", "30 juin 2030", "À faire", "Hall ou cage"):
        assert words in said


def test_a_visit_that_was_a_meetup_gives_its_title_place_and_day(lead, site, soup):
    meetup = MeetupFactory(site=site, kind="visit", title="Visite d’avril", place="Mail", starts_at=in_days(-1))
    page = soup(lead.get(f"{address('create_walk')}?meetup={meetup.pk}"))
    assert page.find("input", {"name": "title"})["value"] == "Visite d’avril"
    assert page.find("input", {"name": "held_on"})["value"] == f"{timezone.localdate(meetup.starts_at)}"
    assert page.find("option", selected=True, value=str(meetup.pk))
    far = MeetupFactory(site=SiteFactory(), title="Lointaine", starts_at=in_days(-1))
    for asked in (far.pk, "x", "9" * 30, "²"):
        page = soup(lead.get(f"{address('create_walk')}?meetup={asked}"))
        assert not page.find("input", {"name": "title"}).get("value")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("held_on", "0001-01-01", "Vérifiez l’année."),
        ("title", "x" * 161, "160"),
        ("place", "", "obligatoire"),
        ("participants", "x" * 301, "300"),
    ],
)
def test_a_walk_badly_typed_is_explained(lead, field_error, name, value, sentence):
    assert sentence in field_error(lead.post(address("create_walk"), WALK | {name: value}), name)
    assert not SiteWalk.objects.exists()


def test_only_meetups_and_partners_of_the_site_are_accepted(lead, walk, field_error):
    far_site = SiteFactory()
    far = OrganisationFactory()
    SitePartner.objects.create(site=far_site, organisation=far, part=SitePartner.Part.PARTNER)
    meetup = MeetupFactory(site=far_site, kind="visit", starts_at=in_days(-1))
    answer = lead.post(address("create_walk"), WALK | {"meetup": meetup.pk, "led_by": far.pk})
    assert field_error(answer, "meetup")
    assert field_error(answer, "led_by")
    answer = lead.post(address("add_point", walk.pk), POINT | {"owner": far.pk})
    assert field_error(answer, "owner")
    assert (SiteWalk.objects.count(), WalkPoint.objects.count()) == (1, 0)


def test_typed_twice_is_written_once(lead, field_error):
    for _ in range(2):
        answer = lead.post(address("create_walk"), WALK)
    assert "déjà une visite de ce nom" in field_error(answer, "title")
    walk = SiteWalk.objects.get()
    for _ in range(2):
        answer = lead.post(address("add_point", walk.pk), POINT)
    assert "déjà noté" in field_error(answer, "problem")
    assert WalkPoint.objects.count() == 1


def test_a_photo_is_kept_small_without_where_it_was_taken(lead, walk, text, settings):
    lead.post(address("add_point", walk.pk), POINT | {"upload": a_photo((3000, 1500))})
    point = WalkPoint.objects.get()
    assert "Voir la photo" in text(lead.get(walk.get_absolute_url()))
    answer = lead.get(address("point_photo", point.pk))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, no-store"
    image = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert image.size == (1600, 800)
    assert not image.getexif()
    (kept,) = stored_files(settings)
    assert b"Telephone" not in kept.read_bytes()


@pytest.mark.parametrize("content", [b"MZ not a photo", b"%PDF-1.4\n%%EOF\n", a_photo().read()[:200]])
def test_what_is_no_photo_is_refused_and_the_text_stays(lead, walk, soup, settings, content):
    answer = lead.post(
        address("add_point", walk.pk), POINT | {"upload": SimpleUploadedFile("photo.jpg", content, "image/jpeg")}
    )
    page = soup(answer)
    assert page.find("input", {"name": "upload"}).find_parent(class_="field").find(class_="field__error")
    assert page.find("input", {"name": "problem"})["value"] == "Lumière en panne"
    assert not WalkPoint.objects.exists()
    assert not stored_files(settings)


@pytest.mark.django_db(transaction=True)
def test_a_photo_goes_with_its_point_and_with_its_walk(site, sign_in, walk, settings):
    lead = sign_in(a_lead(site))
    lead.post(address("add_point", walk.pk), POINT | {"upload": a_photo()})
    point = WalkPoint.objects.get()
    before = point.photo.name
    lead.post(address("edit_point", point.pk), POINT | {"upload": a_photo((20, 20))})
    point.refresh_from_db()
    assert point.photo.name != before
    assert len(stored_files(settings)) == 1
    lead.post(address("edit_point", point.pk), POINT | {"problem": "Lampe cassée"})
    assert len(stored_files(settings)) == 1
    lead.post(address("add_point", walk.pk), POINT | {"upload": a_photo()})
    lead.post(address("delete_point", point.pk))
    assert len(stored_files(settings)) == 1
    lead.post(address("delete_walk", walk.pk))
    assert (SiteWalk.objects.count(), stored_files(settings)) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_a_refused_point_leaves_no_photo(site, sign_in, walk, settings):
    a_point(walk)
    sign_in(a_lead(site)).post(address("add_point", walk.pk), POINT | {"upload": a_photo()})
    assert WalkPoint.objects.count() == 1
    assert not stored_files(settings)


def test_deleting_asks_first_and_says_what_goes_with_it(lead, walk, text):
    point = a_point(walk)
    assert "seront supprimés aussi" in text(lead.get(address("delete_walk", walk.pk)))
    lead.get(address("delete_point", point.pk))
    assert WalkPoint.objects.exists()


def test_follow_up_says_where_it_stands_and_what_is_late(lead, walk, text, soup):
    late = a_point(walk, due_on=day(-1))
    a_point(walk, place="Hall du 14", problem="Porte forcée", due_on=day(1))
    said = text(lead.get(walk.get_absolute_url()))
    assert said.count("En retard") == 1
    only_late = text(lead.get(f"{walk.get_absolute_url()}?retard=1"))
    assert "Lumière en panne" in only_late
    assert "Porte forcée" not in only_late
    url = address("point", late.pk)
    for on, what, state in ((day(-1), "Ampoule commandée", "under_way"), (day(0), "Ampoule changée", "done")):
        said = text(lead.post(url, {"on": f"{on}", "text": what, "state": state}, follow=True))
    assert said.index("Ampoule commandée") < said.index("Ampoule changée")
    late.refresh_from_db()
    assert late.state == "done"
    assert "En retard" not in text(lead.get(walk.get_absolute_url()))
    figures = [stat.get_text(" ", strip=True) for stat in soup(lead.get(walk.get_absolute_url())).select(".stat")]
    assert [figure.split()[0] for figure in figures] == ["1", "0", "1", "0"]


def test_the_list_is_chosen_by_what_is_late_or_unfinished(lead, site, walk, soup):
    a_point(walk, due_on=day(-1))
    for title, state in (("Parking", "under_way"), ("Caves", "done")):
        one = SiteWalk.objects.create(site=site, title=title, place="Ici", held_on=day(-3))
        a_point(one, state=state)

    def found(query):
        return {h2.get_text(strip=True) for h2 in soup(lead.get(f"{address('walks')}?{query}")).select("h2 a, h2")} & {
            "Tour du square",
            "Parking",
            "Caves",
        }

    assert found("") == {"Tour du square", "Parking", "Caves"}
    assert found("state=late") == {"Tour du square"}
    assert found("state=open") == {"Tour du square", "Parking"}
    assert found("state=settled") == {"Caves"}


def test_those_who_read_do_not_write(site, walk, sign_in, text):
    point = a_point(walk)
    lead_only = [address("create_walk"), address("edit_walk", walk.pk), address("delete_walk", walk.pk)]
    noting = [address("add_point", walk.pk), address("on_the_way", walk.pk)]
    correcting = [address("edit_point", point.pk), address("delete_point", point.pk)]
    for user in (a_caretaker(site), a_manager(site), a_partner(site), a_coordinator()):
        client = sign_in(user)
        for url in (address("walks"), walk.get_absolute_url(), address("point", point.pk)):
            said = text(client.get(url))
            assert not any(verb in said for verb in ("Modifier", "Supprimer", "Je prépare", "Je note cette"))
        for url in lead_only + correcting:
            answer = client.get(url)
            assert answer.status_code == 403
            assert "Seul" in answer.content.decode()
        expected = 200 if user.access.site_ids("field_worker") else 403
        assert {client.get(url).status_code for url in noting} == {expected}
        assert client.post(address("point", point.pk), {"text": "x"}).status_code == 403
    far = sign_in(a_lead(SiteFactory()))
    pages = [walk.get_absolute_url(), address("point", point.pk), address("walk_sheet", walk.pk)]
    for url in pages + lead_only[1:] + noting + correcting:
        assert far.get(url).status_code == 404
    assert not WalkStep.objects.exists()


def test_whoever_noted_a_point_corrects_it_until_something_is_done(site, walk, sign_in):
    client = sign_in(a_caretaker(site))
    client.post(address("add_point", walk.pk), POINT)
    point = WalkPoint.objects.get()
    assert client.get(address("edit_point", point.pk)).status_code == 200
    WalkStep.objects.create(observation=point, text="Devis demandé", state="under_way")
    assert client.get(address("edit_point", point.pk)).status_code == 403


def test_on_the_way_the_plain_form_notes_and_goes_on(site, walk, sign_in, text, soup):
    client = sign_in(a_caretaker(site))
    url = address("on_the_way", walk.pk)
    page = soup(client.get(url))
    assert page.find("input", {"name": "upload"})["capture"] == "environment"
    assert len(page.find_all("input", {"name": "place_kind", "type": "radio"})) == 10
    said = text(client.post(url, POINT | {"upload": a_photo()}, follow=True))
    assert "Le point est noté." in said
    assert "Hall du 12 : Lumière en panne" in said
    assert WalkPoint.objects.get().photo
    assert "obligatoire" in text(client.post(url, {"place": "Hall du 14"}))


def send(client, walk, account, **changes):
    data = POINT | {"client_key": str(uuid.uuid4()), "account": account} | changes
    return client.post(address("on_the_way", walk.pk), data, headers={"X-Requested-With": "fetch"})


def test_a_draft_sent_twice_is_the_same_point(site, walk, sign_in):
    user = a_caretaker(site)
    client = sign_in(user)
    key = str(uuid.uuid4())
    answers = [send(client, walk, user.pk, client_key=key, upload=a_photo()) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert (
        answers[0].json()
        == answers[1].json()
        == {"point": WalkPoint.objects.get().pk, "title": "Hall du 12 : Lumière en panne"}
    )


@pytest.mark.django_db(transaction=True)
def test_the_same_draft_sent_twice_at_once_is_one_point(site, walk):
    user, key = a_caretaker(site), uuid.uuid4()
    first = WalkPoint(walk=walk, client_key=key, **POINT)
    typed = POINT | {"client_key": str(key)}
    answer = post_while_another_saves(user, address("on_the_way", walk.pk), typed, lambda: note_point(first))
    assert answer.status_code == 302
    assert WalkPoint.objects.get() == first


def test_a_draft_is_refused_with_a_sentence(site, walk, sign_in):
    user = a_caretaker(site)
    client = sign_in(user)
    answer = send(client, walk, user.pk, upload=SimpleUploadedFile("photo.jpg", b"MZ", "image/jpeg"))
    assert answer.status_code == 422
    assert "JPEG ou PNG" in answer.json()["errors"][0]
    assert answer.json()["fields"] == ["upload"]
    a_point(walk)
    assert "déjà noté" in send(client, walk, user.pk).json()["errors"][0]
    assert send(client, walk, user.pk, client_key="x").status_code == 422
    assert WalkPoint.objects.count() == 1


def test_a_draft_of_another_account_or_of_nobody_is_not_written(site, walk, sign_in, client):
    other = a_caretaker(site)
    assert send(sign_in(a_lead(site)), walk, other.pk).status_code == 409
    assert send(client, walk, other.pk).status_code == 302
    assert not WalkPoint.objects.exists()


def test_the_number_of_queries_does_not_grow(lead, site, walk, city, django_assert_max_num_queries):
    for number in range(40):
        one = SiteWalk.objects.create(site=site, title=f"Visite {number}", place="Ici", held_on=day(-1), led_by=city)
        a_point(one)
        a_point(walk, place=f"Hall {number}", owner=city)
    for url in (address("walks"), walk.get_absolute_url(), address("on_the_way", walk.pk)):
        with django_assert_max_num_queries(14):
            lead.get(url)
