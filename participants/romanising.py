"""A name in Latin letters suggested from the Arabic one, as Morocco's registry spells it.

Names that are known come from ``moroccan_names.csv``, the rest is spelt letter by letter in the
French manner. A suggestion is never kept before somebody has confirmed it: Arabic script leaves
short vowels out, and the identity card decides.
"""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

from participants.names import arabic_key, clean_name

Part = Literal["given", "family"]

TABLE = Path(__file__).parent / "moroccan_names.csv"
LONGEST_NAME_IN_WORDS = 3
CONSONANTS = {
    "ب": "b",
    "ت": "t",
    "ث": "t",
    "ج": "j",
    "ح": "h",
    "خ": "kh",
    "د": "d",
    "ذ": "d",
    "ر": "r",
    "ز": "z",
    "س": "s",
    "ش": "ch",
    "ص": "s",
    "ض": "d",
    "ط": "t",
    "ظ": "d",
    "غ": "gh",
    "ف": "f",
    "ڤ": "v",
    "پ": "p",
    "ق": "k",
    "ك": "k",
    "ک": "k",
    "گ": "g",
    "ڭ": "g",
    "ل": "l",
    "م": "m",
    "ن": "n",
    "ه": "h",
}
VOWELS = {"ا": "a", "أ": "a", "آ": "a", "إ": "i", "ى": "a", "ة": "a", "ؤ": "ou", "ئ": "i"}
# Before these the article's L is not heard, and the registry mostly leaves the article out.
SUN_LETTERS = "تثدذرزسشصضطظلن"
JOINED_BEGINNINGS = (("بو", "bou"), ("بل", "bel"), ("بن", "ben"))
FRENCH_HABITS = (
    (r"(?<=[aeiou])s(?=[aeiou])", "ss"),
    (r"g(?=[ei])", "gu"),
    (r"in$", "ine"),
    (r"a{3,}", "aa"),
    (r"i{2,}", "i"),
    (r"^aa", "a"),
)


def suggest_latin(name_ar: str, part: Part = "given") -> str:
    """Return how a given or family name is mostly spelt in Latin letters, with capitals.

    Empty for a text without Arabic letters to spell.
    """
    unmarked = "".join(c for c in clean_name(name_ar) if not unicodedata.combining(c))
    words = re.sub(r"[^\w\s]", " ", unmarked).split()
    spelt: list[str] = []
    while words:
        spelling, used = _spell_longest(words, part)
        spelt.append(spelling)
        words = words[used:]
    return " ".join(filter(None, spelt))


def _spell_longest(words: list[str], part: Part) -> tuple[str, int]:
    for length in range(min(LONGEST_NAME_IN_WORDS, len(words)), 1, -1):
        if known := _known_spelling(" ".join(words[:length]), part):
            return known, length
    if len(words) > 1 and (joined := _spell_joined(words[0], words[1])):
        return joined, 2
    return _known_spelling(words[0], part) or _spell_word(words[0], part), 1


def _known_spelling(name: str, part: Part) -> str:
    key = arabic_key(name)
    other: Part = "family" if part == "given" else "given"
    return _spellings().get((part, key)) or _spellings().get((other, key)) or ""


@cache
def _spellings() -> dict[tuple[str, str], str]:
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return {
            (row["part"], arabic_key(row["arabic"])): row["latin"] for row in csv.DictReader(rows)
        }


def _spell_joined(first: str, second: str) -> str:
    """Spell names that are two words in Arabic and one in Latin letters: Abdelkader, Noureddine."""
    if second == "الدين":
        return f"{_letters(_without_article(first))}eddine".capitalize()
    if first != "عبد" or second == _without_article(second):
        return ""
    bare = _without_article(second)
    spelt = _letters(bare)
    # Assimilated to the letter that follows: Abderrahim, Abdessamad.
    article = f"e{CONSONANTS[bare[0]][0]}" if bare[0] in SUN_LETTERS and bare[0] != "ش" else "el"
    return f"abd{'e' if bare[0] == 'ش' else article}{spelt}".capitalize()


