"""The presence page on a bad day: no connection, a page that is left, a hand on the keyboard.

At a coming event of the demo, so that no other journey counts what is marked here.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, STEP_MILLISECONDS

# What the page does in the browser, whatever the engine behind it.
pytestmark = pytest.mark.engineless

PAGE = "/events/JD02/presence/"
SAVING = "**/presence/mark/"


@pytest.fixture(scope="module")
def staff_account(site, manage):
    """The demo's account of the staff, as it is printed: e-mail and password."""
    manage("load_demo")
    words = [line.split() for line in manage("load_demo", "--show").splitlines()]
    return next(tuple(w[1:]) for w in words if len(w) == 3 and w[1].startswith("staff@"))


@pytest.fixture
def page(chromium, site, staff_account):
    """The presence page with nobody marked, in a browser that may lose its connection."""
    context = chromium.new_context(base_url=site, locale="ar-MA", **LAPTOP)
    context.set_default_timeout(STEP_MILLISECONDS)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/account/login/?next={PAGE}")
    page.locator("input[name=login]").fill(staff_account[0])
    page.locator("input[name=password]").fill(staff_account[1])
    page.locator("main form.house-form button[type=submit]").click()
    expect(page.locator("[data-row]").first).to_be_attached()
    page.wait_for_load_state()
    yield page
    page.unroute_all()
    page.goto(PAGE)
    page.evaluate("document.querySelectorAll('.mark-none input').forEach((each) => each.click())")
    saved(page)
    context.close()


def row(page, number):
    return page.locator("[data-row]").nth(number)


def saved(page):
    """Wait until nothing is left to save."""
    expect(page.locator("[data-state=saving], [data-state=failed]")).to_have_count(0)


def marks(page):
    """What the server has, of the first three rows."""
    page.goto(PAGE)
    rows = page.locator("[data-row] input:checked")
    return [rows.nth(number).get_attribute("value") for number in range(3)]


def test_a_tick_is_saved_without_loading_the_page(page):
    page.evaluate("window.stayed = true")
    row(page, 0).locator(".mark-present").click()
    saved(page)
    assert (page.evaluate("window.stayed"), marks(page)) == (True, ["present", "none", "none"])


def test_a_tick_made_before_the_script_has_come_is_saved_once_it_is_there(page):
    held = []

    def hold(script):
        held.append(script)

    page.route("**/participants_presence*.js", hold)
    page.goto(PAGE, wait_until="commit")
    row(page, 0).locator(".mark-present").click(no_wait_after=True)
    ticked_alone = row(page, 0).get_attribute("data-state")
    for script in held:
        script.continue_()
    expect(page.locator("[data-status-saved]")).to_be_visible()
    page.unroute_all()
    assert (ticked_alone, len(held), marks(page)[0]) == (None, 1, "present")


def test_counters_follow_the_ticks(page):
    row(page, 0).locator(".mark-present").click()
    row(page, 1).locator(".mark-absent").click()
    counts = [page.locator(f"[data-count={name}]").inner_text() for name in ("present", "absent")]
    assert counts == ["1", "1"]


def test_a_tick_without_connection_is_said_and_sent_when_it_is_back(page):
    page.context.set_offline(True)
    row(page, 0).locator(".mark-present").click()
    expect(page.locator("[data-status-failed]")).to_be_visible()
    expect(row(page, 0)).to_have_attribute("data-state", "failed")
    page.context.set_offline(False)
    expect(page.locator("[data-status-saved]")).to_be_visible()
    assert marks(page)[0] == "present"


def test_a_tick_that_was_not_saved_is_sent_by_the_next_visit(page):
    page.route(SAVING, lambda request: request.abort())
    row(page, 1).locator(".mark-absent").click()
    expect(page.locator("[data-status-failed]")).to_be_visible()
    page.goto(PAGE)
    expect(row(page, 1)).to_have_attribute("data-state", "failed")
    page.unroute_all()
    expect(page.locator("[data-status-saved]")).to_be_visible()
    assert marks(page)[1] == "absent"


def test_a_server_in_trouble_is_asked_again_by_itself(page):
    answers = iter([503])

    def stumble(route):
        status = next(answers, None)
        route.fulfill(status=status) if status else route.continue_()

    page.route(SAVING, stumble)
    row(page, 0).locator(".mark-present").click()
    expect(page.locator("[data-status-saved]")).to_be_visible()
    assert marks(page)[0] == "present"


def test_somebody_signed_out_is_told_and_loses_nothing(page):
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    row(page, 0).locator(".mark-present").click()
    expect(page.locator("[data-status-refused]")).to_be_visible()
    page.context.add_cookies(cookies)
    page.goto(PAGE)
    expect(page.locator("[data-status-saved]")).to_be_visible()
    assert marks(page)[0] == "present"


def test_the_keyboard_marks_one_after_the_other(page):
    page.locator("#id_words").press("ArrowDown")
    for key in ("p", "ArrowDown", "a", "ArrowDown", "Space"):
        page.keyboard.press(key)
    saved(page)
    assert marks(page) == ["present", "absent", "present"]


def test_the_search_box_finds_without_asking_the_server(page):
    name = row(page, 2).locator("legend").inner_text().split("\n")[0]
    page.context.set_offline(True)
    page.locator("#id_words").fill(name)
    shown = page.locator("[data-row]:visible")
    found = shown.count()
    page.context.set_offline(False)
    assert 1 <= found < page.locator("[data-row]").count()


def test_everybody_not_yet_marked_becomes_present_but_who_is_absent_stays(page):
    row(page, 0).locator(".mark-absent").click()
    page.locator("[data-mark-rest]").click()
    saved(page)
    assert marks(page) == ["absent", "present", "present"]


def test_the_page_is_accessible(page, violations):
    assert violations(page) == ""
