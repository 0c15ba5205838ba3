"""Certificates as paper: one PDF, made from the snapshots alone.

Paper is made before the transaction that records it: a large event takes seconds, in which
SQLite would let nobody else write.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from certificates.designs.images import Pictures, no_pictures
from certificates.models import Certificate
from certificates.models.certificates import CertificateQuerySet
from certificates.ordering import Order, in_order
from certificates.pile import Place, Receipt, lay_out_separator, make_receipts, make_separator
from certificates.press import (
    DUPLICATE,
    make_imprint,
    make_sheet,
    render_certificates,
)
from certificates.services.complete import read_printable
from certificates.services.paper import draw_paper, make_electronic_copy
from certificates.services.snapshots import Snapshot, province_name_ar, province_name_fr
from documents.press import Sheet, print_sheets
from network.models import Province, User
from network.services.audit import record
from trainings.models import Event

# Rows that are held at a time, of thousands.
AT_A_TIME = 500


@dataclass(frozen=True)
class PileOptions:
    """How a pile is made: its order, pages between provinces, the list to sign, the mark.

    ``receipts`` puts the list behind the certificates, ``language`` (``ar`` or ``fr``) is its
    language; ``duplicate`` marks every page نظير – DUPLICATA.
    """

    order: str = Order.PROVINCE
    separators: bool = False
    receipts: bool = False
    language: str = "ar"
    duplicate: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the options as they are kept."""
        return {**asdict(self), "order": str(self.order)}


@dataclass(frozen=True)
class Printed:
    """One certificate of a pile: its complete snapshot, and where its pictures come from."""

    pk: int
    place: Place
    snapshot: Snapshot
    pictures: Pictures = no_pictures

    def sheet(self, mark: str) -> Sheet:
        """Return its page for the press."""
        return make_sheet(self.snapshot, self.pictures, mark=mark)


def print_event(event: Event, certificates: CertificateQuerySet, *, by: User) -> bytes:
    """Return the valid ones of these certificates of an event as one PDF, in hand-out order.

    Leaves an audit row: paper leaves the house. Without a certificate the PDF is empty bytes.
    """
    to_print = certificates.valid().filter(event=event).in_print_order()
    rows = list(to_print.values_list("pk", "snapshot"))
    if not rows:
        return b""
    paper = render_snapshots([snapshot for _pk, snapshot in rows])
    note_printed(event, [pk for pk, _snapshot in rows], by=by)
    return paper


def print_certificate(certificate: Certificate, *, by: User, duplicate: bool = False) -> bytes:
    """Return one certificate as a PDF of one page, and leave an audit row.

    A ``duplicate`` is marked as one across the page. Raises
    `certificates.services.paper.PaperDiffers`, and then prints nothing.
    """
    # What it differs from is the original; its mark is what a duplicate differs by.
    paper = make_electronic_copy(certificate, by=by)
    if duplicate:
        paper = draw_paper(certificate.snapshot, mark=DUPLICATE)
    action = "certificate.duplicate_printed" if duplicate else "certificate.printed"
    with transaction.atomic():
        _count([certificate.pk])
        record(action, certificate, by=by)
    return paper


def render_snapshots(snapshots: list[Snapshot]) -> bytes:
    """Return one PDF with a page for each snapshot as it is kept; two queries, however many.

    Raises what `render_certificates` and `Printable.complete` raise.
    """
    printable = read_printable(snapshots)
    return render_certificates(printable.complete_all(snapshots), printable.picture)


def choose(certificates: CertificateQuerySet, event: Event, order: str) -> list[int]:
    """Return the primary keys of the valid ones of an event, in order."""
    chosen = in_order(certificates.valid().filter(event=event), order)
    return list(chosen.values_list("pk", flat=True))


def print_pile(
    pks: Sequence[int], options: PileOptions, *, on_page: Callable[[int], None] | None = None
) -> bytes:
    """Return the certificates of these primary keys, in this order, as one PDF.

    Calls ``on_page`` with how many certificates are done. Raises what ``render_certificates``
    raises. Leaves no trace: `note_printed` does.
    """
    first = _first(pks)
    sheets = _sheets(pks, first, options, on_page or (lambda _done: None))
    return print_sheets(sheets, make_imprint(first))


