"""Placeholders of messages: a fixed list, named in Arabic, French and English, filled in strictly.

A placeholder stands for a text and nothing else: no attribute, no format, no placeholder inside
what was filled in.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"
ARABIC, LATIN = re.compile(r"[\u0621-\u064a]"), re.compile(r"[A-Za-z\u00c0-\u024f]")
BRACED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Placeholder:
    """What may stand in braces: its names in three languages, and what it says."""

    key: str
    ar: str
    fr: str
    says: str | Promise

    def named(self, language: str) -> str:
        """Return it as it is written in a text of this language: ``{الاسم}``."""
        return f"{{{self.ar if language == 'ar' else self.fr}}}"


PLACEHOLDERS = (
    Placeholder("courtesy", "السيد", "civilité", gettext_lazy("السيد or السيدة, M. or Mme")),
    Placeholder("name", "الاسم", "nom", gettext_lazy("the person's full name")),
    Placeholder("event", "اللقاء", "rencontre", gettext_lazy("the theme of the event")),
    Placeholder("dates", "التاريخ", "dates", gettext_lazy("the days, in words")),
    Placeholder("hours", "التوقيت", "horaires", gettext_lazy("from when to when")),
    Placeholder("venue", "المكان", "lieu", gettext_lazy("the venue")),
    Placeholder("commune", "الجماعة", "commune", gettext_lazy("the commune of the venue")),
    Placeholder("reason", "السبب", "motif", gettext_lazy("the reason written beside the text")),
    Placeholder("place", "الوضعية", "situation", gettext_lazy("registered or on the waiting list")),
    Placeholder("province", "الإقليم", "province", gettext_lazy("the person's province")),
    Placeholder("coordinator", "المنسق", "coordinateur", gettext_lazy("whom to ask")),
    Placeholder(
        "coordinator_phone", "هاتف_المنسق", "téléphone", gettext_lazy("the phone of whom to ask")
    ),
    Placeholder("network", "الشبكة", "réseau", gettext_lazy("the network's name")),
)
BY_KEY = {placeholder.key: placeholder for placeholder in PLACEHOLDERS}


def _folded(name: str) -> str:
    """Return a name as it is compared: case, spaces and invisible marks do not count."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    visible = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return "_".join(visible.replace("-", " ").replace("_", " ").split())


BY_NAME = {
    _folded(name): placeholder
    for placeholder in PLACEHOLDERS
    for name in (placeholder.key, placeholder.ar, placeholder.fr)
}


@dataclass(frozen=True)
class Piece:
    """A stretch of a text that was filled in; ``is_gap`` where the value is not known."""

    text: str
    is_gap: bool = False


@dataclass(frozen=True)
class Filled:
    """A text with its placeholders filled in; ``gaps`` are the keys of those without a value."""

    pieces: tuple[Piece, ...]
    gaps: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text; a gap stands in it as its placeholder."""
        return "".join(piece.text for piece in self.pieces)


def check_placeholders(text: str) -> None:
    """Refuse (`ValidationError`) an unknown placeholder, and a brace without its partner."""
    unknown = [name for name in BRACED.findall(text) if _folded(name) not in BY_NAME]
    if unknown:
        raise ValidationError(
            ngettext(
                "%(unknown)s is no placeholder. Allowed are: %(allowed)s.",
                "%(unknown)s are no placeholders. Allowed are: %(allowed)s.",
                len(unknown),
            ),
            code="unknown_placeholder",
            params={
                "unknown": _(", ").join(f"{{{name}}}" for name in unknown),
                "allowed": _(", ").join(_allowed_beside(text)),
            },
        )
    if re.search(r"[{}]", BRACED.sub("", text)):
        raise ValidationError(
            _("A brace { or } stands alone. Placeholders are written like this: %(example)s."),
            code="lonely_brace",
            params={"example": BY_KEY["name"].named(_language_of(text))},
        )


def fill_in(text: str, values: Mapping[str, str], language: str) -> Filled:
    """Put the values, by key, in place of the placeholders; what is not known becomes a gap.

    ``text`` has passed `check_placeholders`; what has not stays as it is written.
    """
    pieces, gaps = [], []
    for literal, placeholder in _split(text):
        if literal:
            pieces.append(Piece(literal))
        if placeholder is None:
            continue
        value = values.get(placeholder.key, "")
        if not value:
            gaps.append(placeholder.key)
        text_or_gap = _kept_apart(value, language) or placeholder.named(language)
        pieces.append(Piece(text_or_gap, is_gap=not value))
    return Filled(tuple(pieces), tuple(dict.fromkeys(gaps)))


def _kept_apart(value: str, language: str) -> str:
    """Put the marks of direction around a value of the other script.

    Without them a phone that follows an Arabic name in a French text would stand before it.
    """
    if language == "ar":
        return f"{RIGHT_TO_LEFT}{value}{RIGHT_TO_LEFT}" if LATIN.search(value) else value
    return f"{LEFT_TO_RIGHT}{value}{LEFT_TO_RIGHT}" if ARABIC.search(value) else value


def _split(text: str) -> Iterator[tuple[str, Placeholder | None]]:
    """Yield each stretch of plain text with the placeholder that follows it."""
    start = 0
    for found in BRACED.finditer(text):
        if placeholder := BY_NAME.get(_folded(found[1])):
            yield text[start : found.start()], placeholder
            start = found.end()
    yield text[start:], None


def _language_of(text: str) -> str:
    return "ar" if ARABIC.search(text) else "fr"


def _allowed_beside(text: str) -> list[str]:
    language = _language_of(text)
    return [placeholder.named(language) for placeholder in PLACEHOLDERS]
