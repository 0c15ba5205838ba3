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
ARABIC_PARTICLES = re.compile(r"\b(عبد|ابو|بن|بو|ايت|اولاد) +(?=\S)")
ARABIC_ENDINGS = re.compile(r" +(الدين|الله|الزهرا)\b")
ARABIC_SPELLINGS = (
    ("عبدالرحمان", "عبدالرحمن"),
    (r"\bابن +(?=\S)", "بن"),
    # لحسن and الحسن are one name, said in Darija and written in full. No rule lengthens a key.
    (r"\bال(?=[حع])", "ل"),
    (r"\bفاطمه? ?(?:ال)?زهر(?:ا|ه)\b", "فاطمهالزهرا"),
)
LATIN_PARTICLES = re.compile(r"\b(el|al|l|ben|bent|ait|abd|abdel|bou|bu) +(?=\S)")
LATIN_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "e", "ß": "s", "ç": "s", **dict.fromkeys("'’‘ʼʾʿ`´", None)}
)
# One sound, as French, Arabic and English habits write it. Read one after the other.
LATIN_SOUNDS = (
    *(("ch", "sh"), ("ph", "f"), ("kh", "x"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("dj", "j")),
    *(("oe", "e"), ("ou", "u"), ("o", "u"), ("w", "u"), ("y", "i")),
    *((r"[gq]u(?=[ei])", lambda letters: letters[0][0]), (r"c(?=[ei])", "s"), (r"[cq]", "k")),
    (r"([a-z])\1+", r"\1"),
)
# Spellings of one name. What lengthens them stands at the beginning only: keys have to fit.
LATIN_SPELLINGS = (
    # Abderrahmane and Abderrahman, Sanae and Sana.
    (r"(?<=[a-z]{2}[^aeiu ])e\b", ""),
    (r"(?<=[a-z])ae\b", "a"),
    # El Amrani, Elamrani and Lamrani; Al Baraka and Albaraka; but not Alaoui or Ali.
    (r"\bel(?![0-9])|\bal(?=[^aeiul ])", "l"),
    # Lahoucine, Lhoucine and El Houcine.
    (r"\blah", "lh"),
    # Abdellah and Abdallah, Abderrahim and Abd Rahim.
    (r"\babd[aeu](?=[^aeiu ])", "abd"),
    (r"(?<=[a-z]) ?[aeu]din\b", "edin"),
    (r"^nurdin\b", "nuredin"),
    (r"^med(?= )|\bmuhamad\b", "muhamed"),
    (r"\bm[aei]ri[ae]m\b", "meriem"),
    (r"\bi(?=(?:dris|brahim|smail)\b)", ""),
    (r"\bfatim(?:a ?| )[ea]?z[au]hra\b", "fatimazahra"),
)
LETTERS = {"Lu", "Ll", "Lt", "Lo"}
# Long lists are folded name by name: no look into the shared cache of patterns for each rule.
_pattern = cache(re.compile)


def western_digits(text: str) -> str:
    """Replace Arabic-Indic and Persian digits by 0-9."""
    return text.translate(DIGITS)


def clean_name(text: str) -> str:
    """Return a name fit for keeping: one kind of space, no invisible marks, no lost ends.

    Harakat stay, presentation forms pasted from a PDF become letters, tatweel goes.
    """
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
    return any(script == "ARABIC" for script in _scripts_of(text))


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
    text = _without_marks(unicodedata.normalize("NFKC", text)).translate(ARABIC_LETTERS)
    text = re.sub(r"[^\w\s]", " ", text)
    text = ARABIC_PARTICLES.sub(r"\1", " ".join(text.split()))
    text = _respell(ARABIC_ENDINGS.sub(r"\1", text), ARABIC_SPELLINGS)
    return " ".join(text.split())


def _fold_latin(text: str) -> str:
    text = _without_marks(unicodedata.normalize("NFKD", text.lower().translate(LATIN_LETTERS)))
    text = " ".join(re.sub(r"[^a-z0-9\s]", " ", text).split())
    text = _respell(LATIN_PARTICLES.sub(r"\1", text), LATIN_SOUNDS)
    return " ".join(_respell(text, LATIN_SPELLINGS).split())


def _respell(text: str, spellings: Iterable[tuple[str, Respelling]]) -> str:
    for spelling, kept in spellings:
        text = _pattern(spelling).sub(kept, text)
    return text
