"""Files that belong to a site: kept out of the web's reach, handed out by a view that checks who asks."""

from django.core.files.storage import storages
from django.http import FileResponse


def private_storage():
    return storages["default"]


def attachment(file, *, name: str, content_type: str) -> FileResponse:
    """``file`` (a ``FieldFile``) as a download the browser neither shows inline, nor sniffs, nor caches for others."""
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
