"""Verification codes: 130 random bits in Crockford's base32, and a character that checks them.

The alphabet and the folding of look-alikes are Crockford's (crockford.com/base32.html). The check
character is one Reed-Solomon parity symbol over GF(32): the code read as a polynomial vanishes at
a primitive element. Each place has a weight of its own, so every single wrong character and every
exchange of two characters, adjacent or not, is found. (ISO 7064's hybrid MOD 33,32 was tried: it
misses one adjacent exchange in 496.)
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 26
LENGTH = RANDOM_CHARACTERS + 1
GROUP = 4
# x^5 + x^2 + 1, primitive over GF(2): multiplying by x walks through all 31 non-zero elements.
PRIMITIVE_POLYNOMIAL = 0b100101
LOOK_ALIKES = str.maketrans("OIL", "011")


def new_code() -> str:
    """Return a code that nobody can guess: 26 random characters and the check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the character that ends a code; ``body`` is made of ``ALPHABET`` alone."""
    return ALPHABET[_times_x(_syndrome(body))]


def normalise(typed: str) -> str:
    """Return what somebody typed as a code would be written.

    Spaces, hyphens and whatever else is no letter or digit go, small letters grow, digits of any
    script become 0-9, and O, I and L, which are in no code, the digits that they look like.
    """
    kept = (_plain(character) for character in unicodedata.normalize("NFKC", typed))
    return "".join(kept).upper().translate(LOOK_ALIKES)


def is_well_formed(code: str) -> bool:
    """Say whether a normalised code has the right length, letters and check character."""
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return False
    return _syndrome(code) == 0


def grouped(code: str) -> str:
    """Return a code as people read it, in groups of four: ``7Q2M-9XKD-…``."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _plain(character: str) -> str:
    if unicodedata.category(character)[0] in "ZPSC":
        return ""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _syndrome(code: str) -> int:
    """Evaluate the code at x by Horner's rule; 0 for a whole code means nothing is wrong."""
    value = 0
    for character in code:
        value = _times_x(value) ^ ALPHABET.index(character)
    return value


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ PRIMITIVE_POLYNOMIAL if value & 0b100000 else value
