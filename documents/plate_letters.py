"""Letters for the glyphs of a plate that say the wrong thing, or nothing.

Some letters are drawn with two glyphs (ل before ك in Amiri). WeasyPrint gives the text of such a
letter to one of them and none to the other, or leaves both what they meant elsewhere, so that
readers guess. PDF/A-3u wants each glyph to say what it means: the pair is told to be one letter
(``ActualText``), as the press does with what it stamps. Which glyphs belong together is found by
shaping the words of the page again.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import (
    Array,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Operator,
    Page,
    Pdf,
    Stream,
    String,
)

from documents.fonts import ALL_ON_PAPER, Font
from documents.shaping import shape_line

ENTRY = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]*)>")
UNREAD = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
# Joins letters and is seen by nobody: for a glyph whose letter is not found.
JOINER = "\u200d"
GLYPH_BYTES = 2

Instruction = ContentStreamInstruction | pikepdf.ContentStreamInlineImage
# A glyph as its two bytes, or how far the pen moves before the next one.
Part = bytes | int | Decimal


@dataclass
class _Letters:
    """The letters that one font draws with several glyphs, and what those glyphs are part of."""

    groups: dict[tuple[bytes, ...], str]
    longest: int = 0
    part_of: dict[bytes, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.longest = max(map(len, self.groups), default=0)
        for group, letter in self.groups.items():
            self.part_of |= dict.fromkeys(group, letter)


def give_letters(pdf: Pdf, page: str) -> None:
    """Let every glyph in a file that WeasyPrint made of an HTML ``page`` say what it means."""
    words = set(html.unescape(UNREAD.sub(" ", page)).split())
    fonts = {name: font for page in pdf.pages for name, font in page.Resources.Font.items()}
    letters = {name: _Letters(_find_groups(font, words)) for name, font in fonts.items()}
    if any(font.groups for font in letters.values()):
        for sheet in pdf.pages:
            sheet.Contents = pdf.make_stream(_speak_up(sheet, letters))
        for form in pdf.objects:
            if isinstance(form, Stream) and form.get("/Subtype") == Name.Form:
                form.write(_speak_up(form, letters))
    for name, font in fonts.items():
        font.ToUnicode.write(_fill_gaps(font, letters[name]))


def _find_groups(font: Object, words: Iterable[str]) -> dict[tuple[bytes, ...], str]:
    """Return the letters that ``font`` draws with several glyphs in these words, by the glyphs."""
    source = _font_called(str(font.BaseFont).partition("+")[2])
    if source is None:
        return {}
    lines = (shape_line(word, source, right_to_left=True) for word in sorted(words))
    clusters = (cluster for line in lines for cluster in line.clusters)
    return {
        tuple(glyph.number.to_bytes(GLYPH_BYTES) for glyph in cluster.glyphs): cluster.text
        for cluster in clusters
        if len(cluster.glyphs) > 1
    }


def _font_called(name: str) -> Font | None:
    """Return the bundled font that a plate calls ``Paper-Bold``, say."""
    for font in ALL_ON_PAPER:
        if name == font.paper_family + ("-Bold" if font.weight > 400 else ""):
            return font
    return None


def _fill_gaps(font: Object, letters: _Letters) -> bytes:
    """Return the map of a font to letters without a glyph that has none."""

    def fill(entry: re.Match[bytes]) -> bytes:
        text = letters.part_of.get(bytes.fromhex(entry[1].decode()), JOINER)
        return b"<%s> <%s>" % (entry[1], text.encode("utf-16-be").hex().encode())

    cmap = font.ToUnicode.read_bytes()
    return ENTRY.sub(lambda entry: entry[0] if entry[2] else fill(entry), cmap)


def _speak_up(content: Page | Object, letters: dict[str, _Letters]) -> bytes:
    """Return a content stream in which groups of glyphs are told to be one letter."""
    spoken: list[Instruction] = []
    font: _Letters | None = None
    outer: list[_Letters | None] = []
    for instruction in pikepdf.parse_content_stream(content):
        operator = str(instruction.operator)
        if operator == "q":
            outer.append(font)
        elif operator == "Q":
            font = outer.pop()
        elif operator == "Tf":
            font = letters[str(instruction.operands[0])]
        if operator == "TJ" and font and font.groups:
            spoken += _show(list(_parts(instruction.operands)), font)
        else:
            spoken.append(instruction)
    return pikepdf.unparse_content_stream(spoken)


def _parts(operands: Any) -> Iterator[Part]:
    """Take what an operator TJ shows apart into glyphs and shifts."""
    (shown,) = operands
    for part in shown:
        if isinstance(part, String):
            text = bytes(part)
            yield from (text[i : i + GLYPH_BYTES] for i in range(0, len(text), GLYPH_BYTES))
        else:
            yield part


def _show(parts: list[Part], font: _Letters) -> Iterator[Instruction]:
    """Show glyphs, each group in a span that says its letter."""
    plain: list[Part] = []
    while parts:
        end, letter = _find_group(parts, font)
        if letter:
            yield from _draw(plain)
            plain = []
            spoken = Dictionary(ActualText=String(letter))
            yield ContentStreamInstruction([Name.Span, spoken], Operator("BDC"))
            yield from _draw(parts[:end])
            yield ContentStreamInstruction([], Operator("EMC"))
        else:
            plain += parts[:end]
        parts = parts[end:]
    yield from _draw(plain)


def _find_group(parts: list[Part], font: _Letters) -> tuple[int, str]:
    """Return how many parts make the group that begins here and its letter; 1 and "" for none."""
    glyphs: tuple[bytes, ...] = ()
    for end, part in enumerate(parts, start=1):
        if isinstance(part, bytes):
            glyphs += (part,)
            if glyphs in font.groups:
                return end, font.groups[glyphs]
        if not glyphs or len(glyphs) >= font.longest:
            break
    return 1, ""


def _draw(parts: list[Part]) -> Iterator[Instruction]:
    if parts:
        shown = [String(part) if isinstance(part, bytes) else part for part in parts]
        yield ContentStreamInstruction([Array(shown)], Operator("TJ"))
