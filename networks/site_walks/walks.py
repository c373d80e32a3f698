"""Site walks: writing the walk and its points, each photo with its point, and taking them away again."""

from django.core.files.base import File
from django.db import transaction

from networks.models import SiteWalk, WalkPoint
from proxinet.private_files import stored, unguessable_name
from proxinet.uploads import without_metadata
from sites.observing import lock_observations, write_observation

LONGEST_SIDE = 1600  # pixels: enough to read a sign on a screen, a few hundred kilobytes
PHOTO_FIELDS = ("photo", "storage_name", "content_type")


@transaction.atomic
def note_point(point: WalkPoint, photo: File | None = None) -> WalkPoint:
    """Write a new point at the end of its walk, with its photo (cleaned by ``SoundPhotoField``) drawn anew.

    A point sent again under its ``client_key`` is the one already there: it is returned and nothing is written.
    Raises ``ObservingRefused`` when the same problem is noted at the same place.
    """
    if point.client_key:
        already = lock_observations(point).filter(client_key=point.client_key).first()
        if already:
            return already
    write_with_photo(point, photo)
    return point


@transaction.atomic
def correct_point(point: WalkPoint, photo: File | None = None) -> None:
    """Write what was corrected; a new ``photo`` takes the place of the one before. Raises as ``note_point``."""
    before = lock_observations(point).filter(pk=point.pk).values_list("photo", flat=True).get()
    write_with_photo(point, photo)
    if photo:
        point.save(update_fields=PHOTO_FIELDS)
        forget_files(point, [before])


def write_with_photo(point: WalkPoint, photo: File | None) -> None:
    """No file stays when the row is refused."""
    if photo is None:
        write_observation(point)
        return
    point.storage_name = unguessable_name(photo.kind.extension)
    point.content_type = photo.kind.content_type
    content = without_metadata(photo, photo.kind, longest_side=LONGEST_SIDE)
    with stored(point.photo, point.storage_name, content):
        write_observation(point)


@transaction.atomic
def delete_point(point: WalkPoint) -> None:
    """Remove the point with its history, and its photo once the row is gone for good."""
    names = [point.photo.name]
    forget_files(point, names)
    point.delete()


@transaction.atomic
def delete_walk(walk: SiteWalk) -> None:
    """Remove the walk, its points and their history; the photos once the rows are gone for good."""
    SiteWalk.objects.select_for_update().get(pk=walk.pk)
    names = list(walk.points.exclude(photo="").values_list("photo", flat=True))
    forget_files(WalkPoint, names)
    walk.delete()


def forget_files(point: WalkPoint | type[WalkPoint], names: list[str]) -> None:
    storage = point._meta.get_field("photo").storage
    for name in filter(None, names):
        transaction.on_commit(lambda name=name: storage.delete(name))
