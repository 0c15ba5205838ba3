"""A postponed event tells its people: by e-mail in the background, by WhatsApp on a phone.

In Arabic, and without the words of the interface: names, addresses and parts of pages are what
the journey holds on to.
"""

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE

# An event of the demo that no other journey touches: it is postponed there already.
EVENT = "MD05"
REASON = "عطب كهربائي بالقاعة"
WORKER_MILLISECONDS = 60_000


@pytest.fixture(scope="module")
def accounts(site, manage):
    """The demo's accounts as they are printed: (e-mail, password) by the name before the @."""
    manage("load_demo")
    words = [line.split() for line in manage("load_demo", "--show").splitlines()]
    printed = [(email, password) for _, email, password in (w for w in words if len(w) == 3)]
    return {email.partition("@")[0]: (email, password) for email, password in printed}


@pytest.fixture
def sign_in(accounts, new_browser):
    """Open a browser of one's own with an account of the demo; give its first page."""

    def enter(name, device=LAPTOP):
        page = new_browser(device).new_page()
        page.goto("/account/login/")
        page.locator("input[name=login]").fill(accounts[name][0])
        page.locator("input[name=password]").fill(accounts[name][1])
        page.locator("main form.house-form button[type=submit]").click()
        expect(page.locator("body.shell")).to_be_attached()
        return page

    return enter


def postpone_once_more(page):
    """Give the event new days, and postpone it again for another reason."""
    day = dt.datetime.now(ZoneInfo("Africa/Casablanca")) + dt.timedelta(days=60)
    page.goto(f"/events/{EVENT}/reschedule/")
    page.locator("[name=first_day]").fill(f"{day:%d/%m/%Y}")
    page.locator("form:has([name=first_day]) .form-buttons .btn-primary").click()
    page.wait_for_url(f"**/events/{EVENT}/")
    page.goto(f"/events/{EVENT}/postpone/")
    page.locator("[name=reason]").fill(REASON)
    page.locator("form:has([name=reason]) .form-buttons button").first.click()
    page.wait_for_url(f"**/events/{EVENT}/")


def write_the_message(page):
    """Go from the event's page to a message; the reason stands there. Give its path."""
    page.locator(".whom-to-tell a[href$='kind=postponement']").click()
    expect(page.locator("[name=reason]")).to_have_value(REASON)
    page.locator(".message-form .form-buttons button").click()
    page.wait_for_url(re.compile(r"/messages/\d+/$"))
    expect(page.locator(".message-body")).to_contain_text(REASON)
    return urlsplit(page.url).path


def text_of_link(link):
    return parse_qs(urlsplit(link.get_attribute("href")).query)["text"][0]


def test_a_postponed_event_tells_its_people(sign_in, violations):
    staff = sign_in("staff")
    postpone_once_more(staff)
    message = write_the_message(staff)
    assert violations(staff) == ""

    # The next person reads their own name.
    first = staff.locator(".message-body").inner_text()
    staff.locator(".message-preview a[rel=next]").click()
    expect(staff.locator(".message-body")).not_to_have_text(first)

    staff.goto(f"{message}people/")
    boxes = staff.locator("input[name=chosen]")
    everybody = boxes.count()
    expect(staff.locator("input[name=chosen]:checked")).to_have_count(everybody)
    assert violations(staff) == ""
    # One is taken out, and put back after the last look.
    boxes.last.uncheck()
    staff.locator("button[name=look]").click()
    expect(staff.locator(".last-look input[name=chosen]")).to_have_count(everybody - 1)
    assert violations(staff) == ""
    staff.locator("button[name=back]").click()
    boxes.last.check()
    staff.locator("button[name=look]").click()
    by_email = staff.locator(".looked-at").first.locator("li").count()
    expect(staff.locator("button[name=send]")).to_contain_text(str(by_email))
    staff.locator("button[name=send]").click()

    # The worker sends; the page follows by itself.
    told = staff.locator("#announcement-progress progress")
    expect(told).to_have_attribute("value", str(by_email), timeout=WORKER_MILLISECONDS)
    expect(told).to_have_attribute("max", str(everybody))

    # The others are told on a phone.
    phone = sign_in("staff", PHONE)
    phone.goto(f"{message}by-hand/")
    assert violations(phone) == ""
    by_hand = everybody - by_email
    lines = phone.locator(".hand-line")
    expect(lines).to_have_count(by_hand)
    name = lines.first.locator("strong").inner_text()
    whatsapp = lines.first.locator("a[href^='https://wa.me/2126']")
    assert name in text_of_link(whatsapp)
    assert REASON in text_of_link(whatsapp)
    for left in range(by_hand, 0, -1):
        lines.first.locator("button[name=channel]").first.tap()
        expect(lines).to_have_count(left - 1)

    # A second visit finds everybody told.
    staff.goto(f"{message}people/")
    expect(staff.locator("input[name=chosen], input[name=again]")).to_have_count(0)
    staff.goto(message)
    expect(told).to_have_attribute("value", str(everybody))
    # And a second message of the kind ticks nobody.
    staff.goto(f"/events/{EVENT}/")
    staff.goto(f"{write_the_message(staff)}people/")
    expect(staff.locator("input[name=again]")).to_have_count(everybody)
    expect(staff.locator("input:checked[name=again], input[name=chosen]")).to_have_count(0)
