"""What projects and groups produced: documents, actions, photos, figures."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from networks.models import MiniProject, Outcome, WorkingGroup
from tests.factories.events import MeetupFactory, in_days
from tests.factories.people import SiteFactory, a_caretaker, a_lead, a_partner

pytestmark = pytest.mark.django_db

A_PDF = b"%PDF-1.4\nun\n%%EOF\n"


@pytest.fixture
def group(site):
    return WorkingGroup.objects.create(site=site, title="Encombrants")


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


def add_page(owner, kind="") -> str:
    name = "add_group_outcome" if isinstance(owner, WorkingGroup) else "add_project_outcome"
    return reverse(f"networks:{name}", args=[owner.pk]) + (f"?nature={kind}" if kind else "")


def pdf(content=A_PDF, name="affiche.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


def a_photo_with_a_position(size=(40, 20)) -> SimpleUploadedFile:
    drawn, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Appareil secret"
    Image.new("RGB", size, "red").save(drawn, "JPEG", exif=exif)
    return SimpleUploadedFile("photo.jpg", drawn.getvalue(), "image/jpeg")


def test_one_first_chooses_what_it_is_then_sees_its_fields_only(lead, group, soup):
    links = [link["href"] for link in soup(lead.get(add_page(group))).select("main article a")]
    assert links == ["?nature=document", "?nature=action", "?nature=photo", "?nature=figure"]
    names = {
        kind: {field["name"] for field in soup(lead.get(add_page(group, kind))).select("main .field [name]")}
        for kind in Outcome.Kind
    }
    assert names == {
        "document": {"title", "upload", "text", "happened_on"},
        "action": {"title", "text", "happened_on"},
        "photo": {"title", "upload", "consent", "happened_on"},
        "figure": {"title", "figure", "unit", "text", "happened_on"},
    }


@pytest.mark.parametrize("typed", ["1250,5", "1 250,5", "1\u202f250.5", "1\u00a0250,50"])
def test_a_figure_is_typed_as_in_french(lead, group, text, typed):
    posted = {"title": "Collecte de mai", "figure": typed, "unit": "sacs"}
    answer = lead.post(add_page(group, "figure"), posted, follow=True)
    assert "1 250,50 sacs" in text(answer)
    outcome = Outcome.objects.get()
    assert (outcome.group, outcome.site, outcome.kind) == (group, group.site, "figure")


@pytest.mark.parametrize(
    ("kind", "changes", "field", "sentence"),
    [
        ("figure", {"figure": "beaucoup"}, "figure", "Écrivez un nombre"),
        ("figure", {"figure": ""}, "figure", "Indiquez le nombre."),
        ("figure", {"figure": "-3"}, "figure", "Indiquez 0 ou plus."),
        ("figure", {"figure": "12345678901,5"}, "figure", "chiffres"),
        ("figure", {"unit": ""}, "unit", "obligatoire"),
        ("action", {"title": ""}, "title", "obligatoire"),
        ("action", {"happened_on": "0012-01-01"}, "happened_on", "Vérifiez l’année."),
        ("action", {"happened_on": "2099-01-01"}, "happened_on", "Cette date n’est pas encore venue."),
        ("document", {"text": ""}, "upload", "Choisissez le fichier, ou écrivez où trouver le document."),
        ("photo", {}, "upload", "Choisissez un fichier."),
        ("photo", {"consent": ""}, "consent", "Dites ce qu’il en est"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_kept(
    lead, group, soup, field_error, kind, changes, field, sentence
):
    typed = {"title": "<b>Tri</b>", "figure": "12", "unit": "sacs", "text": "Au local", "consent": "nobody"} | changes
    answer = lead.post(add_page(group, kind), typed)
    assert sentence in field_error(answer, field)
    assert soup(answer).find(attrs={"name": "title"}).get("value", "") == typed["title"]
    assert not Outcome.objects.exists()


def test_a_document_is_kept_handed_out_and_replaced(lead, group, site, sign_in, soup):
    lead.post(add_page(group, "document"), {"title": "Affiche : tri", "upload": pdf()})
    outcome = Outcome.objects.get()
    url = reverse("networks:outcome_file", args=[outcome.pk])
    answer = sign_in(a_caretaker(site)).get(url)
    assert b"".join(answer.streaming_content) == A_PDF
    assert answer["Content-Disposition"] == 'attachment; filename="affiche-tri.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert sign_in(a_lead(SiteFactory())).get(url).status_code == 404
    first = outcome.file.name
    edit = reverse("networks:edit_outcome", args=[outcome.pk])
    lead.post(edit, {"title": "Affiche de tri"})
    outcome.refresh_from_db()
    assert (outcome.title, outcome.file.name) == ("Affiche de tri", first)


def test_the_file_before_goes_and_all_go_when_removed(lead, group, django_capture_on_commit_callbacks):
    lead.post(add_page(group, "document"), {"title": "Affiche", "upload": pdf()})
    outcome = Outcome.objects.get()
    first, storage = outcome.file.name, outcome.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        edit = reverse("networks:edit_outcome", args=[outcome.pk])
        lead.post(edit, {"title": "Affiche", "upload": pdf(b"%PDF-1.4\ndeux\n%%EOF\n")})
    outcome.refresh_from_db()
    second = outcome.file.name
    assert storage.exists(second)
    assert not storage.exists(first)
    remove = reverse("networks:remove_outcome", args=[outcome.pk])
    assert lead.get(remove).status_code == 200
    assert Outcome.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        lead.post(remove)
    assert not Outcome.objects.exists()
    assert not storage.exists(second)


def test_a_document_may_be_said_where_it_is(lead, group, text):
    posted = {"title": "Guide", "text": "À l’accueil de la mairie"}
    assert "À l’accueil de la mairie" in text(lead.post(add_page(group, "document"), posted, follow=True))


def test_a_photo_loses_what_the_camera_wrote_and_keeps_the_consent(lead, site):
    project = MiniProject.objects.create(site=site, title="Recyclerie")
    posted = {"title": "Le local rangé", "upload": a_photo_with_a_position(), "consent": "agreed"}
    lead.post(add_page(project, "photo"), posted)
    outcome = Outcome.objects.get()
    assert (outcome.project, outcome.consent, outcome.content_type) == (project, "agreed", "image/jpeg")
    kept = outcome.file.read()
    assert b"Appareil secret" not in kept
    assert Image.open(io.BytesIO(kept)).getexif() == {}


def test_a_photo_is_made_light_enough_for_a_phone(lead, group):
    posted = {"title": "Le local", "upload": a_photo_with_a_position((3200, 1000)), "consent": "nobody"}
    lead.post(add_page(group, "photo"), posted)
    assert Image.open(Outcome.objects.get().file).size == (1600, 500)


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"\xff\xd8\xff\xe0 tronque"])
def test_a_photo_that_is_not_one_is_refused(lead, group, field_error, content):
    upload = SimpleUploadedFile("photo.jpg", content, "image/jpeg")
    answer = lead.post(add_page(group, "photo"), {"title": "Le local", "upload": upload, "consent": "nobody"})
    assert "fichier" in field_error(answer, "upload")
    assert not Outcome.objects.exists()


def test_a_pdf_is_no_photo(lead, group, field_error):
    answer = lead.post(add_page(group, "photo"), {"title": "Le local", "upload": pdf(), "consent": "nobody"})
    assert "Ce fichier n’est pas une photo" in field_error(answer, "upload")


def test_it_may_be_said_at_which_meetup(lead, group, site, soup, text):
    held = MeetupFactory(site=site, group=group, title="Réunion de mai", starts_at=in_days(-10))
    MeetupFactory(site=site, group=group, title="À venir")
    elsewhere = MeetupFactory(site=site, title="Hors du groupe", starts_at=in_days(-10))
    words = text(lead.get(add_page(group, "action")))
    assert "Réunion de mai" in words
    assert "À venir" not in words
    assert "Hors du groupe" not in words
    refused = lead.post(add_page(group, "action"), {"title": "Nettoyage", "meetup": elsewhere.pk})
    assert "choix" in text(refused)
    lead.post(add_page(group, "action"), {"title": "Nettoyage du square", "meetup": held.pk})
    assert Outcome.objects.get().meetup == held
    words = text(lead.get(held.get_absolute_url()))
    assert "Nettoyage du square" in words
    assert "Groupe de travail Encombrants" in words


def test_only_the_lead_writes_and_another_site_is_not_there(group, site, sign_in):
    today = timezone.localdate()
    outcome = Outcome.objects.create(site=site, group=group, kind="action", title="Nettoyage", happened_on=today)
    pages = [
        add_page(group, "action"),
        reverse("networks:edit_outcome", args=[outcome.pk]),
        reverse("networks:remove_outcome", args=[outcome.pk]),
    ]
    partner, stranger = sign_in(a_partner(site)), sign_in(a_lead(SiteFactory()))
    assert [partner.post(page, {"title": "x"}).status_code for page in pages] == [403, 403, 403]
    assert [stranger.post(page, {"title": "x"}).status_code for page in pages] == [404, 404, 404]
    assert partner.get(reverse("networks:outcome_file", args=[outcome.pk])).status_code == 404
    assert Outcome.objects.get().title == "Nettoyage"


def test_someone_elses_change_meanwhile_is_told(lead, group, site, soup, text):
    outcome = Outcome.objects.create(site=site, group=group, kind="figure", title="Collecte", figure=3, unit="sacs")
    edit = reverse("networks:edit_outcome", args=[outcome.pk])
    seen = soup(lead.get(edit)).find(attrs={"name": "seen"})["value"]
    Outcome.objects.update(figure=5)
    typed = {"title": "Collecte", "figure": "4", "unit": "sacs", "seen": seen}
    answer = lead.post(edit, typed)
    assert "Quelqu’un d’autre vient de modifier" in text(answer)
    assert Outcome.objects.get().figure == 5
    again = soup(answer).find(attrs={"name": "seen"})["value"]
    lead.post(edit, typed | {"seen": again})
    assert Outcome.objects.get().figure == 4