def print_receipts(pks: Sequence[int], options: PileOptions) -> bytes:
    """Return the list on which the recipients of these certificates sign, as a PDF of its own."""
    first = _first(pks)
    return print_sheets(_receipt_sheets(pks, first, options), make_imprint(first))


@transaction.atomic
def note_printed(event: Event, pks: Sequence[int], *, by: User, duplicate: bool = False) -> None:
    """Count that these certificates of an event went to a printer, with one audit row."""
    _count(pks)
    action = "certificates.duplicates_printed" if duplicate else "certificates.printed"
    record(action, event, by=by)


@transaction.atomic
def note_receipts(event: Event, *, by: User) -> None:
    """Leave the audit row of a receipt list: it names people."""
    record("certificates.receipts_printed", event, by=by)


def require_printable(pks: Sequence[int]) -> None:
    """Raise `PaperRefused` if one of these certificates cannot be made complete for the press."""
    for _printed in read_printed(pks):
        pass


def read_printed(pks: Sequence[int]) -> Iterator[Printed]:
    """Yield certificates in the order of their keys, a few hundred in memory at a time."""
    provinces = {province.pk: _place(province) for province in Province.objects.all()}
    for start in range(0, len(pks), AT_A_TIME):
        part = pks[start : start + AT_A_TIME]
        rows = Certificate.objects.filter(pk__in=part).values_list("pk", "province", "snapshot")
        by_pk = {row[0]: row for row in rows}
        printable = read_printable(snapshot for _pk, _province, snapshot in by_pk.values())
        for pk in part:
            _pk, province, snapshot = by_pk[pk]
            place = provinces.get(province, Place())
            yield Printed(pk, place, printable.complete(snapshot), printable.picture)


def _first(pks: Sequence[int]) -> Snapshot:
    """Return the snapshot of the first, from which comes what all of the event share."""
    return next(read_printed(pks[:1])).snapshot


def _place(province: Province) -> Place:
    return Place(province_name_ar(province), province_name_fr(province))


def _sheets(
    pks: Sequence[int], first: Snapshot, options: PileOptions, on_page: Callable[[int], None]
) -> Iterator[Sheet]:
    mark, done = DUPLICATE if options.duplicate else "", 0
    sizes = iter(_sizes(pks)) if options.separators else None
    plate = None
    for place, group in groupby(read_printed(pks), key=lambda printed: printed.place):
        for number, printed in enumerate(group):
            sheet = printed.sheet(mark)
            if sizes and number == 0:
                lies = sheet.plate.width > sheet.plate.height
                plate = plate or lay_out_separator(first, landscape=lies)
                yield make_separator(plate, place, next(sizes))
            yield sheet
            done += 1
            on_page(done)
    if options.receipts:
        yield from _receipt_sheets(pks, first, options)


def _sizes(pks: Sequence[int]) -> list[int]:
    """Return how many certificates of one province follow each other, group by group."""
    provinces: dict[int, int | None] = {}
    for start in range(0, len(pks), AT_A_TIME):
        part = Certificate.objects.filter(pk__in=pks[start : start + AT_A_TIME])
        provinces.update(part.values_list("pk", "province"))
    return [len(list(group)) for _key, group in groupby(provinces[pk] for pk in pks)]


def _receipt_sheets(pks: Sequence[int], first: Snapshot, options: PileOptions) -> Iterator[Sheet]:
    """Return the sheets to sign, province by province, whatever the pile is sorted by."""
    rows = [Receipt.of(printed.snapshot, printed.place) for printed in read_printed(pks)]
    places = list(dict.fromkeys(row.place for row in rows))
    rows.sort(key=lambda row: places.index(row.place))
    return make_receipts(rows, first, language=options.language)


def _count(pks: Iterable[int]) -> None:
    keys, now = list(pks), timezone.now()
    for start in range(0, len(keys), AT_A_TIME):
        part = Certificate.objects.filter(pk__in=keys[start : start + AT_A_TIME])
        part.update(times_printed=F("times_printed") + 1, last_printed_at=now)
