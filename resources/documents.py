"""Documents put on a site: known by their content, kept under a random name, handed out as attachments."""

import secrets

from django.core.files.base import File
from django.db import transaction
from django.utils.text import slugify

from proxinet.uploads import KINDS, FileKind
from resources.models import Document


def store_document(document: Document, upload: File, kind: FileKind) -> Document:
    """Keep ``upload`` as a new document's file, under a name nobody can guess; nothing stays if the row is refused."""
    document.storage_name = f"{secrets.token_hex(16)}.{kind.extension}"
    document.content_type = kind.content_type
    document.size = upload.size
    document.file.save(document.storage_name, upload, save=False)
    try:
        document.save()
    except Exception:
        document.file.storage.delete(document.file.name)
        raise
    return document


@transaction.atomic
def delete_document(document: Document) -> None:
    """Remove the row, and the file once the row is gone for good."""
    storage, name = document.file.storage, document.file.name
    document.delete()
    transaction.on_commit(lambda: storage.delete(name))


def download_name(document: Document) -> str:
    """What the file is called on the reader's computer: the title as plain letters, and the true extension."""
    extension = KINDS[document.content_type].extension
    return f"{slugify(document.title)[:80] or 'document'}.{extension}"
