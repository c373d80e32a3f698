"""Keeping the sheets signed in the room, as they were scanned or photographed."""

import secrets

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from proxinet.uploads import KINDS, without_metadata
from trainings.models import HalfDay, SignedSheet


def keep_signed_sheet(half_day: HalfDay, upload: File, *, by) -> SignedSheet:
    """Store ``upload`` (cleaned by ``SoundFileField``) for the half-day, a photo without its metadata.

    Under a name nobody can guess; no file stays if the row is refused.
    """
    content = without_metadata(upload, upload.kind)
    sheet = SignedSheet(half_day=half_day, content_type=upload.kind.content_type, size=content.size, uploaded_by=by)
    sheet.file.save(f"{secrets.token_hex(16)}.{upload.kind.extension}", content, save=False)
    try:
        sheet.save()
    except Exception:
        sheet.file.storage.delete(sheet.file.name)
        raise
    return sheet


@transaction.atomic
def delete_signed_sheet(sheet: SignedSheet) -> None:
    """Remove the row, and the file once the row is gone for good."""
    storage, name = sheet.file.storage, sheet.file.name
    sheet.delete()
    transaction.on_commit(lambda: storage.delete(name))


def download_name(sheet: SignedSheet) -> str:
    day = timezone.localtime(sheet.half_day.starts_at)
    return f"emargement-{day:%Y-%m-%d-%Hh%M}.{KINDS[sheet.content_type].extension}"
