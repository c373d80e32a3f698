"""What makes a document PDF/A-3a and PDF/UA-1 at once: metadata, colour profile, attached data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Pdf, String

PRODUCER = "ProxiNet"

# PDF/UA's own identifier is no part of PDF/A's known schemas: ISO 19005-3, 6.6.2.3.3 asks for its description.
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="A"/>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>\
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="application/pdf">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="{producer}" \
xmp:CreateDate="{date}" xmp:ModifyDate="{date}" xmp:MetadataDate="{date}"/>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdf:Producer="{producer}"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True)
class Facts:
    """What a document says of itself. ``created``: aware, the data's own date; ``watermark``: a word across pages."""

    title: str
    author: str
    subject: str
    created: datetime
    lang: str = "fr"
    watermark: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file that goes with the document: its data. ``description`` is in words; ``modified``: aware."""

    name: str
    content: bytes
    mime: str
    description: str
    modified: datetime


def conform(pdf: Pdf, facts: Facts, attachments: Iterable[Attachment] = ()) -> None:
    """Write in ``pdf`` all that both standards ask beyond the pages themselves."""
    pdf.Root.Lang = String(facts.lang)
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    describe(pdf, facts)
    intend_srgb(pdf)
    for attachment in attachments:
        attach(pdf, attachment)


def describe(pdf: Pdf, facts: Facts) -> None:
    """The same words in the information dictionary and in the XMP packet, which stays readable (not compressed)."""
    words = {name: escape(getattr(facts, name), {'"': "&quot;"}) for name in ("title", "author", "subject", "lang")}
    packet = XMP.format(**words, date=facts.created.isoformat(timespec="seconds"), producer=PRODUCER)
    metadata = pdf.make_stream(packet.encode())
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = metadata
    pdf.docinfo["/Title"], pdf.docinfo["/Author"] = facts.title, facts.author
    pdf.docinfo["/Subject"] = facts.subject
    pdf.docinfo["/Creator"] = pdf.docinfo["/Producer"] = PRODUCER
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = pdf_date(facts.created)


def intend_srgb(pdf: Pdf) -> None:
    """Colours are meant in sRGB; the profile is the one WeasyPrint ships (International Color Consortium, free).

    WeasyPrint is not imported here: it makes Pillow accept pictures that are cut, for the whole process.
    """
    library = Path(find_spec("weasyprint").submodule_search_locations[0])
    profile = pdf.make_stream((library / "pdf/sRGB2014.icc").read_bytes())
    profile.N = 3
    identifier = String("sRGB2014")
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=identifier,
                Info=identifier,
                DestOutputProfile=profile,
            )
        ]
    )


def attach(pdf: Pdf, attachment: Attachment) -> None:
    """Embed a file and say what it is to the document: its data."""
    date = pdf_date(attachment.modified)
    embedded = pdf.make_stream(attachment.content)
    embedded.Type = Name.EmbeddedFile
    embedded.Subtype = Name(f"/{attachment.mime}")
    embedded.Params = Dictionary(Size=len(attachment.content), CreationDate=date, ModDate=date)
    described = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=attachment.name,
            UF=attachment.name,
            Desc=attachment.description,
            AFRelationship=Name.Data,
            EF=Dictionary(F=embedded, UF=embedded),
        )
    )
    if "/EmbeddedFiles" not in pdf.Root.Names:
        pdf.Root.Names.EmbeddedFiles = Dictionary(Names=Array())
        pdf.Root.AF = Array()
    pdf.Root.Names.EmbeddedFiles.Names.extend([String(attachment.name), described])
    pdf.Root.AF.append(described)


def pdf_date(moment: datetime) -> str:
    offset = moment.strftime("%z") or "+0000"
    return f"D:{moment:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"
