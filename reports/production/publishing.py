"""Publishing: a finished report becomes the next edition of its document, frozen with all its files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import ContentFile
from django.db.models import Max
from django.utils import timezone

from proxinet.private_files import private_storage
from reports.document import pictures
from reports.document.content import Assessment
from reports.document.frozen import thaw
from reports.models import AssessmentCampaign, Edition, Report
from reports.office.data_files import csv_file, xlsx
from reports.office.word import docx

NOT_SAID = "Nouvelle édition, faite avec les données à jour."


def publish(report: Report, made) -> Edition:
    """The next edition of ``report``'s document, with ``made.pdf`` and the files made of the same content.

    In the transaction of the caller: two editions of a campaign are published one after the other. Files that a failed
    attempt left are replaced; those of an edition never are.
    """
    campaign = AssessmentCampaign.objects.select_for_update().get(pk=report.campaign_id)
    same_document = Edition.objects.filter(
        campaign=campaign,
        kind=report.kind,
        approach=report.approach_id,
        site=report.site_id,
        landlord=report.landlord_id,
    )
    number = (same_document.aggregate(last=Max("number"))["last"] or 0) + 1
    edition = Edition(
        kind=report.kind,
        campaign=campaign,
        approach_id=report.approach_id,
        site_id=report.site_id,
        landlord_id=report.landlord_id,
        number=number,
        published_at=report.finished_at or timezone.now(),
        published_by_id=report.requested_by_id,
        what_changed=report.what_changed or (NOT_SAID if number > 1 else ""),
        content=report.content,
        content_sha256=report.content_sha256,
        page_count=made.pdf.page_count,
        sha256=made.pdf.sha256,
    )
    assessment = thaw(Assessment, report.content)
    keep(edition, "pdf", made.pdf.content)
    keep(edition, "docx", docx(assessment))
    keep(edition, "xlsx", xlsx(assessment))
    keep(edition, "csv", csv_file(assessment))
    keep_pictures(assessment)
    edition.save(force_insert=True)
    return edition


def keep(edition: Edition, extension: str, content: bytes) -> None:
    file = getattr(edition, extension)
    name = f"bilan-{edition.campaign_id}-{edition.subject_slug}-edition-{edition.number}.{extension}"
    file.storage.delete(file.field.generate_filename(edition, name))
    file.save(name, ContentFile(content), save=False)


# Pictures -------------------------------------------------------------------------------------------------------------


def published_pictures() -> Path:
    """Where the pictures of editions stay, whatever becomes of the photos they were drawn from."""
    return Path(private_storage().path("reports/editions/photos"))


def picture_names(assessment: Assessment) -> Iterator[str]:
    return (picture.name for site in assessment.sites for picture in site.pictures)


def keep_pictures(assessment: Assessment) -> None:
    """Each is named by the hash of its bytes: several editions share it. A lost one leaves its place."""
    kept = published_pictures()
    kept.mkdir(parents=True, exist_ok=True)
    for name in picture_names(assessment):
        original, copy = pictures.folder() / Path(name).name, kept / Path(name).name
        if original.exists() and not copy.exists():
            beside = copy.with_suffix(".part")
            shutil.copyfile(original, beside)
            beside.replace(copy)
