"""Workbooks that an import gives back: the template to fill in, and the rows that are wrong."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import IO

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents.spreadsheets.writing import Column, SheetToWrite, write_workbook
from network.models import Commune, Province
from participants.importing.columns import FIELDS, REASONS, holds_reasons
from participants.importing.faults import FaultTeller
from participants.importing.verdicts import JudgedRow
from participants.models import Capacity, Gender, Organisation
from participants.national_ids import national_ids_are_collected

# One way to write a name, and one to write a birth, is enough to ask for.
NOT_ASKED = {"full_name_ar", "full_name_latin", "birth_year"}
EXAMPLE = {
    "given_name_ar": "فاطمة",
    "family_name_ar": "العلوي",
    "given_name_latin": "Fatima",
    "family_name_latin": "El Alaoui",
    "birth_date": "1987-05-31",
    "phone": "0612345678",
    "email": "fatima@example.org",
    "organisation": "تعاونية الأمل",
    "national_id": "AB123456",
}


def write_template(target: IO[bytes], province: Province) -> None:
    """Write a workbook to fill in: the headings, then an example and the words on other sheets."""
    fields = [name for name in FIELDS if name not in NOT_ASKED]
    if not national_ids_are_collected():
        fields.remove("national_id")
    headings = [Column(str(FIELDS[name]), width=22) for name in fields]
    communes = list(Commune.objects.filter(province=province))
    words = {
        "gender": [str(label) for label in Gender.labels],
        "commune": [commune.name for commune in communes],
        "kind": [str(label) for label in Organisation.Kind.labels],
        "capacity": [str(label) for label in Capacity.labels],
        "has_disability": [_("yes"), _("no")],
    }
    example = {**{name: some[0] if some else "" for name, some in words.items()}, **EXAMPLE}
    example["kind"] = str(Organisation.Kind.COOPERATIVE.label)
    sheets = (
        SheetToWrite(_("People"), headings, []),
        SheetToWrite(_("Example"), headings, [[example[name] for name in fields]]),
        SheetToWrite(
            _("Words"),
            [Column(str(FIELDS[name]), width=34) for name in words],
            zip_longest(*words.values(), fillvalue=""),
        ),
    )
    write_workbook(target, sheets, language=get_language() or "ar", title=_("People"))


def write_wrong_rows(
    target: IO[bytes], headers: Sequence[str], rows: Iterable[JudgedRow], *, teller: FaultTeller
) -> None:
    """Write the rows as they were uploaded, and in a last column what is wrong with each.

    Mended, the workbook can be sent in again: its last column is passed over.
    """
    kept = [index for index, header in enumerate(headers) if not holds_reasons(header)]
    columns = [*(Column(headers[index]) for index in kept), Column(str(REASONS), width=60)]
    sheet = SheetToWrite(_("To mend"), columns, _with_reasons(rows, kept, teller))
    write_workbook(target, [sheet], language=get_language() or "ar", title=_("To mend"))


def _with_reasons(
    rows: Iterable[JudgedRow], kept: Sequence[int], teller: FaultTeller
) -> Iterator[list[str]]:
    for row in rows:
        cells = [row.cells[index] if index < len(row.cells) else "" for index in kept]
        told = [
            f"{teller.column_of(fault)}: {teller.sentence(fault, row.cells)}"
            for fault in row.faults
        ]
        if not told:
            told = [_("Somebody like this is known. Say whether it is the same person.")]
        yield [*cells, " ".join(told)]
