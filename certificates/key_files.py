"""The private keys that sign certificates. They lie outside the database, and never leave it.

``CERTIFICATE_KEY`` holds one for installations of several machines. Without it each key is a file
of its own under ``VAR_DIR/certificate_keys/``, named after its key id, readable by its owner only.
"""

import base64
import os
import tempfile
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from certificates.seals import key_id_of, public_bytes

SEED_BYTES = 32


def find_private_key(key_id: str) -> Ed25519PrivateKey | None:
    """Return the key of this id, None where this machine does not hold it.

    Raises ImproperlyConfigured where what it holds is no Ed25519 key.
    """
    configured = configured_key()
    if configured and key_id_of(public_bytes(configured)) == key_id:
        return configured
    path = _folder() / f"{key_id}.pem"
    return _load_pem(path.read_bytes(), str(path)) if path.exists() else None


def configured_key() -> Ed25519PrivateKey | None:
    """Return the key in ``CERTIFICATE_KEY``: PEM, or the 32 bytes of its seed in base64."""
    written: str = settings.CERTIFICATE_KEY.strip()
    if not written:
        return None
    if written.startswith("-----"):
        # A file of systemd's environment holds one line.
        return _load_pem(written.replace("\\n", "\n").encode(), "CERTIFICATE_KEY")
    try:
        seed = base64.b64decode(written, validate=True)
    except ValueError:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise ImproperlyConfigured(
            "CERTIFICATE_KEY is neither a key in PEM nor 32 bytes in base64 "
            "(openssl rand -base64 32)."
        )
    return Ed25519PrivateKey.from_private_bytes(seed)


def newest_kept_key() -> Ed25519PrivateKey | None:
    """Return the key whose file was written last, None where there is no file."""
    paths = sorted(_folder().glob("*.pem"), key=lambda path: path.stat().st_mtime_ns)
    return _load_pem(paths[-1].read_bytes(), str(paths[-1])) if paths else None


def make_kept_key() -> Ed25519PrivateKey:
    """Make a key and keep it in a file, whole and on the disk before anything is signed with it."""
    key = Ed25519PrivateKey.generate()
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=folder)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
    Path(draft).rename(folder / f"{key_id_of(public_bytes(key))}.pem")
    return key


def _folder() -> Path:
    folder: Path = settings.CERTIFICATE_KEYS_DIR
    return folder


def _load_pem(pem: bytes, source: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ImproperlyConfigured(f"{source} is no private key that can be read.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{source} holds another key than one of Ed25519.")
    return key
