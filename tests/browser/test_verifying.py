"""A stranger checks certificates: by a phone's camera, by a file, and without a connection."""

import re
import socket
import threading
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.test_road import first_link, read_qr

# What the page does in the browser, whatever the engine behind it.
pytestmark = pytest.mark.engineless

# Another signature of the same by the same rules, unless its size is looked at (RFC 8032, 5.1.7).
ORDER = 2**252 + 27742317777372353535851937790883648493
# What a browser makes of a seal, and of it with a byte changed, by our own arithmetic.
JUDGE_WITHOUT_OWN_CRYPTOGRAPHY = """async ([address, sum]) => {
  const refuse = () => Promise.reject(new Error("too old"));
  Object.defineProperty(crypto.subtle, "importKey", { value: refuse, configurable: true });
  const { keys } = await (await fetch("/.well-known/certificate-keys.json")).json();
  const { code, seal } = Seals.split(address);
  const judge = (change) => {
    const read = Seals.read(code, seal);
    change(read);
    return Seals.judge(read, keys);
  };
  const turn = (name, at) => (read) => { read[name][at] ^= 1; };
  const found = [await judge(() => {})];
  for (const at of [0, 31, 32, 63]) found.push(await judge(turn("signature", at)));
  for (const at of [0, 19, 60]) found.push(await judge(turn("signed", at)));
  found.push(await judge((read) => read.signature.set(sum, 32)));
  delete crypto.subtle.importKey;
  return found;
}"""


@pytest.fixture(scope="module")
def printed(site, manage):
    """The text in the square code of a certificate of the demo."""
    (line,) = (x for x in manage("load_demo", "--show").splitlines() if x.endswith(".pdf"))
    return read_qr(pypdfium2.PdfDocument(line.split(maxsplit=1)[1])[0])


@pytest.fixture
def paper(manage, new_browser):
    """The file of a single certificate, as an administrator of the demo saves it."""
    words = [line.split() for line in manage("load_demo", "--show").splitlines()]
    password = next(w[2] for w in words if len(w) == 3 and w[1].startswith("admin@"))
    page = new_browser(LAPTOP).new_page()
    page.goto("/account/login/")
    page.locator("input[name=login]").fill("admin@takwin.example")
    page.locator("input[name=password]").fill(password)
    page.locator("main form.house-form button[type=submit]").click()
    expect(page.locator("body.shell")).to_be_attached()
    page.goto("/events/SB01/certificates/")
    return page.request.get(first_link(page, "/certificates/") + "pdf/").body()


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
        expect(page.locator(".verdict.is-doubted")).to_be_attached()
    page.goto("about:blank")
    page.goto(printed[:-3])
    expect_outcome(page, "unreadable", "warning")


def test_a_file_is_checked_without_being_sent(paper, new_browser):
    page = new_browser(PHONE).new_page()
    page.goto("/v/")
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    (qr,) = re.findall(rb"<takwin:Qr>([^<]+)</takwin:Qr>", paper)
    forged = turn_a_letter(qr.decode(), -30).encode()
    files = {
        "genuine": ("success", paper),
        "broken": ("danger", paper.replace(qr, forged)),
        "no_seal": ("warning", b"%PDF-1.7"),
        "not_pdf": ("warning", b"no PDF"),
    }
    for outcome, (tone, content) in files.items():
        page.locator("[data-file-check] input[type=file]").set_input_files(
            {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": content}
        )
        expect_outcome(page, outcome, tone)
        if outcome == "genuine":
            ask = page.locator("[data-ask]").get_attribute("href")
            assert qr.decode().endswith(ask)
    assert set(sent) <= {"GET"}


def test_a_browser_that_knows_no_ed25519_checks_all_the_same(printed, new_browser):
    page = new_browser(PHONE).new_page()
    page.goto(printed)
    scalar = page.evaluate(
        "(address) => { const { code, seal } = Seals.split(address);"
        " return [...Seals.read(code, seal).signature.slice(32)]; }",
        printed,
    )
    total = (int.from_bytes(bytes(scalar), "little") + ORDER).to_bytes(32, "little")
    found = page.evaluate(JUDGE_WITHOUT_OWN_CRYPTOGRAPHY, [printed, list(total)])
    assert found == ["genuine"] + ["broken"] * 8


def test_a_phone_that_was_here_once_proves_without_a_connection(printed, chromium, site):
    line = Line(urlsplit(site).port)
    context = chromium.new_context(locale="fr-MA", **PHONE)
    page = context.new_page()
    scanned = line.address + "/v/" + printed.partition("/v/")[2]
    page.goto(f"{line.address}/v/")
    expect(page.locator("[data-worker]")).to_be_visible()
    page.goto(scanned)
    expect_outcome(page, "confirmed", "success")
    name = page.locator(".statement-name").inner_text()

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
