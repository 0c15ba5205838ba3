"""A row is repaired: what is judged again is what judging everything would have changed."""

from dataclasses import replace
from random import Random

import pytest

from participants.importing.staged import JUDGED, read_staged, unseal_cells
from participants.importing.touched import StagedList, replaced
from participants.models import Person
from participants.services.import_judging import judge_again
from participants.services.imports import choose_person, repair_row, stage_import
from tests import factories
from tests.participants.lists import HEADINGS, as_csv, people, somebody

# Few enough of each that rows meet in all the ways in which rows can meet; some are wrong.
ARABIC = ("العلوي", "الإدريسي", "بناني")
LATIN = ("El Alaoui", "Idrissi", "Bennani")
PHONES = ("0661000001", "0661000002", "0661000003")
CELLS = {
    "family_name_ar": (*ARABIC * 4, ""),
    "family_name_latin": LATIN,
    "birth_year": ("1987", "1988", ""),
    "gender": ("أنثى", "", "ذكر"),
    "phone": (*PHONES * 4, "", "", "0612"),
    "commune": (*["الزمامرة"] * 19, "مراكش"),
    "organisation": ("تعاونية النجاح", "", "النور", "الأمل"),
    "kind": ("", "", "تعاونية"),
}


@pytest.fixture
def stage(event, quota, commune, province, coordinator):
    """Stage a list of rows."""

    def stage_rows(rows, headings=HEADINGS):
        content = as_csv(rows, headings)
        return stage_import(
            content, file_name="list.csv", event=event, province=province, by=coordinator
        )

    return stage_rows


@pytest.fixture
def known(province, commune, event):
    """Persons of these names and phones, one of them registered, one in another province."""
    made = [
        factories.PersonFactory(
            given_name_ar="فاطمة",
            family_name_ar=arabic,
            given_name_latin="Fatima",
            family_name_latin=latin,
            phone=phone,
            gender="f",
            birth_year=year,
            province=province,
            commune=commune,
        )
        for arabic, latin, phone, year in zip(
            ARABIC, LATIN, ("+212661000001", "", "+212661000003"), (1987, 1987, None), strict=True
        )
    ]
    factories.RegistrationFactory(event=event, person=made[2], province=province)
    return made


def some_cells(chance, names=tuple(CELLS)):
    return {name: chance.choice(CELLS[name]) for name in names}


def standing(run):
    rows = run.rows.order_by("number")
    return {row[0]: row[1:] for row in rows.values_list("number", *JUDGED)}


def change_somebody(run, chance, by):
    """Repair a row in one to three cells, or say who it is; return its number."""
    rows = run.rows.select_related("run")
    row = chance.choice(rows)
    asked = rows.filter(verdict="possible")
    if asked and chance.random() < 0.5:
        row = chance.choice(asked)
        person = chance.choice([None, *Person.objects.order_by("pk")])
        choose_person(row, person=person, by=by)
    else:
        names = chance.sample(list(CELLS), chance.randint(1, 3))
        repair_row(row, values=some_cells(chance, names), by=by)
    return row.number


@pytest.mark.parametrize("seed", [0, 1, 3, 4, 5, 6])
def test_a_repair_changes_what_judging_everything_would(stage, known, coordinator, seed):
    chance = Random(seed)  # noqa: S311 no secret
    run = stage([somebody(1, **some_cells(chance)) for _ in range(14)])
    others = 0
    for _ in range(16):
        before = standing(run)
        number = change_somebody(run, chance, coordinator)
        after = standing(run)
        others += sum(after[other] != before[other] for other in after if other != number)
        assert (judge_again(run), standing(run)) == (0, after)
    # Else the list would prove nothing: each row stood for itself.
    assert others > 0


def touched(run, number, **cells):
    """The numbers of the rows that are judged again where these cells of a row change."""
    rows = read_staged(run)
    [row] = [row for row in rows if row.number == number]
    before = replace(row, cells=unseal_cells(run.rows.get(number=number).sealed))
    typed = [cells.get(name, cell) for name, cell in zip(HEADINGS, before.cells, strict=True)]
    after = replace(before, cells=typed, values=None)
    staged = StagedList(replaced(rows, after), before, run.mapping, run.province, {})
    return [kept.number for kept in staged.touched()]


def test_a_row_that_shares_nothing_is_judged_alone(stage):
    assert touched(stage(people(4)), 3, phone="0661999999") == [3]


def test_rows_over_again_are_judged_with_the_one_that_is_repaired(stage):
    run = stage([somebody(1), somebody(2), somebody(1), somebody(1)])
    assert touched(run, 2, phone="0661999999") == [2, 4, 5]


def test_a_row_that_becomes_another_one_over_again_is_judged_with_it(stage):
    cells = somebody(2)
    names = {name: cells[name] for name in ("family_name_ar", "family_name_latin", "phone")}
    assert touched(stage(people(4)), 2, **names) == [2, 4]


def test_rows_whose_kind_nobody_said_are_judged_with_the_one_that_says_it(stage):
    cells = {"organisation": "النور", "kind": ""}
    run = stage([somebody(1, **cells), somebody(2, **cells), somebody(3)])
    assert touched(run, 2, kind="جمعية") == [2, 3]


def test_a_row_that_was_read_goes_on_saying_the_kind_of_its_organisation(stage, coordinator):
    unsaid = {"organisation": "النور", "kind": ""}
    run = stage(
        [somebody(1, organisation="النور"), somebody(2, **unsaid, phone="0612"), somebody(3)]
    )
    repair_row(run.rows.get(number=4), values={"phone": "0661999999"}, by=coordinator)
    repair_row(run.rows.get(number=3), values={"phone": "0661999998"}, by=coordinator)
    assert [row["verdict"] for row in run.rows.values("verdict")] == ["new", "new", "new"]


def test_who_was_chosen_stays_chosen_while_another_row_means_them(stage, known, coordinator):
    near = {"family_name_ar": "العلوي", "family_name_latin": "El Alaoui", "birth_year": ""}
    run = stage([somebody(1, **near, phone="0661000001"), somebody(1, **near, phone="")])
    choose_person(run.rows.get(number=3), person=known[0], by=coordinator)
    twice = run.rows.get(number=3)
    repair_row(
        run.rows.get(number=2),
        values={"family_name_ar": "آخر", "family_name_latin": "Autre", "phone": ""},
        by=coordinator,
    )
    freed = run.rows.get(number=3)
    assert (
        (twice.verdict, twice.is_chosen, twice.person),
        (freed.verdict, freed.is_chosen, freed.person),
    ) == (("wrong", True, known[0]), ("possible", True, known[0]))
