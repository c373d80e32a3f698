"""What is drawn on pages once they are together: their number, and the mark of a draft. Outlines of our own font, as
artifacts: nothing to embed, nothing for a screen reader."""

from functools import cache

import pikepdf
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from proxinet.pdf import STATIC_ROOT

BOLD = STATIC_ROOT / "fonts/Inter-Bold.ttf"
MILLIMETRE = 72 / 25.4
NUMBER_SIZE = 8.5  # points
NUMBER_RIGHT, NUMBER_BOTTOM = 20 * MILLIMETRE, 14 * MILLIMETRE
NUMBER_COLOUR = "0.043 0.369 0.408 rg"
WATERMARK_SIZE = 92
WATERMARK_COLOUR = "0.635 0.263 0.102 rg"
WATERMARK_OPACITY = 0.13
SLANT = (0.7071, 0.7071, -0.7071, 0.7071)


class Operators(BasePen):
    """A glyph's outline as PDF operators, in the font's units."""

    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.written: list[str] = []

    def _moveTo(self, point):  # noqa: N802 - the pen's own names
        self.written.append(f"{point[0]:g} {point[1]:g} m")

    def _lineTo(self, point):  # noqa: N802
        self.written.append(f"{point[0]:g} {point[1]:g} l")

    def _curveToOne(self, *points):  # noqa: N802
        self.written.append(" ".join(f"{x:g} {y:g}" for x, y in points) + " c")

    def _closePath(self):  # noqa: N802
        self.written.append("h")


@cache
def glyph(character: str) -> tuple[str, float]:
    """The drawing of a character and its width, in the font's units."""
    font = bold()
    glyphs = font.getGlyphSet()
    drawn = glyphs[font.getBestCmap()[ord(character)]]
    pen = Operators(glyphs)
    drawn.draw(pen)
    return " ".join(pen.written), drawn.width


@cache
def bold() -> TTFont:
    return TTFont(BOLD)


def outlined(text: str) -> tuple[str, float]:
    """The drawing of ``text`` and its width, for a size of 1."""
    unit = bold()["head"].unitsPerEm
    drawn, x = [], 0
    for character in text:
        outline, width = glyph(character)
        drawn.append(f"q 1 0 0 1 {x:g} 0 cm {outline} f Q")
        x += width
    return f"{1 / unit:.8f} 0 0 {1 / unit:.8f} 0 0 cm {' '.join(drawn)}", x / unit


class Stamps:
    """Draws on pages of ``pdf``; ``watermark``: the word across every page, or nothing."""

    def __init__(self, pdf: Pdf, watermark: str = ""):
        self.pdf = pdf
        self.watermark = watermark
        self.shared = pdf.make_indirect(Dictionary())
        self.before = pdf.make_stream(b"q ")
        self.faint = pdf.make_indirect(Dictionary(Type=Name.ExtGState, ca=WATERMARK_OPACITY))

    def stamp(self, page: pikepdf.Page, number: int | None) -> None:
        drawn = [self.draw(page, self.watermark, self.across(page))] if self.watermark else []
        if number is not None:
            drawn.append(self.draw(page, str(number), self.corner(page, str(number))))
        if not drawn:
            return
        after = self.pdf.make_stream(f" Q {' '.join(drawn)}".encode())
        contents = page.obj.Contents
        streams = list(contents) if isinstance(contents, Array) else [contents]
        page.obj.Contents = Array([self.before, *streams, after])

    def draw(self, page, text: str, placed: str) -> str:
        kind = "Watermark" if text == self.watermark else "Footer"
        name = self.form(page, text)
        return f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC q {placed} {name} Do Q EMC"

    def corner(self, page, text: str) -> str:
        width = outlined(text)[1] * NUMBER_SIZE
        x = float(page.mediabox[2]) - NUMBER_RIGHT - width
        return f"{NUMBER_COLOUR} {NUMBER_SIZE} 0 0 {NUMBER_SIZE} {x:.3f} {NUMBER_BOTTOM:.3f} cm"

    def across(self, page) -> str:
        half = outlined(self.watermark)[1] / 2
        a, b, c, d = (value * WATERMARK_SIZE for value in SLANT)
        x, y = float(page.mediabox[2]) / 2 - half * a, float(page.mediabox[3]) / 2 - half * b
        of_page(page, "/ExtGState")[Name("/Stamp-faint")] = self.faint
        return f"/Stamp-faint gs {WATERMARK_COLOUR} {a:.3f} {b:.3f} {c:.3f} {d:.3f} {x:.3f} {y:.3f} cm"

    def form(self, page, text: str) -> str:
        """The name under which the page's resources know the drawing of ``text``."""
        name = Name(f"/Stamp-{text}" if text.isascii() else "/Stamp-mark")
        if name not in self.shared:
            drawing = Stream(self.pdf, outlined(text)[0].encode())
            drawing.Type, drawing.Subtype = Name.XObject, Name.Form
            drawing.BBox = Array([-1, -1, len(text) + 1, 2])
            self.shared[name] = self.pdf.make_indirect(drawing)
        of_page(page, "/XObject")[name] = self.shared[name]
        return str(name)


def of_page(page: pikepdf.Page, kind: str) -> pikepdf.Object:
    """The page's resources of a kind, made if need be."""
    if kind not in page.obj.Resources:
        page.obj.Resources[kind] = Dictionary()
    return page.obj.Resources[kind]
