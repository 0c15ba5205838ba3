"""The texts an administrator may set, and whether one can be printed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.designs.look import Languages
from certificates.designs.sentences import has_sound_brackets, is_balanced, placeholders_of
from documents.fonts import AMIRI_BOLD
from documents.shaping import shape_line

ARABIC, FRENCH = "ar", "fr"
LANGUAGES_OF = {
    Languages.BOTH: (ARABIC, FRENCH),
    Languages.ARABIC: (ARABIC,),
    Languages.FRENCH: (FRENCH,),
}


@dataclass(frozen=True)
class Text:
    """A sentence of a certificate: its name, what it is called on screen, its most characters.

    A look keeps it by name and language: ``title_ar``.
    """

    name: str
    label: Promise
    most: int


TEXTS = (
    Text("title", _("title"), 60),
    Text("opening", _("opening, before the name"), 200),
    Text("activity", _("what the person did"), 200),
    Text("event", _("line of the theme"), 200),
    Text("details", _("where, when and how long"), 300),
    Text("frame", _("project and partners"), 300),
    Text("closing", _("closing sentence"), 300),
    Text("made", _("place and date of issue"), 120),
)

PLACEHOLDERS: dict[str, Promise] = {
    "issuer": _("the network’s name"),
    "attests": _("in Arabic, «تشهد» or «يشهد» as the network’s name asks"),
    "event": _("the event’s title"),
    "venue": _("the venue and its commune"),
    "days": _("the training days, in words"),
    "hours": _("the hours of training, where hours are shown"),
    "modules": _("the modules that a trainer taught, in words"),
    "project": _("the project"),
    "partners": _("the partners, in words"),
    "city": _("the network’s city"),
    "date": _("the date of issue"),
}
# Only Arabic has a verb that agrees with the issuer.
ONLY_ARABIC = frozenset({"attests"})

PROBLEMS: dict[str, Promise] = {
    "unknown_text": _("A certificate has no such text."),
    "too_long": _("This text is too long."),
    "unbalanced": _("A brace or a bracket lacks its partner."),
    "wrong_brackets": _(
        "Square brackets hold three forms, [masculine|feminine|not known], or a part with a"
        " placeholder that is left out when there is nothing to say."
    ),
    "unknown_placeholder": _("This text has a placeholder that does not exist."),
    "missing_glyph": _("This text has a character that the font of the paper lacks."),
}


def text_keys(languages: Languages) -> list[str]:
    """Return the names under which a look keeps texts, in the order of the page."""
    return [f"{text.name}_{language}" for text in TEXTS for language in LANGUAGES_OF[languages]]


def known_placeholders(language: str) -> list[str]:
    """Return the placeholders that sentences of a language may have."""
    return [name for name in PLACEHOLDERS if language == ARABIC or name not in ONLY_ARABIC]


def check_text(key: str, value: str) -> list[str]:
    """Return what is wrong with a text of a look, as codes of `PROBLEMS`; nothing when it is fine.

    ``key`` is a name with its language, as ``title_ar``.
    """
    name, _underscore, language = key.rpartition("_")
    text = next((known for known in TEXTS if known.name == name), None)
    if text is None or language not in (ARABIC, FRENCH):
        return ["unknown_text"]
    checks = {
        "too_long": len(value) > text.most,
        "unbalanced": not is_balanced(value),
        "wrong_brackets": not has_sound_brackets(value),
        "unknown_placeholder": bool(placeholders_of(value) - set(known_placeholders(language))),
        "missing_glyph": bool(missing_letters(value)),
    }
    return [code for code, is_wrong in checks.items() if is_wrong]


def check_texts(texts: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return what is wrong with several texts, by name; nothing when all are fine."""
    found = {key: check_text(key, value) for key, value in texts}
    return {key: problems for key, problems in found.items() if problems}


def missing_letters(text: str) -> str:
    """Return the characters that the font of the paper lacks, each once."""
    return shape_line(text, AMIRI_BOLD, right_to_left=True).missing
