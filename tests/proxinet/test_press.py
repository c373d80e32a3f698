"""Sheets laid out apart, then one document: it reads in order, conforms, and one broken sheet stops no other."""

import socket
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from proxinet.pdf import PdfFailed
from proxinet.press import assembling, binding
from proxinet.press.archival import Attachment, Facts
from proxinet.press.assembling import Part, assemble, destinations
from proxinet.press.binding import bind
from proxinet.press.rendering import Broken, Rendered, Renderer, Sheet
from tests import accessible_pdf, archival_pdf
from tests.reports import reading

THEN = datetime(2015, 12, 3, 10, tzinfo=UTC)
FACTS = Facts("Bilan d’essai", "Agence d’essai", "Un essai", THEN)
DATA = Attachment("chiffres.csv", b"site;chiffre\n", "text/csv", "Les chiffres", THEN)
HEAD = '<link rel="stylesheet" href="static:css/report.css">'
DRAWING = (
    '<svg viewBox="0 0 9 9" role="img"><title>Un carré : neuf personnes venues</title>'
    '<rect width="9" height="9"/></svg>'
)
TABLE = """<table class="records"><thead><tr><th scope="col">Site</th><th scope="col">Agents</th></tr></thead>
<tbody><tr><th scope="row">Sens</th><td>70</td></tr></tbody></table>"""


def html(body: str, title="Essai") -> str:
    return f'<!DOCTYPE html><html lang="fr"><head><title>{title}</title>{HEAD}</head><body>{body}</body></html>'


CONTENTS = html('<h2 id="sommaire">Sommaire</h2><p><a href="dest:site-b">Site B <span>3</span></a></p>')
COVER = html("<h1>Bilan</h1>")
SITE_A = html(f'<h2 id="site-a">Site A</h2><h3>Chiffres</h3>{TABLE}<p><a href="dest:nulle-part">ailleurs</a></p>')
SITE_B = html(f'<h2 id="site-b">Site B</h2><p>{"Un long récit. " * 900}</p><figure>{DRAWING}</figure>')


def laid_out(*sheets: str, **options) -> list:
    with Renderer(**options) as renderer:
        return [renderer.lay_out(Sheet(str(number), text)) for number, text in enumerate(sheets)]


def kept(folder: Path, *sheets: str) -> list[Part]:
    """The sheets laid out, in files; the first is a cover."""
    parts = []
    for sheet in laid_out(*sheets):
        parts.append(Part(folder / f"{sheet.key}.pdf", numbered=sheet.key != "0"))
        parts[-1].path.write_bytes(sheet.content)
    return parts


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    return kept(tmp_path_factory.mktemp("parts"), COVER, CONTENTS, SITE_A, SITE_B)


@pytest.fixture(scope="module")
def document(parts, tmp_path_factory):
    path = tmp_path_factory.mktemp("press") / "whole.pdf"
    assemble(path, parts, FACTS, [DATA])
    return path


# One document ---------------------------------------------------------------------------------------------------------


def test_it_conforms_as_an_archive_and_for_every_reader(document):
    assert accessible_pdf.faults(document) == []
    assert archival_pdf.faults(document) == []


def test_an_ordinary_merge_is_caught_by_these_checks(parts, tmp_path):
    path = tmp_path / "naive.pdf"
    with pikepdf.new() as naive:
        for part in parts:
            with pikepdf.open(part.path) as source:
                naive.pages.extend(source.pages)
        naive.save(path)
    with pikepdf.open(path) as naive:
        assert "/StructTreeRoot" not in naive.Root
    assert "not tagged" in archival_pdf.faults(path)


def test_a_merge_that_forgets_to_shift_the_keys_is_caught_too(parts, tmp_path, monkeypatch):
    monkeypatch.setattr(assembling, "shift_keys", lambda source, start: None)
    path = tmp_path / "unshifted.pdf"
    assemble(path, parts, FACTS)
    assert structure_faults(path) != []


def structure_faults(path) -> list[str]:
    """Content that does not lead back to the element that holds it."""
    found = []
    with pikepdf.open(path) as pdf:
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        parents = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
        holders = {}
        for element in reading.elements(pdf):
            for kid in reading.kids(element):
                if not isinstance(kid, pikepdf.Object):
                    holders[element.Pg.objgen, int(kid)] = element.objgen
        for (page, number), holder in holders.items():
            listed = parents.get(int(pdf.get_object(page).StructParents))
            if not isinstance(listed, pikepdf.Array) or number >= len(listed) or listed[number].objgen != holder:
                found.append(f"{page} {number}")
    return found


def test_content_leads_back_to_its_element(document):
    assert structure_faults(document) == []


