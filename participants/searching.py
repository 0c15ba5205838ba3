"""What somebody types to find a person or an organisation, and the condition that it makes.

The words come in any order and either script, a phone in any of its spellings. The conditions
are written so that PostgreSQL answers them from its trigram indexes, and give the same rows on
SQLite. ``by_reading`` writes them so that it does not: it then reads rows in the order that is
asked for, the quicker way to the first of many.
"""

import re
from dataclasses import dataclass

from django.db.models import F, Q, Value
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan

from participants.names import arabic_key, has_arabic_letters, latin_key, western_digits
from participants.phones import phone_search_digits

# A trigram index knows nothing shorter: such a word has to stand at the beginning of a name.
SHORTEST_PART = 3
# Stands behind every letter.
LAST_CHARACTER = "\U0010ffff"
PHONE = re.compile(r"[+(]?\d[\d().\s/-]*\d")


@dataclass(frozen=True)
class Words:
    """The words of a search, folded as the keys are; ``phones`` are digits as in E.164."""

    arabic: tuple[str, ...] = ()
    latin: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.arabic or self.latin or self.phones)

    @property
    def are_of_names(self) -> bool:
        """Whether there is more than a phone."""
        return bool(self.arabic or self.latin)

    @property
    def beginning(self) -> tuple[str, str]:
        """The field and the text with which the best matches begin; ("", "") without a name."""
        if self.arabic:
            return "key_ar", " ".join(self.arabic)
        return ("key_latin", " ".join(self.latin)) if self.latin else ("", "")


def read_words(text: str, *, with_phones: bool = True) -> Words:
    """Take a search apart into words of either script and, of people, phones."""
    phones = _phones_in(text) if with_phones else ()
    names = PHONE.sub(_keep_what_is_no_phone, western_digits(text)) if phones else text
    return Words(
        arabic=tuple(word for word in arabic_key(names).split() if has_arabic_letters(word)),
        latin=tuple(latin_key(names).split()),
        phones=phones,
    )


def begins(field: str, text: str) -> Q:
    """Build the condition that a key begins with a text, one stretch of its sorted index."""
    return Q(**{f"{field}__gte": text, f"{field}__lt": text + LAST_CHARACTER})


def key_holds(field: str, word: str, *, by_reading: bool = False) -> Q:
    """Build the condition that a key holds a word; one of two letters begins a name."""
    is_part = len(word) >= SHORTEST_PART
    if by_reading:
        key = F(field) if is_part else Concat(Value(" "), field)
        return Q(GreaterThan(StrIndex(key, Value(word if is_part else f" {word}")), 0))
    if is_part:
        return Q(**{f"{field}__contains": word})
    return begins(field, word) | Q(**{f"{field}__contains": f" {word}"})


def name_holds(words: Words, arabic: str, latin: str, *, by_reading: bool = False) -> Q:
    """Build the condition that a name holds every word; ``arabic`` and ``latin`` are its keys."""
    condition = Q()
    for field, each in ((arabic, words.arabic), (latin, words.latin)):
        for word in each:
            condition &= key_holds(field, word, by_reading=by_reading)
    return condition


def phones_hold(words: Words, path: str = "") -> Q:
    """Build the condition that a person's phone holds all the digits that were typed."""
    condition = Q()
    for digits in words.phones:
        condition &= Q(**{f"{path}phone__contains": digits})
    return condition


def _phones_in(text: str) -> tuple[str, ...]:
    found = (phone_search_digits(part) for part in PHONE.findall(western_digits(text)))
    return tuple(digits for digits in found if digits)


def _keep_what_is_no_phone(number: re.Match[str]) -> str:
    return "" if phone_search_digits(number[0]) else number[0]
