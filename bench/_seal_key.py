"""A key for trying the seal of electronic copies, in a certificate that it signs itself."""

import datetime as dt
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALIDITY = dt.timedelta(days=365)


def make_p12(path: Path, password: str, **wishes: Any) -> Path:
    """Write a P-256 key and its certificate to a PKCS #12 file, and return its path.

    ``key`` gives another key, ``begins`` the moment from which its certificate holds for a year.
    """
    private_key = wishes.pop("key", None) or ec.generate_private_key(ec.SECP256R1())
    certificate = make_certificate(private_key, **wishes)
    encryption = BestAvailableEncryption(password.encode())
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"seal", private_key, certificate, None, encryption)
    )
    return path


def make_certificate(
    private_key: Any, *, begins: dt.datetime | None = None, stamps_time: bool = False
) -> x509.Certificate:
    """Return a certificate that a key gives itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Takwin, for trying")])
    begin = begins or dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + VALIDITY)
        .add_extension(_usage(), critical=True)
    )
    if stamps_time:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purpose, critical=True)
    has_own_digest = isinstance(private_key, ed25519.Ed25519PrivateKey)
    return builder.sign(private_key, None if has_own_digest else hashes.SHA256())


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
