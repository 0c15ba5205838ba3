"""Which way each character of one line runs: the Unicode bidirectional algorithm (UAX #9).

Names and places are one line without explicit directional marks, so the rules for embeddings and
isolates are left out; the others are all here, so that ``جمعية الأمل (AMAL) 2020`` reads as it
does in a browser. Rule names in comments are those of the annex.
"""

import unicodedata
from itertools import groupby

# The invisible marks that the left-out rules are about; they are read as if absent (X9).
INVISIBLE = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"})
NEUTRAL = frozenset({"B", "S", "WS", "ON"}) | INVISIBLE
BRACKETS = {"(": ")", "[": "]", "{": "}"}


def embedding_levels(text: str, *, right_to_left: bool) -> list[int]:
    """Return the level of each character of ``text``: odd ones run from right to left."""
    base = 1 if right_to_left else 0
    classes = [unicodedata.bidirectional(character) or "L" for character in text]
    edge = "R" if right_to_left else "L"
    _resolve_weak(classes, edge)
    _resolve_brackets(text, classes, edge)
    _resolve_neutral(classes, edge)
    levels = [_level(resolved, base) for resolved in classes]
    _reset_trailing_space(text, levels, base)
    return levels


def direction_of(text: str) -> str:
    """Return ``rtl`` or ``ltr`` by the first letter of ``text``, ``auto`` without one (P2, P3)."""
    for character in text:
        resolved = unicodedata.bidirectional(character)
        if resolved in {"R", "AL"}:
            return "rtl"
        if resolved == "L":
            return "ltr"
    return "auto"


def visual_runs(levels: list[int]) -> list[tuple[int, int, int]]:
    """Return (start, end, level) of each stretch of one level, in order from left to right (L2)."""
    runs: list[tuple[int, int, int]] = []
    for level, group in groupby(range(len(levels)), key=levels.__getitem__):
        positions = list(group)
        runs.append((positions[0], positions[-1] + 1, level))
    for threshold in range(max(levels, default=0), 0, -1):
        runs = _reverse_stretches(runs, threshold)
    return runs


def _reverse_stretches(
    runs: list[tuple[int, int, int]], threshold: int
) -> list[tuple[int, int, int]]:
    ordered: list[tuple[int, int, int]] = []
    for is_reversed, group in groupby(runs, key=lambda run: run[2] >= threshold):
        stretch = list(group)
        ordered.extend(reversed(stretch) if is_reversed else stretch)
    return ordered


def _resolve_weak(classes: list[str], edge: str) -> None:
    """Settle marks, digits and what stands between digits (W1 to W7), in place."""
    visible = [i for i, name in enumerate(classes) if name not in INVISIBLE]
    previous, strong = edge, edge
    for i in visible:  # W1 to W3
        if classes[i] == "NSM":
            classes[i] = previous
        elif classes[i] in {"L", "R", "AL"}:
            strong = classes[i]
        elif classes[i] == "EN" and strong == "AL":
            classes[i] = "AN"
        previous = classes[i]
    for i in visible:
        if classes[i] == "AL":
            classes[i] = "R"
    _join_separators(classes, visible)
    _join_terminators(classes, visible)
    strong = edge
    for i in visible:  # W6, W7
        if classes[i] in {"ES", "ET", "CS"}:
            classes[i] = "ON"
        elif classes[i] in {"L", "R"}:
            strong = classes[i]
        elif classes[i] == "EN" and strong == "L":
            classes[i] = "L"


def _join_separators(classes: list[str], visible: list[int]) -> None:
    """Make 1.5 and 1/2 one number (W4)."""
    for before, i, after in zip(visible, visible[1:], visible[2:], strict=False):
        between = classes[before]
        if between != classes[after] or between not in {"EN", "AN"}:
            continue
        if classes[i] == "CS" or (classes[i] == "ES" and between == "EN"):
            classes[i] = between


def _join_terminators(classes: list[str], visible: list[int]) -> None:
    """Make a sign beside a number, as in 5 %, a part of it (W5)."""
    for is_terminator, group in groupby(range(len(visible)), lambda n: classes[visible[n]] == "ET"):
        places = list(group)
        around = {places[0] - 1, places[-1] + 1} & set(range(len(visible)))
        if is_terminator and any(classes[visible[n]] == "EN" for n in around):
            for n in places:
                classes[visible[n]] = "EN"


def _resolve_brackets(text: str, classes: list[str], edge: str) -> None:
    """Give both brackets of a pair one direction (N0)."""
    for start, end in _bracket_pairs(text, classes):
        inside = {_direction(classes[i]) for i in range(start + 1, end)} - {""}
        if edge in inside:
            direction = edge
        elif inside:
            before = (_direction(classes[i]) for i in range(start - 1, -1, -1))
            opposite = inside.pop()
            context = next((found for found in before if found), edge)
            direction = opposite if context == opposite else edge
        else:
            continue
        for bracket in (start, end):
            classes[bracket] = direction
            _carry_over_marks(text, classes, bracket)


def _carry_over_marks(text: str, classes: list[str], bracket: int) -> None:
    for i in range(bracket + 1, len(text)):
        if unicodedata.bidirectional(text[i]) != "NSM":
            return
        classes[i] = classes[bracket]


def _bracket_pairs(text: str, classes: list[str]) -> list[tuple[int, int]]:
    opened: list[tuple[str, int]] = []
    pairs = []
    for i, character in enumerate(text):
        if classes[i] != "ON":
            continue
        if character in BRACKETS:
            opened.append((BRACKETS[character], i))
            continue
        matching = [n for n, (closing, _) in enumerate(opened) if closing == character]
        if matching:
            pairs.append((opened[matching[-1]][1], i))
            del opened[matching[-1] :]
    return sorted(pairs)


def _direction(resolved: str) -> str:
    """Return the side a resolved class pulls to; numbers count as right to left here."""
    if resolved == "L":
        return "L"
    return "R" if resolved in {"R", "EN", "AN"} else ""


def _resolve_neutral(classes: list[str], edge: str) -> None:
    """Let spaces and signs follow their neighbours, or the line (N1, N2)."""
    sides = [_direction(name) for name in classes]
    for is_neutral, group in groupby(range(len(classes)), lambda i: classes[i] in NEUTRAL):
        places = list(group)
        if not is_neutral:
            continue
        before = sides[places[0] - 1] if places[0] else edge
        after = sides[places[-1] + 1] if places[-1] + 1 < len(classes) else edge
        for i in places:
            classes[i] = before if before == after else edge


def _level(resolved: str, base: int) -> int:
    """Return the level of a resolved class (I1, I2)."""
    if base == 0:
        return {"R": 1, "AN": 2, "EN": 2}.get(resolved, 0)
    return 1 if resolved == "R" else 2


def _reset_trailing_space(text: str, levels: list[int], base: int) -> None:
    """Let spaces at the end of the line follow the line (L1)."""
    for i in range(len(text.rstrip()), len(text)):
        levels[i] = base
