"""Invented beneficiaries and organisations, the same ones every time.

Nobody here exists. A person is worked out from a province and a position, without chance: the
steps through the lists of names are coprime with their lengths, so that no full name comes twice.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.text import slugify

from participants.models import Capacity, Gender

LISTS = Path(__file__).resolve().parent
# HCP codes by ISO code; the position of a province here numbers its people.
PROVINCES = {
    "MA-SIB": "06.467",
    "MA-JDI": "06.181",
    "MA-CAS": "06.141",
    "MA-MOH": "06.371",
    "MA-NOU": "06.385",
    "MA-MED": "06.355",
    "MA-BES": "06.111",
    "MA-BRR": "06.117",
    "MA-SET": "06.461",
}
PEOPLE_A_PROVINCE = 100
# A block that no operator is listed for: these numbers parse, and ring nobody.
PHONE_BLOCK = "+21269200"

# Positions, in every province, of those of whom something is missing.
WITHOUT_PHONE = (11, 34)
NOT_ASKED_YET = (6, 28)
ONE_PERSON = ("self_employed", "project_holder")
WITHOUT_ICE = ("association", "development_association", "project_holder", "public_institution")
CAPACITIES = (
    Capacity.PRESIDENT,
    Capacity.MEMBER,
    Capacity.SECRETARY,
    Capacity.MEMBER,
    Capacity.TREASURER,
    Capacity.EMPLOYEE,
    Capacity.BOARD_MEMBER,
)


@dataclass(frozen=True)
class InventedOrganisation:
    """An organisation of the demo; ``commune`` is an HCP code, ``ice`` empty for an association."""

    commune: str
    kind: str
    is_womens_cooperative: bool
    sector: str
    member_count: int | None
    ice: str
    name_ar: str
    name_fr: str


@dataclass(frozen=True)
class InventedPerson:
    """A beneficiary of the demo; ``province`` is an ISO code, ``commune`` an HCP code.

    ``gender`` and ``phone`` are empty and ``birth_year`` None for the few who did not give it, as
    is ``email`` for most; ``agreed`` is False for the few who were not asked yet whether they
    agree to be kept here.
    """

    province: str
    commune: str
    given_name_ar: str
    given_name_latin: str
    family_name_ar: str
    family_name_latin: str
    gender: str
    birth_year: int | None
    phone: str
    email: str
    capacity: str
    agreed: bool
    organisation: InventedOrganisation | None


@cache
def invent_person(province: str, position: int) -> InventedPerson:
    """Return the person at ``position`` (from 0, below 100) of a province (ISO code)."""
    number = list(PROVINCES).index(province) * PEOPLE_A_PROVINCE + position
    bodies = organisations_of(province)
    body = bodies[position % len(bodies)]
    # With the women's cooperatives, which only women speak for, about half of all are women.
    is_woman = body.is_womens_cooperative or number % 5 in {1, 3}
    gender = Gender.FEMALE if is_woman else Gender.MALE
    given_ar, given_latin = _pick(_given_names(gender), number * 7)
    family_ar, family_latin = _pick(_family_names(), number * 13)
    return InventedPerson(
        province=province,
        commune=_home_of(position, bodies),
        given_name_ar=given_ar,
        given_name_latin=given_latin,
        family_name_ar=family_ar,
        family_name_latin=family_latin,
        gender="" if number % 100 == 29 else gender,
        birth_year=None if number % 100 == 23 else 1961 + number * 17 % 45,
        phone="" if position in WITHOUT_PHONE else f"{PHONE_BLOCK}{number:04}",
        email=_email_of(given_latin, family_latin, number) if position % 3 == 1 else "",
        capacity="" if position % 30 == 19 else CAPACITIES[position % len(CAPACITIES)],
        agreed=position not in NOT_ASKED_YET,
        # One in thirty comes on their own account.
        organisation=None if position % 30 == 19 else body,
    )


@cache
def organisations_of(province: str) -> tuple[InventedOrganisation, ...]:
    """Return the organisations of a province (ISO code), in the order of the list."""
    return tuple(o for o in _organisations() if o.commune.startswith(f"{PROVINCES[province]}."))


def _email_of(given_name: str, family_name: str, number: int) -> str:
    # Of a domain that exists nowhere: nothing that is sent there arrives.
    return f"{slugify(given_name)}.{slugify(family_name)}{number}@courriel.example"


def _home_of(position: int, bodies: tuple[InventedOrganisation, ...]) -> str:
    # Most live where their organisation is, every fourth in another commune of the province.
    elsewhere = 3 if position % 4 == 3 else 0
    return bodies[(position + elsewhere) % len(bodies)].commune


def _pick(names: tuple[tuple[str, str], ...], index: int) -> tuple[str, str]:
    return names[index % len(names)]


@cache
def _given_names(gender: str) -> tuple[tuple[str, str], ...]:
    rows = (row for row in _rows("given_names.csv") if row["gender"] == gender)
    return tuple((row["arabic"], row["latin"]) for row in rows)


@cache
def _family_names() -> tuple[tuple[str, str], ...]:
    return tuple((row["arabic"], row["latin"]) for row in _rows("family_names.csv"))


@cache
def _organisations() -> tuple[InventedOrganisation, ...]:
    return tuple(
        InventedOrganisation(
            commune=row["commune"],
            kind=row["kind"],
            is_womens_cooperative=row["womens"] == "yes",
            sector=row["sector"],
            member_count=None if row["kind"] in ONE_PERSON else 7 + number * 5 % 38,
            ice="" if row["kind"] in WITHOUT_ICE else _invent_ice(number),
            name_ar=row["name_ar"],
            name_fr=row["name_fr"],
        )
        for number, row in enumerate(_rows("organisations.csv"))
    )


def _invent_ice(number: int) -> str:
    """Return an ICE whose key is right, of an enterprise number that is not given out."""
    body = f"9990000{number:02}0000"
    return f"{body}{97 - int(body) * 100 % 97:02}"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (LISTS / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
