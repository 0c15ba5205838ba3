"""Whether two persons may be one: how near their names are, and what else speaks for it.

No nearness of names is safe: محمد العلوي and محمد العلمي, two persons, are nearer than many a
person in two spellings. So a name alone never makes a pair certain, and a name that is not the
same wants a second hint before it troubles anybody. A person decides in any case.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from participants.models import DuplicatePair
from participants.names import arabic_key, latin_key

Certainty, Reason = DuplicatePair.Certainty, DuplicatePair.Reason
# Of 100. Measured on Moroccan names: one person in two spellings reaches 86 to 100.
NEAR_WITH_SAME_PHONE = 85
NEAR = 88
NEARER = 93
SAME = 100
# Given and family name each: a near whole may hide a part that is another name.
NEAR_PART = 80
# In the other script people spell more freely, yet it is the same name.
OTHER_SCRIPT = 60
# Years of birth that one person gives may differ by so much: declared ages are rounded.
YEARS_APART = 1
# So many people of a province may bear a name that tells them from others without a hint, and so
# many with one hint that strangers share: of a thousand namesakes one in ten has no year of birth
# and twenty are born in the same one, and each of them would stand beside each.
MOST_NAMESAKES = 5
MOST_WITH_A_HINT = 20


class Name(NamedTuple):
    """A name in one script, as keys: of the whole, and of its parts without spaces."""

    whole: str
    given: str
    family: str


class Likeness(NamedTuple):
    """What a person is compared by. ``national_id`` is the keyed index, empty without a number.

    ``bearers`` is how many of the province bear exactly this name, in the script in
    which more do; 0 where nobody has counted.
    """

    pk: int
    province: int
    arabic: Name
    latin: Name
    gender: str
    birth_year: int | None
    phone: str
    commune: int
    organisation: int | None
    national_id: bytes = b""
    bearers: int = 0


class Finding(NamedTuple):
    """A pair that stands out: ``certainty`` and ``reason`` as `DuplicatePair` has them."""

    certainty: str
    reason: str
    score: int


def arabic_name(key: str, given: str, family: str) -> Name:
    """Return a name in Arabic script, ``key`` that of the whole as the person has it."""
    return Name(key, _arabic_part(given), _arabic_part(family))


def latin_name(key: str, given: str, family: str) -> Name:
    """Return a name in Latin letters, ``key`` that of the whole as the person has it."""
    return Name(key, _latin_part(given), _latin_part(family))


@lru_cache(maxsize=65536)
def score_names(first: str, second: str) -> float:
    """Return how near two whole keys are, 0 to 100; words may stand in another order.

    Keys that differ score less than 100 unless only order or spaces differ; an empty one is near
    nothing.
    """
    if not (first and second):
        return 0.0
    in_any_order = fuzz.token_sort_ratio(first, second)
    return max(in_any_order, fuzz.ratio(first.replace(" ", ""), second.replace(" ", "")))


def find_likeness(first: Likeness, second: Likeness) -> Finding | None:
    """Judge a pair; None where nothing speaks for one person.

    Certain: the same CIN; or the same phone and year of birth and a name near by 85, in either
    script, unless they are of different sex under different names (twins share a phone).

    Possible, within a province, not of different sex, their names in neither script below 60:
    the same name in one script, a rare one, and years of birth of which one is not known; or,
    with years one apart at most, the same name, or one near by 88 whose given and family name are
    each near by 80, and a second hint: the same phone, year of birth or organisation, or, near by
    93, the same commune. Of a very common name year and commune have to agree, or another hint.
    """
    if first.national_id and first.national_id == second.national_id:
        return Finding(Certainty.CERTAIN, Reason.NATIONAL_ID, int(max(_scores(first, second))))
    if _share_phone_and_year(first, second):
        score = max(_scores(first, second))
        same_sex = score >= SAME or not _differ(first.gender, second.gender)
        if score >= NEAR_WITH_SAME_PHONE and same_sex:
            return Finding(Certainty.CERTAIN, Reason.PHONE, int(score))
    if _may_be_one(first, second) and _names_speak_for_it(first, second):
        return Finding(Certainty.POSSIBLE, Reason.NAME, int(max(_scores(first, second))))
    return None


def near_parts(part: str, parts: Iterable[str]) -> list[str]:
    """Return the parts of names that may be ``part`` in another spelling, itself among them."""
    near = process.extract(part, parts, scorer=fuzz.ratio, score_cutoff=NEAR_PART, limit=None)
    return [other for other, _score, _position in near]


def near_names(person: Likeness, others: Sequence[tuple[int, str, str]]) -> list[int]:
    """Return the keys of those whose whole name is near enough to be looked at, in one script.

    ``others`` are primary keys with the names in both scripts, as keys.
    """
    near: set[int] = set()
    for script, name in ((1, person.arabic.whole), (2, person.latin.whole)):
        if name:
            names = [str(other[script]) for other in others]
            near.update(_near_positions(name, names, fuzz.token_sort_ratio))
            bare = [other.replace(" ", "") for other in names]
            near.update(_near_positions(name.replace(" ", ""), bare, fuzz.ratio))
    return [others[position][0] for position in sorted(near)]


def _near_positions(name: str, names: list[str], scorer: Callable[..., float]) -> list[int]:
    found = process.extract(name, names, scorer=scorer, score_cutoff=NEAR, limit=None)
    return [position for _other, _score, position in found]


def _scores(first: Likeness, second: Likeness) -> tuple[float, float]:
    return (
        score_names(first.arabic.whole, second.arabic.whole),
        score_names(first.latin.whole, second.latin.whole),
    )


def _names_speak_for_it(first: Likeness, second: Likeness) -> bool:
    arabic, latin = _scores(first, second)
    score = max(arabic, latin)
    if _contradicts(arabic, first.arabic, second.arabic):
        return False
    if _contradicts(latin, first.latin, second.latin):
        return False
    if score >= SAME and (_is_telling(first, second) or _share_a_hint(first, second, score)):
        return True
    near = (arabic >= NEAR and _parts_are_near(first.arabic, second.arabic)) or (
        latin >= NEAR and _parts_are_near(first.latin, second.latin)
    )
    return near and _share_a_hint(first, second, score)


def _contradicts(score: float, first: Name, second: Name) -> bool:
    return bool(first.whole and second.whole) and score < OTHER_SCRIPT


def _parts_are_near(first: Name, second: Name) -> bool:
    return _near_each(first.given, second.given, first.family, second.family) or _near_each(
        first.given, second.family, first.family, second.given
    )


def _near_each(given: str, other_given: str, family: str, other_family: str) -> bool:
    return (
        fuzz.ratio(given, other_given) >= NEAR_PART
        and fuzz.ratio(family, other_family) >= NEAR_PART
    )


def _may_be_one(first: Likeness, second: Likeness) -> bool:
    if first.province != second.province or _differ(first.gender, second.gender):
        return False
    years = (first.birth_year, second.birth_year)
    if years[0] is None or years[1] is None:
        return True
    return abs(years[0] - years[1]) <= YEARS_APART


def _share_phone_and_year(first: Likeness, second: Likeness) -> bool:
    same_phone = bool(first.phone) and first.phone == second.phone
    return same_phone and first.birth_year is not None and first.birth_year == second.birth_year


def _is_telling(first: Likeness, second: Likeness) -> bool:
    """Say whether the same name is enough: it is rare, and no year of birth speaks against it."""
    may_be_of_one_year = None in {first.birth_year, second.birth_year}
    return may_be_of_one_year and max(first.bearers, second.bearers) <= MOST_NAMESAKES


def _share_a_hint(first: Likeness, second: Likeness, score: float) -> bool:
    same_phone = bool(first.phone) and first.phone == second.phone
    same_body = first.organisation is not None and first.organisation == second.organisation
    if same_phone or same_body:
        return True
    same_year = first.birth_year is not None and first.birth_year == second.birth_year
    same_commune = score >= NEARER and first.commune == second.commune
    if max(first.bearers, second.bearers) > MOST_WITH_A_HINT:
        return same_year and same_commune
    return same_year or same_commune


def _differ(first: str, second: str) -> bool:
    return bool(first and second) and first != second


@lru_cache(maxsize=65536)
def _arabic_part(part: str) -> str:
    return arabic_key(part).replace(" ", "")


@lru_cache(maxsize=65536)
def _latin_part(part: str) -> str:
    return latin_key(part).replace(" ", "")
