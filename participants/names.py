"""Names as people type them: cleaned for keeping, and folded into keys for finding.

The rules are those measured for Moroccan names (two spellings of one person meet, digits and
pasted marks do no harm); keys serve equality and search, never display.
"""

import re
import unicodedata

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
ARABIC_PARTICLES = re.compile(r"\b(عبد|ابو|بن|ابن|بو|ايت|اولاد) +(?=\S)")
ARABIC_ENDINGS = re.compile(r" +(الدين|الله|الزهرا)\b")
LATIN_PARTICLES = re.compile(r"\b(el|al|ben|bent|ait|abd|abdel|bou|bu) +(?=\S)")
LATIN_SOUNDS = (("ou", "u"), ("ch", "sh"), ("ph", "f"), ("kh", "x"), ("gh", "g"))


def western_digits(text: str) -> str:
    """Replace Arabic-Indic and Persian digits by 0-9."""
    return text.translate(DIGITS)


def clean_name(text: str) -> str:
    """Return a name fit for keeping: one kind of space, no invisible marks, no lost ends.

    Harakat stay, presentation forms pasted from a PDF become letters, tatweel goes.
    """
    text = unicodedata.normalize("NFKC", text)
    visible = (c for c in text if unicodedata.category(c) != "Cf" and c != "ـ")
    return " ".join("".join(visible).split())


def arabic_key(name: str) -> str:
    """Fold a name in Arabic script: أحمد and احمد, فاطمة and فاطمه give the same key."""
    text = unicodedata.normalize("NFKC", western_digits(name))
    text = "".join(
        c for c in text if not unicodedata.combining(c) and unicodedata.category(c) != "Cf"
    )
    text = re.sub(r"[^\w\s]", " ", text.translate(ARABIC_LETTERS))
    text = ARABIC_PARTICLES.sub(r"\1", " ".join(text.split()))
    text = ARABIC_ENDINGS.sub(r"\1", text).replace("عبدالرحمان", "عبدالرحمن")
    return " ".join(text.split())


def latin_key(name: str) -> str:
    """Fold a name in Latin letters: Mohammed and Mohamed, El Alaoui and Elalaoui meet."""
    text = unicodedata.normalize("NFKD", western_digits(name)).lower()
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"[^a-z0-9\s]", " ", text.replace("'", "").replace("’", ""))
    text = LATIN_PARTICLES.sub(r"\1", " ".join(text.split()))
    for spelling, sound in LATIN_SOUNDS:
        text = text.replace(spelling, sound)
    text = re.sub(r"([a-z])\1+", r"\1", text)
    return " ".join(text.split())
