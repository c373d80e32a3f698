"""Editions of the newcomer's guide already published, made by the guide's own rules and dated as they were."""

from datetime import timedelta

from django.core.files.base import ContentFile

from demo.fields import InvalidFiles
from demo.writing import SiteBeingBuilt
from networks.guide import booklet_of, draft_of
from networks.models import Contact, GuideEdition
from proxinet.pdf import PdfFailed


def load_guides(built: SiteBeingBuilt) -> None:
    """Each edition says what the directory said then: contacts that came later are not in it."""
    said = built.story.networks
    for number, edition in enumerate(said.guide_editions if said else [], start=1):
        try:
            publish(built, edition)
        except PdfFailed as failure:
            sentence = f"le guide ne se fabrique pas ({failure})."
            raise InvalidFiles([edition.at.problem("days_ago", sentence)]) from failure
        Contact.objects.bulk_create(built.later_contacts.pop(number + 1, []))


def publish(built: SiteBeingBuilt, said) -> None:
    draft, published_at = draft_of(built.site), built.now - timedelta(days=said.days_ago)
    pdf = booklet_of(draft, published_at)
    edition = GuideEdition(
        site=built.site,
        number=draft.number,
        published_at=published_at,
        published_by=built.lead,
        content=draft.content,
        size=len(pdf.content),
    )
    edition.file.save("guide.pdf", ContentFile(pdf.content), save=True)
