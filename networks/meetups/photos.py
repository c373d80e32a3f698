"""Keeping the photos of a meetup: drawn anew, light, without what the camera wrote in them."""

from django.core.files.base import File
from django.db import transaction
from PIL import Image

from networks.mini_projects.outcomes import LONGEST_SIDE
from networks.models import Meetup, Photo
from proxinet.private_files import stored, unguessable_name
from proxinet.uploads import without_metadata

MOST_PHOTOS = 20  # of one meetup


class PhotoRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """``str(error)`` is a French sentence."""


@transaction.atomic
def keep_photo(photo: Photo, upload: File) -> Photo:
    """Write the row and its file (``upload``: cleaned by ``SoundFileField``). Raises ``PhotoRefused`` beyond
    ``MOST_PHOTOS``; no file stays if the row is refused."""
    Meetup.objects.select_for_update(no_key=True).get(pk=photo.meetup_id)
    if photo.meetup.photos.count() >= MOST_PHOTOS:
        raise PhotoRefused(f"Cette rencontre a déjà {MOST_PHOTOS} photos\u202f: retirez-en une d’abord.")
    content = without_metadata(upload, upload.kind, longest_side=LONGEST_SIDE)
    with Image.open(content) as image:
        photo.width, photo.height = image.size
    photo.storage_name = unguessable_name(upload.kind.extension)
    photo.content_type, photo.size = upload.kind.content_type, content.size
    content.seek(0)
    with stored(photo.file, photo.storage_name, content):
        photo.save()
    return photo
