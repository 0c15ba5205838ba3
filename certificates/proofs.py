"""Proving a certificate by its square code alone: no database, no connection.

Whoever proves has the published keys, from ``/.well-known/certificate-keys.json`` or a copy of it
(`certificates.key_sets`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from certificates import codes
from certificates.seals import Facts, Seal, UnreadableSeal


class SealVerdict(StrEnum):
    """What the seal of a square code is worth."""

    GENUINE = "genuine"
    BROKEN = "broken"
    UNKNOWN_KEY = "unknown_key"
    DISTRUSTED_KEY = "distrusted_key"
    UNREADABLE = "unreadable"
    ABSENT = "absent"


@dataclass(frozen=True)
class PublishedKey:
    """A public key (32 bytes) and whether its signatures are still trusted."""

    public_key: bytes
    is_trusted: bool


@dataclass(frozen=True)
class Proof:
    """What a square code proves. ``facts`` are what its seal says, true or not; see ``verdict``."""

    code: str
    verdict: SealVerdict
    key_id: str = ""
    facts: Facts | None = None


def split_address(text: str) -> tuple[str, str]:
    """Return the code in a typed code or an address ``…/v/CODE#SEAL``, and the seal or ""."""
    address, _, seal = text.strip().partition("#")
    return codes.normalise(address.rpartition("/v/")[2]), seal.strip()


def prove(text: str, keys: Mapping[str, PublishedKey]) -> Proof:
    """Say what the text of a square code proves by these keys, which stand under their ids."""
    code, written = split_address(text)
    if not written:
        return Proof(code, SealVerdict.ABSENT)
    try:
        seal = Seal.read(code, written)
    except UnreadableSeal:
        return Proof(code, SealVerdict.UNREADABLE)
    return Proof(code, _judge(seal, keys.get(seal.key_id)), seal.key_id, seal.facts)


def _judge(seal: Seal, key: PublishedKey | None) -> SealVerdict:
    if key is None:
        return SealVerdict.UNKNOWN_KEY
    if not seal.is_signed_by(key.public_key):
        return SealVerdict.BROKEN
    return SealVerdict.GENUINE if key.is_trusted else SealVerdict.DISTRUSTED_KEY
