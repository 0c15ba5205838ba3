"""Does a PDF keep to PDF/A-3u? What can be told from its structure, after ISO 19005-3.

Not a full validator: it looks at what a design, a picture or a change to the press could break.
Each check yields sentences; no sentence means that nothing was found.
"""

import re
from io import BytesIO
from xml.etree import ElementTree as ET

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Name, Stream

XMP = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
STANDARD_SCHEMAS = {XMP[prefix] for prefix in ("dc", "pdf", "xmp", "pdfaid", "pdfaExtension")}
# Keys that make a reader do something, or look outside the file.
FORBIDDEN_KEYS = {
    "/AA", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/URI", "/GoToR", "/Ref", "/OPI",
    "/Alternates", "/XFA", "/FFilter", "/Annots", "/AcroForm",
}  # fmt: skip
FORBIDDEN_FILTERS = {"/LZWDecode", "/Crypt"}
# What no character may be mapped to (6.2.11.7.2).
NO_CHARACTERS = {"", "\0", "\ufeff", "\ufffe"}
PAIR = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>")
RANGE = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
# Widths may differ from the font by a thousandth (6.2.11.5).
WIDTH_TOLERANCE = 1


def find_faults(data, *, sealed=False):
    """Return what a PDF breaks of PDF/A-3u; a sealed one may have the field of its seal."""
    faults = []
    with pikepdf.open(BytesIO(data)) as pdf:
        faults += pdf.check_pdf_syntax()
        faults += check_file(data, pdf)
        faults += check_metadata(pdf)
        faults += check_colours(pdf)
        faults += check_fonts(pdf)
        faults += check_objects(pdf, allowed={"/Annots", "/AcroForm"} if sealed else set())
        faults += check_attachments(pdf)
    return faults


def check_file(data, pdf):
    header, comment = data.split(b"\n", 2)[:2]
    if not re.fullmatch(rb"%PDF-1\.[4-7]", header):
        yield f"The header is {header!r}."
    if not (comment.startswith(b"%") and sum(byte > 127 for byte in comment[:5]) >= 4):
        yield "No comment after the header says that the file is binary."
    if "/ID" not in pdf.trailer:
        yield "The file has no identifier."
    if pdf.is_encrypted:
        yield "The file is encrypted."
    if "/Lang" not in pdf.Root:
        yield "The document has no language."


def read_xmp(pdf):
    """Return the root of the XMP packet."""
    return ET.fromstring(pdf.Root.Metadata.read_bytes())  # noqa: S314 our own


def check_metadata(pdf):
    metadata = pdf.Root.get("/Metadata")
    if metadata is None:
        yield "The document has no XMP."
        return
    if "/Filter" in metadata:
        yield "The XMP is compressed."
    xmp = read_xmp(pdf)
    identified = (
        xmp.findtext(".//pdfaid:part", "", XMP),
        xmp.findtext(".//pdfaid:conformance", "", XMP),
    )
    if identified != ("3", "U"):
        yield f"The XMP calls the file PDF/A-{''.join(identified)}."
    said_twice = {
        "/Title": xmp.findtext(".//dc:title/rdf:Alt/rdf:li", None, XMP),
        "/Author": "; ".join(one.text for one in xmp.iterfind(".//dc:creator/rdf:Seq/rdf:li", XMP)),
        "/Producer": xmp.findtext(".//pdf:Producer", None, XMP),
        "/Creator": xmp.findtext(".//xmp:CreatorTool", None, XMP),
        "/CreationDate": as_pdf_date(xmp.findtext(".//xmp:CreateDate", None, XMP)),
        "/ModDate": as_pdf_date(xmp.findtext(".//xmp:ModifyDate", None, XMP)),
    }
    for key, said in said_twice.items():
        if key in pdf.docinfo and str(pdf.docinfo[key]) != said:
            yield f"{key} is {pdf.docinfo[key]} here and {said} in the XMP."
    yield from check_extensions(xmp)


def as_pdf_date(written):
    """Write an XMP date as the document information does."""
    if written is None:
        return None
    digits, zone = re.fullmatch(r"([0-9T:-]{19})(.*)", written).groups()
    zone = f"{zone[:3]}'{zone[4:]}'" if len(zone) == 6 else zone
    return f"D:{re.sub('[T:-]', '', digits)}{zone}"


def check_extensions(xmp):
    """Every property of no standard schema is described."""
    described = {
        (schema.findtext("pdfaSchema:namespaceURI", "", XMP), name.text)
        for schema in xmp.iterfind(".//pdfaExtension:schemas/rdf:Bag/rdf:li", XMP)
        for name in schema.iterfind(".//pdfaProperty:name", XMP)
    }
    for description in xmp.iterfind("rdf:RDF/rdf:Description", XMP):
        for element in description:
            namespace, name = element.tag[1:].split("}")
            if namespace not in STANDARD_SCHEMAS and (namespace, name) not in described:
                yield f"The XMP does not describe {name}."


def check_colours(pdf):
    intents = [one for one in pdf.Root.get("/OutputIntents", []) if one.S == "/GTS_PDFA1"]
    if len(intents) != 1:
        yield f"The document has {len(intents)} output intents."
        return
    profile = intents[0].DestOutputProfile.read_bytes()
    kind, space, magic = profile[12:16], profile[16:20], profile[36:40]
    if (kind, space, magic) != (b"mntr", b"RGB ", b"acsp") or intents[0].DestOutputProfile.N != 3:
        yield "The output intent is not one for red, green and blue."
    if int.from_bytes(profile[:4], "big") != len(profile) or profile[8] > 4:
        yield "The colour profile is damaged or too new."


