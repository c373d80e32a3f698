"""The photos of contributions, kept without what the camera wrote in them."""

import hashlib

from django.core.files.base import File
from django.db import transaction
from PIL import Image

from proxinet.private_files import stored, unguessable_name
from proxinet.uploads import without_metadata
from reports.contributions import writing
from reports.models import SitePhoto

LONGEST_SIDE = 2000
MOST_PHOTOS = 12  # of one contribution, withdrawn ones included


class PhotoRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """``str(error)`` is a French sentence."""


@transaction.atomic
def keep_photo(photo: SitePhoto, upload: File, by) -> None:
    """Write the new row and its file (``upload``: cleaned by ``SoundPhotoField``). No file stays if the row is refused.

    Raises ``PhotoRefused`` beyond ``MOST_PHOTOS``, ``writing.SentAlready``.
    """
    writing.lock(photo.assessment_id)
    if SitePhoto.objects.filter(assessment=photo.assessment_id).count() >= MOST_PHOTOS:
        raise PhotoRefused(f"Cette contribution a déjà {MOST_PHOTOS} photos, celles retirées comprises.")
    content = without_metadata(upload, upload.kind, longest_side=LONGEST_SIDE)
    drawn = content.read()
    with Image.open(content) as image:
        photo.width, photo.height = image.size
    photo.sha256 = hashlib.sha256(drawn).hexdigest()
    photo.storage_name = unguessable_name(upload.kind.extension)
    content.seek(0)
    with stored(photo.file, photo.storage_name, content):
        writing.add(photo, by)
