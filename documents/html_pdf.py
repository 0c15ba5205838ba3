"""From HTML to PDF behind a fetcher that fetches nothing.

Pages are laid out by WeasyPrint. A page can use ``data:`` addresses and the bundled fonts under
the private scheme ``asset:``; any other address, the network and the disk above all, stops the
layout. The same HTML gives the same bytes.
"""

import hashlib
import logging
import threading

from weasyprint import HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from documents.fonts import AMIRI_BOLD, AMIRI_REGULAR, PLEX_BOLD, PLEX_REGULAR

ASSETS = {
    "asset:amiri-regular.ttf": AMIRI_REGULAR.path,
    "asset:amiri-bold.ttf": AMIRI_BOLD.path,
    "asset:plex-regular.ttf": PLEX_REGULAR.path,
    "asset:plex-bold.ttf": PLEX_BOLD.path,
}
# The family is not called Amiri, so that a copy installed on the machine never stands in for ours.
FONT_FACES = """
@font-face { font-family: "Paper"; font-weight: 400; src: url(asset:amiri-regular.ttf) }
@font-face { font-family: "Paper"; font-weight: 700; src: url(asset:amiri-bold.ttf) }
"""
SOBER_FACES = """
@font-face { font-family: "Sober"; font-weight: 400; src: url(asset:plex-regular.ttf) }
@font-face { font-family: "Sober"; font-weight: 700; src: url(asset:plex-bold.ttf) }
"""
# WeasyPrint reports unknown CSS here; designs are our own, tests keep them clean.
logging.getLogger("weasyprint").setLevel(logging.ERROR)


# Pango's font maps may not be shared between threads.
_OF_THREAD = threading.local()


class RefusedAddress(FatalURLFetchingError):  # type: ignore[misc]  # the package ships no types
    """A page asked for something outside itself."""


class BundledFetcher(URLFetcher):  # type: ignore[misc]  # the package ships no types
    """Answers ``data:`` addresses and the bundled fonts, refuses everything else."""

    def __init__(self) -> None:
        """Take no handler that could follow a redirect."""
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self.refused = ""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return what ``url`` names; raises RefusedAddress when it lies outside the page."""
        if url in ASSETS:
            return URLFetcherResponse(url, ASSETS[url].read_bytes())
        if url.startswith("data:"):
            return super().fetch(url, headers)
        self.refused = f"A document may not fetch {url[:200]}"
        raise RefusedAddress(self.refused)


def lay_out(html: str) -> Document:
    """Lay out a whole HTML document; raises RefusedAddress."""
    page = HTML(string=html, base_url="about:blank", url_fetcher=BundledFetcher())
    return page.render(font_config=_font_configuration())


def _font_configuration() -> FontConfiguration:
    """Return this thread's fonts: loading them takes as long as laying a page out."""
    if not hasattr(_OF_THREAD, "fonts"):
        _OF_THREAD.fonts = FontConfiguration()
    fonts: FontConfiguration = _OF_THREAD.fonts
    return fonts


def html_to_pdf(html: str) -> bytes:
    """Return the PDF of a whole HTML document, title and language taken from it.

    There is no time of making in it and its identifier comes from the HTML. Raises RefusedAddress.
    """
    return document_to_pdf(lay_out(html), html)


def document_to_pdf(document: Document, html: str) -> bytes:
    """Return the PDF of ``html`` already laid out as ``document``; raises RefusedAddress."""
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    pdf: bytes = document.write_pdf(pdf_identifier=identifier)
    # While it draws an SVG, WeasyPrint catches every exception, even this one.
    if document.url_fetcher.refused:
        raise RefusedAddress(document.url_fetcher.refused)
    return pdf
