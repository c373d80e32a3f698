"""Laid-out sheets, kept from one document to the next under the hash of all they are made of."""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from html import unescape
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from proxinet.press.assembling import destinations
from proxinet.press.rendering import Broken, Renderer, Sheet
from proxinet.private_files import private_storage, write_whole
from reports.document import pictures
from reports.models import LaidOutSheet

FOLDER = "reports/sheets"
PRINTED_WITH = ("static/css/report.css", "static/fonts", "static/img", "proxinet/press", "proxinet/pdf.py")
WRITTEN_WITH = ("templates/reports/print", "templates/components", "reports", "proxinet/charts.py")
ID = re.compile(r'\bid="([\w-]+)"')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@cache
def print_version() -> str:
    """Changes with whatever turns the same HTML into other pages: style sheet, fonts, drawings, press, libraries."""
    return hash_of_files(PRINTED_WITH, [version("weasyprint"), version("pydyf"), version("pikepdf")])


@cache
def document_version() -> str:
    """Changes with whatever turns the same records into another document."""
    return hash_of_files(WRITTEN_WITH, [print_version()])


def hash_of_files(places: Iterable[str], also: Iterable[str]) -> str:
    found = hashlib.sha256("\n".join(also).encode())
    for place in places:
        root = settings.BASE_DIR / place
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return found.hexdigest()


def key_of(html: str) -> str:
    return hashlib.sha256(f"{print_version()}\n{html}".encode()).hexdigest()


def kept(keys: Iterable[str]) -> dict[str, LaidOutSheet]:
    """Those already laid out, whose file is still there."""
    found = LaidOutSheet.objects.filter(key__in=list(keys))
    return {sheet.key: sheet for sheet in found if sheet.fault or path_of(sheet.key).exists()}


def path_of(key: str) -> Path:
    return Path(private_storage().path(f"{FOLDER}/{key}.pdf"))


def renderer() -> Renderer:
    return Renderer(pictures.folder())


def lay_out(renderer: Renderer, key: str, html: str) -> LaidOutSheet:
    """Lay out a sheet and keep its pages; one that breaks is kept as such."""
    done = renderer.lay_out(Sheet(key, html))
    if isinstance(done, Broken):
        return remember(key, fault=done.sentence)
    write_whole(path_of(key), done.content)
    anchors = destinations(done.content)
    return remember(key, file=f"{FOLDER}/{key}.pdf", page_count=done.page_count, anchors=anchors)


def remember(key: str, **made) -> LaidOutSheet:
    """The row, after its file: whoever lays out the same sheet at the same time writes the same."""
    row = LaidOutSheet(key=key, **made)
    written = ("file", "page_count", "anchors", "fault", "used_at")
    LaidOutSheet.objects.bulk_create([row], update_conflicts=True, unique_fields=["key"], update_fields=written)
    return row


def ids_in(html: str) -> list[str]:
    return ID.findall(html)


def title_in(html: str) -> str:
    found = TITLE.search(html)
    return unescape(found[1]).strip() if found else ""


def forget_unused(before) -> int:
    """Pages that no document has used since ``before`` go, and those that broke, to be tried again."""
    gone = 0
    for sheet in LaidOutSheet.objects.filter(used_at__lt=before) | LaidOutSheet.objects.exclude(fault=""):
        sheet.delete()
        path_of(sheet.key).unlink(missing_ok=True)
        gone += 1
    return gone
