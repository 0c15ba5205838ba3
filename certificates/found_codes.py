"""Finding the square codes of the certificates in a PDF file."""

import json
import re
from io import BytesIO

from pikepdf import PasswordError, Pdf, PdfError

from documents.qr import read_drawn_codes

# Written into a file of one certificate: in its XMP, and as an attached file.
XMP_CODE = re.compile(r"<takwin:Qr>\s*([^<\s]+)\s*</takwin:Qr>")
ATTACHMENT = "takwin-certificate.json"


class NotAReadablePdf(Exception):
    """The file is no PDF, is damaged, or asks for a password: ``str()`` says which."""


def find_codes(pdf: bytes) -> list[str]:
    """Return the texts of all certificates' square codes in a PDF, each once, in page order.

    They are read off the pages as they are drawn there, then from what the file says of itself.
    Raises NotAReadablePdf.
    """
    try:
        with Pdf.open(BytesIO(pdf)) as document:
            texts = [*_drawn(document), *_described(document), *_attached(document)]
    except PasswordError as error:
        raise NotAReadablePdf("it asks for a password") from error
    except PdfError as error:
        raise NotAReadablePdf("it is no PDF, or a damaged one") from error
    return list(dict.fromkeys(texts))


def _drawn(document: Pdf) -> list[str]:
    texts = []
    for page in document.pages:
        if "/Contents" in page:
            page.contents_coalesce()
            texts += read_drawn_codes(page.Contents.read_bytes())
    return texts


def _described(document: Pdf) -> list[str]:
    if "/Metadata" not in document.Root:
        return []
    return XMP_CODE.findall(document.Root.Metadata.read_bytes().decode(errors="replace"))


def _attached(document: Pdf) -> list[str]:
    if ATTACHMENT not in document.attachments:
        return []
    written = document.attachments[ATTACHMENT].get_file().read_bytes()
    try:
        return [str(json.loads(written)["qr"])]
    except (ValueError, KeyError, TypeError):
        return []
