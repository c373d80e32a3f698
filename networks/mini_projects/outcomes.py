"""Keeping what mini-projects, groups and meetups produced, with its file when there is one."""

import secrets

from django.core.files.base import File
from django.db import transaction
from django.utils.text import slugify

from networks.models import Outcome
from proxinet.uploads import KINDS, without_metadata

LONGEST_SIDE = 1600  # of a photo, in pixels: enough for a screen, light on a phone


def keep_outcome(outcome: Outcome, upload: File | None = None) -> Outcome:
    """Write the row; ``upload`` (cleaned by ``SoundFileField``) becomes its file, the one before goes.

    A picture is drawn anew without its metadata. No file stays if the row is refused.
    """
    if upload is None:
        outcome.save()
        return outcome
    new_name = store(outcome, upload)
    storage = outcome.file.storage
    try:
        with transaction.atomic():
            before = Outcome.objects.select_for_update().filter(pk=outcome.pk).values_list("file", flat=True).first()
            outcome.save()
            if before:
                transaction.on_commit(lambda: storage.delete(before))
    except Exception:
        storage.delete(new_name)
        raise
    return outcome


def store(outcome: Outcome, upload: File) -> str:
    """Put the file away under a name nobody can guess, and say on the row what it is; the name it got."""
    longest_side = LONGEST_SIDE if outcome.kind == Outcome.Kind.PHOTO else None
    content = without_metadata(upload, upload.kind, longest_side=longest_side)
    outcome.storage_name = f"{secrets.token_hex(16)}.{upload.kind.extension}"
    outcome.content_type = upload.kind.content_type
    outcome.size = content.size
    outcome.file.save(outcome.storage_name, content, save=False)
    return outcome.file.name


@transaction.atomic
def delete_outcome(outcome: Outcome) -> None:
    """Remove the row, and its file once the row is gone for good."""
    storage, name = outcome.file.storage, outcome.file.name
    outcome.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def download_name(outcome: Outcome) -> str:
    extension = KINDS[outcome.content_type].extension
    return f"{slugify(outcome.title)[:80] or 'resultat'}.{extension}"


def owner_of(outcome: Outcome):
    """What produced it: the mini-project, else the group, else the meetup."""
    return outcome.project or outcome.group or outcome.meetup
