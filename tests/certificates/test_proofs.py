import json

import pytest

from certificates import codes
from certificates.key_sets import NotAKeySet, read_key_set
from certificates.proofs import PublishedKey, SealVerdict, prove, split_address
from certificates.seals import encode_key, key_id_of, public_bytes, write_seal
from tests.certificates.test_seals import CODE, FACTS, OTHER_KEY, PUBLIC, WRITTEN

pytestmark = pytest.mark.engineless

ADDRESS = f"https://takwin.example.org/v/{CODE}"
KEYS = {key_id_of(PUBLIC): PublishedKey(PUBLIC, is_trusted=True)}
OTHERS = write_seal(FACTS, OTHER_KEY)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f"{ADDRESS}#{WRITTEN}", SealVerdict.GENUINE),
        (f"  {ADDRESS.lower()}#{WRITTEN.lower()}\n", SealVerdict.GENUINE),
        (f"{codes.grouped(CODE)}#{WRITTEN}", SealVerdict.GENUINE),
        (f"https://x.example/v/{codes.new_code()}#{WRITTEN}", SealVerdict.BROKEN),
        (f"{ADDRESS}#{OTHERS}", SealVerdict.UNKNOWN_KEY),
        (f"{ADDRESS}#{WRITTEN[:-1]}", SealVerdict.UNREADABLE),
        (f"{ADDRESS}#", SealVerdict.ABSENT),
        (ADDRESS, SealVerdict.ABSENT),
        (CODE, SealVerdict.ABSENT),
    ],
)
def test_a_square_code_proves_what_it_can(text, verdict):
    assert prove(text, KEYS).verdict == verdict


def test_a_proof_tells_code_key_and_facts():
    proof = prove(f"{ADDRESS}#{WRITTEN}", KEYS)
    assert (proof.code, proof.key_id, proof.facts) == (CODE, key_id_of(PUBLIC), FACTS)


def test_a_key_that_is_not_trusted_proves_nothing():
    keys = {key_id_of(PUBLIC): PublishedKey(PUBLIC, is_trusted=False)}
    assert prove(f"{ADDRESS}#{WRITTEN}", keys).verdict == SealVerdict.DISTRUSTED_KEY


def test_a_forged_seal_of_a_distrusted_key_is_forged():
    keys = {key_id_of(PUBLIC): PublishedKey(PUBLIC, is_trusted=False)}
    assert prove(f"{codes.new_code()}#{WRITTEN}", keys).verdict == SealVerdict.BROKEN


def test_a_key_under_the_id_of_another_proves_nothing():
    swapped = {key_id_of(PUBLIC): PublishedKey(public_bytes(OTHER_KEY), is_trusted=True)}
    assert prove(f"{ADDRESS}#{WRITTEN}", swapped).verdict == SealVerdict.BROKEN


@pytest.mark.parametrize("text", ["", "#", "/v/#", "https://a.example/v/", "é💥#é"])
def test_nonsense_is_split_without_complaint(text):
    code, _seal = split_address(text)
    assert not codes.is_well_formed(code)


# The published keys


def key_set(**changes):
    key = {
        "kty": "OKP",
        "crv": "Ed25519",
        "kid": key_id_of(PUBLIC),
        "x": encode_key(PUBLIC),
        "status": "signing",
    }
    return json.dumps({"keys": [{**key, **changes}]})


def test_published_keys_are_read():
    assert read_key_set(key_set()) == KEYS


@pytest.mark.parametrize(
    ("status", "trusted"), [("signing", True), ("retired", True), ("compromised", False)]
)
def test_the_state_of_a_published_key_decides_whether_it_is_trusted(status, trusted):
    (key,) = read_key_set(key_set(status=status)).values()
    assert key.is_trusted is trusted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"keys": 7}',
        '{"keys": [{}]}',
        key_set(kid="00000000"),
        key_set(x="short"),
        key_set(crv="Ed448"),
        key_set(status="brilliant"),
    ],
)
def test_what_is_no_list_of_keys_is_refused(text):
    with pytest.raises(NotAKeySet):
        read_key_set(text)
