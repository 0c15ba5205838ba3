"""Sealing what must not be read from a stolen database or backup.

The keys come from ``PERSONAL_DATA_KEY``, which lies outside the database. Each purpose has keys of
its own, derived by HKDF-SHA256, so that no value can be moved from one use to another.
"""

import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


class CannotUnseal(Exception):
    """The bytes were changed, or sealed for another purpose or under a key that is not known."""


def seal(plain: bytes, *, purpose: str) -> bytes:
    """Encrypt with AES-256-GCM; every sealing gives other bytes, 28 more than ``plain``."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(settings.PERSONAL_DATA_KEY, purpose).encrypt(nonce, plain, None)


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    """Return what was sealed under the current key or an earlier one.

    Raises ``CannotUnseal`` for anything else.
    """
    sealed = bytes(sealed)
    for key in (settings.PERSONAL_DATA_KEY, *settings.PERSONAL_DATA_KEY_FALLBACKS):
        try:
            return _cipher(key, purpose).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            continue
    raise CannotUnseal(purpose)


def keyed_indexes(text: str, *, purpose: str) -> list[bytes]:
    """Return the HMAC-SHA256 of a text under each known key, the current one first.

    Equal texts have equal ones: store the first, look for any. Whoever holds the key can try
    all numbers out; whoever has the database alone cannot.
    """
    keys = (settings.PERSONAL_DATA_KEY, *settings.PERSONAL_DATA_KEY_FALLBACKS)
    return [hmac.digest(_derive(key, f"index:{purpose}"), text.encode(), "sha256") for key in keys]


@lru_cache(maxsize=32)
def _cipher(secret: str, purpose: str) -> AESGCM:
    return AESGCM(_derive(secret, f"seal:{purpose}"))


@lru_cache(maxsize=32)
def _derive(secret: str, info: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"takwin:{info}".encode())
    return derivation.derive(secret.encode())
