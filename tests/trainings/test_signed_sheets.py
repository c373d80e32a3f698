"""Sheets signed in the room: recognised by their content, without the camera's notes, read by few."""

import io

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from proxinet.uploads import MAX_BYTES
from tests.factories.events import SessionFactory, in_days
from tests.factories.people import OrganisationFactory, SiteFactory, a_caretaker, a_lead, a_manager, a_partner
from tests.factories.resources import PDF, an_image, an_upload
from tests.trainings.pages import field_errors, page, text
from trainings.models import SignedSheet
from trainings.planning import PlanError, replace_half_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory(starts_at=in_days(-2), trainer=OrganisationFactory())


@pytest.fixture
def half_day(session):
    return session.half_days.get()


@pytest.fixture
def lead(sign_in, session):
    return sign_in(a_lead(session.site))


def send(client, half_day, content=PDF, name="feuille.pdf"):
    url = reverse("trainings:signed_sheets", args=[half_day.session_id])
    return client.post(url, {"half_day": half_day.pk, "upload": an_upload(content, name)}, follow=True)


def read(client, sheet) -> bytes:
    response = client.get(reverse("trainings:signed_sheet", args=[sheet.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    return b"".join(response.streaming_content)


def a_photo() -> bytes:
    """A lying photo (16 × 8, to be turned), with the place and the device in it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Marque Inconnue"
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    Image.new("RGB", (16, 8), "white").save(file, "JPEG", exif=exif, comment=b"secret")
    return file.getvalue()


def test_a_sheet_is_kept_and_comes_back_as_an_attachment(lead, half_day):
    assert "La feuille est gardée." in text(send(lead, half_day))
    sheet = SignedSheet.objects.get()
    assert read(lead, sheet) == PDF
    assert "feuille" not in sheet.file.name


def test_a_photo_loses_what_the_camera_wrote_and_stands_upright(lead, half_day):
    photo = a_photo()
    assert b"Marque Inconnue" in photo
    send(lead, half_day, photo, "photo.jpg")
    kept = read(lead, SignedSheet.objects.get())
    image = Image.open(io.BytesIO(kept))
    assert image.size == (8, 16)
    assert not image.getexif()
    assert b"Marque" not in kept
    assert b"secret" not in kept


def test_a_png_loses_its_texts(lead, half_day):
    notes = PngInfo()
    notes.add_text("Author", "Quelqu’un")
    file = io.BytesIO()
    Image.new("P", (8, 8)).save(file, "PNG", pnginfo=notes)
    send(lead, half_day, file.getvalue(), "scan.png")
    assert b"Author" not in read(lead, SignedSheet.objects.get())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ\x90\x00" + b"\0" * 300, "n’est pas un PDF, JPEG ou PNG"),
        (an_image((200, 200), "JPEG")[:-2000], "abîmé"),
        (PDF + b"\0" * MAX_BYTES, "dépasse 10\u00a0Mo"),
        (b"", "est vide"),
    ],
    ids=["exe", "cut", "too big", "empty"],
)
def test_anything_else_gets_a_sentence(lead, half_day, content, sentence):
    assert sentence in field_errors(send(lead, half_day, content), "upload")
    assert not SignedSheet.objects.exists()


def test_another_sessions_half_day_is_refused(lead, half_day):
    other = SessionFactory(starts_at=in_days(-2)).half_days.get()
    url = reverse("trainings:signed_sheets", args=[half_day.session_id])
    lead.post(url, {"half_day": other.pk, "upload": an_upload(PDF)})
    assert not SignedSheet.objects.exists()


def test_the_trainer_adds_and_reads_but_only_the_lead_deletes(
    sign_in, lead, session, half_day, django_capture_on_commit_callbacks
):
    trainer = sign_in(a_partner(session.site, session.trainer))
    send(trainer, half_day)
    sheet = SignedSheet.objects.get()
    assert read(trainer, sheet) == PDF
    url = reverse("trainings:delete_signed_sheet", args=[sheet.pk])
    assert trainer.post(url).status_code == 403
    assert "Supprimer la feuille" in page(lead.get(url)).h1.get_text()
    assert default_storage.exists(sheet.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        lead.post(url)
    assert not SignedSheet.objects.exists()
    assert not default_storage.exists(sheet.file.name)


def test_a_sheet_full_of_names_is_not_for_everyone(sign_in, lead, session, half_day):
    send(lead, half_day)
    url = reverse("trainings:signed_sheet", args=[SignedSheet.objects.get().pk])
    for user in (a_caretaker(session.site), a_manager(session.site)):
        assert sign_in(user).get(url).status_code == 403
    assert sign_in(a_lead(SiteFactory())).get(url).status_code == 404


def test_a_half_day_with_a_signed_sheet_is_not_planned_away(lead, session, half_day):
    send(lead, half_day)
    with pytest.raises(PlanError, match="feuille signée"):
        replace_half_days(session, [])
