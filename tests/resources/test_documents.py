"""Files are what their bytes say, go only to those who may see them, and leave when deleted."""

import struct
import zlib

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.db import DataError, transaction
from django.urls import reverse

from proxinet.uploads import MAX_BYTES
from resources.models import Document
from tests.factories.people import SiteFactory, a_caretaker, a_coordinator, a_lead, a_manager, a_partner, an_admin
from tests.factories.resources import PDF, DeliverableFactory, a_document, an_image, an_upload

pytestmark = pytest.mark.django_db
ADD = reverse("resources:add_document")


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def lead(sign_in, site):
    return sign_in(a_lead(site))


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def send(client, upload, **fields):
    return client.post(ADD, {"title": "Guide des métiers", "audience": "everyone", "upload": upload, **fields})


def huge_png(side=7000) -> bytes:
    """A few hundred bytes that announce 49 megapixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (side // 8 + 1) * 10)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "name", "content_type", "extension"),
    [
        (PDF, "guide.pdf", "application/pdf", "pdf"),
        (an_image(), "photo.png", "image/png", "png"),
        (an_image(image_format="JPEG"), "photo.jpeg", "image/jpeg", "jpg"),
        (an_image(), "renommée.pdf", "image/png", "png"),
    ],
    ids=["pdf", "png", "jpeg", "png named pdf"],
)
def test_a_sound_file_is_kept_and_comes_back_as_an_attachment(lead, content, name, content_type, extension):
    send(lead, an_upload(content, name))
    document = Document.objects.get()
    response = lead.get(reverse("resources:document", args=[document.pk]))
    assert b"".join(response.streaming_content) == content
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="guide-des-metiers.{extension}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert name.split(".")[0] not in document.file.name


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ\x90\x00" + b"\0" * 300, "facture.pdf", "n’est pas un PDF, JPEG ou PNG"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "page.pdf", "n’est pas un PDF, JPEG ou PNG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "dessin.png", "n’est pas un PDF, JPEG ou PNG"),
        (b"GIF89a" + b"\0" * 50, "image.png", "n’est pas un PDF, JPEG ou PNG"),
        (b"PK\x03\x04" + b"\0" * 300, "texte.pdf", "n’est pas un PDF, JPEG ou PNG"),
        (b"", "vide.pdf", "est vide"),
        (an_image((200, 200))[:-5000], "photo.png", "abîmé"),
        (an_image((200, 200), "JPEG")[:-2000], "photo.jpg", "abîmé"),
        (PDF[:-7], "guide.pdf", "abîmé"),
        (huge_png(), "affiche.png", "40 millions de points"),
        (huge_png(20_000), "affiche.png", "40 millions de points"),
        (PDF + b"\0" * MAX_BYTES, "gros.pdf", "dépasse 10 Mo"),
    ],
    ids=["exe", "html", "svg", "gif", "zip", "empty", "cut png", "cut jpeg", "cut pdf", "49 Mpx", "400 Mpx", "too big"],
)
def test_anything_else_gets_a_sentence_and_the_title_stays(lead, content, name, sentence):
    response = send(lead, an_upload(content, name), audience="leads")
    field = page(response).find(id="id_upload").find_parent(class_="field")
    assert sentence in field.find(class_="field__error").get_text()
    assert page(response).find(id="id_title")["value"] == "Guide des métiers"
    assert page(response).select_one("[name=audience][value=leads][checked]")
    assert Document.objects.count() == 0
    assert not default_storage.exists("documents")


def test_a_document_without_a_title_or_a_file_says_so(lead):
    response = lead.post(ADD, {"title": "", "audience": "everyone"})
    errors = [error.get_text(" ", strip=True) for error in page(response).find_all(class_="field__error")]
    assert any("Donnez un titre" in error for error in errors)
    assert any("Choisissez un fichier." in error for error in errors)


def test_who_may_download(sign_in, site):
    shared, kept = a_document(site), a_document(site, audience=Document.Audience.LEADS)

    def answers(user):
        client = sign_in(user)
        return [
            client.get(reverse("resources:document", args=[document.pk])).status_code for document in (shared, kept)
        ]

    for reader in (a_caretaker(site), a_manager(site), a_partner(site), a_coordinator()):
        assert answers(reader) == [200, 404]
    for keeper in (a_lead(site), an_admin()):
        assert answers(keeper) == [200, 200]
    assert answers(a_lead(SiteFactory())) == [404, 404]


def test_a_deleted_document_takes_its_file_with_it(lead, site, django_capture_on_commit_callbacks):
    document = a_document(site)
    url = reverse("resources:delete_document", args=[document.pk])
    assert "Supprimer" in page(lead.get(url)).h1.get_text()
    assert default_storage.exists(document.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        lead.post(url)
    assert Document.objects.count() == 0
    assert not default_storage.exists(document.file.name)


def test_a_file_lost_from_the_disk_is_a_404(lead, site):
    document = a_document(site)
    default_storage.delete(document.file.name)
    assert lead.get(reverse("resources:document", args=[document.pk])).status_code == 404


def test_a_row_the_database_refuses_leaves_no_file(site):
    with pytest.raises(DataError), transaction.atomic():
        a_document(site, title="x" * 500)
    assert default_storage.listdir(f"documents/{site.pk}")[1] == []


def test_only_the_lead_adds_changes_and_deletes(sign_in, site):
    document = a_document(site)
    for other in (a_manager(site), a_partner(site), a_caretaker(site), a_coordinator()):
        client = sign_in(other)
        assert send(client, an_upload()).status_code == 403
        for name in ("edit_document", "delete_document"):
            assert client.post(reverse(f"resources:{name}", args=[document.pk])).status_code == 403
    assert Document.objects.count() == 1


def test_a_document_cannot_be_tied_to_another_sites_work(lead):
    foreign = DeliverableFactory()
    response = send(lead, an_upload(), deliverable=foreign.pk)
    assert page(response).find(class_="field__error")
    assert Document.objects.count() == 0


def test_the_list_filters_by_title_and_theme(lead, site):
    deliverable = DeliverableFactory(topic__theme__structure__site=site)
    tied = a_document(site, "Calendrier des métiers")
    Document.objects.filter(pk=tied.pk).update(deliverable=deliverable)
    a_document(site, "Éco-gestes")

    def shown(**query):
        table = page(lead.get(reverse("resources:documents"), query)).find("tbody")
        return [row.th.get_text(strip=True) for row in table.find_all("tr")]

    assert shown(q="éco") == ["Éco-gestes"]
    assert shown(theme=deliverable.topic.theme_id) == ["Calendrier des métiers"]


def test_a_leads_document_is_not_listed_to_others(sign_in, site):
    a_document(site, "Note interne", audience=Document.Audience.LEADS)
    for name in ("home", "documents"):
        assert "Note interne" not in sign_in(a_partner(site)).get(reverse(f"resources:{name}")).content.decode()


def test_the_list_costs_the_same_at_3_and_60_documents(lead, site, django_assert_max_num_queries):
    deliverable = DeliverableFactory(topic__theme__structure__site=site)
    costs = []
    for more in (3, 57):
        for _ in range(more):
            a_document(site)
        Document.objects.update(deliverable=deliverable)
        with django_assert_max_num_queries(20) as queries:
            lead.get(reverse("resources:documents"))
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(("size", "words"), [(75, "1\N{NO-BREAK SPACE}ko"), (2_340_000, "2,3\N{NO-BREAK SPACE}Mo")])
def test_sizes_are_said_in_kilobytes_and_megabytes(size, words):
    assert Document(size=size).size_in_words == words
