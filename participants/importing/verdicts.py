"""What a row would do: make somebody new, register somebody known, or wait for an answer.

The rule. A row *is* a known person of the province, where the national ID number is the same; or
the phone is, and the name in one script; or the names in both scripts and the year of birth are,
while neither phone, sex nor national ID number differs. A row *may be* a person who has the same
name in one script, or the same phone, unless the sex differs, the years of birth lie more than two
apart, or both have a national ID number. Names are compared by their keys. One person whom the row
is: known. None, but somebody whom it may be; or several whom it is: possible, somebody chooses.

Of other provinces only a person whom the row *is* by number, or by phone and name, is told, and
nothing but the province.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from network.models import Province
from participants.importing.faults import Fault
from participants.importing.known import (
    KnownPerson,
    find_known_persons,
    find_organisations,
    find_registrations,
    indexes_by_number,
)
from participants.importing.rows import RowReader, RowValues
from participants.models import ImportRow, Registration
from participants.national_ids import national_ids_are_collected
from trainings.models import Event

Verdict = ImportRow.Verdict
Sign = tuple[object, ...]
NEW_PERSON = 0
# Years of birth are often rounded when somebody else fills in the list.
MOST_YEARS_APART = 2


@dataclass(slots=True)
class JudgedRow:
    """A row with its verdict. ``values`` is None where the row cannot be read.

    ``person`` is the known person that it means, ``candidates`` those whom it may mean, and
    ``cancelled`` the registration that revives. ``is_chosen``: somebody has said who it is.
    """

    number: int
    cells: list[str]
    values: RowValues | None
    verdict: str = Verdict.NEW
    faults: list[Fault] = field(default_factory=list)
    person: int | None = None
    candidates: tuple[int, ...] = ()
    is_chosen: bool = False
    cancelled: int | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the row could be imported, or needs nothing."""
        waits = self.verdict == Verdict.POSSIBLE and not self.is_chosen
        return self.verdict != Verdict.WRONG and not waits

    @property
    def registers(self) -> bool:
        """Whether a commit would register somebody by this row."""
        return self.is_settled and self.verdict != Verdict.REGISTERED


@dataclass(slots=True, frozen=True)
class ListedRow:
    """A row to judge; ``values`` are what was read from it before, None to read it now."""

    number: int
    cells: list[str]
    values: RowValues | None = None


def judge_rows(
    rows: Sequence[ListedRow],
    *,
    mapping: Mapping[str, int],
    event: Event,
    province: Province,
    choices: Mapping[int, int] | None = None,
    within: Sequence[ListedRow] | None = None,
) -> list[JudgedRow]:
    """Judge the rows of a list for ``event`` and ``province``.

    ``choices`` are the answers given so far: row number to the person chosen, ``NEW_PERSON`` for
    nobody of those who are known. ``within`` are all rows of the list, where these are some of
    them. Costs the same few queries for any list, per 5,000 rows.
    """
    reader = make_reader(mapping, province)
    reader.settled_organisations = settled_organisations(rows, within or rows, reader, province)
    judged = [_read_row(row, reader) for row in rows]
    identify_rows(judged, province=province, choices=choices or {})
    _find_provinces(judged)
    _compare_with_registrations(judged, event)
    _find_repeated(judged, mapping)
    return judged


def make_reader(mapping: Mapping[str, int], province: Province) -> RowReader:
    """Return who reads the rows of a list for this province."""
    return RowReader(mapping, province=province, national_ids=national_ids_are_collected())


def identify_rows(
    judged: Sequence[JudgedRow], *, province: Province, choices: Mapping[int, int]
) -> None:
    """Say of rows that were read whom they mean, each for itself: see the rule above."""
    readable = [row.values for row in judged if row.values]
    numbers = indexes_by_number(readable)
    known = find_known_persons(readable, province=province, national_ids=numbers)
    for row in judged:
        if row.values:
            bearing = known.bearing(row.values, numbers.get(row.values.national_id, ()))
            _identify(row, bearing, numbers, province, choices.get(row.number))


def _read_row(row: ListedRow, reader: RowReader) -> JudgedRow:
    if row.values is not None:
        return JudgedRow(row.number, row.cells, row.values)
    values, faults = reader.read(row.cells)
    verdict = Verdict.WRONG if faults else Verdict.NEW
    return JudgedRow(row.number, row.cells, values, verdict, faults)


def settled_organisations(
    asking: Iterable[ListedRow], rows: Iterable[ListedRow], reader: RowReader, province: Province
) -> set[str]:
    """Return the keys of the organisations whose kind nobody asks of the rows that are ``asking``.

    The organisation is known in the province, or one of ``rows``, all of the list, says its kind.
    """
    named = {reader.organisation_key(row.cells) for row in asking if row.values is None} - {""}
    if not named:
        return named
    said = {key for row in rows if (key := _organisation_of_a_kind(row, reader)) in named}
    return said | set(find_organisations(province, named))


def _organisation_of_a_kind(row: ListedRow, reader: RowReader) -> str:
    # Of a row that was read the cells may be sealed. A kind that its organisation's name says is
    # said by the name in all other rows too.
    if row.values is not None:
        return row.values.organisation_key if row.values.kind else ""
    return reader.organisation_key(row.cells) if reader.says_kind(row.cells) else ""


