import json
import os
import subprocess
import sys
from contextlib import contextmanager
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from pikepdf import Dictionary, Encryption, Name, Pdf

from certificates import codes
from certificates.found_codes import NotAReadablePdf, find_codes
from certificates.key_sets import write_key_set
from certificates.models import Certificate, SigningKey
from certificates.press import render_certificates
from certificates.services.keys import distrust_key
from certificates.services.paper import make_paper
from tests.certificates.printed import make_snapshot
from tests.certificates.test_proofs import ADDRESS, key_set
from tests.certificates.test_seals import CODE, WRITTEN
from tests.house import ROOT

QR = f"{ADDRESS}#{WRITTEN}"
NEXT_SEED = "AQ" * 21 + "A="


@pytest.fixture
def certificate(attend, issue):
    attend(True, True)
    issue()
    return Certificate.objects.get()


@pytest.fixture
def keys(tmp_path):
    """Write the published keys into a file, as somebody keeps a copy of them."""

    def keep():
        path = tmp_path / "keys.json"
        path.write_text(json.dumps(write_key_set(SigningKey.objects.all())))
        return path

    return keep


def verify(subject, *options):
    """Return the exit code and what was printed."""
    printed = StringIO()
    try:
        call_command("verify_certificate", str(subject), *map(str, options), stdout=printed)
    except CommandError as refusal:
        return refusal.returncode, printed.getvalue()
    return 0, printed.getvalue()


def verify_json(subject, *options):
    returned, printed = verify(subject, "--json", *options)
    return returned, json.loads(printed)["certificates"]


def forge(address):
    """Turn the last letter of a seal into another."""
    return address[:-1] + ("0" if address[-1] != "0" else "1")


@contextmanager
def no_database():
    """Let no query pass."""

    def refuse(*_arguments):
        raise OperationalError("there is no database")

    with connection.execute_wrapper(refuse):
        yield


# Against the register


def test_a_valid_certificate_is_valid_by_its_square_code(certificate):
    returned, (found,) = verify_json(certificate.snapshot["qr"])
    assert returned == 0
    assert found == {
        "code": certificate.code,
        "seal": "genuine",
        "key": SigningKey.objects.get().key_id,
        "says": {
            "name_ar": certificate.snapshot["name_ar"],
            "name_latin": certificate.snapshot["name_latin"],
            "number": certificate.number,
            "version": 1,
            "kind": "participation",
            "issued_on": certificate.snapshot["issued_on"],
        },
        "register": "valid",
        "since": None,
        "matches": True,
        "valid": True,
    }


def test_a_code_alone_is_answered_by_the_register(certificate):
    returned, (found,) = verify_json(codes.grouped(certificate.code))
    assert (returned, found["seal"], found["register"], found["matches"]) == (
        0,
        "absent",
        "valid",
        None,
    )


@pytest.mark.parametrize(
    ("spoil", "returned", "seal", "register"),
    [
        ("forged", 1, "unreadable", "valid"),
        ("other code", 1, "broken", "unknown"),
        ("cut off", 2, "unreadable", "valid"),
        ("mistyped", 2, "absent", "mistyped"),
        ("unknown", 1, "absent", "unknown"),
    ],
)
def test_whatever_is_wrong_is_told_apart(certificate, spoil, returned, seal, register):
    qr = certificate.snapshot["qr"]
    written = qr.partition("#")[2]
    subject = {
        "forged": qr,
        "other code": f"{codes.new_code()}#{written}",
        "cut off": qr[:-5],
        "mistyped": certificate.code[:-1],
        "unknown": codes.new_code(),
    }[spoil]
    if spoil == "forged":
        middle = len(qr) - 20
        subject = qr[:middle] + ("0" if qr[middle] != "0" else "1") + qr[middle + 1 :]
        seal = "broken"
    code, (found,) = verify_json(subject)
    assert (code, found["seal"], found["register"], found["valid"]) == (
        returned,
        seal,
        register,
        False,
    )


def test_a_revoked_certificate_is_not_valid_though_its_seal_is_genuine(certificate, revoke):
    revoke(certificate.registration)
    returned, (found,) = verify_json(certificate.snapshot["qr"])
    assert (returned, found["seal"], found["register"]) == (1, "genuine", "revoked")
    assert found["since"]


def test_a_replaced_certificate_is_not_valid_and_its_successor_is(certificate, correct):
    newer = correct(certificate.registration)
    assert verify(certificate.snapshot["qr"])[0] == 1
    assert verify(newer.snapshot["qr"])[0] == 0


def test_a_stolen_key_leaves_the_word_to_the_register(certificate, settings, administrator):
    settings.CERTIFICATE_KEY = NEXT_SEED
    distrust_key(SigningKey.objects.get(), by=administrator)
    returned, (found,) = verify_json(certificate.snapshot["qr"])
    assert (returned, found["seal"], found["register"]) == (0, "distrusted_key", "valid")


def test_a_register_that_was_tampered_with_does_not_match(certificate):
    Certificate.objects.update(snapshot={**certificate.snapshot, "name_latin": "Somebody ELSE"})
    returned, (found,) = verify_json(certificate.snapshot["qr"])
    assert (returned, found["seal"], found["matches"]) == (1, "genuine", False)


def test_people_read_sentences(certificate):
    returned, said = verify(certificate.snapshot["qr"])
    assert returned == 0
    for part in (
        codes.grouped(certificate.code),
        "seal: genuine",
        certificate.number,
        "register: valid",
    ):
        assert part in said


# Without a database


