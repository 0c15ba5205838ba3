"""The registration screen on a phone: somebody known, somebody new, and a lost connection.

At a coming event of the demo, with people that no other journey registers there.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, STEP_MILLISECONDS

# What the page does in the browser, whatever the engine behind it.
pytestmark = pytest.mark.engineless

PAGE = "/events/ST03/registrations/new/"
LIST = "/events/ST03/registrations/"
COORDINATOR, NEIGHBOUR = "sidi-bennour", "el-jadida"
# The beneficiaries of the demo whose numbers begin like this are of Sidi Bennour.
PART_OF_KNOWN_PHONE = "06920000"


@pytest.fixture(scope="module")
def accounts(site, manage):
    """The demo's accounts as they are printed: (e-mail, password) by the name before the @."""
    manage("load_demo")
    words = [line.split() for line in manage("load_demo", "--show").splitlines()]
    printed = [(email, password) for _, email, password in (w for w in words if len(w) == 3)]
    return {email.partition("@")[0]: (email, password) for email, password in printed}


@pytest.fixture
def context(chromium, site):
    """A phone of one's own in Arabic that may lose its connection, which its console says."""
    context = chromium.new_context(base_url=site, locale="ar-MA", **PHONE)
    context.set_default_timeout(STEP_MILLISECONDS)
    yield context
    context.close()


def sign_in(context, account):
    page = context.new_page()
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(account[0])
    page.locator("input[name=password]").fill(account[1])
    page.locator("main form.house-form button[type=submit]").click()
    expect(page.locator("body.shell")).to_be_attached()
    return page


@pytest.fixture
def page(context, accounts):
    """The registration screen of the coordinator of Sidi Bennour."""
    page = sign_in(context, accounts[COORDINATOR])
    page.goto(PAGE)
    return page


def type_into(page, **values):
    for name, value in values.items():
        page.locator(f"[name='{name}']").fill(value)


def register(page):
    page.locator("[name=consent]").check()
    page.locator("form[data-registration] .form-buttons button[type=submit]").tap()


def registered(page):
    """Wait for the confirmation and return its sentence."""
    expect(page.locator("[data-registered]")).to_be_visible()
    return page.locator(".messages").inner_text()


def drafts(page):
    return page.evaluate(
        "Object.keys(localStorage).filter((name) => name.startsWith('registration/'))"
    )


def wait_until_no_draft_is_left(page):
    """The page's script runs a moment after what it stands in can be read."""
    page.wait_for_function(
        "!Object.keys(localStorage).some((name) => name.startsWith('registration/'))"
    )


def times_listed(page, name):
    page.goto(f"{LIST}?words={name}")
    return page.locator("#results a[href^='/registrations/']").count()


def fill_in_the_rest(page, gender):
    page.locator(f"input[name=gender][value={gender}]").check()
    page.locator("select[name=commune]").select_option(index=1)


def test_somebody_known_is_found_by_a_part_of_the_phone(page):
    type_into(page, who=PART_OF_KNOWN_PHONE)
    match = page.locator("#person-matches label.match", has=page.locator("input:not([value=new])"))
    name = match.first.locator("strong").inner_text()
    match.first.tap()
    expect(page.locator("#newcomer")).to_be_hidden()
    register(page)
    assert name in registered(page)
    wait_until_no_draft_is_left(page)
    assert times_listed(page, name) == 1


def test_somebody_new_gets_the_latin_names_that_were_suggested(page):
    type_into(page, who="عبد الرحيم بنجلون")
    page.locator("[name=known_person][value=new]").check()
    expect(page.locator("[name=family_name_ar]")).to_have_value("بنجلون")
    for field in ("given_name_latin", "family_name_latin"):
        expect(page.locator(f"[name={field}]")).to_have_value("")
        page.locator(f"[data-suggestion][value={field}]").tap()
    expect(page.locator("[name=given_name_latin]")).to_have_value("Abderrahim")
    expect(page.locator("[name=family_name_latin]")).to_have_value("Benjelloun")
    fill_in_the_rest(page, "m")
    register(page)
    assert "عبد الرحيم بنجلون" in registered(page)


