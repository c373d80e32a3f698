"""The newcomer's guide: its editions, and who receives it."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from networks.contacts.emails import send_guide
from networks.models import GuideDelivery, GuideEdition
from networks.newcomer_guide.booklet import booklet
from networks.newcomer_guide.changes import Topic, changes_between
from networks.newcomer_guide.content import content_of
from proxinet.pdf import Pdf
from sites.models import FieldWorker, Site

logger = logging.getLogger(__name__)

NO_ADDRESS = Q(user=None, email="")


class NotPublished(Exception):  # noqa: N818 - a refusal, not a fault
    """Nothing to publish, or someone else just did; ``str(error)`` is a French sentence."""


@dataclass(frozen=True)
class Draft:
    """What the next edition would say. ``changes``: since the last one; empty for the first."""

    previous: GuideEdition | None
    content: dict
    changes: list[Topic]

    @property
    def number(self) -> int:
        return self.previous.number + 1 if self.previous else 1

    @property
    def has_something_new(self) -> bool:
        return self.previous is None or bool(self.changes)


def draft_of(site: Site) -> Draft:
    previous, content = latest(site), content_of(site)
    return Draft(previous, content, changes_between(previous.content, content) if previous else [])


def latest(site: Site) -> GuideEdition | None:
    return site.guide_editions.order_by("-number").first()


def publish(site: Site, user, number: int) -> GuideEdition:
    """Publish edition ``number`` (what the lead was shown), file and record together.

    Raises ``NotPublished`` when nothing changed or that edition is already there, and ``proxinet.pdf.PdfFailed``.
    The pages are made before the lock is taken, so that it is short; two at once make one edition.
    """
    draft, published_at = draft_of(site), timezone.now()
    refuse(draft, number)
    pdf = booklet_of(draft, published_at)
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        if latest(site) != draft.previous:
            raise NotPublished(already_there(number))
        edition = GuideEdition(
            site=site,
            number=number,
            published_at=published_at,
            published_by=user,
            content=draft.content,
            size=len(pdf.content),
        )
        edition.file.save("guide.pdf", ContentFile(pdf.content), save=True)
    return edition


def booklet_of(draft: Draft, published_at: datetime) -> Pdf:
    return booklet(draft.content, number=draft.number, published_at=published_at, changes=draft.changes)


def refuse(draft: Draft, number: int) -> None:
    if draft.number != number:
        raise NotPublished(already_there(number))
    if not draft.has_something_new:
        raise NotPublished("Rien n’a changé depuis la dernière édition\u202f: il n’y a rien à publier.")


def already_there(number: int) -> str:
    return f"L’édition {number} vient d’être publiée par quelqu’un d’autre."


def changes_of(edition: GuideEdition, previous: GuideEdition | None) -> list[Topic]:
    """What ``edition`` changed."""
    return changes_between(previous.content, edition.content) if previous else []


# New agents -----------------------------------------------------------------------------------------------------------


def new_agents():
    """In post, come after their site's first edition, who have not received the guide (``FieldWorker`` queryset)."""
    editions = GuideEdition.objects.filter(site=OuterRef("site")).order_by("number")
    first = Subquery(editions.values("published_at")[:1])
    return FieldWorker.objects.active().filter(erased_at=None, guide_delivery=None).filter(added_at__gt=first)


def deliver_due() -> int:
    """Write to every new agent with an address, each once however many workers do it at a time; how many."""
    return sum(map(deliver, new_agents().exclude(NO_ADDRESS).values_list("pk", flat=True)))


def deliver(pk: int) -> bool:
    """The delivery and its mail are written together. A failure is logged and stops no other."""
    try:
        with transaction.atomic():
            FieldWorker.objects.select_for_update(of=["self"]).filter(pk=pk).first()
            person = new_agents().exclude(NO_ADDRESS).select_related("site", "user").filter(pk=pk).first()
            if person is None:
                return False
            send_guide(GuideDelivery.objects.create(person=person, edition=latest(person.site)))
    except Exception:
        logger.exception("the guide could not be sent to agent %s", pk)
        return False
    return True


def without_address(site: Site):
    """New agents to whom someone hands the guide."""
    return new_agents().filter(NO_ADDRESS, site=site).select_related("employer").order_by(F("added_at"), "pk")


def handed_over(person: FieldWorker) -> None:
    """Someone gave them the latest edition on paper."""
    GuideDelivery.objects.get_or_create(person=person, defaults={"edition": latest(person.site)})
