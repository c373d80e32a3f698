"""How the Word document looks, and what it says of itself: language, page numbers, styles."""

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Calibri"
INK, SOFT, ACCENT, WARM = (RGBColor.from_string(code) for code in ("1B2628", "4A575A", "0B5E63", "A2431A"))
TABLE = "TableOfRecords"
LANGUAGE = "fr-FR"
# Style: size, colour, space before, space after (points)
HEADINGS = {
    "Title": (34, ACCENT, 150, 8),
    "Subtitle": (17, INK, 0, 24),
    "Heading 1": (24, ACCENT, 0, 10),
    "Heading 2": (18, ACCENT, 20, 6),
    "Heading 3": (13.5, WARM, 14, 4),
    "Heading 4": (11.5, INK, 10, 3),
}
TABLE_STYLE = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE}">
<w:name w:val="Tableau du bilan"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>
<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="0B5E63"/>
<w:bottom w:val="single" w:sz="4" w:space="0" w:color="77817F"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="DBD6CA"/></w:tblBorders>
<w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="50" w:type="dxa"/>
<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>
<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="DFEEEC"/></w:tcPr>
</w:tblStylePr><w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>"""


def dress(document) -> None:
    speak_french(document)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin = page.bottom_margin = Cm(2.2)
    styles = document.styles
    for name, (size, colour, before, after) in HEADINGS.items():
        style = styles[name]
        letters(style, size, colour)
        style.font.bold, style.font.italic = name != "Subtitle", False
        style.font.all_caps = False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
        remove_borders(style)
    styles["Heading 1"].paragraph_format.page_break_before = True
    letters(styles["Normal"], 11, INK)
    styles["Normal"].paragraph_format.space_after = Pt(7)
    styles["Normal"].paragraph_format.line_spacing = 1.15
    letters(styles["Caption"], 9.5, SOFT)
    styles["Caption"].font.bold = False
    letters(styles["Quote"], 12.5, ACCENT)
    styles["Quote"].paragraph_format.left_indent = Cm(0.8)
    styles["Quote"].paragraph_format.space_after = Pt(2)
    styles["Quote"].paragraph_format.keep_with_next = True
    added_styles(styles)


def added_styles(styles) -> None:
    lead = added(styles, "Lead", "Chapeau")
    letters(lead, 13, SOFT)
    soft = added(styles, "Soft", "Remarque")
    letters(soft, 9.5, SOFT)
    said_by = added(styles, "SaidBy", "Auteur du témoignage")
    letters(said_by, 10, SOFT)
    said_by.paragraph_format.left_indent = Cm(0.8)
    cell = added(styles, "Cell", "Cellule")
    cell.font.size = Pt(9.5)
    cell.paragraph_format.space_after = Pt(0)
    cell.paragraph_format.line_spacing = 1.05
    after = added(styles, "AfterTable", "Après un tableau")
    after.font.size = Pt(5)
    after.paragraph_format.space_after = Pt(4)
    photo = added(styles, "Photo", "Photo")
    photo.paragraph_format.keep_with_next = True
    photo.paragraph_format.space_before = Pt(8)
    contents = added(styles, "ContentsTitle", "Titre du sommaire")
    letters(contents, 24, ACCENT)
    contents.font.bold = True
    contents.paragraph_format.page_break_before = True
    for level, (indent, before) in enumerate(((0, 6), (0.6, 0)), start=1):
        line = added(styles, f"TOC{level}", f"toc {level}")
        line.font.bold = level == 1
        line.paragraph_format.left_indent = Cm(indent)
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before), Pt(2)
        line.paragraph_format.tab_stops.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    styles.element.append(parse_xml(TABLE_STYLE))


def added(styles, identifier: str, name: str):
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(qn("w:styleId"), identifier)
    style.base_style = styles["Normal"]
    return style


def letters(style, size: float, colour) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def remove_borders(style) -> None:
    borders = style.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)


def speak_french(document) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
        language.set(qn("w:eastAsia"), LANGUAGE)
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), LANGUAGE)
    settings.find(qn("w:decimalSymbol")).set(qn("w:val"), ",")
    settings.find(qn("w:listSeparator")).set(qn("w:val"), ";")
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    update = parse_xml(f'<w:updateFields {nsdecls("w")} w:val="true"/>')
    settings.find(qn("w:characterSpacingControl")).addprevious(update)


def running_lines(document, text: str) -> None:
    """The document's name at the head of the pages, their numbers at the foot; neither on the cover."""
    page = document.sections[0]
    page.different_first_page_header_footer = True
    head = page.header.paragraphs[0]
    head.text = text
    letters(document.styles["Header"], 9, SOFT)
    letters(document.styles["Footer"], 9, SOFT)
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run("Page\u00a0")
    for instruction in ("PAGE", None, "NUMPAGES"):
        if instruction is None:
            foot.add_run(" sur ")
        else:
            foot._p.append(
                parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{instruction}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
            )
