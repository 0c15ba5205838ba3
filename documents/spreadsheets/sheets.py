"""What stands inside a measured workbook: which sheet is read, and how far its cells reach.

Parts are parsed as they are unpacked and nothing of them is kept but lengths and numbers, so a
single cell in the far corner or a long text repeated in every cell is met before anybody makes
room for it. The extent that a sheet declares is not believed.
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from documents.spreadsheets.guard import Part
from documents.spreadsheets.refusals import Limits, SpreadsheetRefused

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
HIDDEN = ("hidden", "veryHidden")


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook: its place among all of them, its name and the part it is kept in."""

    position: int
    name: str
    part: Part


def find_sheet(parts: dict[str, Part], limits: Limits) -> tuple[int, Sheet]:
    """Return how many sheets there are, and the first visible one that holds something.

    The sheet has been checked against the limits. Raises SpreadsheetRefused.
    """
    if WORKBOOK not in parts:
        raise SpreadsheetRefused("broken")
    book = _Book(parts)
    lengths = _lengths_of_shared_texts(book.shared_texts, limits)
    for sheet in book.visible_sheets():
        if _Extent(lengths, limits).measure(sheet.part):
            return len(book.sheets), sheet
    raise SpreadsheetRefused("empty")


class _Book:
    """The sheets that the workbook lists, and where its relations say they are kept."""

    def __init__(self, parts: dict[str, Part]) -> None:
        self.parts = parts
        self.targets: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.sheets: list[dict[str, str]] = []
        if RELATIONS in parts:
            _parse(parts[RELATIONS], self._note_relation)
        _parse(parts[WORKBOOK], self._note_sheet)

    @property
    def shared_texts(self) -> Part | None:
        """The texts that cells point to by number."""
        targets = [self.targets[key] for key, kind in self.kinds.items() if kind == "sharedstrings"]
        return self.parts.get(targets[0]) if targets else self.parts.get("xl/sharedstrings.xml")

    def visible_sheets(self) -> list[Sheet]:
        """Return the sheets of cells that are not hidden, in the workbook's order."""
        found = []
        for position, facts in enumerate(self.sheets):
            relation = facts.get("id", "")
            if facts.get("state") in HIDDEN or self.kinds.get(relation) != "worksheet":
                continue
            part = self.parts.get(self.targets[relation])
            if part is None:
                raise SpreadsheetRefused("broken")
            found.append(Sheet(position, facts.get("name", ""), part))
        return found

    def _note_relation(self, name: str, facts: dict[str, str]) -> None:
        if name != "Relationship":
            return
        key, kind = facts.get("Id", ""), facts.get("Type", "").rpartition("/")[2].lower()
        if kind == "externallink":
            raise SpreadsheetRefused("external_links")
        if kind in ("vbaproject", "xlmacrosheet", "xlintlmacrosheet"):
            raise SpreadsheetRefused("macros")
        if key in self.targets or (kind == "sharedstrings" and kind in self.kinds.values()):
            raise SpreadsheetRefused("broken")
        target = facts.get("Target", "").replace("\\", "/")
        self.targets[key] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").lower()
        self.kinds[key] = kind

    def _note_sheet(self, name: str, facts: dict[str, str]) -> None:
        if name == "sheet":
            self.sheets.append({key.rpartition(":")[2]: value for key, value in facts.items()})


def _parse(part: Part, note: Callable[[str, dict[str, str]], None]) -> None:
    """Tell `note` the local name and the attributes of each element."""
    parser = _new_parser()
    parser.StartElementHandler = lambda name, facts: note(name.rpartition(":")[2], facts)
    _feed(parser, part)


def _new_parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_declarations
    return parser


def _refuse_declarations(*_declaration: object) -> None:
    raise SpreadsheetRefused("entities")


def _feed(parser: expat.XMLParserType, part: Part) -> None:
    try:
        for piece in part.unpack():
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as damage:
        raise SpreadsheetRefused("broken") from damage


