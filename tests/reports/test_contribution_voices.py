"""Testimonies and photos: consent first, withdrawn on demand; pictures prepared for print."""

import hashlib
import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from reports.contributions import photos
from reports.document import pictures
from reports.document.frozen import freeze
from reports.document.site_records import site_records
from reports.document.site_sheets import site_sheets
from reports.models import SiteAssessment, SitePhoto
from reports.models import Testimony as Said
from reports.period import Period
from tests.factories.people import OrganisationFactory, a_caretaker, a_coordinator, a_lead
from tests.factories.reports import an_untold_site
from tests.reports.contributing import a_prefilled_contribution, an_image, an_upload

pytestmark = pytest.mark.django_db
SAID = {"text": "On se parle enfin.", "function": "Gardienne", "consent": "spoken", "consent_on": "2015-03-02"}
SEEN = {"description": "La cour repeinte", "credit": "Le bailleur", "consent": "nobody"}


@pytest.fixture
def assessment():
    return a_prefilled_contribution()


@pytest.fixture
def client(assessment, sign_in):
    return sign_in(a_lead(assessment.site))


def add_testimony(client, assessment, **typed):
    return client.post(reverse("reports:add_testimony", args=[assessment.pk]), SAID | typed)


def add_photo(client, assessment, upload=None, **typed):
    url = reverse("reports:add_photo", args=[assessment.pk])
    return client.post(url, SEEN | {"upload": upload or an_upload()} | typed)


def page(client, assessment) -> str:
    return client.get(assessment.get_absolute_url()).content.decode()


def printed(assessment):
    found = SiteAssessment.objects.filter(pk=assessment.pk)
    return next(site_sheets(found, Period.of(assessment.campaign), []))


def stop(assessment, state="accepted"):
    records = freeze(site_records(assessment.site, Period.of(assessment.campaign)))
    SiteAssessment.objects.filter(pk=assessment.pk).update(state=state, records=records)


# Testimonies ----------------------------------------------------------------------------------------------------------


def test_a_testimony_is_added_with_its_consent(client, assessment):
    assert add_testimony(client, assessment).status_code == 302
    assert "On se parle enfin." in page(client, assessment)
    assert [quote.text for quote in printed(assessment).quotes] == ["On se parle enfin."]


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("consent", "Sans l’accord de la personne"),
        ("consent_on", "Indiquez le jour où la personne a donné son accord."),
        ("function", "Indiquez la fonction, jamais le nom."),
        ("text", "Écrivez ce que dit la personne."),
    ],
)
def test_without_consent_or_function_it_is_refused(client, assessment, missing, sentence):
    refused = add_testimony(client, assessment, **{missing: ""})
    assert (refused.status_code, sentence in refused.content.decode()) == (422, True)
    assert not Said.objects.exists()


def test_nobody_agreed_tomorrow(client, assessment):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert "Cette date est à venir" in add_testimony(client, assessment, consent_on=tomorrow).content.decode()


def test_the_organisation_is_one_of_the_site(client, assessment):
    assert add_testimony(client, assessment, organisation=OrganisationFactory().pk).status_code == 422
    ours = assessment.site.partners.first().organisation
    assert add_testimony(client, assessment, organisation=ours.pk).status_code == 302


@pytest.mark.parametrize("state", ["draft", "submitted", "accepted"])
def test_it_is_withdrawn_at_any_time(client, assessment, state):
    add_testimony(client, assessment)
    if state != "draft":
        stop(assessment, state)
    testimony = Said.objects.get()
    url = reverse("reports:withdraw_testimony", args=[testimony.pk])
    assert "Les éditions déjà publiées ne changent pas." in client.get(url).content.decode()
    testimony.refresh_from_db()
    assert testimony.withdrawn_at is None
    assert client.post(url).status_code == 302
    assert printed(assessment).quotes == ()
    assert "On se parle enfin." not in page(client, assessment)
    first = Said.objects.get().withdrawn_at
    client.post(url)
    assert Said.objects.get().withdrawn_at == first


def test_a_withdrawn_testimony_is_not_brought_back_by_an_edit(client, assessment):
    add_testimony(client, assessment)
    testimony = Said.objects.get()
    client.post(reverse("reports:withdraw_testimony", args=[testimony.pk]))
    assert client.post(reverse("reports:edit_testimony", args=[testimony.pk]), SAID | {"version": 2}).status_code == 404


