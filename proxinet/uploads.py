"""Files people send: known by their content, whatever their name says."""

import io
import struct
import zlib
from dataclasses import dataclass

import filetype
from django import forms
from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
TAIL_BYTES = 2048
ACCEPTED = "PDF, JPEG ou PNG"
CHECK = "ouvrez le fichier pour vérifier, puis choisissez-le à nouveau."
JPEG_QUALITY = 88


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


PHOTOS = {name: kind for name, kind in KINDS.items() if kind.pillow_format}
ACCEPTED_PHOTOS = "JPEG ou PNG"


class FileRefused(Exception):  # noqa: N818 - a refusal, not a fault
    """The file cannot be taken; the message says why and what to do, in French."""


def recognise(file: File, kinds: dict[str, FileKind] = KINDS, accepted: str = ACCEPTED) -> FileKind:
    """What ``file`` (seekable) really is, by its bytes alone; its name and announced type are not looked at.

    Raises ``FileRefused`` for anything but a sound PDF, JPEG or PNG (or one of ``kinds``, ``accepted`` in words) of at
    most 10 MB and 40 megapixels.
    """
    if file.size > MAX_BYTES:
        raise FileRefused("Ce fichier dépasse 10 Mo : réduisez-le, puis choisissez-le à nouveau.")
    file.seek(0)
    guessed = filetype.guess(file.read(8192))
    kind = kinds.get(guessed.mime) if guessed else None
    if kind is None:
        raise FileRefused(f"Ce fichier n’est pas un {accepted}, quel que soit son nom : choisissez-en un autre.")
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
        raise FileRefused(f"Ce PDF est abîmé ou incomplet : {CHECK}")


def check_image(file: File, kind: FileKind) -> None:
    """Read the image to its last line; its size in pixels first, so that a decompression bomb is never unpacked."""
    try:
        open_image(file, kind).verify()
        open_image(file, kind).load()
    except Image.DecompressionBombError:
        refuse_too_many_pixels(MAX_PIXELS + 1)
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error) as error:
        raise FileRefused(f"Cette image est abîmée ou incomplète : {CHECK}") from error


def open_image(file: File, kind: FileKind) -> Image.Image:
    file.seek(0)
    image = Image.open(file, formats=[kind.pillow_format])
    refuse_too_many_pixels(image.width * image.height)
    return image


def refuse_too_many_pixels(pixels: int) -> None:
    if pixels > MAX_PIXELS:
        raise FileRefused("Cette image a plus de 40 millions de points : réduisez-la, puis choisissez-la à nouveau.")


def without_metadata(file: File, kind: FileKind, *, longest_side: int | None = None) -> File:
    """The same picture drawn anew, upright, without what the camera wrote in it (place, hour, device); a PDF as it is.

    ``file`` was recognised as ``kind``. ``longest_side``: pixels; a larger picture is made smaller, never larger.
    """
    if not kind.pillow_format:
        return file
    image = ImageOps.exif_transpose(open_image(file, kind))
    if image.mode not in ("1", "L", "RGB", "RGBA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if kind.pillow_format == "JPEG":
        image = image.convert("RGB") if image.mode != "L" else image
    if longest_side:
        image.thumbnail((longest_side, longest_side))
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    drawn = io.BytesIO()
    bare.save(drawn, kind.pillow_format, quality=JPEG_QUALITY)
    return ContentFile(drawn.getvalue())


def size_in_words(size: int) -> str:
    """``size`` in bytes, as people say it: « 40 ko », « 1,2 Mo »."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} ko"
    return f"{size / 1_000_000:.1f} Mo".replace(".", ",")


class SoundFileField(forms.FileField):
    """A PDF, JPEG or PNG, or a sentence beside the field; the cleaned file carries what it is as ``kind``."""

    kinds, accepted = KINDS, ACCEPTED
    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})
    default_error_messages = {
        "required": "Choisissez un fichier.",
        "empty": "Ce fichier est vide : choisissez-en un autre.",
        "max_length": "Le nom de ce fichier est trop long : raccourcissez-le.",
    }

    def __init__(self, **kwargs):
        super().__init__(**{"label": "Fichier", "help_text": f"{self.accepted}, 10 Mo au plus.", **kwargs})

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file:
            try:
                file.kind = recognise(file, self.kinds, self.accepted)
            except FileRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return file


class SoundPhotoField(SoundFileField):
    """A JPEG or PNG, to be drawn anew without what the camera wrote in it."""

    kinds, accepted = PHOTOS, ACCEPTED_PHOTOS
    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png"})

    def __init__(self, **kwargs):
        hint = f"{self.accepted}, 10\u00a0Mo au plus. L’endroit et l’heure notés par l’appareil sont effacés."
        super().__init__(**{"label": "Photo", "help_text": hint, **kwargs})
