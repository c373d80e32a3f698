"""Documents put on a site: known by their content, kept under a random name, handed out as attachments."""

from django.core.files.base import File
from django.utils.text import slugify

from proxinet.private_files import stored, unguessable_name
from proxinet.uploads import KINDS, FileKind
from resources.models import Document


def store_document(document: Document, upload: File, kind: FileKind) -> Document:
    """Keep ``upload`` as a new document's file, under a name nobody can guess; nothing stays if the row is refused."""
    document.storage_name = unguessable_name(kind.extension)
    document.content_type = kind.content_type
    document.size = upload.size
    with stored(document.file, document.storage_name, upload):
        document.save()
    return document


def download_name(document: Document) -> str:
    """What the file is called on the reader's computer: the title as plain letters, and the true extension."""
    extension = KINDS[document.content_type].extension
    return f"{slugify(document.title)[:80] or 'document'}.{extension}"
