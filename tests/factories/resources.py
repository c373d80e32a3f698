"""Shared structures, what they produced, and files, as tests need them."""

import io

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory
from PIL import Image

from proxinet.uploads import KINDS
from resources.documents import store_document
from resources.models import Deliverable, Document, SharedStructure, Theme, Topic
from tests.factories.people import SiteFactory

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


class StructureFactory(DjangoModelFactory):
    class Meta:
        model = SharedStructure

    site = factory.SubFactory(SiteFactory)
    kind = SharedStructure.Kind.RESOURCE_CENTRE
    name = "Centre de ressources d’essai"


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    structure = factory.SubFactory(StructureFactory)
    title = factory.Sequence(lambda n: f"Thème {n}")
    order = factory.Sequence(lambda n: n)


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    theme = factory.SubFactory(ThemeFactory)
    title = factory.Sequence(lambda n: f"Sujet {n}")


class DeliverableFactory(DjangoModelFactory):
    class Meta:
        model = Deliverable

    topic = factory.SubFactory(TopicFactory)
    kind = Deliverable.Kind.ACTION
    title = factory.Sequence(lambda n: f"Visite {n}")


def an_image(size=(8, 8), image_format="PNG") -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 60).save(buffer, image_format)
    return buffer.getvalue()


def an_upload(content=PDF, name="guide.pdf", announced="application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, announced)


def a_document(site, title="Guide", audience=Document.Audience.EVERYONE, content=PDF) -> Document:
    document = Document(site=site, title=title, audience=audience)
    return store_document(document, an_upload(content), KINDS["application/pdf"])
