"""What an accessible Word document is made of: real headings, lists and tables, each with what a screen reader needs.

Written as XML: the library would take minutes for the tables of a thousand sites.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm

from proxinet.exports import clean_text
from reports.office.word_styles import TABLE, dress

TEXT_WIDTH, TALLEST = Cm(16), Cm(11)
CONTENTS_LEVELS = 2
HERE = nsdecls("w")


@dataclass(frozen=True)
class Group:
    """A row that names those below it, on the whole width."""

    title: str


@dataclass(frozen=True)
class Entry:
    text: str
    level: int
    bookmark: str


class WordPages:
    """A document that is written from its beginning to its end. Texts come as they are to be read."""

    def __init__(self):
        self.document = Document()
        self.body = self.document.element.body
        self.end = self.body[-1]  # the page's format, which stays last
        self.entries: list[Entry] = []
        self.place_of_contents = None
        dress(self.document)

    def add(self, xml: str):
        element = parse_xml(xml)
        self.end.addprevious(element)
        return element

    def heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        """``level``: from 1. The headings of the first two are in the contents."""
        bookmark = f"_Toc{len(self.entries) + 1:06}"
        self.entries.append(Entry(text, level, bookmark))
        number = len(self.entries)
        before = "<w:pageBreakBefore/>" if new_page else ""
        self.add(
            f'<w:p {HERE}><w:pPr><w:pStyle w:val="Heading{level}"/>{before}</w:pPr>'
            f'<w:bookmarkStart w:id="{number}" w:name="{bookmark}"/>{run(text)}<w:bookmarkEnd w:id="{number}"/></w:p>'
        )

    def paragraph(self, text: str, style: str = "Normal", *, strong: str = "") -> None:
        """``strong``: the words it begins with, in bold. ``style``: its identifier."""
        self.add(paragraph(text, style, strong))

    def paragraphs(self, texts: Iterable[str], style: str = "Normal") -> None:
        for text in texts:
            self.paragraph(text, style)

    def bullets(self, texts: Iterable[str], style: str = "ListBullet") -> None:
        self.paragraphs(texts, style)

    def table(self, title: str, headings: Sequence[str], rows: Iterable[Sequence[str] | Group], widths=()) -> None:
        """Rows of texts under ``headings``, which come again on each page; the first cell names its row.

        ``widths``: the columns' shares of the page; ``title``: for who cannot see the table.
        """
        widths = [round(9070 * share / sum(widths)) for share in widths] or [9070 // len(headings)] * len(headings)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        self.add(
            f'<w:tbl {HERE}><w:tblPr><w:tblStyle w:val="{TABLE}"/><w:tblW w:w="5000" w:type="pct"/>'
            '<w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" '
            f'w:noVBand="1"/><w:tblCaption w:val={attribute(title)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            f"{table_row(headings, widths, is_head=True)}{''.join(table_row(row, widths) for row in rows)}</w:tbl>"
        )
        self.add(f'<w:p {HERE}><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>')

    def picture(self, path: Path, description: str, caption: str) -> None:
        """``description``: what who cannot see it reads. A file that is missing or broken leaves its description."""
        try:
            shape = self.document.add_picture(str(path))
        except (OSError, UnrecognizedImageError, ZeroDivisionError):
            self.paragraph(f"[Photo absente] {description}", "Caption")
            return
        scale = min(TEXT_WIDTH / shape.width, TALLEST / shape.height)
        shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
        properties = shape._inline.docPr
        properties.set("descr", clean_text(description))
        properties.set("title", "")
        self.document.paragraphs[-1].style = "Photo"
        self.paragraph(caption, "Caption")

    def contents(self) -> None:
        """Here comes the table of contents."""
        self.place_of_contents = self.add(f"<w:p {HERE}/>")

    def write_contents(self) -> None:
        """Once all is written: the field, already filled, that brings its page numbers up to date when one opens it."""
        if self.place_of_contents is None:
            return
        listed = [entry for entry in self.entries if entry.level <= CONTENTS_LEVELS]
        self.place_of_contents.addprevious(parse_xml(contents(listed)))
        self.body.remove(self.place_of_contents)


# XML ------------------------------------------------------------------------------------------------------------------


def attribute(text: str) -> str:
    return quoteattr(clean_text(text))


def run(text: str, properties: str = "") -> str:
    lines = clean_text(text).split("\n")
    written = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r>{properties and f'<w:rPr>{properties}</w:rPr>'}{written}</w:r>"


def paragraph(text: str, style: str, strong: str = "") -> str:
    first = run(strong, "<w:b/>") + run_of_space() if strong else ""
    return f'<w:p {HERE}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{first}{run(text)}</w:p>'


def run_of_space() -> str:
    return '<w:r><w:t xml:space="preserve"> </w:t></w:r>'


def table_row(row: Sequence[str] | Group, widths: Sequence[int], *, is_head: bool = False) -> str:
    head = "<w:tblHeader/>" if is_head else ""
    if isinstance(row, Group):
        cells = cell(row.title, sum(widths), span=len(widths))
    else:
        cells = "".join(cell(text, width) for text, width in zip(row, widths, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def cell(text: str, width: int, span: int = 1) -> str:
    spread = f'<w:gridSpan w:val="{span}"/><w:shd w:val="clear" w:color="auto" w:fill="F1EFE9"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spread}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="Cell"/>{"<w:keepNext/>" if span > 1 else ""}</w:pPr>{run(text)}</w:p></w:tc>'
    )


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instruction(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {text} </w:instrText></w:r>'


def contents(entries: Sequence[Entry]) -> str:
    start = field("begin") + instruction(rf'TOC \o "1-{CONTENTS_LEVELS}" \h \z \u') + field("separate")
    lines = []
    for place, entry in enumerate(entries):
        page = field("begin") + instruction(rf"PAGEREF {entry.bookmark} \h") + field("separate") + field("end")
        lines.append(
            f'<w:p><w:pPr><w:pStyle w:val="TOC{entry.level}"/></w:pPr>{start if place == 0 else ""}'
            f'<w:hyperlink w:anchor="{entry.bookmark}" w:history="1">{run(entry.text)}<w:r><w:tab/></w:r>{page}'
            "</w:hyperlink></w:p>"
        )
    if not lines:
        lines.append(f"<w:p>{start}</w:p>")
    return (
        f'<w:sdt {HERE}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{''.join(lines)}<w:p>{field('end')}</w:p></w:sdtContent></w:sdt>"
    )
