"""What a file says about itself and must hold to be read in fifty years: PDF/A-3u (ISO 19005-3).

Title, author and day stand in the document information and in XMP alike. Colours are given a
meaning by an output intent, and what is attached belongs to the document. Fonts are the business
of ``documents.pdf_fonts`` and of WeasyPrint. Nothing here asks for the time.
"""

import datetime as dt
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL.ImageCms import ImageCmsProfile, createProfile

PRODUCER = "Takwin"
# Of our own XMP properties. A name, not an address: nothing need answer there for ever.
NAMESPACE = "urn:takwin:paper:1#"
# Characters that XML 1.0 cannot hold.
UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
# Where an ICC profile keeps the moment of its making: six numbers of two bytes.
PROFILE_MOMENT = slice(24, 36)
PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
{descriptions}
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
DESCRIPTION = """<rdf:Description rdf:about=""
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:takwin={namespace}>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>{created}{facts}
</rdf:Description>"""
# PDF/A wants every property that is not of a standard schema described in the file itself.
SCHEMA = """<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Papers of Takwin</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>takwin</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""
PROPERTY = """<rdf:li rdf:parseType="Resource">
<pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType>
<pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>{meaning}</pdfaProperty:description>
</rdf:li>"""


@dataclass(frozen=True)
class Fact:
    """A property of our own in the XMP of a file, ``<takwin:Name>``, and what it means."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True)
class Attachment:
    """A file inside the file, as data of the document; ``media_type`` as in ``text/csv``."""

    name: str
    media_type: str
    content: bytes
    description: str


@dataclass(frozen=True)
class Imprint:
    """What a file says about itself. ``created`` is the day that the document bears."""

    title: str
    author: str
    language: str
    created: dt.date | None = None
    facts: tuple[Fact, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def describe(pdf: Pdf, imprint: Imprint) -> None:
    """Write an imprint into a file in the making, and what makes it PDF/A-3u."""
    said = Dictionary(
        Title=String(_writable(imprint.title)),
        Author=String(_writable(imprint.author)),
        Creator=String(PRODUCER),
        Producer=String(PRODUCER),
    )
    if imprint.created:
        said.CreationDate = String(f"D:{imprint.created:%Y%m%d}000000Z")
    pdf.trailer.Info = pdf.make_indirect(said)
    pdf.Root.Lang = String(imprint.language)
    # No Direction: PDFium would take R2L for the order of words in Latin lines too.
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    # Not compressed: qpdf leaves the packet of a document alone, so that it is found byte by byte.
    packet = Stream(pdf, write_xmp(imprint).encode(), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Metadata = pdf.make_indirect(packet)
    pdf.Root.OutputIntents = Array([_output_intent(pdf)])
    if imprint.attachments:
        _attach(pdf, imprint)


def write_xmp(imprint: Imprint) -> str:
    """Return the XMP packet that says what the document information says, and the facts."""
    facts = [f"\n<takwin:{f.name}>{_xml(f.value)}</takwin:{f.name}>" for f in imprint.facts]
    created = imprint.created
    moment = f"\n<xmp:CreateDate>{created}T00:00:00Z</xmp:CreateDate>" if created else ""
    description = DESCRIPTION.format(
        namespace=quoteattr(NAMESPACE),
        title=_xml(imprint.title),
        author=_xml(imprint.author),
        language=_xml(imprint.language),
        producer=PRODUCER,
        created=moment,
        facts="".join(facts),
    )
    schemas = [_describe_schema(imprint.facts)] if facts else []
    return PACKET.format(descriptions="\n".join([description, *schemas]))


def _describe_schema(facts: Iterable[Fact]) -> str:
    properties = (PROPERTY.format(name=f.name, meaning=_xml(f.meaning)) for f in facts)
    return SCHEMA.format(namespace=NAMESPACE, properties="\n".join(properties))


def _xml(text: str) -> str:
    return escape(_writable(text))


def _writable(text: str) -> str:
    return text.translate(UNWRITABLE)


def _output_intent(pdf: Pdf) -> Dictionary:
    """Say that red, green and blue are those of sRGB."""
    profile = Stream(pdf, srgb_profile(), N=3)
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_indirect(profile),
    )


@cache
def srgb_profile() -> bytes:
    """Return an ICC profile of sRGB, the same bytes on whatever day it is made."""
    profile = bytearray(ImageCmsProfile(createProfile("sRGB")).tobytes())
    profile[PROFILE_MOMENT] = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    return bytes(profile)


def _attach(pdf: Pdf, imprint: Imprint) -> None:
    attachments = sorted(imprint.attachments, key=lambda attachment: attachment.name)
    files = [pdf.make_indirect(_file(pdf, one, imprint.created)) for one in attachments]
    named = zip(attachments, files, strict=True)
    names = [part for one, file in named for part in (String(one.name), file)]
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array(names)))
    pdf.Root.AF = Array(files)


def _file(pdf: Pdf, attachment: Attachment, created: dt.date | None) -> Dictionary:
    facts = Dictionary(Size=len(attachment.content))
    if created:
        facts.ModDate = String(f"D:{created:%Y%m%d}000000Z")
    stream = Stream(
        pdf,
        attachment.content,
        Type=Name.EmbeddedFile,
        Subtype=Name(f"/{attachment.media_type}"),
        Params=facts,
    )
    content: Object = pdf.make_indirect(stream)
    return Dictionary(
        Type=Name.Filespec,
        F=String(attachment.name),
        UF=String(attachment.name),
        Desc=String(attachment.description),
        AFRelationship=Name.Data,
        EF=Dictionary(F=content, UF=content),
    )
