"""A day's agenda is built with the keyboard alone, and a slot is dragged with the mouse.

At the demo's draft, which no other journey touches.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP

# What the page does in the browser, whatever the engine behind it.
pytestmark = pytest.mark.engineless

PAGE = "/events/BR04/days/2026-12-27/agenda/"
KINDS = ("opening", "module", "practice", "discussion", "break", "closing")
MOST_TABS = 120


@pytest.fixture(scope="module")
def staff_account(site, manage):
    """The demo's account of the staff, as it is printed: e-mail and password."""
    manage("load_demo")
    words = [line.split() for line in manage("load_demo", "--show").splitlines()]
    return next(tuple(w[1:]) for w in words if len(w) == 3 and w[1].startswith("staff@"))


@pytest.fixture
def enter(new_browser, staff_account):
    """Open the empty agenda in a browser of one's own, by keys alone."""

    def enter(**options):
        page = new_browser(LAPTOP, **options).new_page()
        page.goto(f"/account/login/?next={PAGE}")
        tab_to(page, "input[name=login]")
        page.keyboard.type(staff_account[0])
        tab_to(page, "input[name=password]")
        page.keyboard.type(staff_account[1])
        page.keyboard.press("Enter")
        expect(page.locator("#add")).to_be_visible()
        if page.locator(".agenda-row").count():
            press(page, "a[href*='agenda/clear/']")
            press(page, "main .btn-danger")
        expect(page.locator(".empty-state")).to_be_visible()
        return page

    return enter


def tab_to(page, selector):
    """Press Tab until the keyboard stands on what the selector names."""
    wanted = page.locator(selector)
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"The keyboard does not come to {selector}.")


def press(page, selector):
    """Come to a button or a link with the keyboard, and press it."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def add(page, kind, minutes, downs_in_module=0):
    """Add a slot: choose its kind, type its length, choose a module if it has one."""
    tab_to(page, "#id_kind")
    for _ in range(KINDS.index(kind)):
        page.keyboard.press("ArrowDown")
    tab_to(page, "#id_length")
    page.keyboard.press("Control+A")
    page.keyboard.type(str(minutes))
    if downs_in_module:
        tab_to(page, "#id_module")
        page.keyboard.press("ArrowDown")
    press(page, "#add button[type=submit]")
    expect(page.locator("#id_kind")).to_be_focused()


def build(page):
    for kind, minutes in (("opening", 30), ("module", 60), ("break", 15), ("closing", 45)):
        add(page, kind, minutes, downs_in_module=int(kind == "module"))


def agenda(page):
    """What stands in the agenda: the kind of each slot and when it begins."""
    rows = page.locator(".agenda-row")
    kinds = rows.evaluate_all(
        "all => all.map(row => row.querySelector('.agenda-slot').className.match(/timeline-(\\w+)/)[1])"
    )
    starts = page.locator(".agenda-row .agenda-time strong").all_inner_texts()
    return [f"{kind} {start}" for kind, start in zip(kinds, starts, strict=True)]


BUILT = ["opening 09:00", "module 09:30", "break 10:30", "closing 10:45"]
MOVED = ["opening 09:00", "break 09:30", "module 09:45", "closing 10:45"]
MOVED_TWICE = ["break 09:00", "opening 09:15", "module 09:45", "closing 10:45"]


def up_of(page, kind):
    return f".agenda-row:has(.timeline-{kind}) button[value=up]"


def test_an_agenda_is_built_and_a_slot_moved_by_keyboard_alone(enter, violations):
    page = enter()
    build(page)
    assert agenda(page) == BUILT
    page.evaluate("window.stayed = true")
    tab_to(page, up_of(page, "break"))
    page.keyboard.press("Enter")
    expect(page.locator(".agenda-time strong").nth(2)).to_have_text("09:45")
    assert (agenda(page), page.evaluate("window.stayed")) == (MOVED, True)
    # The hand is still on the arrow of the slot that moved, and its new time is said.
    expect(page.locator(up_of(page, "break"))).to_be_focused()
    expect(page.locator("body > [role=status]")).to_contain_text("09:30")
    page.keyboard.press("Enter")
    expect(page.locator(".agenda-time strong").nth(1)).to_have_text("09:15")
    assert agenda(page) == MOVED_TWICE
    # At the top there is no further up: the other arrow of the same slot has the hand.
    expect(page.locator(up_of(page, "break").replace("up", "down"))).to_be_focused()
    assert violations(page) == ""


def test_without_scripts_the_hand_stays_on_the_slot_too(enter):
    page = enter(java_script_enabled=False)
    build(page)
    press(page, up_of(page, "break"))
    assert agenda(page) == MOVED
    expect(page.locator(up_of(page, "break"))).to_be_focused()
    expect(page.locator("[data-said]")).to_contain_text("09:30")
    assert not page.locator("[data-drag]").first.is_visible()


def take_up(page, kind):
    """Take a slot up by its handle; return where the hand is."""
    handle = page.locator(f".agenda-row:has(.timeline-{kind}) [data-drag]")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y


def test_a_slot_is_dragged_by_its_handle_and_stays_where_the_drag_is_given_up(enter):
    page = enter()
    build(page)
    x, y = take_up(page, "break")
    page.mouse.move(x, y - 150, steps=4)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert agenda(page) == BUILT
    x, _y = take_up(page, "break")
    module = page.locator(".agenda-row:has(.timeline-module)")
    target = module.bounding_box()
    page.mouse.move(x, target["y"] + target["height"] - 10, steps=4)
    page.mouse.move(x, target["y"] + 5, steps=4)
    expect(module).to_have_class(re.compile("drop-before"))
    page.mouse.up()
    expect(page.locator(".agenda-time strong").nth(2)).to_have_text("09:45")
    assert agenda(page) == MOVED
