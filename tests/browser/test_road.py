"""From an empty event to a certificate in the hand, as the people of the demo walk it, in Arabic.

Nothing is looked for by the words of the interface: names, addresses and parts of pages are what
the road holds on to, so that a better translation breaks nothing.
"""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE

HOME, NEIGHBOUR = "سيدي بنور", "الجديدة"
CODE = "ROAD1"
WORKER_MILLISECONDS = 60_000
OTHERS = (
    ("سعيد", "Said"),
    ("رشيد", "Rachid"),
    ("كمال", "Kamal"),
    ("جواد", "Jaouad"),
    ("مراد", "Mourad"),
    ("طارق", "Tarik"),
    ("هشام", "Hicham"),
    ("أيوب", "Ayoub"),
)
NEWCOMER = {
    "phone": "06 92 00 99 01",
    "given_name_ar": "نعيمة",
    "family_name_ar": "المصباحي",
    "given_name_latin": "Naïma",
    "family_name_latin": "Mesbahi",
    "birth_year": "1987",
    "organisation_name": "تعاونية الفجر للتين الشوكي",
}
# The first beneficiary of the demo, as the coordinator types the number.
KNOWN_PHONE = "0692000000"


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


# What each of them does ---------------------------------------------------------------------


def choose(page, name, text):
    """Choose the option of a list that holds this text."""
    box = page.locator(f"select[name='{name}']")
    box.select_option(box.locator("option", has_text=text).first.get_attribute("value"))


def fill(page, **values):
    for name, value in values.items():
        page.locator(f"[name='{name}']").fill(value)


def save(page):
    page.locator("main form:has(.form-buttons) .form-buttons button[type=submit]").last.click()


def create_programme(page, year):
    page.goto("/programmes/new/")
    fill(
        page,
        year=str(year),
        title_ar="برنامج التجربة",
        title_fr="Programme d'essai",
        project_ar="المقاربة الالتقائية",
        project_fr="L'approche de convergence",
    )
    partners = page.locator("select[name$='-partner']")
    partners.first.select_option(index=1)
    save(page)
    expect(page).to_have_url(re.compile(r"/programmes/\d+/$"))


def create_event(page, day):
    page.goto("/events/new/")
    choose(page, "programme", "برنامج التجربة")
    choose(page, "venue", "فندق السانية")
    fill(
        page,
        code=CODE,
        title_ar="التسويق والولوج إلى الأسواق",
        title_fr="Marketing et accès aux marchés",
        capacity="13",
        hours="3.5",
        required_presence="100",
    )
    fill(page, **{"days-0-date": day.strftime("%d/%m/%Y")})
    page.locator("[name='days-0-kind']").select_option("training")
    page.locator("[name='days-0-afternoon']").uncheck()
    for province, places in ((HOME, "9"), (NEIGHBOUR, "4")):
        label = page.locator("label[for^='id_quota-']", has_text=province)
        page.locator(f"#{label.get_attribute('for')}").fill(places)
    save(page)
    expect(page).to_have_url(re.compile(f"/events/{CODE}/$"))


def take_step(page, step):
    """Press the event's button that takes this step."""
    page.goto(f"/events/{CODE}/")
    page.locator(f"main form[action$='/{step}/'] button").click()
    expect(page.locator(f"main form[action$='/{step}/']")).to_have_count(0)


def open_registration_form(page):
    page.goto(f"/events/{CODE}/")
    page.locator("main a[href$='/registrations/new/']").first.tap()
    expect(page.locator("[name=given_name_ar]")).to_be_visible()


def register_newcomer(page):
    """Register somebody nobody knows, of an organisation nobody knows"""
    open_registration_form(page)
    fill(page, **NEWCOMER)
    page.locator("input[name=gender][value=f]").check()
    choose(page, "commune", HOME)
    page.locator("[name=organisation_kind]").select_option("cooperative")
    page.locator("[name=consent]").check()
    send_registration(page)


def register_another(page, number):
    """Register somebody else whom nobody knows, and who comes for nobody."""
    given, latin = OTHERS[number]
    open_registration_form(page)
    names = {"given_name_ar": given, "given_name_latin": latin}
    family = {"family_name_ar": "الرحماني", "family_name_latin": "RAHMANI"}
    fill(page, **names, **family, phone=f"06 60 55 44 {number:02}")
    page.locator("input[name=gender][value=m]").check()
    choose(page, "commune", HOME)
    page.locator("[name=consent]").check()
    send_registration(page)


