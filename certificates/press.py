"""From snapshots to paper: plates by design and common texts, stamped per person.

Pure functions of the snapshots and the pictures they name: no database, no clock, no active
language. The same snapshots give the same bytes with the same software.

A complete snapshot has ``"look"``: `certificates.designs.look.Look` as JSON, put in by whoever
resolves its design; one without has ``"design"``, a name in `certificates.designs.DESIGNS`.
Besides what `certificates.services.snapshots` writes it may have ``modules_ar`` and
``modules_fr`` (titles), ``logos`` (SHA-256 of pictures), ``cin`` (in clear), ``recipient``
("partner" for somebody thanked who is no person), and ``qr`` (the text of the QR code, in place
of ``verify_url``).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any

from certificates.designs import (
    Design,
    DesignOverflows,
    Setting,
    Snapshot,
    design_of,
    name_design,
    open_design,
)
from certificates.designs.images import Pictures, no_pictures
from documents.archive import Attachment, Fact
from documents.fonts import AMIRI_BOLD
from documents.plates import Plate, fit_text
from documents.press import Imprint, Sheet, print_sheets
from documents.shaping import shape_line

# Across a page that is printed once more, in the words of the paper.
DUPLICATE = "نظير – DUPLICATA"
# A plate takes some 100 KB: those of the events that are being printed stay, others go.
PLATES_KEPT = 32
# Neither the organisation nor the province, which the page of verification does not tell either.
SAID_TO_STRANGERS = (
    "number", "code", "kind", "name_ar", "name_latin", "event_title_ar", "event_title_fr",
    "venue_ar", "venue_fr", "days", "hours", "issuer_ar", "issuer_fr", "issued_on",
)  # fmt: skip


def render_certificates(
    snapshots: Iterable[Snapshot], pictures: Pictures = no_pictures, *, mark: str = ""
) -> bytes:
    """Return one PDF with a page for each snapshot, in order.

    ``mark`` stands across each of them. ``pictures`` gives the bytes of a picture by its SHA-256.
    Raises ``documents.press.LineDoesNotFit`` or ``certificates.designs.DesignOverflows`` for what
    ``find_print_problems`` names, ``certificates.designs.images.PictureUnknown`` for a picture
    that is not given, and ValueError when there is nothing to print.
    """
    remaining = iter(snapshots)
    first = next(remaining, None)
    if first is None:
        raise ValueError("There is no certificate to print.")
    sheets = (make_sheet(snapshot, pictures, mark=mark) for snapshot in chain([first], remaining))
    return print_sheets(sheets, make_imprint(first))


def make_imprint(snapshot: Snapshot) -> Imprint:
    """Return what a file of certificates like this one says about itself."""
    design = design_of(snapshot)
    return Imprint(
        design.title(snapshot), author=_author(snapshot, design), language=design.language
    )


def make_sheet(snapshot: Snapshot, pictures: Pictures = no_pictures, *, mark: str = "") -> Sheet:
    """Return the page of a snapshot for the press, raising what `find_plate` raises."""
    texts = design_of(snapshot).texts(snapshot)
    return Sheet(find_plate(snapshot, pictures), texts, {"qr": qr_text(snapshot)}, mark)


def render_certificate(
    snapshot: Snapshot, pictures: Pictures = no_pictures, *, mark: str = ""
) -> bytes:
    """Return one certificate as a file of its own, which says by itself what can be proved.

    The text of the QR code stands in its XMP, and with what a stranger may read in an attachment:
    whoever receives the file can check it without reading the picture. In a pile for the printer
    neither would be of use. ``mark`` stands across the page. Raises what `render_certificates`
    raises.
    """
    design = design_of(snapshot)
    imprint = Imprint(
        design.title(snapshot),
        author=_author(snapshot, design),
        language=design.language,
        created=date.fromisoformat(snapshot["issued_on"]),
        facts=(Fact("Qr", qr_text(snapshot), "The text of the QR code of the certificate"),),
        attachments=(_statement(snapshot),),
    )
    return print_sheets([make_sheet(snapshot, pictures, mark=mark)], imprint)


def qr_text(snapshot: Snapshot) -> str:
    """Return what the QR code says: the address, and what proves the certificate without it."""
    text: str = snapshot.get("qr") or snapshot["verify_url"]
    return text


def _statement(snapshot: Snapshot) -> Attachment:
    """Put what a stranger may read of a certificate into JSON; the same for the same snapshot."""
    said = {name: snapshot[name] for name in SAID_TO_STRANGERS if name in snapshot}
    content = {"qr": qr_text(snapshot), "statement": said}
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Attachment(
        "takwin-certificate.json",
        "application/json",
        written,
        description="What the certificate says, and the text of its QR code",
    )


def find_print_problems(snapshot: Snapshot, pictures: Pictures = no_pictures) -> list[str]:
    """Return why a snapshot cannot be printed, nothing when it can.

    The codes are ``name_missing``, ``missing_glyph`` (a character that the paper's font lacks) and
    ``does_not_fit`` (a line, or the event's texts, too long at the smallest size).
    """
    design = design_of(snapshot)
    problems = []
    if not all(snapshot[name].strip() for name in design.names):
        problems.append("name_missing")
    if _has_missing_glyph(design, snapshot):
        problems.append("missing_glyph")
    if not _fits(design, snapshot, pictures):
        problems.append("does_not_fit")
    return problems


def find_plate(snapshot: Snapshot, pictures: Pictures = no_pictures) -> Plate:
    """Return the plate of a snapshot, laid out when it is not kept; raises DesignOverflows."""
    return _lay_out_plate(*_plate_key(snapshot, pictures))


def find_setting(snapshot: Snapshot, pictures: Pictures = no_pictures) -> Setting:
    """Return how the common text of a snapshot is set; raises DesignOverflows."""
    return _find_setting(*_plate_key(snapshot, pictures))


@dataclass(frozen=True)
class _Source:
    """Where pictures come from: of no account for a plate, which knows them by their content."""

    pictures: Pictures = field(compare=False)


PlateKey = tuple[str, str, _Source]


def _plate_key(snapshot: Snapshot, pictures: Pictures) -> PlateKey:
    """Return what a plate is made of: the design or look, the words, and whoever has pictures."""
    name = name_design(snapshot)
    wording = json.dumps(open_design(name).wording(snapshot), ensure_ascii=False)
    return name, wording, _Source(pictures)


@lru_cache(maxsize=PLATES_KEPT)
def _lay_out_plate(design: str, wording: str, source: _Source) -> Plate:
    setting = _find_setting(design, wording, source)
    return open_design(design).make_plate(json.loads(wording), setting, source.pictures)


def _find_setting(design: str, wording: str, source: _Source) -> Setting:
    if setting := _try_setting(design, wording, source):
        return setting
    raise DesignOverflows(design)


@lru_cache(maxsize=PLATES_KEPT)
def _try_setting(design: str, wording: str, source: _Source) -> Setting | None:
    """Return the setting, None when the texts are too long: that is worth keeping as well."""
    try:
        return open_design(design).find_setting(json.loads(wording), source.pictures)
    except DesignOverflows:
        return None


def _author(snapshot: Snapshot, design: Design) -> str:
    return str(snapshot[f"issuer_{design.language}"])


def _fits(design: Design, snapshot: Snapshot, pictures: Pictures) -> bool:
    try:
        plate = find_plate(snapshot, pictures)
    except DesignOverflows:
        return False
    return all(
        fit_text(text, plate.fields[name], plate.boxes[name])
        for name, text in design.texts(snapshot).items()
        if text
    )


def _has_missing_glyph(design: Design, snapshot: Snapshot) -> bool:
    """Look through every word that is printed; the common ones may be in any face of the paper."""
    fonts = {line.name: line.font for line in design.fields}
    printed = [(text, AMIRI_BOLD) for text in _words(design.wording(snapshot))]
    printed += [(text, fonts[name]) for name, text in design.texts(snapshot).items()]
    return any(shape_line(text, font, right_to_left=True).missing for text, font in printed)


def _words(value: Any) -> Iterator[str]:
    """Walk through every text of a wording, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
