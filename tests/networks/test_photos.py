"""Photos of a meetup: redrawn without position, with consent, taken away on request."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from networks.meetups.after import what_came_of
from networks.models import Photo, Task
from tests.factories.events import MeetupFactory, in_days
from tests.factories.people import FieldWorkerFactory, a_caretaker, a_lead

pytestmark = pytest.mark.django_db

A_PDF = b"%PDF-1.4\nun\n%%EOF\n"


@pytest.fixture
def meetup(site):
    return MeetupFactory(site=site, starts_at=in_days(-2), recorded_at=in_days(-1))


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


@pytest.fixture
def url(meetup):
    return reverse("networks:photos", args=[meetup.pk])


def a_picture() -> bytes:
    drawn, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Appareil secret"
    Image.new("RGB", (2000, 1000), "red").save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


def typed(content: bytes, **values):
    upload = SimpleUploadedFile("photo.jpg", content, "image/jpeg")
    return {"upload": upload, "description": "La table", "consent": "nobody", "credit": "", **values}


def test_a_photo_loses_its_position_and_its_size_is_brought_down(site, meetup, lead, url, sign_in):
    assert lead.post(url, typed(a_picture())).status_code == 302
    photo = meetup.photos.get()
    assert (photo.width, photo.height) == (1600, 800)
    shown = sign_in(a_caretaker(site)).get(reverse("networks:photo", args=[photo.pk]))
    content = b"".join(shown.streaming_content)
    assert not Image.open(io.BytesIO(content)).getexif()
    assert b"Appareil secret" not in content
    assert "private" in shown["Cache-Control"]


@pytest.mark.parametrize("content", [A_PDF, b"du texte", a_picture()[:400]])
def test_what_is_no_photo_is_refused_and_what_was_typed_stays(lead, url, soup, field_error, content):
    answer = lead.post(url, typed(content))
    assert field_error(answer, "upload")
    assert soup(answer).find(attrs={"name": "description"})["value"] == "La table"
    assert not Photo.objects.exists()


def test_consent_is_asked(lead, url, text):
    assert "Dites ce qu’il en est" in text(lead.post(url, typed(a_picture(), consent="")))
    assert not Photo.objects.exists()


def test_a_photo_taken_away_takes_its_file_along(meetup, lead, url, site, sign_in, django_capture_on_commit_callbacks):
    lead.post(url, typed(a_picture()))
    photo = meetup.photos.get()
    page = reverse("networks:remove_photo", args=[photo.pk])
    assert sign_in(a_caretaker(site)).post(page).status_code == 403
    lead = sign_in(a_lead(site))
    lead.get(page)
    assert Photo.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        lead.post(page)
    assert not Photo.objects.exists()
    assert not photo.file.storage.exists(photo.file.name)


def test_what_came_of_a_meetup_names_people_to_those_who_may_read_them(site, meetup, django_assert_max_num_queries):
    person = FieldWorkerFactory(site=site)
    Task.objects.create(site=site, meetup=meetup, title="Écrire", person=person, organisation=person.employer)
    meetup.registrations.create(person=person, state="confirmed", position=1, attended=True)
    meetup.guests.create(name="Brigadier", email="b@exemple.test", attended=True)
    lead, caretaker = a_lead(site), a_caretaker(site)
    lead.access  # noqa: B018 - read once per request
    with django_assert_max_num_queries(7):
        after = what_came_of(meetup, lead)
    assert (after.came, after.guests_came) == (1, 1)
    assert [who for _task, who in after.tasks] == [str(person)]
    assert [who for _task, who in what_came_of(meetup, caretaker).tasks] == [str(person.employer)]