def _spell_word(word: str, part: Part) -> str:
    bare = _without_article(word)
    for beginning, spelling in JOINED_BEGINNINGS:
        rest = bare.removeprefix(beginning)
        known = _known_spelling(rest, "given").removeprefix("El ")
        if rest != bare and len(rest) > 2 and (known or rest[0] not in "اويىة"):
            return f"{spelling}{(known or _letters(rest)).lower()}".capitalize()
    spelt = _letters(bare).capitalize()
    has_moon_article = bare != word and bare[0] not in SUN_LETTERS
    return f"El {spelt}" if has_moon_article and part == "family" and spelt else spelt


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 3 else word


def _letters(word: str) -> str:
    """Spell letter by letter, with a vowel where two consonants would be left without one."""
    sounds = _sounds(word)
    spelt = ""
    for position, (sound, is_vowel) in enumerate(sounds):
        spelt += sound
        if not is_vowel and _lacks_vowel(sounds, position):
            # فاعل: Khalid, Adil.
            after_long_a = position > 1 and sounds[position - 1][0] == "a"
            spelt += "i" if after_long_a and position == len(sounds) - 2 else "a"
    for habit, written in FRENCH_HABITS:
        spelt = re.sub(habit, written, spelt)
    return f"{spelt}e" if word.endswith("ان") else spelt


def _lacks_vowel(sounds: list[tuple[str, bool]], position: int) -> bool:
    following = sounds[position + 1 : position + 3]
    if not following or following[0][1]:
        return False
    opens_syllable = position == 0 or not sounds[position - 1][1]
    return (opens_syllable and not _has_inserted_before(sounds, position)) or len(following) == 1


def _has_inserted_before(sounds: list[tuple[str, bool]], position: int) -> bool:
    return position > 0 and not sounds[position - 1][1] and _lacks_vowel(sounds, position - 1)


def _sounds(word: str) -> list[tuple[str, bool]]:
    """Return each letter as it is written in French, and whether that is a vowel."""
    sounds: list[tuple[str, bool]] = []
    for position, letter in enumerate(word):
        before, after = word[:position], word[position + 1 :]
        sound = _sound(letter, before, after)
        if sound[0]:
            sounds.append(sound)
    return sounds


def _sound(letter: str, before: str, after: str) -> tuple[str, bool]:
    vowel_before = bool(before) and (before[-1] in VOWELS or before[-1] in "وي")
    if letter in "وي":
        return _half_vowel(letter, before, after, vowel_before)
    if letter == "ع":
        closed = before and not vowel_before and after and after[0] in CONSONANTS
        return ("aa" if closed else "a" if not (vowel_before and not after) else "e", True)
    if letter == "ء":
        return ("e" if before.endswith("ا") and not after else "", True)
    if letter == "ا" and not before:
        return ("i" if all(each in CONSONANTS for each in after[:2]) else "a", True)
    if letter == "ة" and before.endswith("ا"):
        return ("t", False)
    if letter == "ه" and not after and len(before) > 2:
        return ("a", True)
    return (VOWELS[letter], True) if letter in VOWELS else (CONSONANTS.get(letter, ""), False)


def _half_vowel(letter: str, before: str, after: str, vowel_before: bool) -> tuple[str, bool]:
    opens = bool(after) and after[0] in "اويىةآ"
    if letter == "ي":
        return ("y", False) if opens and (vowel_before or not before) else ("i", True)
    if not before and after and after[0] in CONSONANTS:
        return ("oua", True)
    # نوال, بدوي: a vowel is heard before it.
    heard_apart = opens and bool(before) and not vowel_before and len(before) < 4
    return ("aou", True) if heard_apart and (after[0] == "ي" or len(before) == 1) else ("ou", True)
