"""Files that belong to a site: kept out of the web's reach, handed out by a view that checks who asks."""

import secrets
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse


def private_storage():
    return storages["default"]


def attachment(file, *, name: str, content_type: str) -> FileResponse:
    """``file`` (a ``FieldFile``) as a download the browser neither shows inline, nor sniffs, nor caches for others."""
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def pdf_response(pdf, name: str) -> HttpResponse:
    """A ``proxinet.pdf.Pdf`` made for this very request, as a download with the same care as a kept file."""
    return HttpResponse(
        pdf.content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def unguessable_name(extension: str) -> str:
    return f"{secrets.token_hex(16)}.{extension}"


@contextmanager
def stored(file: FieldFile, name: str, content: File):
    """``content`` is put away as ``file``, under ``name``, while its row is written in the ``with``: no file stays if
    the row is refused."""
    file.save(name, content, save=False)
    try:
        yield
    except Exception:
        file.storage.delete(file.name)
        raise


@transaction.atomic
def delete_with_file(row: models.Model, file: FieldFile) -> None:
    """Remove the row, and its file, if it has one, once the row is gone for good."""
    storage, name = file.storage, file.name
    row.delete()
    if name:
        transaction.on_commit(partial(storage.delete, name))


def write_whole(path: Path, content: bytes) -> None:
    """The file appears complete or not at all, whoever else writes it at the same time; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{secrets.token_hex(8)}")
    beside.write_bytes(content)
    beside.replace(path)