def register_known(page):
    """Type a known phone and take the person that is offered"""
    open_registration_form(page)
    page.locator("[name=phone]").fill(KNOWN_PHONE)
    page.locator("#person-matches input[name=known_person]").first.check()
    page.locator("[name=consent]").check()
    send_registration(page)


def send_registration(page):
    page.locator("main form.house-form .form-buttons button[type=submit]").tap()
    expect(page.locator(".messages a[href^='/registrations/']")).to_be_visible()


def names_in_state(page, state):
    page.goto(f"/events/{CODE}/registrations/?state={state}")
    links = page.locator("#results a[href^='/registrations/']")
    return links.all_inner_texts()


def mark_present(page, name):
    page.goto(f"/events/{CODE}/presence/")
    row = page.locator("[data-row]", has_text=name)
    with page.expect_response(re.compile("/presence/mark/")) as answer:
        row.locator(".mark-present").click()
    assert answer.value.ok
    page.reload()
    expect(row.locator("input[type=radio][value=present]")).to_be_checked()


def issue_certificates(page):
    """Issue, watch the progress to its end, and give the PDF that is downloaded."""
    page.goto(f"/events/{CODE}/certificates/")
    page.locator("button[form='issue-form'][name='scope'][value='all']").click()
    expect(page).to_have_url(re.compile(r"/batches/\d+/$"))
    expect(page.locator("#batch [role=progressbar], #batch progress").first).to_be_attached()
    paper = page.locator("#batch a[href*='/certificates/pdf/']")
    expect(paper).to_be_visible(timeout=WORKER_MILLISECONDS)
    with page.expect_download() as download:
        paper.click()
    return pypdfium2.PdfDocument(download.value.path())


