import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants import romanising
from participants.names import arabic_key, latin_key, validate_latin_name
from participants.romanising import TABLE, suggest_latin
from tests.house import ROOT


def demo_names(part):
    """The demo's pairs of Arabic and Latin names."""
    with (ROOT / "reports" / "demo" / f"{part}_names.csv").open(encoding="utf-8") as rows:
        return [(row["arabic"], row["latin"]) for row in csv.DictReader(rows)]


def spelling(latin):
    """A spelling without its article, accents and hyphens."""
    return latin_key(latin.lower().removeprefix("el "))


def share_met(part, hold_out=False, monkeypatch=None):
    """Return which share of the demo's names is spelt as there, each held out of the table."""
    full, met = romanising._spellings(), 0
    pairs = demo_names(part)
    for arabic, latin in pairs:
        if hold_out:
            rest = {at: spelt for at, spelt in full.items() if at[1] != arabic_key(arabic)}
            monkeypatch.setattr(romanising, "_spellings", lambda rest=rest: rest)
        met += spelling(suggest_latin(arabic, part)) == spelling(latin)
    return met / len(pairs)


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("محمد", "Mohamed"),
        ("مُحَمَّد", "Mohamed"),
        ("يوسف", "Youssef"),
        ("عبد الرحمان", "Abderrahmane"),
        ("عبدالرحمن", "Abderrahmane"),
        ("بوشعيب", "Bouchaib"),
        ("فاطمه الزهراء", "Fatima Zahra"),
        ("محمد أمين", "Mohamed Amine"),
        ("مولاي إدريس", "Moulay Driss"),
    ],
)
def test_a_given_name_of_the_registry_is_spelt_as_there(name, latin):
    assert suggest_latin(name) == latin


@pytest.mark.parametrize(
    ("name", "latin"),
    [("العلوي", "El Alaoui"), ("بنجلون", "Benjelloun"), ("آيت علي", "Ait Ali"), ("لحلو", "Lahlou")],
)
def test_a_family_name_of_the_registry_is_spelt_as_there(name, latin):
    assert suggest_latin(name, "family") == latin


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("خربوش", "Kharbouch"),
        ("شكراوي", "Chakraoui"),
        ("الخمالي", "El Khamali"),
        ("الرغاوي", "Raghaoui"),
        ("بنخدوج", "Benkhaddouj"),
        ("آيت خربوش", "Ait Kharbouch"),
        ("گزناي", "Gaznai"),
        ("ڭيرشي", "Guirchi"),
        ("زهران", "Zahrane"),
    ],
)
def test_a_name_that_is_not_in_the_table_is_spelt_letter_by_letter(name, latin):
    assert suggest_latin(name, "family") == latin


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("عبد الشهيد", "Abdechahid"),
        ("عبد الخبير", "Abdelkhabir"),
        ("ركن الدين", "Rakaneddine"),
    ],
)
def test_two_words_that_are_one_name_become_one(name, latin):
    assert suggest_latin(name) == latin


@pytest.mark.parametrize("name", ["", " ", "Mohamed", "12", "ـ", "!"])
def test_nothing_is_suggested_for_what_has_no_arabic_letter(name):
    assert suggest_latin(name) == ""


@given(st.text(alphabet=st.characters(min_codepoint=0x600, max_codepoint=0x6FF), max_size=30))
def test_whatever_is_suggested_may_be_kept_as_a_latin_name(name):
    for part in ("given", "family"):
        if latin := suggest_latin(name, part):
            validate_latin_name(latin)


def test_no_name_stands_twice_in_the_table():
    with TABLE.open(encoding="utf-8") as rows:
        keys = [(row["part"], arabic_key(row["arabic"])) for row in csv.DictReader(rows)]
    assert len(keys) == len(set(keys)) > 500


@pytest.mark.parametrize(("part", "share"), [("given", 0.99), ("family", 0.92)])
def test_most_names_of_the_demo_are_spelt_as_there(part, share):
    assert share_met(part) >= share


@pytest.mark.parametrize("part", ["given", "family"])
def test_half_of_them_are_when_the_table_lacks_each(part, monkeypatch):
    assert share_met(part, hold_out=True, monkeypatch=monkeypatch) >= 0.5