def test_it_is_read_in_the_order_of_the_sheets(document):
    with pikepdf.open(document) as pdf:
        assert [str(top.S) for top in pdf.Root.StructTreeRoot.K] == ["/Document"]
        order = [str(element.S) for element in in_order(pdf.Root.StructTreeRoot.K[0])]
    headings = [name for name in order if name.startswith("/H")]
    assert headings == ["/H1", "/H2", "/H2", "/H3", "/H2"]
    assert order.index("/Table") < order.index("/Figure")


def in_order(element):
    yield element
    for kid in reading.kids(element):
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/S") is not None:
            yield from in_order(kid)


def test_pages_are_numbered_on_but_not_on_the_cover(document):
    with pikepdf.open(document) as pdf:
        drawn = [{str(name) for name in page.Resources.get("/XObject", {})} for page in pdf.pages]
        assert len(pdf.pages) > 4
        assert [f"/Stamp-{number}" in names for number, names in enumerate(drawn, start=1)] == [
            number > 1 for number in range(1, len(drawn) + 1)
        ]
        assert all("Footer" in page.Contents[-1].read_bytes().decode() for page in pdf.pages[1:])


def test_links_cross_sheets_and_bookmarks_follow(document):
    with pikepdf.open(document) as pdf:
        names = list(pdf.Root.Names.Dests.Names)
        places = dict(zip(map(str, names[::2]), names[1::2], strict=True))
        link = next(annotation for page in pdf.pages for annotation in page.get("/Annots", []) if "/Dest" in annotation)
        assert str(link.Dest) == "site-b"
        assert places["site-b"][0].objgen == pdf.pages[3].obj.objgen
        lost = [a for page in pdf.pages for a in page.get("/Annots", []) if "/Dest" not in a]
        assert [("/A" in annotation) for annotation in lost] == [False], "to an unknown place: leads nowhere"
        with pdf.open_outline() as outline:
            titles = [(item.title, [child.title for child in item.children]) for item in outline.root]
    assert titles[-2:] == [("Site A", ["Chiffres"]), ("Site B", [])]


def test_a_sheet_says_on_which_of_its_pages_each_id_is():
    body = f'<h2 id="un">Un</h2><p>{"Texte. " * 1500}</p><h3 id="deux">Deux</h3>'
    (sheet,) = laid_out(html(body))
    assert destinations(sheet.content) == {"un": 0, "deux": sheet.page_count - 1}


def test_two_elements_of_one_id_are_refused(parts, tmp_path):
    with pytest.raises(ValueError, match="site-a"):
        assemble(tmp_path / "twice.pdf", [parts[2], parts[2]], FACTS)


@pytest.mark.parametrize("few", [0, 60])
def test_an_assembly_that_breaks_says_so_and_leaves_the_reason_for_the_log(few, parts, monkeypatch):
    monkeypatch.setattr(binding, "FEW", few)
    with pytest.raises(PdfFailed, match="n’a pas abouti") as raised:
        bind([parts[2], parts[2]], FACTS)
    assert "site-a" in raised.value.detail


def test_text_hangs_from_its_paragraph_and_no_element_claims_an_identifier(document):
    with pikepdf.open(document) as pdf:
        found = list(reading.elements(pdf))
        longest = max((reading.kids(element) for element in found if element.S == "/P"), key=len)
        assert all(isinstance(kid, int) for kid in longest)
        assert [element for element in found if "/ID" in element or "/Headers" in element.get("/A", {})] == []


def test_the_data_are_attached_as_they_are(document):
    with pikepdf.open(document) as pdf:
        assert pdf.attachments["chiffres.csv"].get_file().read_bytes() == DATA.content


def test_a_draft_says_so_on_every_page(parts, tmp_path):
    path = tmp_path / "draft.pdf"
    assemble(path, parts, Facts("Essai", "A", "B", THEN, watermark="ÉPREUVE"))
    with pikepdf.open(path) as pdf:
        assert all("Watermark" in page.Contents[-1].read_bytes().decode() for page in pdf.pages)
    assert accessible_pdf.faults(path) == archival_pdf.faults(path) == []


# Same bytes -----------------------------------------------------------------------------------------------------------

