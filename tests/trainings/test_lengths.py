"""Lengths of time in words."""

import datetime as dt

import pytest
from django.utils import translation

from trainings.lengths import minutes_between, write_length


@pytest.mark.parametrize(
    ("minutes", "language", "words"),
    [
        (0, "en", "0 minutes"),
        (45, "en", "45 minutes"),
        (120, "en", "2 hours"),
        (61, "en", "1 hour 1 minute"),
        (90, "fr", "1 heure 30 minutes"),
        (15, "ar", "15 دقيقة"),
        (120, "ar", "ساعتان"),
        (210, "ar", "3 ساعات و30 دقيقة"),
    ],
)
def test_a_length_is_written_in_words(minutes, language, words):
    with translation.override(language):
        assert write_length(minutes) == words


def test_minutes_are_counted_over_the_hour():
    assert minutes_between(dt.time(9, 50), dt.time(11, 5)) == 75
