"""manage.py import_participants: the same service, for whoever has rights, as JSON if asked."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from participants.models import ImportRun, Registration
from tests import factories
from tests.participants.lists import HEADINGS, as_csv, people, somebody


@pytest.fixture
def run_command(tmp_path, event, quota, commune, province, coordinator):
    """Run the command; the answer, and whether it failed."""

    def run(rows, *flags, email=coordinator.email, iso=province.iso, content=None, name="list.csv"):
        file = tmp_path / name
        file.write_bytes(as_csv(rows) if content is None else content)
        out = StringIO()
        arguments = [str(file), "--event", event.code, "--province", iso, "--as", email, *flags]
        try:
            call_command("import_participants", *arguments, stdout=out)
        except CommandError as failure:
            return out.getvalue(), str(failure)
        return out.getvalue(), ""

    return run


@pytest.fixture
def answer(run_command):
    def run(rows, *flags, **options):
        text, failure = run_command(rows, "--json", *flags, **options)
        return json.loads(text), bool(failure)

    return run


def test_without_commit_it_reports_only(answer):
    told, failed = answer([*people(1), somebody(2, phone="x")])
    assert (told["rows"], told["committed"], failed, ImportRun.objects.count()) == (
        [{"row": 2, "verdict": "new"}, {"row": 3, "verdict": "wrong"}],
        False,
        False,
        0,
    )


def test_a_fault_names_row_column_code_and_says_what_is_wrong(answer):
    told, _failed = answer([*people(1), somebody(2, phone="0612")])
    [fault] = told["faults"]
    assert (fault["row"], fault["column"], fault["code"], "0612" in fault["message"]) == (
        3,
        HEADINGS["phone"],
        "impossible_phone",
        True,
    )


def test_the_answer_holds_what_is_promised_and_nothing_else(answer):
    told, _failed = answer([somebody(1), somebody(2, phone="x")])
    assert (
        sorted(told),
        {tuple(sorted(row)) for row in told["rows"]},
        {tuple(sorted(fault)) for fault in told["faults"]},
    ) == (
        ["committed", "faults", "rows"],
        {("row", "verdict")},
        {("code", "column", "message", "row")},
    )


def test_with_commit_everybody_is_registered(answer):
    told, failed = answer(people(3), "--commit")
    assert (told["committed"], failed, Registration.objects.count()) == (True, False, 3)


def test_with_one_wrong_row_nobody_is(answer):
    told, failed = answer([*people(2), somebody(3, phone="x")], "--commit")
    assert (told["committed"], failed, Registration.objects.count(), ImportRun.objects.count()) == (
        False,
        True,
        0,
        0,
    )


def test_with_one_undecided_row_nobody_is(answer, person):
    cells = {"family_name_ar": "العلوي", "family_name_latin": "El Alaoui", "birth_year": ""}
    told, failed = answer([somebody(1, **cells)], "--commit")
    assert (told["rows"], told["committed"], failed) == (
        [{"row": 2, "verdict": "possible"}],
        False,
        True,
    )


def test_the_same_file_twice_changes_nothing_and_says_so(answer):
    answer(people(2), "--commit")
    told, failed = answer(people(2), "--commit")
    assert (
        [row["verdict"] for row in told["rows"]],
        told["committed"],
        bool(told["message"]),
        failed,
        Registration.objects.count(),
    ) == (["registered", "registered"], False, True, False, 2)


def test_a_file_that_is_refused_says_why(answer):
    told, failed = answer([], content=b"%PDF-1.7", name="list.xlsx")
    assert (told["rows"], told["faults"][0]["code"], told["committed"], failed) == (
        [],
        "not_a_spreadsheet",
        False,
        True,
    )


def test_a_file_that_is_too_large_is_not_read(answer):
    told, failed = answer([], content=b"a;b\n" * 1_400_000)
    assert (told["faults"][0]["code"], failed) == ("too_large", True)


def test_in_words_it_tells_faults_counts_and_outcome(run_command):
    text, failure = run_command([*people(1), somebody(2, phone="0612")], "--commit")
    assert ("0612" in text, "new: 1" in text, "wrong: 1" in text, bool(failure)) == (True,) * 4


def test_a_coordinator_imports_for_own_provinces_only(run_command, other_province, event):
    factories.QuotaFactory(event=event, province=other_province)
    _text, failure = run_command(people(1), "--commit", iso=other_province.iso)
    assert (other_province.iso in failure, Registration.objects.count()) == (True, 0)


def test_another_provinces_coordinator_does_not_find_the_event(run_command, other_coordinator):
    _text, failure = run_command(people(1), email=other_coordinator.email)
    assert "SB01" in failure


def test_staff_import_for_any_province(run_command, staff):
    assert run_command(people(1), "--commit", email=staff.email)[1] == ""


def test_an_observer_imports_nothing(run_command, observer):
    assert observer.email in run_command(people(1), email=observer.email)[1]


def test_a_closed_account_imports_nothing(run_command, coordinator):
    coordinator.is_active = False
    coordinator.save()
    assert coordinator.email in run_command(people(1))[1]


def test_nobody_imports_under_an_unknown_address(run_command):
    assert "nobody@example.org" in run_command(people(1), email="nobody@example.org")[1]


def test_a_file_that_is_not_there_is_said(event, quota, province, coordinator):
    with pytest.raises(CommandError, match="nowhere"):
        call_command(
            "import_participants",
            "/nowhere.csv",
            *("--event", event.code, "--province", province.iso, "--as", coordinator.email),
        )


def test_lists_are_forgotten_by_a_command(db):
    out = StringIO()
    call_command("forget_imports", stdout=out)
    assert out.getvalue() == "Lists given up: 0\n"
