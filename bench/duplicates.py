"""How long it takes to find the duplicates among many persons, how many are found, how it grows.

Two in a hundred persons are a second record of another one, made as registers go wrong: another
spelling in Latin or Arabic letters, marks that are missing, a name in the other order, a digit of
the phone or of the year of birth. Beside it stands what a script of an afternoon would do:
everybody against everybody, timed on a part and extrapolated, since it grows with the square.
"""

import argparse
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from random import Random
from typing import Any

from django.db import connection

from bench._databases import ENGINES, measure_in_child, prepare_database, scratch_database
from bench._people import InventedPerson, invent_people

COUNT = 100_000
VARIANTS = 0.02
# A part that everybody-against-everybody is timed on.
SAMPLE = 1_500
WRITTEN_AT_ONCE = 500
ARABIC_SPELLINGS = (("ا", "أ"), ("ة", "ه"), ("ي", "ى"), ("عبد ", "عبد"), ("آ", "ا"), ("ك", "ڭ"))
LATIN_SPELLINGS = (
    ("ou", "u"), ("ch", "sh"), ("ss", "s"), ("mm", "m"), ("e", "a"), ("i", "y"), ("El ", "El"),
    ("dj", "j"), ("kh", "gh"), ("ah", "a"),
)  # fmt: skip
MARKS = "\u064b\u064e\u064f\u0650\u0651\u0652"


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return the exit code: 1 where too few of the certain ones are found."""
    parser = argparse.ArgumentParser(prog="python -m bench duplicates", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--count", type=int, default=COUNT, help="persons, at most")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="one database only")
    options = parser.parse_args(arguments)
    sizes = [options.count // 4, options.count // 2, options.count]
    engines = options.engine or ENGINES
    answer = {engine: [_measure(engine, size) for size in sizes] for engine in engines}
    if options.json:
        print(json.dumps(answer))
    else:
        _print_table(answer)
    worst = min(run["recall_certain"] for runs in answer.values() for run in runs)
    return 0 if worst >= 0.98 else 1


def _measure(engine: str, size: int) -> dict[str, Any]:
    with scratch_database(engine) as environment:
        prepare_database(environment)
        answer: dict[str, Any] = measure_in_child(
            environment, "bench.duplicates:measure", size=size
        )
        return answer


def measure(size: int) -> dict[str, Any]:
    """Fill the database with ``size`` persons, find the pairs, count; runs in the child."""
    # Models can be had only once the child has its settings.
    from participants.models import DuplicatePair  # noqa: PLC0415

    seeded = fill(size)
    before = time.perf_counter()
    find_everywhere()
    seconds = time.perf_counter() - before
    pairs = {
        (first, second): certainty
        for first, second, certainty in DuplicatePair.objects.values_list(
            "first", "second", "certainty"
        ).iterator()
    }
    certain = [pair for pair, kind in seeded.items() if kind == "certain"]
    possible = [pair for pair, kind in seeded.items() if kind == "possible"]
    return {
        "persons": size,
        "seconds": round(seconds, 2),
        "seeded_certain": len(certain),
        "recall_certain": _share([pairs.get(pair) == "certain" for pair in certain]),
        "seeded_possible": len(possible),
        "recall_possible": _share([pair in pairs for pair in possible]),
        "certain_pairs": sum(kind == "certain" for kind in pairs.values()),
        "possible_pairs": sum(kind == "possible" for kind in pairs.values()),
        "one_person_ms": _time_one_person(),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        **_time_everybody_against_everybody(),
    }


def find_everywhere() -> None:
    """Look through all provinces, as ``manage.py find_duplicates`` does."""
    from network.models import Province  # noqa: PLC0415 as above
    from participants.services.duplicate_search import search_province  # noqa: PLC0415

    for province in Province.objects.filter(persons__isnull=False).distinct():
        search_province(province)


def fill(size: int) -> dict[tuple[int, int], str]:
    """Write the persons; return the seeded pairs and whether each is certain or possible."""
    from network.models import Commune, Province  # noqa: PLC0415 as above
    from participants.models import Person  # noqa: PLC0415
    from participants.names import arabic_key, latin_key  # noqa: PLC0415

    provinces = dict(Province.objects.values_list("hcp_code", "pk"))
    communes = dict(Commune.objects.values_list("hcp_code", "pk"))
    homes = _homes(provinces, communes)
    chance = Random(7)  # noqa: S311 no secret
    originals = list(invent_people(round(size * (1 - VARIANTS))))
    second_records = chance.sample(range(len(originals)), size - len(originals))
    variants = [(index, *make_variant(originals[index], chance)) for index in second_records]
    people = [*originals, *(person for _index, person, _kind in variants)]

    def rows() -> Iterator[Person]:
        for pk, person in enumerate(people, start=1):
            province, commune = homes(person)
            yield Person(
                pk=pk,
                given_name_ar=person.given_name_ar,
                family_name_ar=person.family_name_ar,
                given_name_latin=person.given_name_latin,
                family_name_latin=person.family_name_latin,
                key_ar=arabic_key(f"{person.given_name_ar} {person.family_name_ar}"),
                key_latin=latin_key(f"{person.given_name_latin} {person.family_name_latin}"),
                gender=person.gender,
                birth_year=person.birth_year,
                phone=person.phone,
                province_id=province,
                commune_id=commune,
            )

    Person.objects.bulk_create(rows(), batch_size=WRITTEN_AT_ONCE)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    first_variant = len(originals) + 1
    return {
        (index + 1, first_variant + position): kind
        for position, (index, _person, kind) in enumerate(variants)
    }


def make_variant(person: InventedPerson, chance: Random) -> tuple[InventedPerson, str]:
    """Return a second record of a person, and whether the pair is certain or only possible.

    Certain it is where phone and year of birth are known and stayed.
    """
    changed = {name: getattr(person, name) for name in person.__slots__}
    for _time in range(chance.choice((1, 1, 2))):
        chance.choice((_spell_latin, _spell_arabic, _drop_or_add_marks, _swap_names))(
            changed, chance
        )
    kind = "certain" if person.phone and person.birth_year else "possible"
    if chance.random() < 0.4:
        kind = "possible"
        chance.choice((_mistype_phone, _mistype_year))(changed, chance)
    return InventedPerson(**changed), kind


def _spell_latin(changed: dict[str, Any], chance: Random) -> None:
    name = chance.choice(("given_name_latin", "family_name_latin"))
    changed[name] = _respell(changed[name], LATIN_SPELLINGS, chance)


def _spell_arabic(changed: dict[str, Any], chance: Random) -> None:
    name = chance.choice(("given_name_ar", "family_name_ar"))
    changed[name] = _respell(changed[name], ARABIC_SPELLINGS, chance)


def _respell(name: str, spellings: Sequence[tuple[str, str]], chance: Random) -> str:
    one_way = [(old, new) for old, new in spellings if old in name]
    back = [(new, old) for old, new in spellings if new in name]
    if ways := one_way + back:
        old, new = chance.choice(ways)
        return name.replace(old, new, 1)
    position = chance.randrange(1, len(name))
    return name[:position] + name[position - 1] + name[position:]


def _drop_or_add_marks(changed: dict[str, Any], chance: Random) -> None:
    name = changed["given_name_ar"]
    bare = "".join(letter for letter in name if letter not in MARKS)
    position = chance.randrange(1, len(bare) + 1)
    marked = bare[:position] + chance.choice(MARKS) + bare[position:]
    changed["given_name_ar"] = marked if bare == name else bare


def _swap_names(changed: dict[str, Any], _chance: Random) -> None:
    for script in ("ar", "latin"):
        given, family = f"given_name_{script}", f"family_name_{script}"
        changed[given], changed[family] = changed[family], changed[given]


def _mistype_phone(changed: dict[str, Any], chance: Random) -> None:
    if phone := changed["phone"]:
        position = chance.randrange(5, len(phone))
        digit = str((int(phone[position]) + 1) % 10)
        changed["phone"] = phone[:position] + digit + phone[position + 1 :]


def _mistype_year(changed: dict[str, Any], chance: Random) -> None:
    changed["birth_year"] = chance.choice((None, (changed["birth_year"] or 1980) + 1))


def _homes(provinces: dict[str, int], communes: dict[str, int]) -> Any:
    def home_of(person: InventedPerson) -> tuple[int, int]:
        return provinces[person.province], communes[person.commune]

    return home_of


def _time_one_person() -> float:
    """Return how long the search takes that follows a correction, in the largest province."""
    from django.db.models import Count  # noqa: PLC0415 as above

    from participants.models import Person  # noqa: PLC0415
    from participants.services.duplicate_search import search_persons  # noqa: PLC0415

    by_size = Person.objects.order_by().values("province").annotate(number=Count("pk"))
    largest = by_size.order_by("-number").first()
    ids = list(Person.objects.filter(province=largest["province"]).values_list("pk")[:20])
    before = time.perf_counter()
    for (pk,) in ids:
        search_persons([pk])
    return round((time.perf_counter() - before) / len(ids) * 1000, 1)


def _time_everybody_against_everybody() -> dict[str, float]:
    """Return what comparing everybody of a province with everybody would take, extrapolated."""
    from rapidfuzz import fuzz  # noqa: PLC0415 as above

    from participants.models import Person  # noqa: PLC0415

    sizes: dict[int, int] = defaultdict(int)
    for (province,) in Person.objects.order_by().values_list("province"):
        sizes[province] += 1
    comparisons = sum(number * (number - 1) // 2 for number in sizes.values())
    names = list(Person.objects.values_list("key_ar", "key_latin")[:SAMPLE])
    few = names[: SAMPLE // 10]
    quick = _seconds_a_pair(
        names, lambda a, b: max(fuzz.token_sort_ratio(a[n], b[n]) for n in (0, 1))
    )
    slow = _seconds_a_pair(
        few, lambda a, b: max(SequenceMatcher(None, a[n], b[n]).ratio() for n in (0, 1))
    )
    return {
        "rapidfuzz_all_pairs_seconds_extrapolated": round(quick * comparisons),
        "difflib_all_pairs_seconds_extrapolated": round(slow * comparisons),
    }


def _seconds_a_pair(names: Sequence[Any], score: Any) -> float:
    before = time.perf_counter()
    number = 0
    for position, first in enumerate(names):
        for second in names[position + 1 :]:
            score(first, second)
            number += 1
    return (time.perf_counter() - before) / number


def _share(found: Sequence[bool]) -> float:
    return round(sum(found) / len(found), 4) if found else 1.0


def _print_table(answer: dict[str, list[dict[str, Any]]]) -> None:
    for engine, runs in answer.items():
        for run in runs:
            facts = ", ".join(f"{name} {value}" for name, value in run.items())
            sys.stdout.write(f"{engine}: {facts}\n")
