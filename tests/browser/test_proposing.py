"""A proposal becomes an event: a coordinator's phone, a colleague's phone, the staff's phone."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

# A day that is still to come whenever this runs; a Sunday.
DAY = dt.date.today() + dt.timedelta(days=97 - dt.date.today().weekday())  # noqa: DTZ011 as typed
THEME = "تحويل الحليب وصناعة الأجبان"


@pytest.fixture(scope="module")
def accounts(site, manage):
    """The e-mail and password of those who take part, by the name of the account."""
    manage("load_demo")
    words = [line.split() for line in manage("load_demo", "--show").splitlines()]
    printed = [(email, password) for _, email, password in (w for w in words if len(w) == 3)]
    return {email.partition("@")[0]: (email, password) for email, password in printed}


@pytest.fixture
def phone_of(new_browser, accounts):
    """Open the phone of somebody who has signed in."""

    def open_phone(name):
        page = new_browser(PHONE).new_page()
        page.goto("/account/login/")
        page.locator("input[name=login]").fill(accounts[name][0])
        page.locator("input[name=password]").fill(accounts[name][1])
        page.locator("main form.house-form button[type=submit]").tap()
        expect(page.locator("body.shell")).to_be_attached()
        return page

    return open_phone


def propose(page):
    """Fill the form in from the board, and return the address of the proposal."""
    page.goto("/proposals/")
    page.locator(".page-actions a[href='/proposals/new/']").tap()
    page.locator("[name=title_ar]").fill(THEME)
    page.locator("[name='days-0-date']").fill(f"{DAY:%d/%m/%Y}")
    page.locator("[name=new_venue]").fill("دار الفلاح")
    page.locator("[name=new_venue_commune]").select_option(label="زمامرة")
    page.locator("[name=expected]").fill("28")
    # The reason is forgotten first: what was typed stays.
    send = page.locator(".proposal-form .form-buttons button[type=submit]")
    send.tap()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=title_ar]")).to_have_value(THEME)
    page.locator("[name=reason]").fill("تعاونيات زمامرة تبيع الحليب خاما.")
    send.tap()
    expect(page.locator("h1")).to_have_text(THEME)
    return page.url


def test_a_proposal_becomes_an_event(phone_of, violations):
    proposer = phone_of("sidi-bennour")
    address = propose(proposer)

    neighbour = phone_of("el-jadida")
    neighbour.goto("/proposals/")
    neighbour.locator(".board").get_by_role("link", name=THEME).tap()
    expect(neighbour.locator("button[formaction$='/support/']")).to_be_visible()
    assert violations(neighbour) == ""
    neighbour.locator("button[formaction$='/support/']").tap()
    expect(neighbour.locator(".stances-for li")).to_have_count(1)

    staff = phone_of("staff")
    staff.goto(address)
    expect(staff.locator(".stances-for li")).to_have_count(1)
    staff.locator(".page-actions a[href$='/accept/']").tap()
    code = staff.locator("[name=code]").input_value()
    # What nobody has said in French yet is asked for, and not filled in with Arabic.
    for name, words in (
        ("title_fr", "Transformation du lait"),
        ("venue_name_fr", "Maison du paysan"),
    ):
        expect(staff.locator(f"[name={name}]")).to_have_value("")
        staff.locator(f"[name={name}]").fill(words)
    expect(staff.locator("[name=venue_name_ar]")).to_have_value("دار الفلاح")
    staff.locator("[name=venue_capacity]").fill("70")
    staff.locator("form.house-form .form-buttons button[type=submit]").tap()
    staff.wait_for_url(f"**/events/{code}/")
    expect(staff.locator("h1")).to_have_text(THEME)
    main = staff.locator("main")
    for planned in ("دار الفلاح", f"{DAY.day} ", "28"):
        expect(main).to_contain_text(planned)

    proposer.goto(address)
    expect(proposer.locator(".history-accepted")).to_be_visible()
    expect(proposer.locator("button[formaction$='/support/']")).to_have_count(0)
