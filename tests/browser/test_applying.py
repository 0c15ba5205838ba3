"""Self-registration on phones in Arabic: a link is opened, a stranger applies, a place is given."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, STEP_MILLISECONDS

# A coming event of the demo at which nobody of these names is registered.
INSIDE = "/events/ST03/applications/"
APPLICANT = {
    "given_name_ar": "زهور",
    "family_name_ar": "المسفيوي",
    "given_name_latin": "Zhour",
    "family_name_latin": "Mesfioui",
    "phone": "٠٦٦٧ ٣٤ ٥٥ ١٢",
    "organisation_name": "تعاونية الزيتون",
}


@pytest.fixture(scope="module")
def account(site, manage):
    """The coordinator of Sidi Bennour in the demo: e-mail and password."""
    manage("load_demo")
    words = [line.split() for line in manage("load_demo", "--show").splitlines()]
    printed = [(email, password) for _, email, password in (w for w in words if len(w) == 3)]
    return next(pair for pair in printed if pair[0].startswith("sidi-bennour@"))


@pytest.fixture
def new_phone(chromium, site):
    """Give a phone in Arabic of its own; it keeps no one signed in."""
    contexts = []

    def open_phone(**options):
        context = chromium.new_context(base_url=site, locale="ar-MA", **PHONE, **options)
        context.set_default_timeout(STEP_MILLISECONDS)
        contexts.append(context)
        return context.new_page()

    yield open_phone
    for context in contexts:
        context.close()


@pytest.fixture
def coordinator(new_phone, account):
    page = new_phone()
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(account[0])
    page.locator("input[name=password]").fill(account[1])
    page.locator("main form.house-form button[type=submit]").tap()
    expect(page.locator("body.shell")).to_be_attached()
    return page


@pytest.fixture
def opened(coordinator):
    """The coordinator's page with self-registration open, and the path to send to people."""
    coordinator.goto(INSIDE)
    coordinator.locator("form[action$='/open/'] button").first.tap()
    address = coordinator.locator(".application-address input[readonly]").first.input_value()
    return coordinator, urlsplit(address).path


def fill_in(page):
    for name, value in APPLICANT.items():
        page.locator(f"[name='{name}']").fill(value)
    page.locator("input[name=gender][value=f]").check()
    page.locator("select[name=commune]").select_option(index=1)
    page.locator("select[name=organisation_kind]").select_option("cooperative")


def send(page):
    page.locator("form.house-form .form-buttons button[type=submit]").tap()


def test_a_stranger_applies_without_javascript_and_is_registered(opened, new_phone):
    coordinator, path = opened
    stranger = new_phone(java_script_enabled=False)
    stranger.goto(path)
    fill_in(stranger)
    # The consent is forgotten first: what was typed stays.
    send(stranger)
    expect(stranger.locator("[name=given_name_ar]")).to_have_value("زهور")
    stranger.locator("[name=consent]").check()
    send(stranger)
    stranger.wait_for_url("**/sent/")

    coordinator.goto(INSIDE)
    coordinator.get_by_role("link", name="زهور المسفيوي").tap()
    coordinator.locator("button[value=approve]").tap()
    expect(coordinator.locator(".messages")).to_contain_text("زهور المسفيوي")
    coordinator.goto("/events/ST03/registrations/?words=Mesfioui")
    expect(coordinator.locator("#results a[href^='/registrations/']")).to_have_count(1)

    coordinator.goto(INSIDE)
    coordinator.locator("form[action$='/close/'] button").first.tap()
    expect(coordinator.locator("form[action$='/open/'] button").first).to_be_visible()
    assert stranger.goto(path).status == 404
