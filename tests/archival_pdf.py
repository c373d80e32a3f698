"""Checks of PDF/A-3a (ISO 19005-3) that a program can make without a full validator; ``tests/accessible_pdf.py`` makes
those of PDF/UA."""

import re

import pikepdf

CONFORMANCE = [("part", "3"), ("conformance", "A")]
FORBIDDEN_FILTERS = {"/LZWDecode", "/Crypt"}
FORBIDDEN_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide", "/SetOCGState"}
SHOWN = 4  # the annotation is printed; hidden, invisible and the like are not allowed
HIDDEN = 1 | 2 | 32


def faults(path) -> list[str]:
    """What is wrong with the PDF at ``path`` as an archive; empty when nothing is."""
    with pikepdf.open(path) as pdf:
        return [
            *identity(pdf),
            *metadata(pdf),
            *colours(pdf),
            *fonts(pdf),
            *attached(pdf),
            *annotations(pdf),
            *streams(pdf),
        ]


def identity(pdf):
    if pdf.is_encrypted:
        yield "encrypted"
    if "/ID" not in pdf.trailer:
        yield "no file identifier"
    if pdf.Root.get("/StructTreeRoot") is None or not pdf.Root.get("/MarkInfo", {}).get("/Marked", False):
        yield "not tagged"
    for forbidden in ("/OpenAction", "/AA", "/NeedsRendering", "/Requirements"):
        if forbidden in pdf.Root:
            yield f"{forbidden} in the catalogue"
    if "/JavaScript" in pdf.Root.get("/Names", {}):
        yield "JavaScript"


def metadata(pdf):
    if "/Metadata" not in pdf.Root:
        yield "no metadata"
        return
    if "/Filter" in pdf.Root.Metadata:
        yield "the metadata are compressed"
    packet = pdf.Root.Metadata.read_bytes().decode()
    with pdf.open_metadata() as xmp:
        yield from (
            f"pdfaid:{name} is not {value}" for name, value in CONFORMANCE if xmp.get(f"pdfaid:{name}") != value
        )
        if xmp.get("dc:title") != str(pdf.docinfo.get("/Title")):
            yield "two titles"
        if xmp.get("dc:creator") != [str(pdf.docinfo.get("/Author"))]:
            yield "two authors"
    if "pdfuaid" in packet and "pdfaExtension:schemas" not in packet:
        yield "PDF/UA's identifier is used and not described"
    created = re.search(r'xmp:CreateDate="([^"]+)"', packet)
    if not created or digits(created[1])[:14] != digits(str(pdf.docinfo.get("/CreationDate")))[:14]:
        yield "two dates of creation"


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def colours(pdf):
    intents = [intent for intent in pdf.Root.get("/OutputIntents", []) if intent.S == "/GTS_PDFA1"]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "no output profile"
        return
    profile = intents[0].DestOutputProfile
    if profile.read_bytes()[36:40] != b"acsp" or profile.N != 3:
        yield "the output profile is no RGB profile"


def fonts(pdf):
    """Every font is embedded, and its characters can be read as text."""
    for font in every(pdf, "/Font"):
        if font.Subtype == "/Type0":
            described = font.DescendantFonts[0].get("/FontDescriptor", {})
            if "/ToUnicode" not in font:
                yield f"{font.BaseFont} cannot be read as text"
            if font.DescendantFonts[0].Subtype == "/CIDFontType2" and "/CIDToGIDMap" not in font.DescendantFonts[0]:
                yield f"{font.BaseFont} does not say which glyph is which"
        else:
            described = font.get("/FontDescriptor", {})
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.keys()):
            yield f"{font.get('/BaseFont')} is not embedded"


def attached(pdf):
    names = pdf.Root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    associated = {file.objgen for file in pdf.Root.get("/AF", [])}
    for file in list(names)[1::2]:
        if file.objgen not in associated or "/AFRelationship" not in file:
            yield f"{file.UF} is not said to be part of the document"
        if "/Subtype" not in file.EF.F or "/ModDate" not in file.EF.F.Params:
            yield f"{file.UF} has no type or no date"


def annotations(pdf):
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in page.get("/Annots", []):
            flags = int(annotation.get("/F", 0))
            if not flags & SHOWN or flags & HIDDEN:
                yield f"page {number}: an annotation is not printed"
            if annotation.get("/A", {}).get("/S") in FORBIDDEN_ACTIONS:
                yield f"page {number}: an action is not allowed"


def streams(pdf):
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            filters = thing.get("/Filter", [])
            used = {str(one) for one in filters} if isinstance(filters, pikepdf.Array) else {str(filters)}
            if used & FORBIDDEN_FILTERS:
                yield "a filter that is not allowed"
            if thing.get("/Subtype") == "/Image" and thing.get("/Interpolate", False):
                yield "an interpolated image"


def every(pdf, kind: str):
    for thing in pdf.objects:
        is_font = isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == kind
        if is_font and thing.get("/Subtype") not in ("/CIDFontType2", "/CIDFontType0"):
            yield thing