def read_qr(page):
    """Photograph a printed page and read its square code."""
    picture = page.render(scale=200 / 72).to_pil()
    (code,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return code.text


# The road -----------------------------------------------------------------------------------


def test_the_road_from_an_empty_event_to_a_checked_certificate(sign_in, new_browser, site):
    today = dt.datetime.now(ZoneInfo("Africa/Casablanca")).date()
    staff = sign_in("staff")
    create_programme(staff, today.year)
    create_event(staff, today)
    take_step(staff, "open")

    coordinator = sign_in("sidi-bennour", PHONE)
    register_newcomer(coordinator)
    register_known(coordinator)
    for number in range(len(OTHERS)):
        register_another(coordinator, number)
    registered = names_in_state(coordinator, "registered")
    assert (len(registered), "نعيمة المصباحي" in registered) == (9, True)
    # The tenth is one more than the province has places.
    assert names_in_state(coordinator, "waitlisted") == [f"{OTHERS[-1][0]} الرحماني"]

    take_step(staff, "close")
    mark_present(staff, "نعيمة المصباحي")

    pdf = issue_certificates(sign_in("admin"))
    assert len(pdf) == 1
    address = read_qr(pdf[0])
    assert address.startswith(f"{site}/v/")

    stranger = new_browser(PHONE).new_page()
    stranger.goto(address)
    expect(stranger.locator("html")).to_have_attribute("lang", "ar")
    expect(stranger.locator(".verdict-head")).to_have_class(re.compile("tone-success"))
    expect(stranger.locator(".statement-name")).to_have_text("نعيمة المصباحي")
    expect(stranger.locator(".statement")).to_contain_text(f"RAD/{today.year}/{CODE}/0001")
    expect(stranger.locator(f"time[datetime='{today:%Y-%m-%d}']").first).to_be_visible()


# What strangers and neighbours find ---------------------------------------------------------


@pytest.fixture(scope="module")
def printed(accounts, manage):
    """The addresses in the square codes of the demo's first and last printed certificate."""
    (line,) = (x for x in manage("load_demo", "--show").splitlines() if x.endswith(".pdf"))
    pdf = pypdfium2.PdfDocument(line.split(maxsplit=1)[1])
    return read_qr(pdf[0]), read_qr(pdf[len(pdf) - 1])


def code_address(text):
    """Return the address in a square code without the seal behind it."""
    return text.partition("#")[0]


def test_the_demo_s_printed_certificates_are_valid(printed, new_browser):
    page = new_browser(PHONE).new_page()
    for address in printed:
        page.goto(address)
        expect(page.locator(".verdict-head")).to_have_class(re.compile("tone-success"))


def test_a_code_can_be_typed_instead_of_scanned(printed, new_browser):
    page = new_browser(PHONE).new_page()
    page.goto(printed[0])
    name = page.locator(".statement-name").inner_text()
    page.goto("/v/")
    page.locator("main [name=code]").fill(code_address(printed[0]).rpartition("/")[2].lower())
    page.locator("main .code-form button[type=submit]").tap()
    expect(page.locator(".statement-name")).to_have_text(name)


def test_a_code_that_nobody_issued_names_nobody(printed, new_browser):
    page = new_browser(PHONE).new_page()
    address = code_address(printed[0])
    other_end = "1" if address.endswith("0") else "0"
    assert page.goto(address[:-1] + other_end).status == 404
    expect(page.locator(".statement-name")).to_have_count(0)


@pytest.fixture
def papers_of_sidi_bennour(sign_in):
    """Addresses of one person of Sidi Bennour at the demo's event, as the coordinator sees them."""
    page = sign_in("sidi-bennour")
    page.goto("/events/SB01/registrations/?state=registered")
    registration = first_link(page, "/registrations/")
    page.goto(registration)
    person = first_link(page, "/persons/")
    page.goto("/events/SB01/certificates/")
    paper = first_link(page, "/certificates/")
    paths = (registration, f"{registration}cancel/", person, paper)
    assert {path: page.request.get(path).status for path in paths} == dict.fromkeys(paths, 200)
    return paths


def first_link(page, start):
    """Return the address of the first link to one thing of this sort."""
    links = page.locator(f"main a[href^='{start}']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    return next(link for link in links if re.match(rf"{start}\d+/", link))


def test_a_coordinator_of_another_province_finds_none_of_it(sign_in, papers_of_sidi_bennour):
    page = sign_in("el-jadida")
    found = {path: page.request.get(path).status for path in papers_of_sidi_bennour}
    assert found == dict.fromkeys(papers_of_sidi_bennour, 404)


@pytest.mark.parametrize("name", ["registrations", "presence", "certificates"])
def test_lists_name_people_of_the_own_province_only(sign_in, name):
    page = sign_in("el-jadida")
    page.goto(f"/events/SB01/{name}/")
    text = page.locator("main").inner_text()
    # Both are registered: Omar Ferji of Sidi Bennour, Ayoub Benyoussef of El Jadida.
    assert ("أيوب بنيوسف" in text, "عمر الفرجي" in text) == (True, False)


# The door -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["admin", "staff", "sidi-bennour", "el-jadida", "observer"])
def test_every_printed_account_opens_the_door(sign_in, name):
    assert sign_in(name).locator("main h1").count() == 1


def test_somebody_can_change_the_language_and_stays_signed_in(sign_in):
    page = sign_in("staff")
    switch = page.locator(".language-switch button[value=fr]").locator("visible=true")
    switch.first.click()
    expect(page.locator("html[lang=fr][dir=ltr] body.shell")).to_be_attached()
    # The choice is kept with the account, which other journeys share.
    back = page.locator(".language-switch button[value=ar]").locator("visible=true")
    back.first.click()
    expect(page.locator("html[lang=ar][dir=rtl] body.shell")).to_be_attached()


def test_signing_out_closes_the_door(sign_in):
    page = sign_in("staff")
    page.locator("form[action$='/logout/'] button").locator("visible=true").first.click()
    expect(page.locator("body.doorway")).to_be_attached()
    page.goto("/events/")
    expect(page).to_have_url(re.compile("/account/login/"))


def test_an_observer_reads_no_personal_data(sign_in):
    page = sign_in("observer")
    statuses = {
        path: page.request.get(path).status
        for path in ("/events/", "/events/SB01/", "/persons/", "/events/SB01/registrations/")
    }
    assert statuses == {
        "/events/": 200,
        "/events/SB01/": 200,
        "/persons/": 403,
        "/events/SB01/registrations/": 403,
    }
