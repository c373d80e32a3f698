"""Keeping the sheets signed in the room, as they were scanned or photographed."""

from django.core.files.base import File
from django.utils import timezone

from proxinet.private_files import stored, unguessable_name
from proxinet.uploads import KINDS, without_metadata
from trainings.models import HalfDay, SignedSheet


def keep_signed_sheet(half_day: HalfDay, upload: File, *, by) -> SignedSheet:
    """Store ``upload`` (cleaned by ``SoundFileField``) for the half-day, a photo without its metadata.

    Under a name nobody can guess; no file stays if the row is refused.
    """
    content = without_metadata(upload, upload.kind)
    sheet = SignedSheet(half_day=half_day, content_type=upload.kind.content_type, size=content.size, uploaded_by=by)
    with stored(sheet.file, unguessable_name(upload.kind.extension), content):
        sheet.save()
    return sheet


def download_name(sheet: SignedSheet) -> str:
    day = timezone.localtime(sheet.half_day.starts_at)
    return f"emargement-{day:%Y-%m-%d-%Hh%M}.{KINDS[sheet.content_type].extension}"