def _lengths_of_shared_texts(part: Part | None, limits: Limits) -> list[int]:
    """Return the length of each shared text; raises SpreadsheetRefused when there are too many."""
    lengths: list[int] = []
    if part is None:
        return lengths

    def note_element(name: str, _facts: object) -> None:
        if name.rpartition(":")[2] == "si":
            lengths.append(0)

    def note_text(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    parser = _new_parser()
    parser.StartElementHandler, parser.CharacterDataHandler = note_element, note_text
    _feed(parser, part)
    if sum(lengths) > limits.max_text:
        raise SpreadsheetRefused("too_much_text")
    return lengths


class _Extent:
    """Walks over a sheet's cells and refuses the first one that leads too far."""

    def __init__(self, lengths_of_shared_texts: list[int], limits: Limits) -> None:
        self.lengths, self.limits = lengths_of_shared_texts, limits
        self.row = self.column = self.filled = self.text = 0
        self.rows = 0
        self.last_filled_row = 0
        self.cell_text: list[str] = []
        self.is_shared = self.is_filled = False

    def measure(self, part: Part) -> int:
        """Return the number of cells that hold something; raises SpreadsheetRefused."""
        parser = _new_parser()
        parser.ordered_attributes = True
        parser.StartElementHandler = self._note_element
        parser.CharacterDataHandler = self.cell_text.append
        _feed(parser, part)
        self._close_cell()
        return self.filled

    def _note_element(self, name: str, facts: list[str]) -> None:
        local = name.rpartition(":")[2] if ":" in name else name
        if local == "c":
            self._close_cell()
            self._open_cell(facts)
        elif local in ("v", "t", "is"):
            self.is_filled = True
            # What stood before it is a formula or white space.
            if local == "v":
                self.cell_text.clear()
        elif local == "row":
            self._close_cell()
            self._open_row(facts)

    def _open_row(self, facts: list[str]) -> None:
        self.row, self.column = self.row + 1, 0
        if "r" in facts[::2]:
            number = facts[facts[::2].index("r") * 2 + 1]
            if not (number.isascii() and number.isdigit()):
                raise SpreadsheetRefused("broken")
            self.row = int(number[:8])

    def _open_cell(self, facts: list[str]) -> None:
        self.column += 1
        self.is_shared = False
        for key, value in zip(facts[::2], facts[1::2], strict=True):
            if key == "r":
                place = CELL.fullmatch(value)
                if place is None:
                    raise SpreadsheetRefused("broken")
                self.column, self.row = column_number(place[1]), int(place[2])
            elif key == "t":
                self.is_shared = value == "s"

    def _close_cell(self) -> None:
        """Count the cell that has just ended."""
        text = "".join(self.cell_text)
        self.cell_text.clear()
        if not self.is_filled:
            return
        self.is_filled = False
        self.filled += 1
        if self.row != self.last_filled_row:
            self.last_filled_row = self.row
            self.rows += 1
        self._check_place()
        self._check_length(self._length_of_shared(text) if self.is_shared else len(text))

    def _check_place(self) -> None:
        limits = self.limits
        if self.column > limits.max_columns:
            raise SpreadsheetRefused("too_many_columns", most=limits.max_columns)
        if self.rows > limits.max_rows + 1 or self.row > limits.last_row:
            raise SpreadsheetRefused("too_many_rows", most=limits.max_rows)

    def _check_length(self, length: int) -> None:
        self.text += length
        if length > self.limits.max_cell_length:
            cell = f"{column_letters(self.column)}{self.row}"
            raise SpreadsheetRefused("cell_too_long", cell=cell, most=self.limits.max_cell_length)
        if self.text > self.limits.max_text:
            raise SpreadsheetRefused("too_much_text")

    def _length_of_shared(self, number: str) -> int:
        try:
            return self.lengths[int(number)]
        except (ValueError, IndexError) as damage:
            raise SpreadsheetRefused("broken") from damage


def column_number(letters: str) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
