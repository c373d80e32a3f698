"""Keeping what mini-projects, groups and meetups produced, with its file when there is one."""

from functools import partial

from django.core.files.base import File
from django.db import transaction
from django.utils.text import slugify

from networks.models import Outcome
from proxinet.private_files import stored, unguessable_name
from proxinet.uploads import KINDS, without_metadata

LONGEST_SIDE = 1600  # of a photo, in pixels: enough for a screen, light on a phone


def keep_outcome(outcome: Outcome, upload: File | None = None) -> Outcome:
    """Write the row; ``upload`` (cleaned by ``SoundFileField``) becomes its file, the one before goes.

    A picture is drawn anew without its metadata. No file stays if the row is refused.
    """
    if upload is None:
        outcome.save()
        return outcome
    longest_side = LONGEST_SIDE if outcome.kind == Outcome.Kind.PHOTO else None
    content = without_metadata(upload, upload.kind, longest_side=longest_side)
    outcome.storage_name = unguessable_name(upload.kind.extension)
    outcome.content_type, outcome.size = upload.kind.content_type, content.size
    with stored(outcome.file, outcome.storage_name, content), transaction.atomic():
        before = Outcome.objects.select_for_update().filter(pk=outcome.pk).values_list("file", flat=True).first()
        outcome.save()
        if before:
            transaction.on_commit(partial(outcome.file.storage.delete, before))
    return outcome


def download_name(outcome: Outcome) -> str:
    extension = KINDS[outcome.content_type].extension
    return f"{slugify(outcome.title)[:80] or 'resultat'}.{extension}"


def owner_of(outcome: Outcome):
    """What produced it: the mini-project, else the group, else the meetup."""
    return outcome.project or outcome.group or outcome.meetup
