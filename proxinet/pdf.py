"""HTML to a tagged PDF, in a child process that can reach nothing but ``static/``.

The child is this very file run alone: no settings, no environment, no database, limits on processor time and memory.
It reads HTML on its standard input, writes the PDF on its standard output and says on its standard error how far it is.
"""

import hashlib
import json
import logging
import mimetypes
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread, Timer
from urllib.parse import unquote

STATIC_ROOT = Path(__file__).resolve().parent.parent / "static"
SCHEME = "static"
SECONDS = 180
MEGABYTES = 2048
HEADINGS = {f"/H{level}" for level in range(1, 7)}
TEXT_HOLDERS = HEADINGS | {"/P", "/TD", "/TH", "/LBody", "/Lbl", "/Caption", "/Span", "/Link"}
OUT_OF_MEMORY = ("MemoryError", "Cannot allocate memory", "failed to map segment")

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Pdf:
    content: bytes
    page_count: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class PdfFailed(Exception):
    """The document could not be made; ``str(error)`` is a French sentence, ``detail`` is for the log."""

    def __init__(self, sentence: str, detail: str = ""):
        super().__init__(sentence)
        self.detail = detail


def render(html: str, on_progress: Progress | None = None) -> Pdf:
    """The PDF/UA-1 of ``html``, a whole document (``lang``, ``title``); same HTML, same bytes.

    Its style sheets, fonts and images are named ``static:css/report.css``: any other address stops the rendering.
    ``on_progress(stage, page)`` hears ``("style", 0)``, ``("layout", page)`` and ``("writing", 0)``.
    Raises ``PdfFailed`` on an error, or beyond ``SECONDS`` or ``MEGABYTES`` of memory; what ``on_progress`` raises
    passes through. In every case the child is gone when this returns.
    """
    command = [sys.executable, "-I", str(Path(__file__).resolve()), str(STATIC_ROOT), str(SECONDS), str(MEGABYTES)]
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd="/", env=child_environment())  # noqa: S603
    out_of_time = Timer(SECONDS, child.kill)
    chunks: list[bytes] = []
    threads = [
        Thread(target=feed, args=(child, html.encode())),
        Thread(target=lambda: chunks.append(child.stdout.read())),
    ]
    complaints, page_count = [], 0
    try:
        for thread in (out_of_time, *threads):
            thread.start()
        for line in child.stderr:
            said = heard(line)
            if said is None:
                complaints.append(line.decode(errors="replace").rstrip())
            elif said["stage"] == "done":
                page_count = said["page"]
            elif on_progress:
                on_progress(said["stage"], said["page"])
        child.wait()
    finally:
        timed_out = out_of_time.finished.is_set()
        out_of_time.cancel()
        child.kill()
        child.wait()
        for thread in threads:
            thread.join()
        child.stdout.close()
        child.stderr.close()
    if child.returncode or not page_count:
        raise failure(child.returncode, timed_out, complaints)
    return Pdf(chunks[0], page_count)


def child_environment() -> dict[str, str]:
    """Nothing of ours: no database address, no secret. Only what a program needs to find its fonts and its folders."""
    return {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ} | {
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
    }


def feed(child, content: bytes) -> None:
    try:
        with child.stdin:
            child.stdin.write(content)
    except BrokenPipeError:
        pass  # the child died: its exit code says why


def heard(line: bytes) -> dict | None:
    if not line.startswith(b'{"stage"'):
        return None
    return json.loads(line)


def failure(code: int, timed_out: bool, complaints: list[str]) -> PdfFailed:
    detail = f"exit code {code}: " + "\n".join(complaints[-20:])
    if timed_out or code in (-24, -9):
        return PdfFailed("La mise en page a pris trop de temps.", detail)
    if code in (-5, -6, -11) or any(sign in detail for sign in OUT_OF_MEMORY):
        return PdfFailed("La mise en page a demandé trop de mémoire.", detail)
    return PdfFailed("La mise en page n’a pas abouti.", detail)


# In the child ---------------------------------------------------------------------------------------------------------


def say(stage: str, page: int = 0) -> None:
    os.write(2, json.dumps({"stage": stage, "page": page}).encode() + b"\n")


class ProgressHandler(logging.Handler):
    """WeasyPrint's own account of its steps, as lines the parent understands."""

    def emit(self, record):
        message = record.getMessage()
        if page := re.match(r"Step 5 - Creating layout - Page (\d+)", message):
            say("layout", int(page[1]))
        elif message.startswith("Step 3"):
            say("style")
        elif message.startswith("Step 6"):
            say("writing")


