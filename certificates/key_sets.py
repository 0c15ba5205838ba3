"""The published keys: a JSON Web Key Set (RFC 7517, RFC 8037) that says which are trusted."""

import json
from collections.abc import Iterable
from typing import Any

from certificates.models import SigningKey
from certificates.proofs import PublishedKey
from certificates.seals import decode_key, key_id_of


class NotAKeySet(Exception):
    """A file does not hold published keys; ``str()`` says what is wrong."""


def write_key_set(keys: Iterable[SigningKey]) -> dict[str, Any]:
    """Return the keys as they are published; times are in UTC."""
    return {"keys": [_write_key(key) for key in keys]}


def publish_keys(keys: Iterable[SigningKey]) -> dict[str, PublishedKey]:
    """Return the keys by their ids, as `certificates.proofs.prove` wants them."""
    return {key.key_id: PublishedKey(decode_key(key.public_key), key.is_trusted) for key in keys}


def read_key_set(text: str) -> dict[str, PublishedKey]:
    """Return the keys of a published file by their ids; raises NotAKeySet.

    An id that is not that of its key is refused, and so is a state that is not known here.
    """
    try:
        written = json.loads(text)["keys"]
        return dict(_read_key(key) for key in written)
    except (ValueError, KeyError, TypeError) as problem:
        raise NotAKeySet(f"This file holds no certificate keys ({problem}).") from problem


def _write_key(key: SigningKey) -> dict[str, Any]:
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "alg": "EdDSA",
        "use": "sig",
        "kid": key.key_id,
        "x": key.public_key,
        "status": key.state,
        "valid_from": key.created_at.isoformat(timespec="seconds"),
        "signed_until": key.retired_at.isoformat(timespec="seconds") if key.retired_at else None,
    }


def _read_key(written: dict[str, Any]) -> tuple[str, PublishedKey]:
    if (written["kty"], written["crv"]) != ("OKP", "Ed25519"):
        raise ValueError("a key is not one of Ed25519")
    public_key = decode_key(written["x"])
    if written["kid"] != key_id_of(public_key):
        raise ValueError("a key does not have the id that it should")
    state = SigningKey.State(written["status"])
    return written["kid"], PublishedKey(public_key, state != SigningKey.State.COMPROMISED)
