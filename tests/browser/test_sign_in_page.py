"""The first page that anybody sees."""

import pytest

# What the page does in the browser, whatever the engine behind it.
pytestmark = pytest.mark.engineless


@pytest.fixture(params=["phone", "laptop"])
def sign_in_page(request, site):
    page = request.getfixturevalue(request.param).new_page()
    page.goto("/")
    return page


def test_a_stranger_is_led_to_the_sign_in_page_in_arabic(sign_in_page):
    html = sign_in_page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")


def test_the_sign_in_page_reads_from_the_right(sign_in_page):
    assert sign_in_page.evaluate("getComputedStyle(document.body).direction") == "rtl"


def test_the_sign_in_page_fits_the_screen(sign_in_page):
    assert sign_in_page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_the_sign_in_page_is_accessible(sign_in_page, violations):
    assert violations(sign_in_page) == ""


def test_a_wrong_password_keeps_the_address_that_was_typed(sign_in_page):
    sign_in_page.locator("input[name=login]").fill("nobody@example.org")
    sign_in_page.locator("input[name=password]").fill("not the password")
    sign_in_page.locator("main button[type=submit]").click()
    sign_in_page.wait_for_load_state()
    assert sign_in_page.locator("input[name=login]").input_value() == "nobody@example.org"
