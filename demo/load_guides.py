"""Editions of the newcomer's guide already published, in the guide's own form and dated as they were."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.core.files.base import ContentFile

from demo.fields import InvalidFiles
from demo.writing import SiteBeingBuilt
from networks.models import Contact, GuideEdition
from networks.newcomer_guide.changes import changes_between
from networks.newcomer_guide.content import content_of
from networks.newcomer_guide.guide import Draft, booklet_of
from proxinet.pdf import Pdf, PdfFailed


def load_guides(built: SiteBeingBuilt) -> None:
    """Each edition says what the directory said then: contacts that came later are not in it.

    The booklets are laid out at the same time: each is a few seconds of another process.
    """
    said = built.story.networks.guide_editions if built.story.networks else []
    editions: list[GuideEdition] = []
    drafts = []
    for number, one in enumerate(said, start=1):
        drafts.append(draft_after(editions[-1] if editions else None, built))
        editions.append(edition_of(built, number, one, drafts[-1]))
        Contact.objects.bulk_create(built.later_contacts.pop(number + 1, []))
    try:
        with ThreadPoolExecutor() as at_once:
            days = [edition.published_at for edition in editions]
            booklets = list(at_once.map(booklet_of, drafts, days))
    except PdfFailed as failure:
        raise InvalidFiles([said[0].at.problem("days_ago", f"le guide ne se fabrique pas ({failure}).")]) from failure
    for edition, pdf in zip(editions, booklets, strict=True):
        keep(edition, pdf)


def draft_after(previous: GuideEdition | None, built: SiteBeingBuilt) -> Draft:
    content = content_of(built.site)
    return Draft(previous, content, changes_between(previous.content, content) if previous else [])


def edition_of(built: SiteBeingBuilt, number: int, said, draft: Draft) -> GuideEdition:
    return GuideEdition(
        site=built.site,
        number=number,
        published_at=built.now - timedelta(days=said.days_ago),
        published_by=built.lead,
        content=draft.content,
    )


def keep(edition: GuideEdition, pdf: Pdf) -> None:
    edition.size = len(pdf.content)
    edition.file.save("guide.pdf", ContentFile(pdf.content), save=True)
