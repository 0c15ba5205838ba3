"""Communes as lists name them: with or without the article, and in their usual spellings."""

import re
from collections.abc import Iterable, Mapping

from network.models import Commune
from participants.names import arabic_key, has_arabic_letters, latin_key

TITLES = re.compile(
    r"(?:(?:ال)?جماعة(?: (?:ال)?(?:ترابية|حضرية|قروية))?|(?:ال)?بلدية"
    r"|(?:commune(?: urbaine| rurale| territoriale)?|municipalit[ée])(?: de| d['’])?) *",
    re.IGNORECASE,
)
ARTICLES = re.compile(r"(?:ال|(?:el|al|l|ez|es|er|ed|en|et)[ '’-])(?=\w{3})", re.IGNORECASE)


def communes_by_spelling(communes: Iterable[Commune]) -> dict[str, list[int]]:
    """Return the primary keys by each folded spelling, in either script, with and without article.

    A spelling with the article leads only to who bears it so, where there is somebody.
    """
    exact: dict[str, list[int]] = {}
    loose: dict[str, list[int]] = {}
    for commune in communes:
        names = _names(commune)
        for key in {_fold(name) for name in names} - {""}:
            exact.setdefault(key, []).append(commune.pk)
        for key in {_fold(_without_article(name)) for name in names} - {""}:
            loose.setdefault(key, []).append(commune.pk)
    return {**loose, **exact}


def find_communes(text: str, spellings: Mapping[str, list[int]]) -> list[int]:
    """Return the communes that a text can mean: none, one, or several of the same name."""
    untitled = _without(TITLES, text)
    for spelling in (text, untitled, _without_article(text), _without_article(untitled)):
        if found := spellings.get(_fold(spelling)):
            return found
    return []


def _names(commune: Commune) -> list[str]:
    aliases = [*commune.alias_ar.split("|"), *commune.alias_fr.split("|")]
    return [commune.name_ar, commune.name_fr, *aliases]


def _fold(text: str) -> str:
    return arabic_key(text) if has_arabic_letters(text) else latin_key(text)


def _without_article(name: str) -> str:
    return _without(ARTICLES, name)


def _without(beginning: re.Pattern[str], text: str) -> str:
    found = beginning.match(text)
    return text[found.end() :] if found else text
