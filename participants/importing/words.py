"""Words of lists that stand for one of a few values, in three languages and both genders."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db.models import Choices

from participants.importing.columns import fold_heading, labels_in_all_languages
from participants.models import Capacity, Gender, Organisation

Kind = Organisation.Kind

_GENDERS = {
    Gender.FEMALE: ("أنثى", "امرأة", "مؤنث", "إناث", "أ", "سيدة", "السيدة", "f", "femme", "féminin",
                    "mme", "mlle", "madame", "female", "woman", "w"),
    Gender.MALE: ("ذكر", "رجل", "مذكر", "ذكور", "ذ", "سيد", "السيد", "m", "h", "homme", "masculin",
                  "mr", "monsieur", "male", "man"),
}  # fmt: skip
_CAPACITIES = {
    Capacity.PRESIDENT: ("رئيس", "رئيسة", "president", "présidente", "chairman", "chairwoman"),
    Capacity.SECRETARY: ("كاتب", "كاتبة", "كاتب عام", "كاتبة عامة", "secrétaire",
                         "secrétaire général", "secrétaire générale", "secretary"),
    Capacity.TREASURER: ("أمين المال", "أمينة المال", "أمين", "أمينة", "trésorier", "trésorière"),
    Capacity.BOARD_MEMBER: ("عضو المكتب", "عضوة المكتب", "عضو المكتب المسير", "عضو مكتب",
                            "عضو مجلس الإدارة", "مستشار", "مستشارة", "membre du bureau",
                            "membre du conseil", "assesseur", "conseiller", "conseillère"),
    Capacity.MEMBER: ("عضو", "عضوة", "منخرط", "منخرطة", "متعاون", "متعاونة", "adhérent",
                      "adhérente", "membre", "coopérateur", "coopératrice"),
    Capacity.MANAGER: ("مدير", "مديرة", "مسير", "مسيرة", "gérant", "gérante", "directeur",
                       "directrice", "director", "responsable"),
    Capacity.EMPLOYEE: ("مستخدم", "مستخدمة", "أجير", "أجيرة", "موظف", "موظفة", "employé",
                        "employée", "salarié", "salariée", "fonctionnaire"),
    Capacity.OWNER: ("صاحب مشروع", "صاحبة مشروع", "حامل مشروع", "حاملة مشروع", "مقاول", "مقاولة",
                     "مقاول ذاتي", "مقاولة ذاتية", "صاحب المشروع", "صاحبة المشروع",
                     "porteur de projet", "porteuse de projet", "propriétaire", "owner",
                     "auto-entrepreneur", "auto-entrepreneuse", "project holder"),
    Capacity.OTHER: ("أخرى", "غير ذلك", "autre", "other"),
}  # fmt: skip
_KINDS = {
    Kind.ASSOCIATION: ("جمعية", "association", "ong", "asso"),
    Kind.DEVELOPMENT_ASSOCIATION: ("جمعية تنموية", "جمعية التنمية", "association de développement"),
    Kind.COOPERATIVE: ("تعاونية", "تعاونية نسائية", "coopérative", "coopérative féminine", "coop",
                       "women's cooperative"),
    Kind.UNION_OF_COOPERATIVES: ("اتحاد تعاونيات", "اتحاد التعاونيات", "union de coopératives",
                                 "union des coopératives"),
    Kind.MUTUAL: ("تعاضدية", "mutuelle"),
    Kind.ECONOMIC_INTEREST_GROUP: ("مجموعة ذات نفع اقتصادي", "مجموعة النفع الاقتصادي", "gie",
                                   "مجموعة ذات النفع الاقتصادي", "groupement d'intérêt économique"),
    Kind.VERY_SMALL_ENTERPRISE: ("مقاولة صغيرة جدا", "مقاولة صغرى", "tpe",
                                 "très petite entreprise"),
    Kind.SMALL_ENTERPRISE: ("مقاولة صغيرة", "مقاولة", "شركة", "pme", "petite entreprise", "société",
                            "sarl", "entreprise", "company"),
    Kind.SELF_EMPLOYED: ("مقاول ذاتي", "مقاولة ذاتية", "المقاول الذاتي", "auto-entrepreneur",
                         "auto entrepreneur", "autoentrepreneur", "self-employed"),
    Kind.SOCIAL_ENTERPRISE: ("مقاولة اجتماعية", "entreprise sociale", "social enterprise"),
    Kind.PUBLIC_INSTITUTION: ("مؤسسة عمومية", "جماعة ترابية", "établissement public",
                              "collectivité territoriale", "public institution"),
    Kind.PROJECT_HOLDER: ("حامل مشروع", "حاملة مشروع", "صاحب مشروع", "صاحبة مشروع",
                          "porteur de projet", "porteuse de projet", "project holder"),
    Kind.OTHER: ("أخرى", "غير ذلك", "autre", "other"),
}  # fmt: skip
_ANSWERS = {
    "yes": ("نعم", "oui", "yes", "y", "o", "1", "true", "x", "✓"),
    "no": ("لا", "non", "no", "n", "0", "false", "-"),
}
# What a name begins with when it says of what kind the organisation is; the longer ones first.
_BEGINNINGS = (
    ("اتحاد التعاونيات", Kind.UNION_OF_COOPERATIVES),
    ("اتحاد تعاونيات", Kind.UNION_OF_COOPERATIVES),
    ("union des coopératives", Kind.UNION_OF_COOPERATIVES),
    ("union de coopératives", Kind.UNION_OF_COOPERATIVES),
    ("تعاونية", Kind.COOPERATIVE),
    ("coopérative", Kind.COOPERATIVE),
    ("coop", Kind.COOPERATIVE),
    ("جمعية", Kind.ASSOCIATION),
    ("association", Kind.ASSOCIATION),
    ("تعاضدية", Kind.MUTUAL),
    ("mutuelle", Kind.MUTUAL),
    ("gie", Kind.ECONOMIC_INTEREST_GROUP),
    ("مجموعة ذات النفع الاقتصادي", Kind.ECONOMIC_INTEREST_GROUP),
)


def read_gender(text: str) -> str | None:
    """Return the gender that a word means, None for a word that is not known."""
    return _genders().get(_bare(text))


def read_capacity(text: str) -> str | None:
    """Return the capacity that a word means, None for a word that is not known."""
    return _capacities().get(_bare(text))


def read_kind(text: str) -> str | None:
    """Return the kind of organisation that a word means, None for one that is not known."""
    return _kinds().get(_bare(text))


def read_yes_or_no(text: str) -> bool | None:
    """Return what an answer means, None for one that is neither yes nor no."""
    answer = _answers().get(_bare(text))
    return None if answer is None else answer == "yes"


def kind_said_by_name(name: str) -> str:
    """Return the kind that an organisation's name begins with; empty where it says none."""
    key = fold_heading(name)
    for beginning, kind in _beginnings():
        if key == beginning or key.startswith(f"{beginning} "):
            return kind
    return ""


@lru_cache(maxsize=1)
def _genders() -> dict[str, str]:
    return _words(_GENDERS, Gender)


@lru_cache(maxsize=1)
def _capacities() -> dict[str, str]:
    return _words(_CAPACITIES, Capacity)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return _words(_KINDS, Kind)


@lru_cache(maxsize=1)
def _answers() -> dict[str, str]:
    return {_bare(word): answer for answer, words in _ANSWERS.items() for word in words}


@lru_cache(maxsize=1)
def _beginnings() -> list[tuple[str, str]]:
    return [(fold_heading(beginning), kind.value) for beginning, kind in _BEGINNINGS]


def _words(spellings: Mapping[Any, tuple[str, ...]], choices: type[Choices]) -> dict[str, str]:
    words = {_bare(word): choice.value for choice, them in spellings.items() for word in them}
    for choice in choices:
        for label in labels_in_all_languages(choice.label):
            words.setdefault(_bare(label), choice.value)
        words.setdefault(_bare(choice.value.replace("_", " ")), choice.value)
    return words


def _bare(text: str) -> str:
    # الرئيس and رئيس, le président and président.
    return re.sub(r"^(ال|le |la )(?=\w)", "", fold_heading(text)) or text.strip()
