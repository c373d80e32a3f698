"""The Word document: what a screen reader finds in it, and that all its figures are there."""

import io
import re
from xml.etree import ElementTree
from zipfile import ZipFile

from docx import Document

from reports.document import pictures
from reports.office.word import docx
from tests.factories.assessment import a_picture_named, a_site_sheet, an_assessment
from tests.reports.contributing import an_image

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PICTURE = "c" * 64 + ".jpg"


def opened(assessment=None):
    return Document(io.BytesIO(docx(assessment or an_assessment())))


def part(package: bytes, name: str) -> ElementTree.Element:
    with ZipFile(io.BytesIO(package)) as parts:
        return ElementTree.fromstring(parts.read(name))


def test_it_is_read_aloud_in_french_and_says_its_title():
    package = docx(an_assessment())
    languages = {one.get(f"{W}val") for one in part(package, "word/styles.xml").iter(f"{W}lang")}
    assert languages == {"fr-FR"}
    facts = opened().core_properties
    assert facts.title == "Bilan de l’appel à projets — Bilan 2015"
    assert (facts.language, facts.author) == ("fr-FR", "L’État et un réseau")
    assert f"{facts.created:%Y-%m-%d}" == "2016-01-15"


def test_headings_are_real_and_go_down_one_step_at_a_time():
    found = [(int(one.style.name[-1]), one.text) for one in opened().paragraphs if one.style.name.startswith("Heading")]
    levels = [level for level, _ in found]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    titles = [text for level, text in found if level == 1]
    assert titles == [
        "Éditoriaux",
        "Introduction",
        "Les sites",
        "Depuis l’an dernier",
        "Former les agents",
        "Mettre en réseau",
        "Les points clés à retenir",
        "Participants et coordination",
        "Méthode et définitions",
    ]
    assert (2, "Sens") in found


def test_the_contents_lead_to_every_part_and_are_renewed_on_opening():
    package = docx(an_assessment())
    body = part(package, "word/document.xml")
    bookmarks = {one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")}
    links = [one.get(f"{W}anchor") for one in body.iter(f"{W}hyperlink")]
    assert len(links) > 10
    assert set(links) <= bookmarks
    assert part(package, "word/settings.xml").find(f"{W}updateFields").get(f"{W}val") == "true"


def test_every_table_has_a_title_and_headings_that_come_again():
    tables = list(part(docx(an_assessment()), "word/document.xml").iter(f"{W}tbl"))
    assert len(tables) > 10
    for table in tables:
        assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val")
        assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None


def test_a_photo_is_told_and_a_lost_one_leaves_its_words():
    pictures.folder().mkdir(parents=True, exist_ok=True)
    (pictures.folder() / PICTURE).write_bytes(an_image((60, 40)))
    sheet = a_site_sheet(pictures=(a_picture_named(PICTURE), a_picture_named("d" * 64 + ".jpg")))
    document = opened(an_assessment(sites=[sheet]))
    (pictures.folder() / PICTURE).unlink()
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == ["La place du marché, un matin"]
    assert any("[Photo absente] La place du marché" in one.text for one in document.paragraphs)


def test_every_figure_is_there_and_what_nobody_knows_is_said():
    assessment = an_assessment()
    tables = [table for table in opened().tables if table.rows[0].cells[0].text == "Chiffre"]
    for site in assessment.sites:
        shown = [[row.cells[1].text for row in table.rows[1:]] for table in tables]
        assert [figure.text for figure in site.figures] in shown
    text = "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)
    assert "non renseigné" in text
    assert not re.search(r"^0$", text, re.MULTILINE)


def test_strange_texts_still_make_a_document():
    sheet = a_site_sheet(name="Ville \x00\x0b<b>&\ufffe", figures=(), pending="=cmd|' /C calc'!A0")
    assert "Ville <b>&" in [one.text for one in opened(an_assessment(sites=[sheet])).paragraphs]
