"""Make the screen fonts small enough for a cheap phone: woff2, without hinting.

Phones and modern screens do not use TrueType hinting; leaving it out saves a third. The Open
Font License reserves the name Plex for unchanged copies, so ours carries another inside.
"""

import os
from pathlib import Path

import brotli
from fontTools.ttLib import (  # type: ignore[import-untyped]  # the package ships no types
    TTFont,
    TTLibError,
)

from documents.fonts import SCREEN_FONTS, Font

OWN_NAME = "Takwin Sans Arabic"
HINTING_TABLES = ("fpgm", "prep", "cvt ", "DSIG")
# Records that name the family: 1, 3, 4, 6, 16 and 25 of the OpenType name table.
FAMILY_NAME_IDS = frozenset({1, 3, 4, 6, 16, 25})


def build_web_fonts(folder: Path) -> list[Path]:
    """Write the missing or outdated screen fonts into ``folder`` and return those written."""
    folder.mkdir(parents=True, exist_ok=True)
    targets = {folder / f"plex-arabic-{font.weight}.woff2": font for font in SCREEN_FONTS}
    outdated = [target for target, font in targets.items() if not _is_current(target, font)]
    for target in outdated:
        _write(targets[target], target)
    return outdated


def _is_current(target: Path, font: Font) -> bool:
    if not target.exists():
        return False
    try:
        with TTFont(target) as ours, TTFont(font.path, lazy=True) as source:
            return bool(ours["head"].fontRevision == source["head"].fontRevision)
    except (TTLibError, brotli.error):  # cut short by a full disk or a killed set-up
        return False


def _write(font: Font, target: Path) -> None:
    with TTFont(font.path, recalcTimestamp=False) as copy:
        _drop_hinting(copy)
        _rename(copy, font.family)
        copy.flavor = "woff2"
        unfinished = target.with_suffix(f".{os.getpid()}")
        copy.save(unfinished)
    unfinished.replace(target)


def _drop_hinting(font: TTFont) -> None:
    for table in HINTING_TABLES:
        if table in font:
            del font[table]
    outlines = font["glyf"]
    for name in outlines.keys():  # noqa: SIM118 iterating the table itself needs glyph order
        outlines[name].removeHinting()


def _rename(font: TTFont, family: str) -> None:
    compact = (family.replace(" ", ""), OWN_NAME.replace(" ", ""))
    for record in font["name"].names:
        if record.nameID in FAMILY_NAME_IDS:
            text = record.toUnicode().replace(family, OWN_NAME).replace(*compact)
            record.string = text
