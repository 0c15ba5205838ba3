"""What stands inside a measured workbook: which sheet is read, and how far its cells reach.

Parts are parsed as they are unpacked and nothing of them is kept but lengths and numbers, so a
single cell in the far corner or a long text repeated in every cell is met before anybody makes
room for it. The extent that a sheet declares is not believed.
"""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from documents.spreadsheets.guard import Part
from documents.spreadsheets.refusals import Limits, SpreadsheetRefused

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
LONGEST_LETTERS = 3
# What makes a cell hold something: a value, or a text of its own.
CONTENT = frozenset(("v", "is"))
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
        extent = _Extent(limits)
        extent.measure(sheet.part)
        if extent.filled:
            _check_shared_text(sheet.part, extent.pointing, lengths, limits)
            return len(book.sheets), sheet
    raise SpreadsheetRefused("empty")


def _check_shared_text(part: Part, pointing: int, lengths: list[int], limits: Limits) -> None:
    """Refuse a sheet whose cells point to more text than can be held, each to a copy of its own."""
    if pointing * max(lengths, default=0) <= limits.max_text:
        return
    if _SharedText(lengths).measure(part) > limits.max_text:
        raise SpreadsheetRefused("too_much_text")


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
    """Walks over a sheet's cells and refuses the first one that stands too far out.

    Called for every element, so it does little: of a cell it keeps what it says of its place.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.columns = {column_letters(n): n for n in range(1, limits.max_columns + 1)}
        self.row = self.rows = self.filled = self.pointing = 0
        self.row_label = self.reference = ""
        # Cells since the last one that says where it stands.
        self.beyond = 0
        self.facts: list[str] = []
        self.is_open = self.is_row_counted = False

    def measure(self, part: Part) -> None:
        """Count the cells that hold something; raises SpreadsheetRefused."""
        parser = _new_parser()
        parser.ordered_attributes = True
        parser.StartElementHandler = self._note_element
        _feed(parser, part)

    def _note_element(self, name: str, facts: list[str]) -> None:
        if name == "c":
            self.is_open, self.facts = True, facts
            if facts and facts[0] == "r":
                self.reference, self.beyond = facts[1], 0
            elif "r" in facts[::2]:
                self.reference, self.beyond = facts[facts.index("r") + 1], 0
            else:
                self.beyond += 1
        elif name in CONTENT:
            if self.is_open:
                self.is_open = False
                self._fill()
        elif name == "row":
            self._open_row(facts)
        elif ":" in name:
            self._note_element(name.rpartition(":")[2], facts)

    def _open_row(self, facts: list[str]) -> None:
        self.reference, self.beyond, self.is_row_counted = "", 0, False
        self.row_label = facts[facts.index("r") + 1] if "r" in facts[::2] else str(self.row + 1)
        self.row = _row_number(self.row_label)

    def _fill(self) -> None:
        self.filled += 1
        self.pointing += "s" in self.facts[1::2]
        # Nearly every cell says that it stands in its row, after the row's first one.
        reference = self.reference
        is_usual = self.is_row_counted and not self.beyond
        if is_usual and reference.removesuffix(self.row_label) in self.columns:
            return
        letters = self.reference.rstrip("0123456789")
        column = self.columns.get(letters) or column_number(letters)
        if column + self.beyond > self.limits.max_columns:
            raise SpreadsheetRefused("too_many_columns", most=self.limits.max_columns)
        label = self.reference[len(letters) :]
        # A cell may stand in another row than the one it is written in.
        is_elsewhere = self.beyond == 0 and label != self.row_label
        if is_elsewhere or not self.is_row_counted:
            self.is_row_counted = not is_elsewhere
            self._count_row(_row_number(label) if is_elsewhere else self.row)

    def _count_row(self, number: int) -> None:
        self.rows += 1
        if self.rows > self.limits.max_rows + 1 or number > self.limits.last_row:
            raise SpreadsheetRefused("too_many_rows", most=self.limits.max_rows)


class _SharedText:
    """Adds up how long the texts are that a sheet's cells point to."""

    def __init__(self, lengths: list[int]) -> None:
        self.lengths = lengths
        self.total = 0
        self.is_shared = False
        self.pieces: list[str] = []

    def measure(self, part: Part) -> int:
        """Return the number of characters; raises SpreadsheetRefused for a text that is not."""
        parser = _new_parser()
        parser.StartElementHandler = self._note_start
        parser.CharacterDataHandler = self.pieces.append
        parser.EndElementHandler = self._note_end
        _feed(parser, part)
        return self.total

    def _note_start(self, name: str, facts: dict[str, str]) -> None:
        self.pieces.clear()
        if name.rpartition(":")[2] == "c":
            self.is_shared = facts.get("t") == "s"

    def _note_end(self, name: str) -> None:
        if self.is_shared and name.rpartition(":")[2] == "v":
            try:
                self.total += self.lengths[int("".join(self.pieces))]
            except (ValueError, IndexError) as damage:
                raise SpreadsheetRefused("broken") from damage
        self.pieces.clear()


def _row_number(label: str) -> int:
    if not (label.isascii() and label.isdigit()):
        raise SpreadsheetRefused("broken")
    return int(label[:8])


def column_number(letters: str) -> int:
    """Return 1 for A, 27 for AA; raises SpreadsheetRefused for what is no column."""
    if len(letters) > LONGEST_LETTERS or (letters and not letters.isalpha()):
        raise SpreadsheetRefused("broken")
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
