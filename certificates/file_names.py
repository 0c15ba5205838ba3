"""Names of single files: number and Latin name, in letters that every machine keeps."""

import re
import unicodedata

# Latin letters that do not come apart into a plain one and a mark.
UNDIVIDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
     "đ": "d", "Đ": "D", "ı": "i", "ð": "d", "þ": "th"}
)  # fmt: skip
# Windows counts 260 characters for the whole path.
LONGEST = 120


def fold(text: str) -> str:
    """Return a text in A-Z, a-z, 0-9, with hyphens where anything else stood.

    Accents go, apostrophes and spaces become hyphens, other scripts vanish.
    """
    apart = unicodedata.normalize("NFKD", text.translate(UNDIVIDED))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")


def name_file(number: str, name_latin: str) -> str:
    """Return the name of a certificate's file without its ending: ``RAD-2026-SB01-0001_Ali-BA``."""
    parts = (fold(number), fold(name_latin))
    return "_".join(part for part in parts if part)[:LONGEST].rstrip("-_") or "certificate"


class FileNames:
    """The names in one archive: none comes twice, whatever is taken for the same letter."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def choose(self, number: str, name_latin: str) -> str:
        """Return a name with its ending that nobody has here; small and great letters are one."""
        stem = name = name_file(number, name_latin)
        turn = 1
        while name.lower() in self._taken:
            turn += 1
            name = f"{stem}-{turn}"
        self._taken.add(name.lower())
        return f"{name}.pdf"
