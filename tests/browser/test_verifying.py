"""A stranger checks certificates: by a phone's camera, by a file, and without a connection."""

import re
import socket
import threading
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_road import read_qr


@pytest.fixture(scope="module")
def printed(site, manage):
    """The text in the square code of a certificate of the demo."""
    (line,) = (x for x in manage("load_demo", "--show").splitlines() if x.endswith(".pdf"))
    return read_qr(pypdfium2.PdfDocument(line.split(maxsplit=1)[1])[0])


class Line:
    """A connection to the house that can be cut."""

    def __init__(self, port):
        self.far = ("127.0.0.1", port)
        self.near = socket.create_server(("127.0.0.1", 0))
        self.open = []
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.near.getsockname()[1]}"

    def accept(self):
        while True:
            try:
                caller, _ = self.near.accept()
            except OSError:
                return
            house = socket.create_connection(self.far)
            self.open += [caller, house]
            for pair in ((caller, house), (house, caller)):
                threading.Thread(target=self.carry, args=pair, daemon=True).start()

    def carry(self, source, target):
        try:
            while received := source.recv(65536):
                target.sendall(received)
        except OSError:
            pass
        finally:
            target.close()

    def cut(self):
        # Closing alone leaves whoever waits in accept() waiting.
        self.near.shutdown(socket.SHUT_RDWR)
        self.near.close()
        for end in self.open:
            end.close()


def expect_outcome(page, name, tone):
    shown = page.locator("[data-seal] [data-outcome]").locator("visible=true")
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("data-outcome", name)
    expect(shown).to_have_class(re.compile(f"tone-{tone}"))


def turn_a_letter(address, place):
    other = "0" if address[place] != "0" else "1"
    return address[:place] + other + address[place + 1 :]


def test_a_scanned_certificate_is_proved_in_the_browser(printed, new_browser, violations):
    page = new_browser(PHONE).new_page()
    page.goto(printed)
    expect_outcome(page, "confirmed", "success")
    expect(page.locator(".verdict-head")).to_have_class(re.compile("tone-success"))
    assert violations(page) == ""
    # The seal goes along into another language.
    page.locator(".language-switch button[value=fr]").tap()
    expect(page.locator("html[lang=fr]")).to_be_attached()
    expect_outcome(page, "confirmed", "success")
    # One letter of the signature is another one, then one of the name.
    for place in (-30, -130):
        page.goto("about:blank")
        page.goto(turn_a_letter(printed, place))
        expect_outcome(page, "broken", "danger")
    page.goto("about:blank")
    page.goto(printed[:-3])
    expect_outcome(page, "unreadable", "warning")


def test_a_file_is_checked_without_being_sent(printed, new_browser):
    page = new_browser(PHONE).new_page()
    page.goto("/v/")
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    drop = page.locator("[data-file-check] input[type=file]")
    for qr, outcome in (
        (printed, "genuine"),
        (turn_a_letter(printed, -30), "broken"),
        ("", "no_seal"),
    ):
        paper = f"%PDF-1.7\n<takwin:Qr>{qr}</takwin:Qr>".encode()
        drop.set_input_files({"name": "paper.pdf", "mimeType": "application/pdf", "buffer": paper})
        tone = {"genuine": "success", "broken": "danger", "no_seal": "warning"}[outcome]
        expect_outcome(page, outcome, tone)
    drop.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"no PDF"})
    expect_outcome(page, "not_pdf", "warning")
    assert set(sent) <= {"GET"}


def test_a_phone_that_was_here_once_proves_without_a_connection(printed, chromium, site):
    line = Line(urlsplit(site).port)
    context = chromium.new_context(locale="fr-MA", **PHONE)
    page = context.new_page()
    scanned = line.address + "/v/" + printed.partition("/v/")[2]
    page.goto(f"{line.address}/v/")
    expect(page.locator("[data-worker]")).to_be_visible()
    page.goto(scanned)
    expect_outcome(page, "confirmed", "success")
    name = page.locator(".statement-name").locator("visible=true").inner_text()

    line.cut()
    page.goto("about:blank")
    page.goto(scanned)
    expect(page.locator("html[lang=fr]")).to_be_attached()
    expect_outcome(page, "genuine", "success")
    expect(page.locator("[data-say=nameAr]")).to_have_text(name)
    # Nothing that the register said was kept.
    expect(page.locator(".verdict-head")).to_have_count(0)
    page.goto("about:blank")
    page.goto(turn_a_letter(scanned, -30))
    expect_outcome(page, "broken", "danger")
    context.close()
