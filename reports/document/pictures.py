"""The pictures of documents: photos drawn for print, each under the hash of its bytes, so that none ever changes."""

import hashlib
import io
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageOps

from proxinet.private_files import private_storage, write_whole
from proxinet.uploads import PHOTOS as PHOTO_KINDS
from proxinet.uploads import FileRefused, recognise
from reports.models import SitePhoto

PRINT_WIDTH, PRINT_QUALITY = 1400, 75
UNREADABLE = (
    FileRefused,
    Image.DecompressionBombError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
)


def folder() -> Path:
    """Where they are."""
    return Path(private_storage().path("reports/print"))


def print_name(photo: SitePhoto) -> str | None:
    """The file of ``folder()`` that prints ``photo``, when it was prepared already."""
    try:
        name = pointer(photo).read_text()
    except FileNotFoundError:
        return None
    return name if (folder() / name).exists() else None


def prepare(photo: SitePhoto) -> str | None:
    """Draw ``photo`` for print, once: a JPEG at most 1,400 pixels wide, without metadata, always the same bytes.

    Returns its name, the sha256 of the bytes and « .jpg »; None when the original is missing, broken or oversized.
    """
    if name := print_name(photo):
        return name
    try:
        drawn = drawn_for_print(photo)
    except UNREADABLE:
        return None
    name = f"{hashlib.sha256(drawn).hexdigest()}.jpg"
    folder().mkdir(parents=True, exist_ok=True)
    write_whole(folder() / name, drawn)
    write_whole(pointer(photo), name.encode())
    return name


def pointer(photo: SitePhoto) -> Path:
    """Remembers under which name a photo was prepared; a photo's file never changes under its storage name."""
    key = hashlib.sha256(f"{photo.storage_name} {photo.sha256}".encode()).hexdigest()
    return folder() / f"{key}.name"


def drawn_for_print(photo: SitePhoto) -> bytes:
    with photo.file.open("rb") as original:
        kind = recognise(original, PHOTO_KINDS)
        image = Image.open(original, formats=[kind.pillow_format])
        image.draft("RGB", (PRINT_WIDTH, PRINT_WIDTH))
        image = on_white(ImageOps.exif_transpose(image))
    if image.width > PRINT_WIDTH:
        image = image.resize((PRINT_WIDTH, max(1, round(image.height * PRINT_WIDTH / image.width))))
    drawn = io.BytesIO()
    image.save(drawn, "JPEG", quality=PRINT_QUALITY)
    return drawn.getvalue()


def on_white(image: Image.Image) -> Image.Image:
    """The same picture in plain colours: print has no transparency, no colour profile or comment is kept."""
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    bare = Image.new("RGB", image.size)
    bare.paste(image.convert("RGB"))
    return bare
