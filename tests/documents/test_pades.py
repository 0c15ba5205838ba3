"""The seal on electronic copies."""

import datetime as dt
import http.server
import threading
from io import BytesIO

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from django.core.checks import run_checks

from bench._seal_key import make_certificate, make_p12
from documents.archive import Imprint
from documents.fonts import AMIRI_BOLD
from documents.html_pdf import FONT_FACES, lay_out
from documents.pades import UnusableKey, open_key, seal_pdf
from documents.plates import Field, read_plate
from documents.press import Sheet, print_sheets
from tests.documents.conformity import find_faults

pytestmark = pytest.mark.slow

PASSWORD = "of the seal"
KIND = "application/timestamp-reply"
IMPRINT = Imprint("شهادة", author="شبكة الجمعيات", language="ar", created=dt.date(2026, 2, 1))
NAME = Field("name", AMIRI_BOLD, 20, 8, "#0b4f3c", right_to_left=True)
PAGE = f"<title>x</title><style>{FONT_FACES}{NAME.css}</style><div id=name></div>"


@pytest.fixture(scope="module")
def p12(tmp_path_factory):
    return make_p12(tmp_path_factory.mktemp("seal") / "seal.p12", PASSWORD)


@pytest.fixture(scope="module")
def key(p12):
    return open_key(p12, PASSWORD)


@pytest.fixture(scope="module")
def paper():
    plate = read_plate(lay_out(PAGE), PAGE, [NAME], [])
    return print_sheets([Sheet(plate, {"name": "فاطمة"}, {})], IMPRINT)


@pytest.fixture(scope="module")
def sealed(paper, key):
    return seal_pdf(paper, key)


@pytest.fixture(scope="module")
def time_server():
    """A server on this machine that stamps time with a key of its own; ``broken`` stops it."""
    from pyhanko.sign.timestamps import DummyTimeStamper

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            answer = b"" if server.broken else server.stamp(asked)
            self.send_response(200)
            self.send_header("Content-Type", "text/html" if server.broken else KIND)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    server.broken = False
    server.stamp = stamp_with(DummyTimeStamper)
    server.address = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def stamp_with(stamper_class):
    from asn1crypto import keys, tsp
    from cryptography.hazmat.primitives import serialization

    private_key = rsa.generate_private_key(65537, 2048)
    certificate = make_certificate(private_key, stamps_time=True)
    stamper = stamper_class(
        as_asn1(certificate),
        keys.PrivateKeyInfo.load(
            private_key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        ),
    )
    return lambda asked: stamper.request_tsa_response(tsp.TimeStampReq.load(asked)).dump()


def as_asn1(certificate):
    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def validate(pdf, key):
    """Return what pyHanko says of the one signature, trusting the key of the seal."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    trusted = ValidationContext(trust_roots=[as_asn1(key.certificate)], allow_fetching=False)
    return validate_pdf_signature(signature, trusted)


def test_a_sealed_file_is_whole_and_by_the_holder_of_the_key(sealed, key):
    status = validate(sealed, key)
    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True,) * 4
    assert status.coverage.name == "ENTIRE_FILE"


def test_the_seal_forbids_every_change_and_names_its_kind(sealed):
    with pikepdf.open(BytesIO(sealed)) as pdf:
        seal = pdf.Root.Perms.DocMDP
        assert str(seal.SubFilter) == "/ETSI.CAdES.detached"
        assert seal.Reference[0].TransformParams.P == 1
        (field,) = pdf.Root.AcroForm.Fields
        assert [float(edge) for edge in field.Rect] == [0, 0, 0, 0]


def test_a_changed_byte_breaks_the_seal(sealed, paper, key):
    place = paper.index(b"<dc:language>")
    changed = sealed[:place] + b"<dc:Language>" + sealed[place + 13 :]
    assert not validate(changed, key).intact


def test_the_seal_stands_behind_the_file_as_it_was(sealed, paper):
    assert sealed.startswith(paper)


def test_a_sealed_file_is_still_pdf_a_3u(sealed):
    assert find_faults(sealed, sealed=True) == []


def test_another_key_is_not_trusted(sealed, tmp_path):
    other = open_key(make_p12(tmp_path / "other.p12", PASSWORD), PASSWORD)
    assert not validate(sealed, other).trusted


def test_a_time_stamp_is_put_into_the_seal(paper, key, time_server):
    status = validate(seal_pdf(paper, key, tsa_url=time_server.address), key)
    assert status.intact
    assert status.timestamp_validity.intact


def test_without_an_answer_from_the_time_server_the_seal_has_none(paper, key, time_server, caplog):
    time_server.broken = True
    status = validate(seal_pdf(paper, key, tsa_url=time_server.address), key)
    time_server.broken = False
    assert (status.intact, status.timestamp_validity) == (True, None)
    assert "gave no stamp" in caplog.text


def test_a_wrong_password_is_told(p12):
    with pytest.raises(UnusableKey, match="the password is another"):
        open_key(p12, "another")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UnusableKey, match="No such file"):
        open_key(tmp_path / "none.p12", "")


def test_a_file_of_another_kind_is_told(tmp_path):
    (tmp_path / "text.p12").write_text("no key")
    with pytest.raises(UnusableKey, match=r"no PKCS #12 file"):
        open_key(tmp_path / "text.p12", "")


def test_a_key_that_few_readers_know_is_told(tmp_path):
    odd = make_p12(tmp_path / "odd.p12", PASSWORD, key=ed25519.Ed25519PrivateKey.generate())
    with pytest.raises(UnusableKey, match="EC or RSA"):
        open_key(odd, PASSWORD)


def found_by_checks():
    return [message.id for message in run_checks() if message.id.startswith("documents.")]


def test_a_good_key_passes_the_checks(settings, p12):
    settings.PADES_P12, settings.PADES_PASSWORD = p12, PASSWORD
    assert found_by_checks() == []


def test_no_key_is_nothing_to_complain_of(settings):
    settings.PADES_P12 = None
    assert found_by_checks() == []


def test_takwin_does_not_start_with_a_key_that_cannot_seal(settings, p12):
    settings.PADES_P12, settings.PADES_PASSWORD = p12, "another"
    assert found_by_checks() == ["documents.E001"]


def test_takwin_does_not_start_with_a_certificate_whose_time_is_over(settings, tmp_path):
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    settings.PADES_P12 = make_p12(tmp_path / "old.p12", PASSWORD, begins=long_ago)
    settings.PADES_PASSWORD = PASSWORD
    assert found_by_checks() == ["documents.E002"]