def _identify(
    row: JudgedRow,
    bearing: Sequence[KnownPerson],
    numbers: Mapping[str, list[bytes]],
    province: Province,
    choice: int | None,
) -> None:
    values = row.values
    if not bearing or values is None:
        return
    indexes = numbers.get(values.national_id, [])
    home = [person for person in bearing if person.province == province.pk]
    same = [person for person in home if is_same(values, person, indexes)]
    if len(same) == 1:
        row.verdict, row.person = Verdict.KNOWN, same[0].pk
        return
    near = same or [person for person in home if may_be(values, person, indexes)]
    row.candidates = tuple(sorted(person.pk for person in near))
    if near:
        row.verdict = Verdict.POSSIBLE
        _apply_choice(row, choice)
    elif elsewhere := _same_elsewhere(values, bearing, indexes, province):
        _refuse(row, "known_elsewhere", elsewhere=elsewhere.province)


def _apply_choice(row: JudgedRow, choice: int | None) -> None:
    if choice is None or choice not in {NEW_PERSON, *row.candidates}:
        return
    row.is_chosen = True
    row.person = choice or None


def is_same(values: RowValues, person: KnownPerson, indexes: Sequence[bytes]) -> bool:
    """Say whether a row is this person: see the rule above."""
    if person.national_id and indexes:
        return person.national_id in indexes
    one_name = values.key_ar == person.key_ar or values.key_latin == person.key_latin
    if values.phone and values.phone == person.phone:
        return one_name
    both_names = values.key_ar == person.key_ar and values.key_latin == person.key_latin
    return (
        both_names
        and values.birth_year is not None
        and values.birth_year == person.birth_year
        and not (values.phone and person.phone)
        and not _differ(values.gender, person.gender)
    )


def may_be(values: RowValues, person: KnownPerson, indexes: Sequence[bytes]) -> bool:
    """Say whether a row that bears a sign of this person may be them."""
    years = (values.birth_year, person.birth_year)
    if None not in years and abs(years[0] - years[1]) > MOST_YEARS_APART:  # type: ignore[operator]  # neither is None
        return False
    return not _differ(values.gender, person.gender) and not (person.national_id and indexes)


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _same_elsewhere(
    values: RowValues, bearing: Sequence[KnownPerson], indexes: Sequence[bytes], home: Province
) -> KnownPerson | None:
    return next(
        (
            person
            for person in bearing
            if person.province != home.pk
            and is_same(values, person, indexes)
            and (person.national_id in indexes or person.phone == values.phone != "")
        ),
        None,
    )


def _refuse(row: JudgedRow, code: str, **params: int | str) -> None:
    row.verdict = Verdict.WRONG
    field_at = "national_id" if row.values and row.values.national_id else "phone"
    row.faults = [Fault(field=field_at, code=code, params=params)]


def _find_provinces(judged: Sequence[JudgedRow]) -> None:
    told = [row.faults[0]["params"] for row in judged if _is_elsewhere(row)]
    if told:
        iso = dict(Province.objects.values_list("pk", "iso"))
        for params in told:
            params["elsewhere"] = iso[params["elsewhere"]]


def _is_elsewhere(row: JudgedRow) -> bool:
    return bool(row.faults) and row.faults[0]["code"] == "known_elsewhere"


def _compare_with_registrations(judged: Sequence[JudgedRow], event: Event) -> None:
    meant = {row.person for row in judged if row.person}
    registrations = find_registrations(event, meant)
    for row in judged:
        if row.person in registrations:
            pk, state = registrations[row.person]
            if state == Registration.State.CANCELLED:
                row.cancelled = pk
            else:
                row.verdict = Verdict.REGISTERED


def _find_repeated(judged: Sequence[JudgedRow], mapping: Mapping[str, int]) -> None:
    bearing: dict[Sign, list[JudgedRow]] = {}
    for row in judged:
        if row.values is None or row.faults:
            continue
        signs = signs_of(row)
        earlier = (other for sign in signs for other in bearing.get(sign, ()))
        if first := next((other for other in earlier if _are_same(row, other)), None):
            row.faults = [_same_row(row, first, mapping)]
            row.verdict, row.candidates, row.cancelled = Verdict.WRONG, (), None
            # What somebody has said stays said: it holds again where the other row goes.
            row.person = row.person if row.is_chosen else None
        else:
            for sign in signs:
                bearing.setdefault(sign, []).append(row)


def signs_of(row: JudgedRow) -> list[Sign]:
    """Return what a row shares with another one that means the same person, at least one of it."""
    values = row.values
    if values is None:
        return []
    signs: list[Sign] = [(values.key_ar, values.key_latin, values.birth_year)]
    if row.person:
        signs.append(("person", row.person))
    if values.national_id:
        signs.append(("national_id", values.national_id))
    if values.phone:
        signs += [(values.phone, values.key_ar), (values.phone, values.key_latin)]
    return signs


def _are_same(row: JudgedRow, other: JudgedRow) -> bool:
    one, two = row.values, other.values
    if one is None or two is None:
        return False
    if row.person and row.person == other.person:
        return True
    number = two.national_id.encode()
    twin = KnownPerson(
        0, 0, two.key_ar, two.key_latin, two.phone, two.birth_year, two.gender, number
    )
    return is_same(one, twin, [one.national_id.encode()] if one.national_id else [])


def _same_row(row: JudgedRow, first: JudgedRow, mapping: Mapping[str, int]) -> Fault:
    one, two = row.values, first.values
    if one is None or two is None:
        raise ValueError("Rows that cannot be read are not compared.")
    if one.national_id and one.national_id == two.national_id:
        at = "national_id"
    elif one.phone and one.phone == two.phone:
        at = "phone"
    else:
        at = "family_name_ar" if "family_name_ar" in mapping else "full_name_ar"
    return Fault(field=at, code="same_row", params={"row": first.number})
