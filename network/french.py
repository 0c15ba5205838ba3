"""What French does to a name: de Sidi Bennour, but d’El Jadida."""

import unicodedata

VOWELS = frozenset("aeiouh")


def of_name(name: str) -> str:
    """Return a French name after "of": ``de Nouaceur``, ``d’Essaouira``."""
    first = unicodedata.normalize("NFD", name)[:1].lower()
    return f"d’{name}" if first in VOWELS else f"de {name}"
