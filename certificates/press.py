"""From snapshots to paper: plates by design and common texts, stamped per person.

Pure functions of the snapshots: no database, no clock, no active language. The same snapshots give
the same bytes with the same software.
"""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

from certificates.designs import DesignOverflows, Snapshot, get_design
from documents.fonts import AMIRI_BOLD
from documents.plates import Plate, fit_text
from documents.press import Imprint, Sheet, print_sheets
from documents.shaping import shape_line

TITLE = "شهادة المشاركة – Attestation de participation"
# A plate takes some 100 KB: those of the events that are being printed stay, others go.
PLATES_KEPT = 32


def render_certificates(snapshots: Iterable[Snapshot]) -> bytes:
    """Return one PDF with a page for each snapshot, in order.

    Raises ``documents.press.LineDoesNotFit`` or ``certificates.designs.DesignOverflows`` for what
    ``find_print_problems`` names, and ValueError when there is nothing to print.
    """
    remaining = iter(snapshots)
    first = next(remaining, None)
    if first is None:
        raise ValueError("There is no certificate to print.")
    imprint = Imprint(TITLE, author=first["issuer_ar"], language="ar")
    return print_sheets(map(_sheet, chain([first], remaining)), imprint)


def find_print_problems(snapshot: Snapshot) -> list[str]:
    """Return why a snapshot cannot be printed, nothing when it can.

    The codes are ``name_missing``, ``missing_glyph`` (a character that the paper's font lacks) and
    ``does_not_fit`` (a line, or the event's texts, too long at the smallest size).
    """
    problems = []
    if not (snapshot["name_ar"].strip() and snapshot["name_latin"].strip()):
        problems.append("name_missing")
    if any(shape_line(text, AMIRI_BOLD, right_to_left=True).missing for text in _words(snapshot)):
        problems.append("missing_glyph")
    if not _fits(snapshot):
        problems.append("does_not_fit")
    return problems


def find_plate(snapshot: Snapshot) -> Plate:
    """Return the plate of a snapshot, laid out when it is not kept; raises DesignOverflows."""
    wording = get_design(snapshot["design"]).wording(snapshot)
    return _lay_out_plate(snapshot["design"], json.dumps(wording, ensure_ascii=False))


@lru_cache(maxsize=PLATES_KEPT)
def _lay_out_plate(design: str, wording: str) -> Plate:
    return get_design(design).make_plate(json.loads(wording))


def _sheet(snapshot: Snapshot) -> Sheet:
    texts = get_design(snapshot["design"]).texts(snapshot)
    return Sheet(find_plate(snapshot), texts, {"qr": snapshot["verify_url"]})


def _fits(snapshot: Snapshot) -> bool:
    try:
        plate = find_plate(snapshot)
    except DesignOverflows:
        return False
    texts = get_design(snapshot["design"]).texts(snapshot)
    return all(
        fit_text(text, plate.fields[name], plate.boxes[name]) for name, text in texts.items()
    )


def _words(value: Any) -> Iterator[str]:
    """Walk through every text of a snapshot, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