def test_a_square_code_is_proved_without_a_database(certificate, keys):
    offline = ("--offline", "--keys", keys())
    with no_database():
        returned, (found,) = verify_json(certificate.snapshot["qr"], *offline)
        assert (returned, found["seal"], found["register"]) == (0, "genuine", None)
        assert verify(certificate.snapshot["qr"][:-9], *offline)[0] == 2
        assert verify(codes.grouped(certificate.code), *offline)[0] == 2


def test_a_stolen_key_proves_nothing_offline(certificate, keys, settings, administrator):
    settings.CERTIFICATE_KEY = NEXT_SEED
    distrust_key(SigningKey.objects.get(), by=administrator)
    assert verify(certificate.snapshot["qr"], "--offline", "--keys", keys())[0] == 1


def test_without_a_database_the_command_says_what_to_do(certificate):
    with no_database(), pytest.raises(CommandError, match="--offline") as refusal:
        call_command("verify_certificate", certificate.code)
    assert refusal.value.returncode == 2


@pytest.mark.slow
@pytest.mark.engineless
def test_the_command_runs_where_no_database_can_be_reached(tmp_path):
    path = tmp_path / "keys.json"
    path.write_text(key_set())
    done = subprocess.run(
        [sys.executable, "manage.py", "verify_certificate", QR, "--offline", "--keys", path],
        cwd=ROOT,
        env={
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere",
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(tmp_path / "var"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "seal: genuine" in done.stdout


@pytest.mark.parametrize("content", [None, "", "{}", '{"keys": [{}]}'])
def test_keys_that_cannot_be_read_are_told(tmp_path, content):
    path = tmp_path / "keys.json"
    if content is not None:
        path.write_text(content)
    assert verify(QR, "--offline", "--keys", path)[0] == 2


def test_offline_needs_keys():
    assert verify(QR, "--offline")[0] == 2


# Files


@pytest.fixture(scope="module")
def pile():
    """Two certificates as the press prints them: one sealed, one from before there were seals."""
    other = codes.new_code()
    address = f"https://takwin.example.ma/v/{other}"
    return render_certificates(
        [make_snapshot(qr=QR), make_snapshot(code=other, verify_url=address)]
    ), [QR, address]


def described(qr):
    """Make a PDF that tells its square code in its XMP and in an attached file."""
    pdf = Pdf.new()
    pdf.add_blank_page()
    xmp = f"<x:xmpmeta><takwin:Qr>{qr}</takwin:Qr></x:xmpmeta>".encode()
    pdf.Root.Metadata = pdf.make_stream(xmp, Dictionary(Type=Name.Metadata, Subtype=Name.XML))
    pdf.attachments["takwin-certificate.json"] = json.dumps({"qr": qr}).encode()
    return saved(pdf)


def saved(pdf):
    output = BytesIO()
    pdf.save(output)
    return output.getvalue()


def test_the_square_codes_of_a_pile_are_read_off_its_pages(pile):
    paper, texts = pile
    assert find_codes(paper) == texts


def test_what_a_file_says_of_itself_is_read_once():
    assert find_codes(described(QR)) == [QR]


def test_an_attachment_alone_is_enough_and_a_spoilt_one_is_none():
    for written, found in (({"qr": QR}, [QR]), ({}, []), ([], [])):
        pdf = Pdf.new()
        pdf.add_blank_page()
        pdf.attachments["takwin-certificate.json"] = json.dumps(written).encode()
        assert find_codes(saved(pdf)) == found


def test_a_file_that_is_no_pdf_is_refused():
    with pytest.raises(NotAReadablePdf, match="damaged"):
        find_codes(b"%PDF-1.7 and no more")


def test_a_file_that_asks_for_a_password_is_refused():
    pdf, output = Pdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(output, encryption=Encryption(owner="o", user="u"))
    with pytest.raises(NotAReadablePdf, match="password"):
        find_codes(output.getvalue())


def test_every_certificate_of_a_file_is_judged(certificate, administrator, pile, tmp_path):
    both = Pdf.open(BytesIO(make_paper(certificate, by=administrator)))
    both.pages.extend(Pdf.open(BytesIO(pile[0])).pages)
    path = tmp_path / "pile.pdf"
    path.write_bytes(saved(both))
    returned, found = verify_json(path)
    assert [(one["seal"], one["register"]) for one in found] == [
        ("genuine", "valid"),
        ("unknown_key", "unknown"),
        ("absent", "unknown"),
    ]
    assert returned == 1


def test_the_file_of_a_valid_certificate_is_valid(certificate, administrator, tmp_path):
    path = tmp_path / "one.pdf"
    path.write_bytes(make_paper(certificate, by=administrator))
    returned, said = verify(path)
    assert returned == 0
    assert "byte for byte the one that was issued" in said


def test_a_file_that_was_touched_is_told_from_the_one_that_was_issued(
    certificate, administrator, keys, tmp_path
):
    paper, path = make_paper(certificate, by=administrator), tmp_path / "one.pdf"
    answers = []
    for content, options in (
        (paper, ()),
        (paper + b"%", ()),
        (paper, ("--offline", "--keys", keys())),
    ):
        path.write_bytes(content)
        answers.append(json.loads(verify(path, "--json", *options)[1])["file_as_issued"])
    assert answers == [True, False, None]


@pytest.mark.parametrize("content", [b"", b"no PDF", saved(Pdf.new())])
def test_a_file_without_a_certificate_cannot_be_read(tmp_path, content):
    path = tmp_path / "file.pdf"
    path.write_bytes(content)
    assert verify(path)[0] == 2


def test_the_text_of_a_square_code_is_no_file_name():
    returned, _ = verify(f"https://{'a' * 300}.example/v/{CODE}#{WRITTEN}", "--offline")
    assert returned == 2
