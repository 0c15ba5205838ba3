"""Who is known already: people met by phone, name or CIN, offered before a new one is made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, QuerySet, Subquery

from network.models import Province, User
from participants.models import Person, Registration
from participants.models.persons import PersonQuerySet, order_by_reader
from participants.names import arabic_key, clean_name, has_arabic_letters, latin_key, western_digits
from participants.national_ids import (
    is_unusual,
    mask,
    national_ids_are_collected,
    normal_national_id,
)
from participants.phones import PHONE_CHARACTERS, phone_in_e164
from participants.services.national_ids import persons_with_national_id
from trainings.models import Event

# More people than that are not looked through on a phone.
MOST_MATCHES = 8
FEWEST_DIGITS = 6
FEWEST_LETTERS = 3
# The first half of a given name of two words: عبد الله, فاطمة الزهراء.
ARABIC_BEGINNINGS = {"عبد", "ابو", "ام", "سيدي", "سي", "مولاي", "لاله"}
ARABIC_ENDINGS = {"الزهراء", "الدين"}


@dataclass(frozen=True)
class Typed:
    """What was typed to say who comes, taken apart: by it people are known, or made.

    ``words`` is the text of the search box as it stands. Phones are in E.164, a CIN in its normal
    form; what is half written is empty.
    """

    words: str = ""
    phone: str = ""
    national_id: str = ""
    names_ar: tuple[str, ...] = ()
    names_latin: tuple[str, ...] = ()
    # The fields of a new person into which the search box's text goes.
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        """Whether it may name one person: a whole phone, a whole CIN, a full name."""
        return bool(self.phone or self.national_id or self.names_ar or self.names_latin)

    @property
    def in_words(self) -> str:
        """What was typed, as whoever answers for another province reads it: a CIN masked."""
        shown = [mask(self.national_id) if self.national_id else "", self.phone]
        shown += [*self.names_ar[:1], *self.names_latin[:1]]
        return " · ".join(filter(None, shown))[:170]


@dataclass(frozen=True)
class KnownElsewhere:
    """A province that knows somebody; ``person`` is None where several answer to what was typed."""

    province: Province
    person: Person | None


def read_typed(data: Mapping[str, Any]) -> Typed:
    """Take apart what was typed: ``who``, the search box, and the fields of a new person."""
    words = clean_name(str(data.get("who") or ""))
    fields = take_apart(words)

    def typed(name: str) -> str:
        return str(data.get(name) or fields.get(name) or "")

    return Typed(
        words=words,
        phone=_phone_or_nothing(typed("phone")),
        national_id=_national_id_or_nothing(typed("national_id")),
        names_ar=_full_names(data, words, "ar"),
        names_latin=_full_names(data, words, "latin"),
        fields=fields,
    )


def take_apart(words: str) -> dict[str, str]:
    """Say into which fields of a new person a text belongs: a phone, a CIN, or a name.

    The first word of a name is taken for the given name, two where they belong together.
    """
    if not words:
        return {}
    if PHONE_CHARACTERS.fullmatch(western_digits(words)):
        return {"phone": words}
    if _national_id_or_nothing(words):
        return {"national_id": words}
    script = "ar" if has_arabic_letters(words) else "latin"
    given, family = _split_name(words.split())
    return {f"given_name_{script}": given, f"family_name_{script}": family}


def find_known_persons(data: Mapping[str, Any], *, event: Event, user: User) -> list[Person]:
    """Return people that ``user`` may see who are met by what was typed, a handful at most.

    Exactly by phone, full name (in either order) or CIN first, then by a part of a phone or the
    beginning of a name in the search box. Each person carries ``registration_here`` and
    ``state_here``, their registration at ``event`` if there is one, and ``is_exact``.
    """
    typed = read_typed(data)
    visible = Person.objects.visible_to(user)
    exact = _with_state(_exactly(visible, typed, MOST_MATCHES), event) if typed.is_exact else []
    alike = []
    if len(exact) < MOST_MATCHES and _is_enough(typed.words):
        others = visible.exclude(pk__in=[person.pk for person in exact])
        first = others.found_first(
            typed.words,
            at_most=MOST_MATCHES - len(exact),
            provinces=None if user.is_staff_member else user.province_ids,
        )
        alike = _with_state(first.rows, event)
    for person in exact:
        person.is_exact = True  # type: ignore[attr-defined]  # rides along for the page
    return [*exact, *alike]


def find_known_elsewhere(data: Mapping[str, Any], *, user: User) -> list[KnownElsewhere]:
    """Return the provinces beyond ``user``'s scope where exactly this person is known.

    Nothing less than a whole phone, a whole CIN or a full name is looked for. Of several people
    in one province only whoever answers to everything that was typed is meant, if it is one.
    """
    typed = read_typed(data)
    if user.is_staff_member or not typed.is_exact:
        return []
    beyond = Person.objects.standing().exclude(province__in=user.province_ids)
    found = list(_exactly(beyond, typed, 4 * MOST_MATCHES).select_related("province"))
    by_province: dict[int, list[Person]] = {}
    for person in found:
        by_province.setdefault(person.province_id, []).append(person)
    numbered = set(persons_with_national_id(typed.national_id).values_list("pk", flat=True))
    return [
        KnownElsewhere(people[0].province, _the_one_meant(people, typed, numbered))
        for people in by_province.values()
    ]


def _exactly(persons: PersonQuerySet, typed: Typed, at_most: int) -> PersonQuerySet:
    """Keep those who bear a sign; of many namesakes a few, after whoever has the phone or CIN.

    One sign after the other, each in the order of its index: a name may have thousands.
    """
    signs: list[tuple[Q, str]] = []
    if typed.national_id:
        numbered = persons_with_national_id(typed.national_id)
        signs.append((Q(pk__in=numbered.values("pk")), "pk"))
    if typed.phone:
        signs.append((Q(phone=typed.phone), "pk"))
    if typed.names_ar:
        signs.append((Q(key_ar__in=_keys_of(typed.names_ar, arabic_key)), "key_ar"))
    if typed.names_latin:
        signs.append((Q(key_latin__in=_keys_of(typed.names_latin, latin_key)), "key_latin"))
    found: dict[int, None] = {}
    for sign, order in signs:
        bearing = persons.filter(sign).order_by(order, "pk").values_list("pk", flat=True)
        found |= dict.fromkeys(bearing[:at_most])
    return persons.filter(pk__in=list(found)[:at_most])


def _with_state(persons: QuerySet[Person], event: Event) -> list[Person]:
    here = Registration.objects.filter(event=event, person=OuterRef("pk"))
    annotated = persons.select_related("commune", "province", "organisation").annotate(
        registration_here=Subquery(here.values("pk")[:1]),
        state_here=Subquery(here.values("state")[:1]),
    )
    return list(annotated.order_by(*order_by_reader())[:MOST_MATCHES])


def _the_one_meant(people: list[Person], typed: Typed, numbered: set[int]) -> Person | None:
    points = [_points(person, typed) + 4 * (person.pk in numbered) for person in people]
    best = max(points)
    return people[points.index(best)] if points.count(best) == 1 else None


def _points(person: Person, typed: Typed) -> int:
    same_phone = bool(typed.phone) and str(person.phone) == typed.phone
    same_name = person.key_ar in _keys_of(typed.names_ar, arabic_key)
    same_latin = person.key_latin in _keys_of(typed.names_latin, latin_key)
    return same_phone + same_name + same_latin


def _is_enough(words: str) -> bool:
    digits = re.sub(r"[^0-9]", "", western_digits(words))
    if PHONE_CHARACTERS.fullmatch(western_digits(words)):
        return len(digits) >= FEWEST_DIGITS
    letters = arabic_key(words) if has_arabic_letters(words) else latin_key(words)
    return len(letters) >= FEWEST_LETTERS


def _full_names(data: Mapping[str, Any], words: str, script: str) -> tuple[str, ...]:
    """Return the orders in which a full name may be meant: lists often have the family first."""
    given, family = (str(data.get(f"{part}_name_{script}") or "") for part in ("given", "family"))
    if given and family:
        return (f"{given} {family}", f"{family} {given}")
    parts = words.split() if (script == "ar") == has_arabic_letters(words) else []
    if len(parts) < 2 or any(character.isdigit() for character in words):
        return ()
    return tuple(" ".join([*parts[turn:], *parts[:turn]]) for turn in range(len(parts)))


def _keys_of(names: tuple[str, ...], fold: Any) -> list[str]:
    return [key for key in map(fold, names) if key]


def _split_name(words: list[str]) -> tuple[str, str]:
    if len(words) == 1:
        return words[0], ""
    second_belongs = arabic_key(words[0]) in ARABIC_BEGINNINGS or words[1] in ARABIC_ENDINGS
    border = 2 if second_belongs else 1
    return " ".join(words[:border]), " ".join(words[border:])


def _phone_or_nothing(typed: str) -> str:
    try:
        return phone_in_e164(typed)
    except ValidationError:
        return ""


def _national_id_or_nothing(typed: str) -> str:
    try:
        number = normal_national_id(typed)
    except ValidationError:
        return ""
    # Asked last: it costs a query.
    return number if number and not is_unusual(number) and national_ids_are_collected() else ""