AGAIN = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.proxinet.test_press import COVER, CONTENTS, DATA, FACTS, SITE_A, SITE_B, kept
from proxinet.press.assembling import assemble
assemble(Path("whole.pdf"), kept(Path(), COVER, CONTENTS, SITE_A, SITE_B), FACTS, [DATA])
"""


def test_another_process_in_another_folder_makes_the_same_bytes(document, tmp_path):
    root = str(Path(__file__).resolve().parents[2])
    subprocess.run([sys.executable, "-c", AGAIN.format(root=root)], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "whole.pdf").read_bytes() == document.read_bytes()


@pytest.mark.parametrize("few", [0, 60])
def test_bound_in_a_process_of_its_own_the_bytes_are_the_same(few, parts, document, monkeypatch):
    monkeypatch.setattr(binding, "FEW", few)
    bound = bind(parts, FACTS, [DATA])
    with pikepdf.open(document) as pdf:
        assert bound.page_count == len(pdf.pages)
    assert bound.content == document.read_bytes()


# What breaks, and what is refused -------------------------------------------------------------------------------------


@pytest.fixture
def listener():
    """A server that nobody may call; the test ends badly when someone did."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        yield server.getsockname()[1]
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://127.0.0.1:{port}/a.png" alt="x">',
        '<img src="//127.0.0.1:{port}/a.png" alt="x">',
        '<img src="file://{secret}" alt="x">',
        '<img src="{secret}" alt="x">',
        '<img src="static:../README.md" alt="x">',
        '<img src="static:%2e%2e/README.md" alt="x">',
        '<img src="photo:../secret.txt" alt="x">',
        '<img src="data:text/plain,x" alt="x">',
        '<object data="file://{secret}"></object>',
        '<style>@import "http://127.0.0.1:{port}/a.css";</style><p>x</p>',
        "<style>@import url(file://{secret});</style><p>x</p>",
        '<p style="background: url(http://127.0.0.1:{port}/a.png)">x</p>',
        "<style>@font-face {{ font-family: X; src: url(http://127.0.0.1:{port}/a.ttf) }}</style><p>x</p>",
        '<a rel="attachment" href="file://{secret}">x</a>',
        '<svg viewBox="0 0 1 1"><title>x</title><image href="file://{secret}" width="1" height="1"/></svg>',
        '<svg viewBox="0 0 1 1"><title>x</title><use href="http://127.0.0.1:{port}/a.svg#x"/></svg>',
    ],
)
def test_a_sheet_reads_nothing_outside_its_roots(body, listener, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("clef-du-coffre")
    (tmp_path / "photos").mkdir()
    first, last = laid_out(
        html(body.format(port=listener, secret=secret)), html("<p>Suivant</p>"), media_root=tmp_path / "photos"
    )
    if isinstance(first, Rendered):
        with pikepdf.open(BytesIO(first.content)) as pdf:
            assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
            assert not [thing for thing in pdf.objects if contains(thing, b"clef-du-coffre")]
    else:
        assert first.sentence == "La mise en page n’a pas abouti."
    assert isinstance(last, Rendered)


def contains(thing, words: bytes) -> bool:
    return isinstance(thing, pikepdf.Stream) and words in thing.read_bytes()


def test_a_refused_address_costs_its_sheet_and_not_the_process_that_lays_out():
    refused, after = laid_out(html('<img src="http://127.0.0.1:9/a.png" alt="x">'), html("<p>Suivant</p>"))
    assert refused.detail.startswith("FatalURLFetchingError: refused address")
    assert isinstance(after, Rendered)


def test_a_photo_of_the_document_is_read(tmp_path):
    Image.new("RGB", (60, 40), "navy").save(tmp_path / "place.jpg", "JPEG")
    (sheet,) = laid_out(html('<img src="photo:place.jpg" alt="La place">'), media_root=tmp_path)
    with pikepdf.open(BytesIO(sheet.content)) as pdf:
        assert pdf.pages[0].get_images()


def test_a_sheet_that_takes_too_long_is_left_and_the_next_ones_go_on():
    endless = html(f"<table>{'<tr>' + '<td>x</td>' * 400 + '</tr>'}</table>" * 60)
    before, slow, after = laid_out(html("<p>Avant</p>"), endless, html("<p>Après</p>"), seconds=3)
    assert isinstance(before, Rendered)
    assert isinstance(after, Rendered)
    assert isinstance(slow, Broken)
    assert slow.sentence == "La mise en page a pris trop de temps."


def test_whoever_stops_listening_leaves_no_child_behind(monkeypatch):
    from proxinet.press import rendering

    children = []
    started = rendering.Child.__init__

    def remembered(self, *arguments):
        started(self, *arguments)
        children.append(self.process)

    monkeypatch.setattr(rendering.Child, "__init__", remembered)
    with suppress(KeyboardInterrupt), Renderer() as renderer:
        renderer.lay_out(Sheet("1", html("<p>Un</p>")))
        raise KeyboardInterrupt
    assert [child.poll() is not None for child in children] == [True]
