"""Sheets laid out alone become one document: one structure tree, one outline, continuous page numbers, PDF/A-3a and
PDF/UA-1.

What ordinary merges lose is kept here: every sheet's structure hangs from one ``/Document``, and the numbers by which
pages and links find their place in it are shifted. Page numbers and the watermark are drawn on the way, as artifacts,
from outlines of our own font: a sheet that grows changes nothing in the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from proxinet.press.archival import Attachment, Facts, conform
from proxinet.press.stamps import Stamps

LINK = "dest:"


@dataclass(frozen=True)
class Part:
    """A laid-out sheet in a file. Pages of a part that is not ``numbered`` count, but print no number."""

    path: Path
    numbered: bool = True


@dataclass
class Whole:
    """What is gathered from part to part."""

    pdf: Pdf
    document: pikepdf.Object
    stamps: Stamps
    page_count: int = 0
    next_key: int = 0
    parents: list = field(default_factory=list)
    destinations: dict[str, Array] = field(default_factory=dict)
    links: list = field(default_factory=list)
    headings: list[tuple[int, str, Array]] = field(default_factory=list)


def assemble(into: Path, parts: Iterable[Part], facts: Facts, attachments: Iterable[Attachment] = ()) -> int:
    """Write one PDF of ``parts`` in order; return its number of pages. The same arguments give the same bytes.

    A link to ``dest:ID`` leads to the element of that id in any part; without such an element it leads nowhere. Raises
    ``ValueError`` when two parts have an element of the same id. Memory: about 0.5 MB for a part of two pages.
    """
    with Pdf.new() as pdf:
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
        root.K = Array([document])
        whole = Whole(pdf, document, Stamps(pdf, facts.watermark))
        for part in parts:
            append(whole, part)
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(whole.parents)))
        root.ParentTreeNextKey = whole.next_key
        pdf.Root.StructTreeRoot = root
        name_destinations(whole)
        write_outline(whole)
        conform(pdf, facts, attachments)
        pdf.save(into, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return whole.page_count


def destinations(content: bytes) -> dict[str, int]:
    """``{id: index of its page in this part}`` of the elements that links may lead to."""
    with Pdf.open(BytesIO(content)) as part:
        pages = {page.obj.objgen: index for index, page in enumerate(part.pages)}
        return {name: pages[place[0].objgen] for name, place in named_destinations(part)}


# One part -------------------------------------------------------------------------------------------------------------


def append(whole: Whole, part: Part) -> None:
    with Pdf.open(BytesIO(part.path.read_bytes())) as source:  # a file for each would be too many
        shift_keys(source, whole.next_key)
        first = len(whole.pdf.pages)
        whole.pdf.pages.extend(source.pages)
        pages = list(whole.pdf.pages[first:])
        places = {page.obj.objgen: pages[index].obj for index, page in enumerate(source.pages)}
        take_structure(whole, source)
        take_destinations(whole, source, places)
        take_headings(whole, source, places)
    for page in pages:
        whole.page_count += 1
        take_links(whole, page)
        whole.stamps.stamp(page, whole.page_count if part.numbered else None)


def shift_keys(source: Pdf, start: int) -> None:
    """Move the part's keys in the parent tree after those of the parts before."""
    for page in source.pages:
        if "/StructParents" in page:
            page.StructParents += start
        for annotation in page.get("/Annots", ()):
            if "/StructParent" in annotation:
                annotation.StructParent += start


def take_structure(whole: Whole, source: Pdf) -> None:
    """The part's elements come under the one document; pages are copied already, so references to them follow."""
    tree = source.Root.StructTreeRoot
    for top in tree.K:
        for kid in listed(top.K) if Name.Document == top.S else [top]:
            copied = whole.pdf.copy_foreign(kid)
            copied.P = whole.document
            whole.document.K.append(copied)
    numbers = list(tree.ParentTree.Nums)
    for key, value in zip(numbers[::2], numbers[1::2], strict=True):
        shifted = int(key) + whole.next_key
        whole.parents += [shifted, whole.pdf.copy_foreign(source.make_indirect(value))]
    whole.next_key += max(map(int, numbers[::2]), default=-1) + 1


def listed(kids: pikepdf.Object) -> list:
    return list(kids) if isinstance(kids, Array) else [kids]


def named_destinations(source: Pdf):
    if "/Names" not in source.Root or "/Dests" not in source.Root.Names:
        return
    names = list(source.Root.Names.Dests.Names)
    for name, place in zip(names[::2], names[1::2], strict=True):
        yield str(name), place


def take_destinations(whole: Whole, source: Pdf, places) -> None:
    for name, place in named_destinations(source):
        if name in whole.destinations:
            raise ValueError(f"two elements have the id {name!r}")
        whole.destinations[name] = moved(place, places)


def take_headings(whole: Whole, source: Pdf, places) -> None:
    def below(first, level):
        while first is not None:
            whole.headings.append((level, str(first.Title), moved(first.Dest, places)))
            below(first.get("/First"), level + 1)
            first = first.get("/Next")

    if "/Outlines" in source.Root:
        below(source.Root.Outlines.get("/First"), 1)


def moved(place: Array, places) -> Array:
    """A destination (page, kind, coordinates) of the part, on the page it became."""
    page, kind, *coordinates = place
    return Array([places[page.objgen], kind, *coordinates])


def take_links(whole: Whole, page) -> None:
    for annotation in page.get("/Annots", ()):
        annotation.F = 4  # printed, as PDF/A wants
        action = annotation.get("/A")
        if action is not None and str(action.get("/URI", "")).startswith(LINK):
            whole.links.append((annotation, str(action.URI).removeprefix(LINK)))


# The whole ------------------------------------------------------------------------------------------------------------


def name_destinations(whole: Whole) -> None:
    """The name tree of all destinations, and links between parts."""
    pdf = whole.pdf
    ordered = sorted(whole.destinations.items(), key=lambda one: one[0].encode())
    names = [value for name, place in ordered for value in (String(name), pdf.make_indirect(place))]
    pdf.Root.Names = pdf.make_indirect(Dictionary(Dests=pdf.make_indirect(Dictionary(Names=Array(names)))))
    for annotation, name in whole.links:
        del annotation.A
        if name in whole.destinations:
            annotation.Dest = String(name)


def write_outline(whole: Whole) -> None:
    """Bookmarks, nested by level; a level that is skipped counts as the next one."""
    with whole.pdf.open_outline() as outline:
        path: list[tuple[int, pikepdf.OutlineItem]] = []
        for level, title, place in whole.headings:
            item = pikepdf.OutlineItem(title, place)
            item.is_closed = True
            while path and path[-1][0] >= level:
                path.pop()
            (path[-1][1].children if path else outline.root).append(item)
            path.append((level, item))
