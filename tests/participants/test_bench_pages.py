"""The measurement of the pages gives its figures by page and size."""

import json

import pytest

from bench import pages
from bench._people import invent_people

pytestmark = [pytest.mark.slow, pytest.mark.engineless]


def test_each_page_is_timed_at_each_size(capsys):
    assert pages.main(["--sizes", "40,80", "--repeats", "1", "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    assert {
        (page, size, len(figures[size]["slowest"]) > 0, figures[size]["queries"] <= 15)
        for page, figures in results["pages"].items()
        for size in ("40", "80")
    } == {
        (page, size, True, True)
        for page in (
            *("list", "list_of_a_province", "search", "search_in_a_province"),
            *("search_as_one_types", "search_as_staff_type", "person", "first_page"),
        )
        for size in ("40", "80")
    }


def test_the_same_people_are_invented_every_time():
    assert list(invent_people(50)) == list(invent_people(80))[:50]
