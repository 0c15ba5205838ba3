"""Sentences with placeholders: ``في إطار مشروع «{project}»[، بشراكة مع {partners}]``.

``{name}`` stands for what a certificate knows by that name. Square brackets hold either the forms
of a word by the person's gender, ``[شارك|شاركت|شارك(ت)]`` for a man, a woman and somebody whose
gender is not known, or a part that is left out when one of its placeholders has nothing to say,
``[، لمدة {hours}]``. Nothing else has a meaning: ``<b>`` is printed as ``<b>``.
"""

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
BRACKETS = re.compile(r"\[([^\[\]]*)\]")
# A letter that Arabic joins to the word after it: by, to, like, and "and" before them.
JOINED = re.compile(r"(?:(?<![\u0621-\u065f])(و?[بلك]))?\{([a-z_]+)\}")
SPACES = re.compile(" {2,}")
# Which of a word's forms suits whom; what is no person has none.
FORMS = {"m": 0, "f": 1, "": 2}
NO_PERSON = "-"
ENDS = ".:!?؟،؛,;…"


def fill(sentence: str, values: Mapping[str, str], gender: str) -> str:
    """Return a sentence as it is printed; "" when it has nothing to say.

    ``gender`` is ``f``, ``m``, ``""`` when it is not known, or `NO_PERSON` for an organisation, to
    which no form suits. Raises KeyError for a placeholder that ``values`` lacks.
    """
    chosen = BRACKETS.sub(lambda found: _choose(found[1], values, gender), sentence)
    filled = JOINED.sub(lambda found: _join(found[1] or "", values[found[2]]), chosen)
    text = SPACES.sub(" ", filled).replace(" ،", "،").strip().lstrip("،,؛; ")
    return text if any(character.isalnum() for character in text) else ""


def placeholders_of(sentence: str) -> set[str]:
    """Return the names in braces."""
    return set(PLACEHOLDER.findall(sentence))


def is_balanced(sentence: str) -> bool:
    """Tell whether every brace and bracket has its partner, and no bar stands alone."""
    rest = BRACKETS.sub(lambda found: PLACEHOLDER.sub("", found[1]).replace("|", ""), sentence)
    return not set("{}[]|") & set(PLACEHOLDER.sub("", rest))


def has_sound_brackets(sentence: str) -> bool:
    """Tell whether each bracket holds three forms, or a part with a placeholder."""
    return all(
        inner.count("|") == len(FORMS) - 1 if "|" in inner else bool(PLACEHOLDER.search(inner))
        for inner in BRACKETS.findall(sentence)
    )


def end(sentence: str, mark: str) -> str:
    """Return the sentence with ``mark`` at its end, unless it has one of its own."""
    return sentence + mark if sentence and sentence[-1] not in ENDS else sentence


def _choose(inner: str, values: Mapping[str, str], gender: str) -> str:
    if "|" in inner:
        return "" if gender == NO_PERSON else inner.split("|")[FORMS[gender]]
    return inner if all(values[name] for name in placeholders_of(inner)) else ""


def _join(particle: str, value: str) -> str:
    """Put a particle before a word: joined to an Arabic one, apart from any other."""
    if not (particle and value):
        return particle + value
    if not "\u0621" <= value[0] <= "\u064a":
        return f"{particle}ـ {value}"
    if particle.endswith("ل") and value.startswith("ال"):
        return f"{particle}{value[1:]}"
    return f"{particle}{value}"
