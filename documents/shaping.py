"""From a line of text to glyphs: direction, script, joining, marks; and its width.

One line has one face, which must hold both scripts. HarfBuzz does the joining and the marks.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter

import uharfbuzz as hb
from fontTools import unicodedata as scripts  # type: ignore[import-untyped]  # no types shipped
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # no types shipped

from documents.bidi import BRACKETS, embedding_levels, visual_runs
from documents.fonts import Font

# Of the OpenType name table.
POSTSCRIPT_NAME = 6
# Characters that belong to no script take the one before them (UAX #24).
SHARED_SCRIPTS = frozenset({"Zyyy", "Zinh", "Zzzz"})


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a line; lengths in thousandths of the font size."""

    number: int
    advance: float
    x_offset: float
    y_offset: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """The glyphs that together stand for ``text``, left to right.

    Mostly one glyph for one letter; several letters in a ligature, several glyphs for a letter
    that the font draws in parts.
    """

    text: str
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class ShapedLine:
    """A line ready to be drawn with ``font``, in the order of the eye."""

    font: Font
    text: str
    clusters: tuple[Cluster, ...]
    width: float

    @property
    def missing(self) -> str:
        """The characters that the font cannot draw, each once."""
        lacking = (c.text for c in self.clusters if any(g.number == 0 for g in c.glyphs))
        return "".join(dict.fromkeys(lacking))


@dataclass(frozen=True)
class Face:
    """An opened font file and what a page needs to know of it.

    Lengths are in thousandths of the font size; ``bounds`` is the box that holds every glyph.
    """

    name: str
    shaper: hb.Font
    scale: float
    bounds: tuple[float, ...]
    ascender: float
    descender: float


@lru_cache(maxsize=16)
def open_face(font: Font) -> Face:
    """Open a font once for the life of the process."""
    face = hb.Face(hb.Blob.from_file_path(str(font.path)))
    shaper = hb.Font(face)
    extents = shaper.get_font_extents("ltr")
    scale = 1000 / face.upem
    with TTFont(font.path, lazy=True) as tables:
        head, name = tables["head"], tables["name"].getDebugName(POSTSCRIPT_NAME)
        bounds = tuple(edge * scale for edge in (head.xMin, head.yMin, head.xMax, head.yMax))
    ascender, descender = extents.ascender * scale, -extents.descender * scale
    return Face(name, shaper, scale, bounds, ascender, descender)


@lru_cache(maxsize=1024)
def shape_line(text: str, font: Font, *, right_to_left: bool) -> ShapedLine:
    """Shape one line; digits and Latin inside Arabic, or the reverse, run their own way."""
    face = open_face(font)
    levels = embedding_levels(text, right_to_left=right_to_left)
    own = _scripts(text)
    clusters: list[Cluster] = []
    for start, end, level in visual_runs(levels):
        pieces = _script_runs(own, start, end)
        for piece in reversed(pieces) if level % 2 else pieces:
            clusters.extend(_shape_run(face, text, *piece, is_reversed=bool(level % 2)))
    width = sum(glyph.advance for cluster in clusters for glyph in cluster.glyphs)
    return ShapedLine(font, text, tuple(clusters), width)


def _scripts(text: str) -> list[str]:
    """Return the script of each character (UAX #24).

    What belongs to none takes the script before it, a closing bracket that of its opening one.
    """
    own = [scripts.script(character) for character in text]
    current = next((script for script in own if script not in SHARED_SCRIPTS), "Latn")
    opened: list[tuple[str, str]] = []
    for i, character in enumerate(text):
        if own[i] not in SHARED_SCRIPTS:
            current = own[i]
        elif character in BRACKETS:
            opened.append((BRACKETS[character], current))
        elif opened and character == opened[-1][0]:
            own[i] = opened.pop()[1]
            continue
        own[i] = current
    return own


def _script_runs(own: list[str], start: int, end: int) -> list[tuple[int, int, str]]:
    runs = []
    for script, group in groupby(range(start, end), key=own.__getitem__):
        places = list(group)
        runs.append((places[0], places[-1] + 1, script))
    return runs


def _shape_run(
    face: Face, text: str, start: int, end: int, script: str, *, is_reversed: bool
) -> list[Cluster]:
    buffer = hb.Buffer()
    buffer.add_str(text, start, end - start)
    buffer.direction = "rtl" if is_reversed else "ltr"
    buffer.script = script
    buffer.language = "ar" if script == "Arab" else "fr"
    # So that a mark is told from its letter.
    buffer.cluster_level = hb.BufferClusterLevel.CHARACTERS
    hb.shape(face.shaper, buffer)
    glyphs = [
        (info.cluster, _glyph(info.codepoint, position, face.scale))
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]
    letters = _letters_of_clusters(text, {cluster for cluster, _ in glyphs}, end)
    return [
        Cluster(letters[cluster], tuple(glyph for _, glyph in group))
        for cluster, group in groupby(glyphs, key=itemgetter(0))
    ]


def _glyph(number: int, position: hb.GlyphPosition, scale: float) -> Glyph:
    return Glyph(
        number, position.x_advance * scale, position.x_offset * scale, position.y_offset * scale
    )


def _letters_of_clusters(text: str, clusters: set[int], end: int) -> dict[int, str]:
    starts = sorted(clusters)
    return {start: text[start:stop] for start, stop in pairwise([*starts, end])}
