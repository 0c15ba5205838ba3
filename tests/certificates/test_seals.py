import dataclasses
import datetime as dt

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from certificates import codes, seals
from certificates.kinds import Kind
from certificates.seals import Facts, Seal, UnreadableSeal, write_seal
from documents.qr import make_qr

pytestmark = pytest.mark.engineless

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = seals.public_bytes(KEY)
CODE = "7Q2M9XKD4T8VBN3R6WYH5JZC1G"
CODE += codes.check_character(CODE)
FACTS = Facts(
    code=CODE,
    issued_on=dt.date(2026, 2, 1),
    kind=Kind.PARTICIPATION,
    version=1,
    digest=bytes(range(16)),
    number="RAD/2026/SB01/0001",
    name_ar="فاطمة الزهراء بنعلي",
    name_latin="Fatima Zahra BENALI",
)
WRITTEN = write_seal(FACTS, KEY)
# Written once; docs/certificate-seal.md shows it as its example.
FROZEN = (
    "05B4EPN712QG2080041061050R3GG28A1C60T3GF29942H1F68R34DHFAD130C9F60R30C8KR6KVFHD9"
    "42KW9CP7P6KT2858RTWW9JGK8SGQ8TBDC4G5MRB8E9GJ0GJ59S0MRJEE9NTRR5P6VZKQ9NAHE5GAT6G1"
    "SN2PW61E0RR08VCHA5TQAD8BJW4PJSWD0H924TTJX46N4PVMJKKTMRSQ4FTQPTSP539FJBW751B0E"
)


def is_proved(written, code=CODE, public_key=PUBLIC):
    try:
        return Seal.read(code, written).is_signed_by(public_key)
    except UnreadableSeal:
        return False


def facts(**changes):
    return dataclasses.replace(FACTS, **changes)


def test_a_seal_says_what_was_sealed_and_by_which_key():
    seal = Seal.read(CODE, WRITTEN)
    assert (seal.facts, seal.key_id) == (FACTS, seals.key_id_of(PUBLIC))
    assert seal.is_signed_by(PUBLIC)


def test_the_format_never_changes_under_papers_that_are_out_there():
    assert WRITTEN == FROZEN


def test_every_single_bit_that_is_turned_is_found():
    raw = seals.decode_base32(WRITTEN)
    proved = [
        bit
        for bit in range(len(raw) * 8)
        if is_proved(seals.encode_base32((int.from_bytes(raw) ^ 1 << bit).to_bytes(len(raw))))
    ]
    assert len(raw) > 130
    assert proved == []


def test_every_other_letter_in_any_place_is_found():
    changed = (
        WRITTEN[:place]
        + codes.ALPHABET[codes.ALPHABET.index(WRITTEN[place]) ^ 1]
        + WRITTEN[place + 1 :]
        for place in range(len(WRITTEN))
    )
    assert [written for written in changed if is_proved(written)] == []


def test_a_seal_that_is_cut_off_anywhere_is_found():
    assert [end for end in range(len(WRITTEN)) if is_proved(WRITTEN[:end])] == []


@pytest.mark.parametrize("more", ["0", "00000000", "A", "#", " ", "É", "U"])
def test_a_seal_with_something_after_it_is_found(more):
    assert not is_proved(WRITTEN + more)


def test_small_letters_are_read_like_capital_ones():
    assert is_proved(WRITTEN.lower())


def test_a_seal_proves_its_own_code_alone():
    other = codes.new_code()
    assert (is_proved(WRITTEN), is_proved(WRITTEN, code=other)) == (True, False)


def test_another_key_proves_nothing():
    assert not is_proved(WRITTEN, public_key=seals.public_bytes(OTHER_KEY))


def test_a_seal_of_another_key_that_names_ours_is_found():
    """Swap the body of a forged seal to our key's id: the signature is still the forger's."""
    forged = bytearray(seals.decode_base32(write_seal(FACTS, OTHER_KEY)))
    forged[1:5] = bytes.fromhex(seals.key_id_of(PUBLIC))
    assert Seal.read(CODE, seals.encode_base32(bytes(forged))).key_id == seals.key_id_of(PUBLIC)
    assert not is_proved(seals.encode_base32(bytes(forged)))


@pytest.mark.parametrize(("place", "value"), [(0, 2), (7, 0), (7, 6), (25, 255)])
def test_a_format_or_a_kind_made_later_cannot_be_read(place, value):
    raw = bytearray(seals.decode_base32(WRITTEN))
    raw[place] = value
    with pytest.raises(UnreadableSeal):
        Seal.read(CODE, seals.encode_base32(bytes(raw)))


@pytest.mark.parametrize("written", ["", "0", "SEAL", "0" * 200, "0" * 100_000])
def test_what_is_no_seal_cannot_be_read(written):
    with pytest.raises(UnreadableSeal):
        Seal.read(CODE, written)


def test_every_kind_has_a_number():
    assert set(seals.KINDS.values()) == set(Kind)


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"kind": Kind.THANKS},
        {"issued_on": dt.date(2199, 6, 6)},
        {"name_ar": "گلثوم ڭزاوي مَوْلاي"},
        {"name_latin": "Noëlle d’Aït-Ouçaïd 𝛼"},
        {"name_ar": "", "name_latin": ""},
    ],
)
def test_whatever_is_sealed_is_read_back(changes):
    assert Seal.read(CODE, write_seal(facts(**changes), KEY)).facts == facts(**changes)


def test_a_very_long_name_is_cut_where_it_is_seen():
    seal = Seal.read(CODE, write_seal(facts(name_latin="A" * 70), KEY))
    assert seal.facts.name_latin == "A" * 39 + "…"


@given(st.text(max_size=30))
def test_any_text_can_be_packed(text):
    assert seals.unpack_text(seals.pack_text(text)) == text


@given(st.binary(max_size=200))
def test_any_bytes_can_be_written(raw):
    assert seals.decode_base32(seals.encode_base32(raw)) == raw


def test_half_a_character_is_no_text():
    with pytest.raises(UnreadableSeal):
        seals.unpack_text(b"\x1a\xd8\x00")


@pytest.mark.parametrize(
    ("host", "changes", "modules"),
    [
        ("takwin.example.org", {}, 61),
        ("takwin.example.org", {"name_ar": "عمر الفرجي", "name_latin": "Omar FERJI"}, 57),
        ("takwin.example.org", {"name_ar": "م" * 70, "name_latin": "M" * 70}, 65),
        ("certificats.reseau-associations-doukkala.ma", {}, 61),
    ],
)
def test_the_square_code_stays_coarse_enough_for_a_cheap_camera(host, changes, modules):
    text = f"https://{host}/v/{CODE}#{write_seal(facts(**changes), KEY)}"
    assert make_qr(text).size <= modules


@pytest.mark.parametrize("written", ["", "AAAA", "A" * 44, "é" * 43, "A" * 42 + "B="])
def test_what_is_no_public_key_is_refused(written):
    with pytest.raises(ValueError, match=r"\w"):
        seals.decode_key(written)


def test_a_public_key_is_written_and_read_back():
    assert seals.decode_key(seals.encode_key(PUBLIC)) == PUBLIC
