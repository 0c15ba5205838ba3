"""The seal of a certificate: what its square code says after ``#``, signed with Ed25519.

``docs/certificate-seal.md`` describes every byte, for whoever writes a verifier of their own. The
seal is written in Crockford's base32, the letters of the code: a QR code packs capital letters
and digits into 5.5 bits each, so that it stays smaller than with base64url (1.13 bits of QR code
for each bit of seal instead of 1.33), and nothing in it is ever escaped, folded or cut off where
an address is copied.
"""

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certificates.codes import ALPHABET
from certificates.kinds import Kind

FORMAT = 1
# Ahead of what is signed, so that no signature made here means anything elsewhere.
CONTEXT = b"takwin certificate\x00"
# Dates are written as days since then, in two bytes: until 2199.
FIRST_DAY = dt.date(2020, 1, 1)
# By their number in a seal; a kind keeps its own for ever.
KINDS = {
    1: Kind.PARTICIPATION,
    2: Kind.COMPLETION,
    3: Kind.TRAINER,
    4: Kind.COORDINATOR,
    5: Kind.THANKS,
}
KEY_BYTES, KEY_ID_BYTES, DIGEST_BYTES, SIGNATURE_BYTES = 32, 4, 16, 64
FIXED_BYTES = 1 + KEY_ID_BYTES + 2 + 1 + 1 + DIGEST_BYTES
# A longer name is cut, or a square code would become too fine for a cheap camera.
LONGEST_NAME = 40
ARABIC_BLOCK = range(0x0600, 0x0680)
ESCAPE = 0x1A
ELLIPSIS = "…"


class UnreadableSeal(Exception):
    """What stands after ``#`` is no seal: cut off, mistyped, or of a format made later."""


@dataclass(frozen=True)
class Facts:
    """What a seal says; ``digest`` stands for all that the certificate says to a stranger."""

    code: str
    issued_on: dt.date
    kind: Kind
    version: int
    digest: bytes
    number: str
    name_ar: str
    name_latin: str


@dataclass(frozen=True)
class Seal:
    """A seal as it was read: its facts are worth nothing until `is_signed_by` is true."""

    key_id: str
    facts: Facts
    signed: bytes
    signature: bytes

    def is_signed_by(self, public_key: bytes) -> bool:
        """Say whether the holder of this key (its 32 bytes) made the seal, for this very code."""
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(self.signature, self.signed)
        except InvalidSignature:
            return False
        return True

    @classmethod
    def read(cls, code: str, written: str) -> Self:
        """Read what stands after ``#`` in the address of ``code``; raises UnreadableSeal."""
        raw = decode_base32(written)
        if not raw or raw[0] != FORMAT or len(raw) < FIXED_BYTES + SIGNATURE_BYTES:
            raise UnreadableSeal
        body, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
        key_id = body[1 : 1 + KEY_ID_BYTES].hex()
        return cls(key_id, _read_facts(code, body), signed_bytes(code, body), signature)


def key_id_of(public_key: bytes) -> str:
    """Return the name of a key: the first 4 bytes of the SHA-256 of its 32, in hexadecimal."""
    return hashlib.sha256(public_key).digest()[:KEY_ID_BYTES].hex()


def public_bytes(private_key: Ed25519PrivateKey) -> bytes:
    """Return the 32 bytes of the public half of a key."""
    return private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def encode_key(public_key: bytes) -> str:
    """Return the 32 bytes of a public key as a JSON Web Key writes them."""
    return base64.urlsafe_b64encode(public_key).decode().rstrip("=")


def decode_key(written: str) -> bytes:
    """Return the 32 bytes that `encode_key` wrote; raises ValueError for anything else."""
    public_key = base64.b64decode(written + "=", altchars=b"-_", validate=True)
    if len(public_key) != KEY_BYTES:
        raise ValueError("A public key has 32 bytes.")
    return public_key


