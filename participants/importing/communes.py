"""Communes as lists name them: with or without the article, and in their usual spellings."""

import re
from collections.abc import Iterable, Mapping

from network.models import Commune
from participants.names import arabic_key, has_arabic_letters, latin_key

TITLES = re.compile(
    r"^(?:(?:ال)?جماعه (?:(?:ال)?ترابيه |(?:ال)?حضريه |(?:ال)?قرويه )?|(?:ال)?بلديه |"
    r"comune (?:urbaine |rurale |territoriale )?(?:de |d )?|municipalite (?:de |d )?)"
)
ARTICLES = re.compile(r"^(?:ال|el ?|al ?|l )(?=\w{3})")


def communes_by_spelling(communes: Iterable[Commune]) -> dict[str, list[int]]:
    """Return the primary keys by each folded spelling, in either script, with and without article.

    A spelling with the article leads only to who bears it so, where there is somebody.
    """
    exact: dict[str, list[int]] = {}
    loose: dict[str, list[int]] = {}
    for commune in communes:
        keys = {_fold(name) for name in _names(commune)} - {""}
        for key in keys:
            exact.setdefault(key, []).append(commune.pk)
        for key in {_without_article(key) for key in keys}:
            loose.setdefault(key, []).append(commune.pk)
    return {**loose, **exact}


def find_communes(text: str, spellings: Mapping[str, list[int]]) -> list[int]:
    """Return the communes that a text can mean: none, one, or several of the same name."""
    key = _fold(text)
    untitled = TITLES.sub("", key)
    for spelling in (key, untitled, _without_article(key), _without_article(untitled)):
        if found := spellings.get(spelling):
            return found
    return []


def _names(commune: Commune) -> list[str]:
    aliases = [*commune.alias_ar.split("|"), *commune.alias_fr.split("|")]
    return [commune.name_ar, commune.name_fr, *aliases]


def _fold(text: str) -> str:
    return arabic_key(text) if has_arabic_letters(text) else latin_key(text)


def _without_article(key: str) -> str:
    return ARTICLES.sub("", key)
