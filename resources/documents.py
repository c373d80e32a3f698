"""Documents put on a site: known by their content, kept under a random name, handed out as attachments."""

import secrets
import struct
import zlib
from dataclasses import dataclass

import filetype
from django.core.files.base import File
from django.db import transaction
from django.utils.text import slugify
from PIL import Image

from resources.models import Document

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
TAIL_BYTES = 2048
ACCEPTED = "PDF, JPEG ou PNG"
CHECK = "ouvrez le fichier pour vérifier, puis choisissez-le à nouveau."


@dataclass(frozen=True)
class FileKind:
    content_type: str
    extension: str
    pillow_format: str = ""


KINDS = {
    "application/pdf": FileKind("application/pdf", "pdf"),
    "image/jpeg": FileKind("image/jpeg", "jpg", "JPEG"),
    "image/png": FileKind("image/png", "png", "PNG"),
}


class DocumentRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """The file cannot be taken; the message says why and what to do, in French."""


def recognise(file: File) -> FileKind:
    """What ``file`` (seekable) really is, by its bytes alone; its name and announced type are not looked at.

    Raises ``DocumentRefused`` for anything but a sound PDF, JPEG or PNG of at most 10 MB and 40 megapixels.
    """
    if file.size > MAX_BYTES:
        raise DocumentRefused("Ce fichier dépasse 10 Mo : réduisez-le, puis choisissez-le à nouveau.")
    file.seek(0)
    guessed = filetype.guess(file.read(8192))
    kind = KINDS.get(guessed.mime) if guessed else None
    if kind is None:
        raise DocumentRefused(f"Ce fichier n’est pas un {ACCEPTED}, quel que soit son nom : choisissez-en un autre.")
    if kind.pillow_format:
        check_image(file, kind)
    else:
        check_pdf(file)
    file.seek(0)
    return kind


def check_pdf(file: File) -> None:
    file.seek(0)
    header = file.read(5)
    file.seek(max(0, file.size - TAIL_BYTES))
    if header != b"%PDF-" or b"%%EOF" not in file.read():
        raise DocumentRefused(f"Ce PDF est abîmé ou incomplet : {CHECK}")


def check_image(file: File, kind: FileKind) -> None:
    """Read the image to its last line; its size in pixels first, so that a decompression bomb is never unpacked."""
    try:
        open_image(file, kind).verify()
        open_image(file, kind).load()
    except Image.DecompressionBombError:
        refuse_too_many_pixels(MAX_PIXELS + 1)
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error) as error:
        raise DocumentRefused(f"Cette image est abîmée ou incomplète : {CHECK}") from error


def open_image(file: File, kind: FileKind) -> Image.Image:
    file.seek(0)
    image = Image.open(file, formats=[kind.pillow_format])
    refuse_too_many_pixels(image.width * image.height)
    return image


def refuse_too_many_pixels(pixels: int) -> None:
    if pixels > MAX_PIXELS:
        raise DocumentRefused(
            "Cette image a plus de 40 millions de points : réduisez-la, puis choisissez-la à nouveau."
        )


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
