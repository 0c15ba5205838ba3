"""A list on a phone, in Arabic: one row is wrong, is put right in the page, and all are registered.

At a coming event of the demo, with people that no other journey registers there.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, STEP_MILLISECONDS

EVENT = "/events/ST03"
COORDINATOR = "sidi-bennour"
PEOPLE = """الاسم الشخصي;الاسم العائلي;Prénom;Nom;الجنس;رقم الهاتف;الجماعة;الهيئة;الصفة
مليكة;الحوزي;Malika;Houzi;أنثى;0692990101;الزمامرة;تعاونية الصفاء للعسل;رئيسة
بوشتى;الغندوري;Bouchta;Ghandouri;ذكر;0692;الزمامرة;تعاونية الصفاء للعسل;عضو
"""


@pytest.fixture(scope="module")
def account(site, manage):
    """The coordinator of the demo: e-mail and password."""
    manage("load_demo")
    words = [line.split() for line in manage("load_demo", "--show").splitlines()]
    return next(w[1:] for w in words if len(w) == 3 and w[1].startswith(f"{COORDINATOR}@"))


@pytest.fixture
def page(chromium, site, account):
    context = chromium.new_context(base_url=site, locale="ar-MA", **PHONE)
    context.set_default_timeout(STEP_MILLISECONDS)
    page = context.new_page()
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(account[0])
    page.locator("input[name=password]").fill(account[1])
    page.locator("main form.house-form button[type=submit]").click()
    expect(page.locator("body.shell")).to_be_attached()
    yield page
    context.close()


def upload(page):
    page.goto(f"{EVENT}/registrations/")
    page.locator(f"a[href='{EVENT}/imports/new/']").tap()
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form.house-form button[type=submit]").tap()


def verdicts(page):
    return page.locator("#results tbody .tone-badge").count()


def listed(page, name):
    page.goto(f"{EVENT}/registrations/?words={name}")
    return page.locator("#results a[href^='/registrations/']").count()


def test_a_list_is_imported_after_its_wrong_row_was_put_right(page):
    upload(page)
    expect(page.locator(".row-faults li")).to_have_count(1)
    assert verdicts(page) == 2

    page.locator("#results a[href*='/rows/3/']").tap()
    phone = page.locator("[name=phone]")
    expect(phone).to_have_value("0692")
    phone.fill("٠٦ ٩٢ ٩٩ ٠١ ٠٢")
    page.locator("main form.house-form button[type=submit]").tap()
    expect(page.locator(".row-faults li")).to_have_count(0)

    page.locator("[name=consent]").check()
    page.locator("form[action$='/commit/'] button[type=submit]").tap()
    expect(page.locator("a[href$='/undo/']")).to_be_visible()

    assert [listed(page, name) for name in ("الحوزي", "الغندوري")] == [1, 1]
