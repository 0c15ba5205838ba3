"""The QR codes of a whole batch, as a cheap scanner sees them, prove each certificate."""

import datetime as dt

import pypdfium2
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.codes import new_code
from certificates.kinds import Kind
from certificates.press import find_plate, render_certificates
from certificates.seals import Facts, Seal, public_bytes, write_seal
from tests.certificates.printed import make_snapshot

pytestmark = [pytest.mark.slow, pytest.mark.engineless]

BATCH = 500
DPI = 150
# White around a code, in its own share.
QUIET = 0.08


def sealed(number, key):
    """Return a snapshot whose QR code is signed as that of an issued certificate."""
    code = new_code()
    snapshot = make_snapshot(
        number=f"RAD/2026/SB01/{number:04}",
        code=code,
        verify_url=f"https://takwin.example.ma/v/{code}",
    )
    facts = Facts(
        code=code,
        issued_on=dt.date.fromisoformat(snapshot["issued_on"]),
        kind=Kind.PARTICIPATION,
        version=1,
        digest=bytes(16),
        number=snapshot["number"],
        name_ar=snapshot["name_ar"],
        name_latin=snapshot["name_latin"],
    )
    return {**snapshot, "qr": f"{snapshot['verify_url']}#{write_seal(facts, key)}"}


def read_code(page, box):
    """Read the code in ``box`` of a page that is rendered there alone."""
    around = box.width * QUIET
    crop = (
        box.x - around,
        box.y - around,
        page.get_width() - box.x - box.width - around,
        page.get_height() - box.y - box.height - around,
    )
    picture = page.render(scale=DPI / 72, crop=crop).to_pil().convert("L")
    found = zxingcpp.read_barcode(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return found.text if found else None


def test_every_code_of_a_batch_of_500_is_read_at_150_dpi_and_proves_its_page():
    key = Ed25519PrivateKey.generate()
    snapshots = [sealed(number, key) for number in range(1, BATCH + 1)]
    box = find_plate(snapshots[0]).boxes["qr"]
    with pypdfium2.PdfDocument(render_certificates(snapshots)) as document:
        read = [read_code(document[number], box) for number in range(BATCH)]
    assert read == [snapshot["qr"] for snapshot in snapshots]
    for snapshot, text in zip(snapshots, read, strict=True):
        seal = Seal.read(snapshot["code"], text.partition("#")[2])
        assert seal.is_signed_by(public_bytes(key))
        assert seal.facts.number == snapshot["number"]
