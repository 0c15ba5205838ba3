"""What lies between and behind certificates: separator pages, and the list that people sign.

Both are plates as certificates are: laid out once, then stamped page by page. Their words belong
to the paper, not to the interface: Arabic and French stand together, or one is asked for.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Literal

from django.template.loader import render_to_string

from certificates.designs import Snapshot
from documents import dates
from documents.fonts import AMIRI_BOLD, AMIRI_REGULAR
from documents.html_pdf import lay_out
from documents.plates import Field, Plate, fit_text, read_plate
from documents.press import Sheet

Side = Literal["left", "right"]

INK, QUIET, GREEN = "#1c2a25", "#555555", "#0b4f3c"
SEPARATOR_FIELDS = (
    Field("place_ar", AMIRI_BOLD, 46, 18, GREEN, right_to_left=True, height=76),
    Field("place_fr", AMIRI_BOLD, 26, 12, GREEN, height=42),
    Field("count_ar", AMIRI_BOLD, 20, 12, INK, right_to_left=True, height=32),
    Field("count_fr", AMIRI_REGULAR, 15, 10, INK, height=24),
)
# On a sheet of A4, with room for a signature in each row.
ROWS = 20
HEADINGS = {
    "ar": {
        "title": "لائحة تسلم الشواهد",
        "index": "ر.ت",
        "number": "رقم الشهادة",
        "name": "الاسم الكامل",
        "organisation": "الهيئة",
        "signature": "التوقيع",
        "given_by": "سلّم الشواهد (الاسم والصفة والتوقيع)",
        "day": "حرر بتاريخ",
    },
    "fr": {
        "title": "Liste d’émargement : remise des attestations",
        "index": "N°",
        "number": "N° de l’attestation",
        "name": "Nom et prénom",
        "organisation": "Organisme",
        "signature": "Signature",
        "given_by": "Remis par (nom, qualité et signature)",
        "day": "Fait le",
    },
}
PAGE_WORDS = {"ar": "الصفحة {page} من {pages}", "fr": "Page {page} sur {pages}"}


@dataclass(frozen=True)
class Place:
    """The province of a group of certificates as paper names it; empty for whoever has none."""

    name_ar: str = ""
    name_fr: str = ""

    @property
    def in_arabic(self) -> str:
        """The name, or a word for those of no province."""
        return self.name_ar or "خارج الأقاليم"

    @property
    def in_french(self) -> str:
        """The name, or a word for those of no province."""
        return self.name_fr or "Hors provinces"


@dataclass(frozen=True)
class Receipt:
    """A row of the list: number, names and organisation as printed, the place it is under."""

    place: Place
    number: str
    name_ar: str
    name_latin: str
    organisation_ar: str
    organisation_fr: str

    @classmethod
    def of(cls, snapshot: Snapshot, place: Place) -> "Receipt":
        """Read a row from what is printed."""
        texts = {name: snapshot.get(name, "") for name in PRINTED}
        return cls(place, snapshot["number"], **texts)


PRINTED = ("name_ar", "name_latin", "organisation_ar", "organisation_fr")


# Separators ---------------------------------------------------------------------------------


def lay_out_separator(snapshot: Snapshot, *, landscape: bool) -> Plate:
    """Lay out the page that separates groups; what all of the event share comes from a snapshot."""
    context = {
        **_common(snapshot),
        "days_ar": dates.arabic_days(_days(snapshot)) if _days(snapshot) else "",
        "days_fr": dates.french_days(_days(snapshot)) if _days(snapshot) else "",
        "page": "A4 landscape" if landscape else "A4",
    }
    return _lay_out("certificates/papers/designs/separator.html", context, SEPARATOR_FIELDS)


def make_separator(plate: Plate, place: Place, number: int) -> Sheet:
    """Return the page before the certificates of a place."""
    texts = {
        "place_ar": place.in_arabic,
        "place_fr": place.in_french,
        "count_ar": arabic_count(number),
        "count_fr": french_count(number),
    }
    return Sheet(plate, _cut(texts, plate), {})


def arabic_count(number: int) -> str:
    """Return شهادة واحدة, شهادتان, 5 شواهد, 45 شهادة."""
    if number in (1, 2):
        return {1: "شهادة واحدة", 2: "شهادتان"}[number]
    word = "شواهد" if number % 100 in range(3, 11) else "شهادة"
    return f"{number}\u00a0{word}"


def french_count(number: int) -> str:
    """Return 1 attestation, 45 attestations."""
    return f"{number}\u00a0{'attestation' if number < 2 else 'attestations'}"


# The list that people sign --------------------------------------------------------------------


def make_receipts(
    receipts: Iterable[Receipt], snapshot: Snapshot, *, language: str
) -> Iterator[Sheet]:
    """Return the sheets of the receipt list: each place begins one, rows stay in their order.

    What all of the event share comes from a snapshot; ``language`` is ``ar`` or ``fr``.
    """
    plate = lay_out_receipts(snapshot, language=language)
    for place, group in groupby(receipts, key=lambda receipt: receipt.place):
        rows = list(group)
        starts = range(0, len(rows), ROWS)
        for page, start in enumerate(starts, start=1):
            texts = _row_texts(rows[start : start + ROWS], first=start + 1, language=language)
            texts["place"] = place.in_arabic if language == "ar" else place.in_french
            count = arabic_count if language == "ar" else french_count
            texts["count"] = count(len(rows))
            texts["page_of"] = PAGE_WORDS[language].format(page=page, pages=len(starts))
            yield Sheet(plate, _cut(texts, plate), {})


def lay_out_receipts(snapshot: Snapshot, *, language: str) -> Plate:
    """Lay out an empty sheet of the receipt list."""
    days = _days(snapshot)
    in_words = dates.arabic_days if language == "ar" else dates.french_days
    context = {
        **_common(snapshot),
        "words": HEADINGS[language],
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "issuer": _in(language, snapshot, "issuer"),
        "event_title": _in(language, snapshot, "event_title"),
        "venue": _in(language, snapshot, "venue"),
        "days": in_words(days) if days else "",
        "rows": [str(row) for row in range(1, ROWS + 1)],
    }
    return _lay_out("certificates/papers/designs/receipts.html", context, _receipt_fields(language))


def _receipt_fields(language: str) -> list[Field]:
    is_arabic = language == "ar"
    start: Side = "right" if is_arabic else "left"
    end: Side = "left" if is_arabic else "right"
    arabic, latin = (AMIRI_BOLD, AMIRI_REGULAR) if is_arabic else (AMIRI_REGULAR, AMIRI_BOLD)
    fields = [
        Field("place", AMIRI_BOLD, 14, 8, GREEN, start, is_arabic, height=21),
        Field("count", AMIRI_REGULAR, 10.5, 7, INK, end, is_arabic, height=21),
        Field("page_of", AMIRI_REGULAR, 8.5, 6, QUIET, end, is_arabic, height=13),
    ]
    for row in range(1, ROWS + 1):
        fields += [
            Field(f"index{row}", AMIRI_REGULAR, 9, 6, QUIET, "center", height=14),
            Field(f"number{row}", AMIRI_REGULAR, 8.5, 5, INK, "center", height=14),
            Field(f"ar{row}", arabic, 10.5, 6, INK, start, True, height=15),
            Field(f"latin{row}", latin, 9, 5, INK, start, height=12.5),
            Field(f"body{row}", AMIRI_REGULAR, 8.5, 5, INK, start, is_arabic, lines=2, height=26),
        ]
    return fields


def _row_texts(rows: Sequence[Receipt], *, first: int, language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for place, receipt in enumerate(rows, start=1):
        bodies = (receipt.organisation_ar, receipt.organisation_fr)
        in_order = bodies if language == "ar" else bodies[::-1]
        texts |= {
            f"index{place}": str(first + place - 1),
            f"number{place}": receipt.number,
            f"ar{place}": receipt.name_ar,
            f"latin{place}": receipt.name_latin,
            f"body{place}": in_order[0] or in_order[1],
        }
    return texts


# Both -----------------------------------------------------------------------------------------


def _lay_out(template: str, context: dict[str, Any], fields: Sequence[Field]) -> Plate:
    html = render_to_string(template, {**context, "fields": fields})
    return read_plate(lay_out(html), html, fields, ())


def _common(snapshot: Snapshot) -> dict[str, str]:
    names = ("issuer_ar", "issuer_fr", "event_title_ar", "event_title_fr", "venue_ar", "venue_fr")
    return {name: snapshot.get(name, "") for name in names}


def _days(snapshot: Snapshot) -> list[date]:
    return [date.fromisoformat(day) for day in snapshot.get("days", ())]


def _in(language: str, snapshot: Snapshot, name: str) -> str:
    in_order = ("ar", "fr") if language == "ar" else ("fr", "ar")
    texts = (snapshot.get(f"{name}_{code}", "") for code in in_order)
    return next((text for text in texts if text), "")


def _cut(texts: dict[str, str], plate: Plate) -> dict[str, str]:
    """Shorten what does not fit its box even at the smallest size: a list must come out."""
    return {name: cut_to_fit(text, name, plate) for name, text in texts.items() if text}


def cut_to_fit(text: str, name: str, plate: Plate) -> str:
    """Return the text, or as much of its beginning as the field takes, with an ellipsis."""
    field, box = plate.fields[name], plate.boxes[name]
    kept = text
    while fit_text(kept, field, box) is None:
        text = text[: -max(len(text) // 10, 1)].rstrip()
        kept = f"{text}…"
    return kept
