"""Names as people type them: cleaned for keeping, and folded into keys for finding.

The rules are those measured for Moroccan names (two spellings of one person meet, digits and
pasted marks do no harm); keys serve equality and search, never display. Both cleaning and
folding are idempotent.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Respelling = str | Callable[[re.Match[str]], str]
# What is read, what is kept of it, and the letters without which it cannot be met: to look for
# these is ten times as fast as to look for the whole.
Spelling = tuple[str, Respelling, str]

# What NFKC leaves as it is, alone and side by side, and what is seen: nearly all names.
PLAIN = re.compile(r"[ -~À-ÖØ-öø-ÿء-غف-ي]*")
ARABIC_LETTER = re.compile(r"[ء-غف-ي]")
PLAIN_LATIN = re.compile(r"(?:[a-z0-9]+(?: [a-z0-9]+)*)?")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
ARABIC_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىئی", "ي"),
        "ؤ": "و",
        "ة": "ه",
        **dict.fromkeys("گڭک", "ك"),
        "ڤ": "ف",
        "پ": "ب",
        "ء": None,
        "ـ": None,
    }
)
ARABIC_PARTICLES = r"\b(عبد|ابو|بن|بو|ايت|اولاد) +(?=\S)"
ARABIC_ENDINGS = r" +(الدين|الله|الزهرا)\b"
ARABIC_SPELLINGS: tuple[Spelling, ...] = (
    (ARABIC_PARTICLES, r"\1", " "),
    (ARABIC_ENDINGS, r"\1", " ال"),
    ("عبدالرحمان", "عبدالرحمن", "عبدالرحمان"),
    (r"\bابن +(?=\S)", "بن", "ابن "),
    # لحسن and الحسن are one name, said in Darija and written in full. No rule lengthens a key.
    (r"\bال(?=[حع])", "ل", "ال"),
    (r"\bفاطمه? ?(?:ال)?زهر(?:ا|ه)\b", "فاطمهالزهرا", "فاطم"),
)
LATIN_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "e", "ß": "s", "ç": "s", **dict.fromkeys("'’‘ʼʾʿ`´", None)}
)
LATIN_PARTICLES = r"\b(el|al|l|ben|bent|ait|abd|abdel|bou|bu) +(?=\S)"
# One sound, as French, Arabic and English habits write it. Read one after the other.
LATIN_SOUNDS: tuple[Spelling, ...] = (
    *(("ch", "sh", "ch"), ("ph", "f", "ph"), ("kh", "x", "kh"), ("gh", "g", "gh")),
    *(("th", "t", "th"), ("dh", "d", "dh"), ("dj", "j", "dj"), ("oe", "e", "oe")),
    *(("ou", "u", "ou"), ("o", "u", "o"), ("w", "u", "w"), ("y", "i", "y")),
    (r"[gq]u(?=[ei])", lambda letters: letters[0][0], "u"),
    (r"c(?=[ei])", "s", "c"),
    *(("c", "k", "c"), ("q", "k", "q")),
    (r"([a-z])\1+", r"\1", ""),
)
# Spellings of one name. What lengthens them stands at the beginning only: keys have to fit.
LATIN_SPELLINGS: tuple[Spelling, ...] = (
    # Abderrahmane and Abderrahman, Sanae and Sana.
    (r"(?<=[a-z]{2}[^aeiu ])e\b", "", "e"),
    (r"(?<=[a-z])ae\b", "a", "ae"),
    # El Amrani, Elamrani and Lamrani; Al Baraka and Albaraka; but not Alaoui or Ali.
    (r"\bel(?![0-9])|\bal(?=[^aeiul ])", "l", "l"),
    # Lahoucine, Lhoucine and El Houcine.
    (r"\blah", "lh", "lah"),
    # Abdellah and Abdallah, Abderrahim and Abd Rahim.
    (r"\babd[aeu](?=[^aeiu ])", "abd", "abd"),
    (r"(?<=[a-z]) ?[aeu]din\b", "edin", "din"),
    (r"^nurdin\b", "nuredin", "nurdin"),
    (r"^med(?= )", "muhamed", "med "),
    (r"\bmuhamad\b", "muhamed", "muhamad"),
    (r"\bm[aei]ri[ae]m\b", "meriem", "ri"),
    (r"\bi(?=(?:dris|brahim|smail)\b)", "", "i"),
    (r"\bfatim(?:a ?| )[ea]?z[au]hra\b", "fatimazahra", "fatim"),
)
LETTERS = {"Lu", "Ll", "Lt", "Lo"}
# Long lists are folded name by name: no look into the shared cache of patterns for each rule.
_pattern = cache(re.compile)


def western_digits(text: str) -> str:
    """Replace Arabic-Indic and Persian digits by 0-9."""
    return text if PLAIN.fullmatch(text) else text.translate(DIGITS)


def clean_name(text: str) -> str:
    """Return a name fit for keeping: one kind of space, no invisible marks, no lost ends.

    Harakat stay, presentation forms pasted from a PDF become letters, tatweel goes.
    """
    if PLAIN.fullmatch(text):
        return " ".join(text.split())
    text = unicodedata.normalize("NFKC", " ".join(text.split()))
    visible = "".join(c for c in text if unicodedata.category(c)[0] != "C" and c != "ـ")
    # A mark whose letter stood behind an invisible character can join it only now.
    return " ".join(unicodedata.normalize("NFKC", visible).split())


def arabic_key(name: str) -> str:
    """Fold a name in Arabic script: أحمد and احمد, فاطمة and فاطمه give the same key."""
    return _fold_until_stable(_fold_arabic, western_digits(clean_name(name)))


def latin_key(name: str) -> str:
    """Fold a name in Latin letters: Mohammed and Mohamed, El Alaoui and Elalaoui meet."""
    return _fold_until_stable(_fold_latin, western_digits(clean_name(name)))


def reader_uses_arabic() -> bool:
    """Say whether the reader's language is written in Arabic script."""
    return (get_language() or "ar").startswith("ar")


