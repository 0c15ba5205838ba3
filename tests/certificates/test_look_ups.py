import pytest
from django.core.cache import cache
from django.urls import reverse

from certificates import codes
from certificates.models import Certificate
from certificates.views.verification import GUESSES_A_MINUTE


@pytest.fixture(autouse=True)
def _one_minute(monkeypatch):
    cache.clear()
    monkeypatch.setattr("network.rate_limit.time.time", lambda: 6000.0)


@pytest.fixture
def code(attend, issue):
    attend(True, True)
    issue()
    return Certificate.objects.get().code


def look_up(client, code):
    return client.get(reverse("verify", args=[code]))


@pytest.fixture
def guess(client, network):
    return lambda: look_up(client, codes.new_code())


@pytest.mark.slow
def test_a_full_hall_checks_its_certificates_through_one_connection(client, code):
    assert {look_up(client, code).status_code for _ in range(140)} == {200}


def test_guessing_is_held_up_soon(guess):
    answers = [guess().status_code for _ in range(GUESSES_A_MINUTE + 1)]
    assert answers == [404] * GUESSES_A_MINUTE + [429]


def test_a_guess_that_is_held_up_is_kept_by_no_cache(guess):
    for _ in range(GUESSES_A_MINUTE):
        guess()
    assert (guess().status_code, guess()["Cache-Control"]) == (429, "no-store")


def test_slips_of_the_finger_are_no_guesses(client, code, guess):
    for _ in range(GUESSES_A_MINUTE + 1):
        look_up(client, "SLIP")
    assert guess().status_code == 404