def test_what_was_typed_survives_a_lost_connection_and_a_reload(page):
    type_into(
        page,
        given_name_ar="رقية",
        family_name_ar="الشتوكي",
        given_name_latin="Rkia",
        family_name_latin="Chtouki",
    )
    fill_in_the_rest(page, "f")
    page.context.set_offline(True)
    register(page)
    expect(page.locator("[data-no-connection]")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("[data-draft-restored]")).to_be_visible()
    expect(page.locator("[name=given_name_ar]")).to_have_value("رقية")
    expect(page.locator("[name=gender][value=f]")).to_be_checked()
    register(page)
    assert "رقية الشتوكي" in registered(page)
    wait_until_no_draft_is_left(page)
    assert times_listed(page, "رقية الشتوكي") == 1


def test_what_arrived_although_no_answer_came_back_is_registered_once(page):
    type_into(
        page,
        given_name_ar="محجوبة",
        family_name_ar="الطالبي",
        given_name_latin="Mahjouba",
        family_name_latin="Talbi",
    )
    fill_in_the_rest(page, "f")

    def lose_the_answer(route):
        route.fetch(max_redirects=0)
        route.abort()

    page.route(f"**{PAGE}", lose_the_answer, times=1)
    register(page)
    expect(page.locator("[data-no-connection]")).to_be_visible()
    page.reload()
    registered(page)
    wait_until_no_draft_is_left(page)
    assert times_listed(page, "محجوبة الطالبي") == 1


def test_somebody_else_on_the_same_phone_sees_nothing_of_the_draft(page, context, accounts):
    type_into(page, given_name_ar="نادية")
    assert len(drafts(page)) == 1
    context.clear_cookies()
    neighbour = sign_in(context, accounts[NEIGHBOUR])
    neighbour.goto(PAGE)
    expect(neighbour.locator("[name=given_name_ar]")).to_have_value("")
    assert drafts(neighbour) == []


def test_signing_out_takes_the_draft_along(page):
    type_into(page, given_name_ar="نادية")
    page.evaluate("document.querySelector('form[action$=\"/logout/\"] button').click()")
    expect(page.locator("body.doorway")).to_be_attached()
    wait_until_no_draft_is_left(page)


def test_a_cin_is_never_kept_on_the_phone(page):
    type_into(page, who="MC 123456", given_name_ar="نادية")
    kept = page.evaluate("Object.values(localStorage).join()")
    assert ("نادية" in kept, "123456" in kept) == (True, False)


def test_a_draft_is_gone_after_a_day(page):
    type_into(page, given_name_ar="نادية")
    page.evaluate("""() => {
      const name = Object.keys(localStorage).find((each) => each.startsWith("registration/"));
      const draft = JSON.parse(localStorage.getItem(name));
      localStorage.setItem(name, JSON.stringify({ ...draft, at: draft.at - 25 * 3600 * 1000 }));
    }""")
    page.reload()
    expect(page.locator("[name=given_name_ar]")).to_have_value("")
    wait_until_no_draft_is_left(page)


def test_the_search_works_without_javascript(new_browser, accounts):
    page = sign_in(new_browser(PHONE, java_script_enabled=False), accounts[COORDINATOR])
    page.goto(PAGE)
    type_into(page, who=PART_OF_KNOWN_PHONE)
    page.locator("button[name=search]").tap()
    expect(page.locator("#person-matches [name=known_person]").first).to_be_visible()


def test_the_screen_with_matches_is_accessible(page, violations):
    type_into(page, who=PART_OF_KNOWN_PHONE)
    expect(page.locator("#person-matches .match").first).to_be_visible()
    assert violations(page) == ""
