"""The measurement of the pages gives its figures by page and size."""

import json

import pytest

from bench import pages
from bench._people import invent_people

pytestmark = [pytest.mark.slow, pytest.mark.engineless]


def test_each_page_is_timed(capsys):
    assert pages.main(["--sizes", "40", "--repeats", "1", "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    timed = {
        (page, len(figures["40"]["slowest"]) > 0, figures["40"]["queries"] <= 15)
        for page, figures in results["pages"].items()
    }
    assert timed == {
        (page, True, True)
        for page in (
            *("list", "list_of_a_province", "search", "search_in_a_province"),
            *("search_as_one_types", "search_as_staff_type", "person", "first_page"),
        )
    }


def test_the_same_people_are_invented_every_time():
    assert list(invent_people(50)) == list(invent_people(80))[:50]
