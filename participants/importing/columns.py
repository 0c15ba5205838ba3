"""Which column of a list holds what, guessed from its heading in Arabic, French or English.

A mapping leads from the name of a field to the index of its column, 0 the first. A guess can be
wrong: whoever imports sees it beside the first values, and corrects it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from participants.names import arabic_key, has_arabic_letters, latin_key

LANGUAGES = ("ar", "fr", "en")
# What a column can hold. The order is that of the template and of the pages.
FIELDS: dict[str, str | Promise] = {
    "full_name_ar": _("full name in Arabic"),
    "given_name_ar": _("given name in Arabic"),
    "family_name_ar": _("family name in Arabic"),
    "full_name_latin": _("full name in Latin letters"),
    "given_name_latin": _("given name in Latin letters"),
    "family_name_latin": _("family name in Latin letters"),
    "gender": _("sex"),
    "birth_year": _("year of birth"),
    "birth_date": _("date of birth"),
    "phone": _("phone"),
    "email": _("e-mail address"),
    "commune": _("commune"),
    "organisation": _("name of the organisation"),
    "kind": _("kind of organisation"),
    "capacity": _("capacity"),
    "national_id": _("national ID number"),
    "has_disability": _("situation of handicap"),
}
NAMES = {
    "full_name_ar": ("given_name_ar", "family_name_ar"),
    "full_name_latin": ("given_name_latin", "family_name_latin"),
}
# The last column of a workbook of wrong rows; it is passed over when the list comes back.
REASONS = _("what is wrong")

_GIVEN = {
    "ar": ("الاسم الشخصي", "اسم شخصي", "الاسم الأول"),
    "fr": ("prénom", "prénoms", "prénom personnel"),
    "en": ("given name", "given names", "first name", "forename"),
}
_FAMILY = {
    "ar": ("الاسم العائلي", "النسب", "اسم العائلة", "اللقب"),
    "fr": ("nom de famille", "nom patronymique"),
    "en": ("family name", "last name", "surname"),
}
_FULL = {
    "ar": (
        "الاسم الكامل",
        "الاسم والنسب",
        "الاسم الشخصي والعائلي",
        "الاسم العائلي والشخصي",
        "اسم المستفيد",
        "اسم المشارك",
        "المستفيد",
        "المستفيدة",
    ),
    "fr": (
        "nom complet",
        "nom et prénom",
        "prénom et nom",
        "nom prénom",
        "noms et prénoms",
        "participant",
        "bénéficiaire",
    ),
    "en": ("full name", "name and surname", "participant", "beneficiary"),
}
# Alone they say the family name or the whole of it: what else there is decides.
_NAME = {"ar": ("الاسم", "الإسم"), "fr": ("nom", "noms"), "en": ("name",)}
_IN_ARABIC = {
    "ar": ("بالعربية", "بالعربي", "باللغة العربية", "بالحروف العربية", "عربي", "العربية"),
    "fr": ("en arabe", "arabe", "ar", "en lettres arabes", "en caractères arabes"),
    "en": ("in arabic", "arabic", "ar", "in arabic letters", "in arabic script"),
}
_IN_LATIN = {
    "ar": (
        "بالفرنسية",
        "باللاتينية",
        "بالحروف اللاتينية",
        "بالأحرف اللاتينية",
        "باللغة الفرنسية",
        "لاتيني",
        "فرنسي",
        "الفرنسية",
    ),
    "fr": (
        "en français",
        "français",
        "fr",
        "en latin",
        "latin",
        "en lettres latines",
        "en caractères latins",
    ),
    "en": ("in latin letters", "in latin", "latin", "in french", "french", "fr", "in latin script"),
}
_HEADINGS: dict[str, tuple[str, ...]] = {
    "gender": ("الجنس", "النوع", "النوع الاجتماعي", "sexe", "genre", "civilité", "sex", "gender"),
    "birth_year": ("سنة الازدياد", "سنة الميلاد", "عام الازدياد", "année de naissance",
                   "an de naissance", "année naissance", "year of birth", "birth year"),
    "birth_date": ("تاريخ الازدياد", "تاريخ الميلاد", "الازدياد", "date de naissance",
                   "date naissance", "né le", "né(e) le", "naissance", "date of birth",
                   "birth date", "born", "birthday"),
    "phone": ("الهاتف", "رقم الهاتف", "هاتف", "الهاتف المحمول", "الهاتف النقال", "المحمول",
              "رقم الجوال", "téléphone", "tél", "tel", "n° de téléphone", "numéro de téléphone",
              "n° tél", "numéro tél", "gsm", "portable", "mobile", "phone", "phone number",
              "telephone", "mobile number", "mobile phone"),
    "email": ("البريد الإلكتروني", "بريد إلكتروني", "الإيميل", "email", "e-mail", "mail",
              "adresse e-mail", "adresse électronique", "courriel", "adresse mail",
              "e-mail address", "email address"),
    "commune": ("الجماعة", "جماعة", "الجماعة الترابية", "جماعة السكنى", "الجماعة الترابية للسكنى",
                "مكان السكنى", "commune", "commune de résidence", "collectivité",
                "commune of residence", "municipality"),
    "organisation": ("الهيئة", "اسم الهيئة", "الهيئة الممثلة", "المنظمة", "اسم المنظمة",
                     "التعاونية", "اسم التعاونية", "الجمعية", "اسم الجمعية", "المؤسسة",
                     "اسم المؤسسة", "التنظيم", "الإطار", "المقاولة", "الجمعية أو التعاونية",
                     "التعاونية أو الجمعية", "organisation", "nom de l'organisation", "organisme",
                     "structure", "nom de la structure", "coopérative", "nom de la coopérative",
                     "association", "nom de l'association", "entité", "entreprise",
                     "organisation représentée", "organization", "organisation name",
                     "organization name", "name of organisation", "cooperative", "body"),
    "kind": ("نوع الهيئة", "نوع المنظمة", "نوع التنظيم", "طبيعة الهيئة", "الشكل القانوني",
             "نوع المؤسسة", "صنف الهيئة", "type d'organisation", "type de l'organisation",
             "type de structure", "type d'organisme", "forme juridique", "nature de l'organisation",
             "statut juridique", "nature juridique", "organisation kind", "organisation type",
             "organization type", "type of organisation", "type of organization", "legal form"),
    "capacity": ("الصفة", "صفة", "المهمة", "المهمة داخل الهيئة", "الصفة داخل الهيئة", "الوظيفة",
                 "qualité", "fonction", "rôle", "poste", "en qualité de", "capacity", "position",
                 "function", "role"),
    "national_id": ("رقم البطاقة الوطنية", "البطاقة الوطنية", "رقم بطاقة التعريف الوطنية",
                    "رقم ب.ت.و", "ر.ب.ت.و", "بطاقة التعريف", "بطاقة التعريف الوطنية", "رقم البطاقة",
                    "رقم البطاقة الوطنية للتعريف", "cin", "cnie", "n° cin", "n° cnie",
                    "numéro cin", "numéro de la cin", "carte nationale", "n° de la carte nationale",
                    "carte d'identité", "national id", "id number", "national id card",
                    "identity card", "id card"),
    "has_disability": ("وضعية إعاقة", "في وضعية إعاقة", "إعاقة", "الإعاقة", "handicap",
                       "situation de handicap", "en situation de handicap", "handicapé",
                       "disability", "situation of disability", "disabled"),
}  # fmt: skip


@dataclass(frozen=True)
class GuessedColumns:
    """What the headings say: the mapping, and the fields that more than one column claims."""

    mapping: dict[str, int]
    ambiguous: tuple[str, ...] = ()


def guess_columns(headers: Sequence[str], samples: Iterable[Sequence[str]] = ()) -> GuessedColumns:
    """Guess the column of each field. ``samples`` are the cells of the first rows.

    Names under a heading of the other script count as what they are written in. Where several
    columns could hold one field the first is taken, and the field is called ambiguous.
    """
    rows = list(samples)
    guesses = [_guess(header) for header in headers]
    guesses = [_in_its_script(guess, _values(rows, index)) for index, guess in enumerate(guesses)]
    guesses = _settle_bare_names(guesses)
    mapping: dict[str, int] = {}
    ambiguous: list[str] = []
    for index, guess in enumerate(guesses):
        if guess in mapping:
            ambiguous.append(guess)
        elif guess:
            mapping[guess] = index
    return GuessedColumns(mapping, tuple(dict.fromkeys(ambiguous)))


def missing_fields(mapping: Mapping[str, int]) -> list[str]:
    """Return the fields without which no row can be taken: names in both scripts, the commune."""
    missing = []
    for full, parts in NAMES.items():
        if full not in mapping:
            missing += [part for part in parts if part not in mapping]
    return [*missing, *({"commune"} - set(mapping))]


def holds_reasons(header: str) -> bool:
    """Say whether a column is the last one of a workbook of wrong rows."""
    return fold_heading(header) in {fold_heading(text) for text in labels_in_all_languages(REASONS)}


def fold_heading(text: str) -> str:
    """Fold a heading, so that its spelling, marks and capitals do not matter."""
    text = text.replace("*", " ").replace("_", " ").replace("°", " ")
    return arabic_key(text) if has_arabic_letters(text) else latin_key(text)


def labels_in_all_languages(label: str | Promise) -> set[str]:
    """Return a label as it reads in each language."""
    labels = set()
    for language in LANGUAGES:
        with override(language):
            labels.add(str(label))
    return labels


@lru_cache(maxsize=1)
def _known_headings() -> dict[str, str]:
    known: dict[str, str] = {}
    for field, headings in _HEADINGS.items():
        known.update({fold_heading(heading): field for heading in headings})
    for part, words in (("given_name", _GIVEN), ("family_name", _FAMILY), ("full_name", _FULL)):
        known.update(_name_headings(part, words))
    known.update(_name_headings("name", _NAME))
    for field, label in FIELDS.items():
        known.update({fold_heading(text): field for text in labels_in_all_languages(label)})
    known.update({fold_heading(text): "" for text in labels_in_all_languages(REASONS)})
    return known


def _name_headings(part: str, words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    headings: dict[str, str] = {}
    for language, spellings in words.items():
        script = "ar" if language == "ar" else "latin"
        for word in spellings:
            headings[fold_heading(word)] = f"{part}_{script}"
            for ending in _IN_ARABIC[language]:
                headings[fold_heading(f"{word} {ending}")] = f"{part}_ar"
            for ending in _IN_LATIN[language]:
                headings[fold_heading(f"{word} {ending}")] = f"{part}_latin"
    return headings


def _guess(header: str) -> str:
    known = _known_headings()
    # "الاسم الكامل / Nom complet": either half will do.
    for text in (header, *re.split(r"[/|\n(–:]+| - ", header)):
        if (key := fold_heading(text)) and key in known:
            return known[key]
    return ""


def _values(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    return [cells[index] for cells in rows if index < len(cells) and cells[index].strip()]


def _in_its_script(guess: str, values: Sequence[str]) -> str:
    part, script = guess.rsplit("_", 1) if "_" in guess else ("", "")
    if script not in {"ar", "latin"} or not values:
        return guess
    arabic = sum(has_arabic_letters(value) for value in values)
    if script == "latin" and arabic == len(values):
        return f"{part}_ar"
    return f"{part}_latin" if script == "ar" and not arabic else guess


def _settle_bare_names(guesses: list[str]) -> list[str]:
    settled = list(guesses)
    for script in ("ar", "latin"):
        given, family = f"given_name_{script}" in guesses, f"family_name_{script}" in guesses
        part = "family_name" if given else "given_name" if family else "full_name"
        bare = f"name_{script}"
        settled = [f"{part}_{script}" if guess == bare else guess for guess in settled]
    return settled