def has_arabic_letters(text: str) -> bool:
    """Say whether at least one letter of Arabic script stands in the text."""
    if text.isascii():
        return False
    return bool(ARABIC_LETTER.search(text)) or "ARABIC" in _scripts_of(text)


def validate_arabic_name(name: str) -> None:
    """Refuse a name that has no Arabic letter, or a letter of another script."""
    if set(_scripts_of(name)) != {"ARABIC"} or not arabic_key(name):
        raise ValidationError(
            _("Write “%(name)s” in Arabic letters."), code="not_arabic", params={"name": name}
        )


def validate_latin_name(name: str) -> None:
    """Refuse a name that has no Latin letter, or a letter of another script."""
    if set(_scripts_of(name)) != {"LATIN"} or not latin_key(name):
        raise ValidationError(
            _("Write “%(name)s” in Latin letters, as on the identity card."),
            code="not_latin",
            params={"name": name},
        )


def _scripts_of(text: str) -> list[str]:
    letters = (c for c in text if unicodedata.category(c) in LETTERS)
    return [unicodedata.name(c, "").partition(" ")[0] for c in letters]


def _fold_until_stable(fold: Callable[[str], str], text: str) -> str:
    # One rule can make room for another: "oou" gives "ou" gives "u".
    folded = fold(text)
    while folded != text:
        text, folded = folded, fold(folded)
    return folded


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in text if not unicodedata.combining(c))


def _fold_arabic(text: str) -> str:
    if not PLAIN.fullmatch(text):
        text = _without_marks(unicodedata.normalize("NFKC", text))
    text = " ".join(_pattern(r"[^\w\s]").sub(" ", text.translate(ARABIC_LETTERS)).split())
    return " ".join(respell(text, ARABIC_SPELLINGS).split())


def _fold_latin(text: str) -> str:
    text = text.lower()
    if not PLAIN_LATIN.fullmatch(text):
        text = _without_marks(unicodedata.normalize("NFKD", text.translate(LATIN_LETTERS)))
        text = " ".join(_pattern(r"[^a-z0-9\s]").sub(" ", text).split())
    if " " in text:
        text = _pattern(LATIN_PARTICLES).sub(r"\1", text)
    return " ".join(respell(respell(text, LATIN_SOUNDS), LATIN_SPELLINGS).split())


def respell(text: str, spellings: Iterable[Spelling]) -> str:
    """Apply the rules to a text, one after the other; what cannot be met is passed over."""
    for spelling, kept, letters in spellings:
        if letters in text:
            if isinstance(kept, str) and spelling == letters:
                text = text.replace(spelling, kept)
            else:
                text = _pattern(spelling).sub(kept, text)
    return text