def check_fonts(pdf):
    """Every font is embedded, and every glyph that is drawn has its width and its letters."""
    drawn = {}
    for page in pdf.pages:
        collect_drawn(page, page.Resources, drawn, set())
    for font, codes in drawn.values():
        name = str(font.get("/BaseFont", "/?"))
        if font.Subtype != "/Type0":
            yield f"{name} is a simple font."
            continue
        yield from check_font(name, font, codes)


def check_font(name, font, codes):
    descendant = font.DescendantFonts[0]
    program = descendant.FontDescriptor.get("/FontFile2")
    if program is None:
        yield f"{name} is not embedded."
        return
    if not re.match(r"/[A-Z]{6}\+", name):
        yield f"{name} does not say that it is a subset."
    if "/ToUnicode" not in font:
        yield f"{name} does not say what its glyphs mean."
        return
    letters, widths = read_to_unicode(font.ToUnicode), read_widths(descendant)
    metrics = TTFont(BytesIO(program.read_bytes()), lazy=True)
    scale = 1000 / metrics["head"].unitsPerEm
    advances = metrics["hmtx"].metrics
    order = metrics.getGlyphOrder()
    for code in sorted(codes):
        if code == 0 or code >= len(order):
            yield f"{name} draws glyph {code}, which it has not."
            continue
        if letters.get(code, "") in NO_CHARACTERS:
            yield f"{name} does not say what glyph {code} means."
        if abs(widths.get(code, 0) - advances[order[code]][0] * scale) > WIDTH_TOLERANCE:
            yield f"{name} gives glyph {code} a width that is not its own."


def collect_drawn(stream, resources, drawn, seen):
    """Note what glyphs a content stream and the forms in it draw, by font."""
    font = None
    for operands, operator in pikepdf.parse_content_stream(stream):
        name = str(operator)
        if name == "Tf":
            font = resources.Font[str(operands[0])]
            drawn.setdefault(font.objgen, (font, set()))
        elif name in {"Tj", "TJ", "'"}:
            shown = operands[0] if name == "TJ" else operands
            for text in shown:
                if isinstance(text, pikepdf.String):
                    drawn[font.objgen][1].update(read_codes(bytes(text)))
        elif name == "Do":
            form = resources.XObject[str(operands[0])]
            if form.Subtype == "/Form" and form.objgen not in seen:
                seen.add(form.objgen)
                collect_drawn(form, form.get("/Resources", resources), drawn, seen)


def read_codes(text):
    return [int.from_bytes(text[i : i + 2], "big") for i in range(0, len(text), 2)]


def read_to_unicode(cmap):
    text = cmap.read_bytes().decode("latin-1")
    letters = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, meaning in PAIR.findall(block):
            letters[int(code, 16)] = bytes.fromhex(meaning).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, meaning in RANGE.findall(block):
            for code in range(int(first, 16), int(last, 16) + 1):
                letters[code] = chr(int(meaning, 16) + code - int(first, 16))
    return letters


def read_widths(descendant):
    """Read the array W: a first glyph and the widths from it on, or first, last and one width."""
    widths, parts = {}, list(descendant.W)
    while parts:
        first, second = int(parts.pop(0)), parts.pop(0)
        if isinstance(second, pikepdf.Array):
            widths |= {first + n: float(width) for n, width in enumerate(second)}
        else:
            width = float(parts.pop(0))
            widths |= dict.fromkeys(range(first, int(second) + 1), width)
    return widths


def check_objects(pdf, allowed):
    """No action, no script, nothing from outside, no picture that is smoothed or of ink colours."""
    for one in dictionaries(pdf):
        for key in (FORBIDDEN_KEYS - allowed) & set(one.keys()):
            yield f"There is a {key}."
        if one.get("/S") in {"/JavaScript", "/Launch", "/URI", "/GoToR", "/SubmitForm"}:
            yield f"There is an action {one.S}."
        if isinstance(one, Stream):
            yield from check_stream(one)


def dictionaries(pdf):
    """Return every object that has keys."""
    return [one for one in pdf.objects if isinstance(one, (Dictionary, Stream))]


def check_stream(stream):
    if "/F" in stream:
        yield "A stream lies outside the file."
    filters = stream.get("/Filter", [])
    names = {str(filters)} if isinstance(filters, Name) else {str(one) for one in filters}
    for name in names & FORBIDDEN_FILTERS:
        yield f"A stream is packed with {name}."
    if stream.get("/Subtype") == "/Image":
        if stream.get("/Interpolate", False):
            yield "A picture is smoothed."
        if "DeviceCMYK" in str(stream.get("/ColorSpace", "")):
            yield "A picture is in colours of ink."


def check_attachments(pdf):
    names = pdf.Root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    tied = {one.objgen for one in pdf.Root.get("/AF", [])}
    for name, file in zip(names[::2], names[1::2], strict=True):
        if file.objgen not in tied:
            yield f"The attachment {name} does not belong to the document."
        missing = {"/F", "/UF", "/AFRelationship", "/EF", "/Desc"} - set(file.keys())
        if missing:
            yield f"The attachment {name} lacks {sorted(missing)}."
        content = file.EF.F
        if "/Subtype" not in content or "/ModDate" not in content.get("/Params", {}):
            yield f"The attachment {name} does not say what and of when it is."
