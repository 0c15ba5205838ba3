"""Picking the reader's language out of fields that are kept in several."""

from typing import Any

from django.utils.translation import get_language

# What a reader of a language is offered, best first.
PREFERENCES = {"ar": ("ar", "fr", "en"), "fr": ("fr", "ar", "en"), "en": ("en", "fr", "ar")}


def localised(thing: Any, field: str, language: str | None = None) -> str:
    """Return ``thing.<field>_<language>`` in the reader's language, or the next best one.

    ``language`` is a code such as ``"ar"``; without it the active language counts. An empty or
    missing text falls through to the next language, so a name is never blank while one is known.
    """
    code = (language or get_language() or "ar").split("-")[0]
    for candidate in PREFERENCES.get(code, PREFERENCES["ar"]):
        text: str = getattr(thing, f"{field}_{candidate}", "")
        if text:
            return text
    return ""