def private_fetcher(roots: dict[str, Path]):
    """A WeasyPrint fetcher that knows private schemes only (« static: »…), each for the files below its folder."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class PrivateFetcher(URLFetcher):
        def __init__(self):
            super().__init__(allowed_protocols=list(roots), allow_redirects=False, fail_on_errors=True)
            self.handlers = []

        def fetch(self, url, headers=None):
            scheme, _, path = url.partition(":")
            root = roots.get(scheme.lower())
            target = (root / unquote(path)).resolve() if root else None
            if target is None or not target.is_relative_to(root) or not target.is_file():
                raise FatalURLFetchingError(f"refused address: {url[:200]}")
            kind = mimetypes.guess_type(target.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, target.read_bytes(), {"Content-Type": kind})

    return PrivateFetcher()


def write_pdf(html: str, root: Path) -> Pdf:
    """The rendering itself; only the child calls it."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    document = HTML(string=html, base_url=None, url_fetcher=private_fetcher({SCHEME: root})).render(
        font_config=FontConfiguration(), pdf_variant="pdf/ua-1"
    )
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    content = document.write_pdf(finisher=complete_structure, pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return Pdf(content, len(document.pages))


def complete_structure(document, pdf) -> None:
    """What WeasyPrint leaves undone for assistive technology, just before the bytes are written.

    Header cells get a ``/Scope``, which takes the place of identifiers that nothing lists; running headers and footers,
    whose tags hang from nothing, become artifacts; a link is one annotation, not one more for each box inside it. Text
    hangs from its paragraph or its cell, not from an element for each line, and elements leave out what goes without
    saying: the assembly of many sheets holds them all in memory.
    """
    tree = resolved(pdf, pdf.catalog["StructTreeRoot"])
    found = Found()
    for child in tree["K"]:
        complete_element(pdf, resolved(pdf, child), found)
    parent_tree = resolved(pdf, tree["ParentTree"])
    numbers = parent_tree["Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for reference, page in pages_of(pdf):
        owners = found.owners.get(reference, {})
        stray = stray_content(resolved(pdf, page["Contents"]).stream, owners.keys())
        for mcid, owner in [*owners.items(), *((mcid, "null") for mcid in stray)]:
            parents[page["StructParents"]][mcid] = owner
        if found.repeated_links and "Annots" in page:
            page["Annots"][:] = [one for one in page["Annots"] if one not in found.repeated_links]
    for reference in found.repeated_links:
        del parents[resolved(pdf, reference)["StructParent"]]
    numbers[:] = [item for pair in parents.items() for item in pair]


@dataclass
class Found:
    """Gathered while walking down: the element that holds each content, ``{page: {number: element}}``, and annotations
    of boxes inside a link."""

    owners: dict[bytes, dict[int, bytes]] = field(default_factory=dict)
    repeated_links: set[bytes] = field(default_factory=set)


def complete_element(pdf, element, found: Found, in_head: bool = False, in_link: bool = False) -> list:
    """Walk one structure element down, noting what is found; return its kids: numbers of content, and references."""
    complete_cell(element, in_head)
    in_head = in_head or element["S"] == "/THead"
    kids = []
    for kid in element["K"]:
        if isinstance(kid, int):
            kids.append(kid)
        elif (child := resolved(pdf, kid)).get("Type") == "/StructElem":
            below = complete_element(pdf, child, found, in_head, in_link or element["S"] == "/Link")
            if is_run_of_text(child, below) and can_hold_text_of(child, element):
                kids += below
                child.clear()
            else:
                kids.append(kid)
        elif in_link:
            found.repeated_links.add(child["Obj"])
        else:
            kids.append(kid)
    content = [kid for kid in kids if isinstance(kid, int)]
    if content:
        found.owners.setdefault(element["Pg"], {}).update(dict.fromkeys(content, element.reference))
    else:
        element.pop("Pg", None)
    element["K"][:] = kids
    if len(kids) == 1:
        element["K"] = kids[0]
    del element["Type"]
    return kids


def complete_cell(element, in_head: bool) -> None:
    if element["S"] == "/TH":
        element["A"]["Scope"] = "/Column" if in_head else "/Row"
        element.pop("ID", None)
    elif element["S"] == "/TD":
        element["A"].pop("Headers", None)
        if len(element["A"]) == 1:  # its owner alone
            del element["A"]


def is_run_of_text(element, kids: list) -> bool:
    says_nothing = element["S"] in ("/Span", "/NonStruct") and not element.keys() - {"Type", "S", "K", "Pg", "P"}
    return says_nothing and all(isinstance(kid, int) for kid in kids)


def can_hold_text_of(child, element) -> bool:
    return element["S"] in TEXT_HOLDERS and child.get("Pg", element["Pg"]) == element["Pg"]


def stray_content(stream: list, reached: Set[int]) -> list[int]:
    """Turn marked content that the structure does not reach into artifacts; return its numbers."""
    stray, tagged = [], {None, *reached}
    for index, operator in enumerate(stream):
        if operator == b"BDC" and (mcid := stream[index - 1].get("MCID")) not in tagged:
            stray.append(mcid)
            stream[index - 2] = "/Artifact"
            stream[index - 1].clear()
            stream[index - 1]["Type"] = "/Pagination"
    return stray


def pages_of(pdf):
    for reference in pdf.page_references:
        yield reference, resolved(pdf, reference)


def resolved(pdf, reference: bytes):
    return pdf.objects[int(reference.split()[0])]


def limit(what: int, amount: int) -> None:
    hard = resource.getrlimit(what)[1]
    amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(what, (amount, amount))


def main(root: str, seconds: str, megabytes: str) -> None:
    limit(resource.RLIMIT_CPU, int(seconds))
    limit(resource.RLIMIT_AS, int(megabytes) * 2**20)
    limit(resource.RLIMIT_FSIZE, 64 * 2**20)
    limit(resource.RLIMIT_CORE, 0)
    progress = logging.getLogger("weasyprint.progress")
    progress.setLevel(logging.INFO)
    progress.propagate = False
    progress.addHandler(ProgressHandler())
    pdf = write_pdf(sys.stdin.buffer.read().decode(), Path(root).resolve())
    sys.stdout.buffer.write(pdf.content)
    sys.stdout.buffer.flush()
    say("done", pdf.page_count)


if __name__ == "__main__":
    main(*sys.argv[1:])