# Photos ---------------------------------------------------------------------------------------------------------------


def test_a_photo_is_kept_light_and_without_what_the_camera_wrote(client, assessment):
    exif = Image.Exif()
    exif[0x010F] = "Marque de l’appareil"
    assert add_photo(client, assessment, an_upload((3000, 1000), exif=exif)).status_code == 302
    photo = SitePhoto.objects.get()
    with photo.file.open() as kept, Image.open(kept) as image:
        assert image.size == (photo.width, photo.height) == (2000, 667)
        assert not image.getexif()
    assert photo.sha256 == hashlib.sha256(photo.file.open().read()).hexdigest()


@pytest.mark.parametrize("missing", ["description", "credit", "consent"])
def test_description_credit_and_consent_are_asked_for(client, assessment, missing):
    assert add_photo(client, assessment, **{missing: ""}).status_code == 422
    assert not SitePhoto.objects.exists()


def test_what_is_no_photo_is_refused_beside_the_field(client, assessment):
    refused = add_photo(client, assessment, ContentFile(b"<svg onload=x()>", name="photo.jpg"))
    assert "Ce fichier n’est pas un JPEG ou PNG" in refused.content.decode()


def test_only_who_may_read_the_contribution_sees_the_photo(client, sign_in, assessment):
    add_photo(client, assessment)
    url = reverse("reports:photo", args=[SitePhoto.objects.get().pk])
    assert client.get(url)["Content-Type"] == "image/jpeg"
    assert sign_in(a_coordinator()).get(url).status_code == 200
    for stranger in (a_caretaker(assessment.site), a_lead(an_untold_site(assessment.campaign.call))):
        assert sign_in(stranger).get(url).status_code == 404


def test_a_withdrawn_photo_is_shown_nowhere(client, assessment):
    add_photo(client, assessment)
    photo = SitePhoto.objects.get()
    assert len(printed(assessment).pictures) == 1
    stop(assessment)
    client.post(reverse("reports:withdraw_photo", args=[photo.pk]))
    assert printed(assessment).pictures == ()
    assert client.get(reverse("reports:photo", args=[photo.pk])).status_code == 404
    assert "retirée le" in page(client, assessment)


def test_a_contribution_holds_a_few_photos(client, assessment, monkeypatch):
    monkeypatch.setattr(photos, "MOST_PHOTOS", 1)
    add_photo(client, assessment)
    refused = add_photo(client, assessment)
    assert (refused.status_code, "a déjà 1 photo" in refused.content.decode()) == (422, True)
    assert SitePhoto.objects.count() == 1


# For print ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def photo(client, assessment):
    add_photo(client, assessment, an_upload((1800, 900)))
    return SitePhoto.objects.get()


def test_a_photo_is_drawn_for_print_under_the_hash_of_its_bytes(photo):
    assert pictures.print_name(photo) is None
    name = pictures.prepare(photo)
    drawn = (pictures.folder() / name).read_bytes()
    assert name == f"{hashlib.sha256(drawn).hexdigest()}.jpg"
    with Image.open(io.BytesIO(drawn)) as image:
        assert (image.format, image.size) == ("JPEG", (1400, 700))
    assert pictures.print_name(photo) == name


def test_the_same_photo_has_the_same_bytes_elsewhere(photo, settings, tmp_path):
    name = pictures.prepare(photo)
    content = photo.file.open().read()
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    photo.file.storage.save(photo.file.name, ContentFile(content))
    assert pictures.prepare(photo) == name


def test_a_print_that_disappeared_is_drawn_again(photo):
    name = pictures.prepare(photo)
    (pictures.folder() / name).unlink()
    assert pictures.prepare(photo) == name
    assert (pictures.folder() / name).exists()


BROKEN = {"empty": b"", "text": b"not a picture", "cut": an_image()[:200], "huge": b"\x00" * (11 * 1024 * 1024)}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_original_gives_none(photo, content):
    photo.file.storage.delete(photo.file.name)
    photo.file.storage.save(photo.file.name, ContentFile(content))
    assert pictures.prepare(photo) is None


def test_a_bomb_of_pixels_gives_none(photo):
    photo.file.storage.delete(photo.file.name)
    photo.file.storage.save(photo.file.name, ContentFile(an_image((9000, 9000))))
    assert pictures.prepare(photo) is None


def test_a_missing_original_gives_none(photo):
    photo.file.storage.delete(photo.file.name)
    assert pictures.prepare(photo) is None
