"""The measurement of the press prints the same certificates five ways."""

import json

import pytest

from bench import certificates
from certificates.press import find_print_problems

pytestmark = [pytest.mark.slow, pytest.mark.engineless]


def test_each_way_prints_every_page_and_is_compared_with_the_press(capsys):
    assert certificates.main(["--count", "3", "--sample", "2", "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    ways = results["ways"]
    assert {name: way["pages"] for name, way in ways.items()} == {
        "press": 3,
        "weasyprint_document": 2,
        "weasyprint_page": 2,
        "typst": 3,
        "reportlab": 3,
        "pades": 2,
    }
    assert ways["press"]["times_the_press"] == 1
    assert results["typst"] == ways["typst"]["milliseconds_a_page"] > 0
    assert results["peak_mib"] == ways["press"]["peak_mib"] > 0
    assert ways["pades"]["bytes_added"] > 1000


def test_growth_prints_ever_more_with_the_press_alone(capsys, monkeypatch):
    monkeypatch.setattr(certificates, "GROWTH", (2, 4))
    assert certificates.main(["--growth"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert (first.split()[0], second.split()[0]) == ("press_2", "press_4")


def test_invented_people_can_be_printed_and_have_codes_of_their_own():
    snapshots = [certificates.invent_snapshot(number) for number in range(200)]
    assert len({snapshot["code"] for snapshot in snapshots}) == 200
    assert [problem for one in snapshots[:30] for problem in find_print_problems(one)] == []