def write_seal(facts: Facts, private_key: Ed25519PrivateKey) -> str:
    """Return the seal of these facts, as it stands after ``#``."""
    body = _write_facts(facts, key_id_of(public_bytes(private_key)))
    return encode_base32(body + private_key.sign(signed_bytes(facts.code, body)))


def signed_bytes(code: str, body: bytes) -> bytes:
    """Return what is signed. The code is covered, though the address alone repeats it."""
    return CONTEXT + code.encode() + body


def _write_facts(facts: Facts, key_id: str) -> bytes:
    kind = next(number for number, kind in KINDS.items() if kind == facts.kind)
    days = (facts.issued_on - FIRST_DAY).days
    fixed = (
        bytes([FORMAT])
        + bytes.fromhex(key_id)
        + days.to_bytes(2)
        + bytes([kind, min(facts.version, 255)])
        + facts.digest
    )
    texts = (facts.number, _shorten(facts.name_ar), _shorten(facts.name_latin))
    return fixed + b"".join(bytes([len(text)]) + text for text in map(pack_text, texts))


def _shorten(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + ELLIPSIS


def _read_facts(code: str, body: bytes) -> Facts:
    day, kind, version = int.from_bytes(body[5:7]), KINDS.get(body[7]), body[8]
    if kind is None:
        raise UnreadableSeal
    texts, rest = [], body[FIXED_BYTES:]
    for _ in range(3):
        length = rest[0] if rest else 0
        texts.append(unpack_text(rest[1 : 1 + length]))
        if len(rest) < 1 + length:
            raise UnreadableSeal
        rest = rest[1 + length :]
    if rest:
        raise UnreadableSeal
    issued_on = FIRST_DAY + dt.timedelta(days=day)
    return Facts(code, issued_on, kind, version, body[9:FIXED_BYTES], *texts)


def pack_text(text: str) -> bytes:
    """Write a text with a byte for each ASCII or Arabic letter, and three for any other.

    The Arabic block U+0600 to U+067F takes the bytes from 0x80 on; 0x1A goes before a UTF-16
    code unit of two bytes.
    """
    units = text.encode("utf-16-be")
    packed = bytearray()
    for high, low in zip(units[::2], units[1::2], strict=True):
        unit = high << 8 | low
        if unit < 0x80 and unit != ESCAPE:
            packed.append(unit)
        elif unit in ARABIC_BLOCK:
            packed.append(0x80 + unit - ARABIC_BLOCK.start)
        else:
            packed += bytes([ESCAPE, high, low])
    return bytes(packed)


def unpack_text(packed: bytes) -> str:
    """Return the text that `pack_text` wrote; raises UnreadableSeal."""
    units, rest = bytearray(), iter(packed)
    for byte in rest:
        if byte == ESCAPE:
            units += bytes([next(rest, 0), next(rest, 0)])
        elif byte >= 0x80:
            units += (ARABIC_BLOCK.start + byte - 0x80).to_bytes(2)
        else:
            units += byte.to_bytes(2)
    try:
        return units.decode("utf-16-be")
    except UnicodeDecodeError as error:
        raise UnreadableSeal from error


def encode_base32(raw: bytes) -> str:
    """Write bytes in Crockford's base32, five bits a character, the last one filled with zeros."""
    count = -(-len(raw) * 8 // 5)
    number = int.from_bytes(raw) << (count * 5 - len(raw) * 8)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))


def decode_base32(written: str) -> bytes:
    """Return the bytes that `encode_base32` wrote; raises UnreadableSeal for anything else."""
    number = 0
    for character in written.upper():
        value = ALPHABET.find(character)
        if value < 0:
            raise UnreadableSeal
        number = number << 5 | value
    length, spare = divmod(len(written) * 5, 8)
    if spare > 4 or number & ((1 << spare) - 1):
        raise UnreadableSeal
    return (number >> spare).to_bytes(length)
