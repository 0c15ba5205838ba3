"""The day of handing out, in Arabic on a phone: search, tick, undo, without loading the page.

At the first event of the demo, whose certificates are issued; what is ticked is undone at the end.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

PAGE = "/events/SB01/certificates/hand-out/"


@pytest.fixture
def page(new_browser, site, manage):
    """The page of the day as the staff of the demo see it."""
    manage("load_demo")
    words = [line.split() for line in manage("load_demo", "--show").splitlines()]
    email, password = next(w[1:] for w in words if len(w) == 3 and w[1].startswith("staff@"))
    page = new_browser(PHONE).new_page()
    page.goto(f"/account/login/?next={PAGE}")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main form.house-form button[type=submit]").tap()
    expect(page.locator("#hand-outs")).to_be_attached()
    return page


def given(page):
    """How many of all are given, as the first tally says."""
    return int(page.locator(".tally strong").first.inner_text().split("/")[0])


def test_three_certificates_are_handed_out(page, violations):
    page.evaluate("window.stayed = true")
    before = given(page)
    tally = page.locator(".tally strong").first
    page.locator("input[name=standing]").check()
    for number in ("1", "2", "3"):
        page.locator("#id_words").fill(number)
        row = page.locator(".hand-out")
        expect(row).to_have_count(1)
        row.locator(".hand-out-button").tap()
        expect(row).to_have_count(0)
    page.locator("#id_words").fill("")
    expect(tally).to_contain_text(f"{before + 3} /")
    assert violations(page) == ""
    # The filter stays in the address; a tick that was wrong is undone where the last one stands.
    assert "standing=not_given" in page.url
    for left in (2, 1, 0):
        page.locator(".given-last button").first.tap()
        expect(tally).to_contain_text(f"{before + left} /")
    assert page.evaluate("window.stayed") is True
