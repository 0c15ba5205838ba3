import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.key_sets import publish_keys
from certificates.kinds import Kind
from certificates.models import Certificate, SigningKey
from certificates.proofs import SealVerdict, prove
from certificates.services.correcting import draft_correction
from certificates.services.keys import distrust_key, rotate_key
from certificates.services.sealing import STATED, digest_statement, read_facts
from certificates.services.verification import verify_code
from tests.certificates.conftest import rename
from tests.certificates.printed import SNAPSHOT


@pytest.fixture
def certificate(attend, issue):
    attend(True, True)
    issue()
    return Certificate.objects.get()


def proof_of(certificate):
    return prove(certificate.snapshot["qr"], publish_keys(SigningKey.objects.all()))


def test_an_issued_certificate_is_sealed_with_what_it_says(certificate):
    proof = proof_of(certificate)
    assert proof.verdict == SealVerdict.GENUINE
    assert proof.facts == read_facts(certificate)
    assert proof.facts.name_ar == certificate.snapshot["name_ar"]


def test_the_square_code_leads_to_the_register_first(certificate):
    address, _, _seal = certificate.snapshot["qr"].partition("#")
    assert address == certificate.snapshot["verify_url"]


def test_the_register_says_the_same_as_the_seal(certificate):
    statement = verify_code(certificate.code).statement
    assert statement.digest == proof_of(certificate).facts.digest.hex()


def test_a_correction_is_sealed_anew(certificate, correct):
    newer = correct(certificate.registration)
    older = proof_of(certificate)
    certificate.refresh_from_db()
    proof = proof_of(newer)
    assert proof.verdict == SealVerdict.GENUINE
    assert (proof.code, proof.facts.version) == (newer.code, 2)
    assert proof.facts.name_latin == newer.snapshot["name_latin"]
    # What was printed stays as it was, genuine.
    assert proof_of(certificate) == older


def test_a_draft_is_not_sealed(certificate, administrator):
    rename(certificate.registration, family_name_latin="Bennani")
    correction = draft_correction(certificate, by=administrator)
    assert "qr" not in correction.draft.snapshot
    assert "qr" not in correction.changes


def test_a_rotated_key_still_proves_what_it_signed(certificate, settings, administrator):
    settings.CERTIFICATE_KEY = "AQ" * 21 + "A="
    rotate_key(by=administrator)
    assert proof_of(certificate).verdict == SealVerdict.GENUINE


def test_a_stolen_key_proves_nothing_but_the_register_still_answers(
    certificate, settings, administrator
):
    settings.CERTIFICATE_KEY = "AQ" * 21 + "A="
    distrust_key(SigningKey.objects.get(), by=administrator)
    assert proof_of(certificate).verdict == SealVerdict.DISTRUSTED_KEY
    assert verify_code(certificate.code).verdict == "valid"


def test_many_are_sealed_with_one_look_at_the_keys(certificate, attend, issue):
    for _ in range(3):
        attend(True, True)
    with CaptureQueriesContext(connection) as queries:
        issue()
    # As the batch is asked for, and in its one step.
    assert len([one for one in queries if "certificates_signingkey" in one["sql"]]) == 2
    verdicts = [proof_of(certificate).verdict for certificate in Certificate.objects.all()]
    assert verdicts == [SealVerdict.GENUINE] * 4


# What is digested


CHANGED = {
    "number": "RAD/2026/SB01/0002",
    "days": ["2026-02-02"],
    "hours": "7",
    "issued_on": "2026-02-02",
}


def digest(*, kind=Kind.PARTICIPATION, version=1, **changes):
    snapshot = {**SNAPSHOT, **changes}
    return digest_statement(Certificate(kind=kind, version=version, snapshot=snapshot))


@pytest.mark.engineless
@pytest.mark.parametrize("name", STATED)
def test_whatever_a_stranger_is_told_is_in_the_digest(name):
    assert digest(**{name: CHANGED.get(name, "x")}) != digest()


@pytest.mark.engineless
@pytest.mark.parametrize("other", [{"version": 2}, {"kind": Kind.TRAINER}])
def test_kind_and_version_are_in_the_digest(other):
    assert digest(**other) != digest()


@pytest.mark.engineless
def test_the_digest_does_not_depend_on_the_order_of_the_snapshot():
    turned = Certificate(version=1, snapshot=dict(reversed(SNAPSHOT.items())))
    assert digest_statement(turned) == digest()


@pytest.mark.engineless
@pytest.mark.parametrize("name", ["organisation_fr", "province_ar", "gender", "design"])
def test_what_no_stranger_is_told_is_not_in_the_digest(name):
    assert digest(**{name: "x"}) == digest()
