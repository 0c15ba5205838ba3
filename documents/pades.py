"""The seal on an electronic copy: a PAdES signature over the whole file, by pyHanko.

A reader like Acrobat shows by it that not a byte has been changed since, and who sealed. It is
invisible on the page and allows no change after it (DocMDP). Each seal bears its moment, so no two
are the same. What a printed certificate proves, its QR code proves; this is for files.

pyHanko is loaded when the first seal is made: that takes its time, and most networks have no key
for it.
"""

import datetime as dt
import logging
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12

logger = logging.getLogger(__name__)
FIELD = "Takwin"
# Seconds for the time-stamping server: somebody waits for the file.
PATIENCE = 10


class UnusableKey(Exception):
    """A seal cannot be made with this file; ``str()`` says why, for whoever runs Takwin."""


@dataclass(frozen=True)
class SealKey:
    """A private key and its certificate, with those that vouch for it."""

    private_key: EllipticCurvePrivateKey | RSAPrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    def holds_at(self, moment: dt.datetime) -> bool:
        """Whether the certificate is in force."""
        begin, end = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        return begin <= moment <= end

    @cached_property
    def signer(self) -> Any:
        """The key as pyHanko takes it."""
        from asn1crypto import keys  # noqa: PLC0415 loaded with pyHanko
        from asn1crypto import x509 as asn1_x509  # noqa: PLC0415
        from pyhanko.sign import signers  # noqa: PLC0415 see the module's own words
        from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415

        def read(certificate: x509.Certificate) -> Any:
            return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))

        vouching = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # theirs has no types
        vouching.register_multiple(map(read, self.chain))
        encoded = self.private_key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return signers.SimpleSigner(
            signing_cert=read(self.certificate),
            signing_key=keys.PrivateKeyInfo.load(encoded),
            cert_registry=vouching,
        )


@lru_cache(maxsize=4)
def open_key(path: Path, password: str) -> SealKey:
    """Read a PKCS #12 file, once for the life of the process; raises UnusableKey."""
    try:
        held = pkcs12.load_pkcs12(path.read_bytes(), password.encode() or None)
    except OSError as problem:
        raise UnusableKey(f"The file {path} cannot be read: {problem.strerror}.") from problem
    except ValueError as problem:
        raise UnusableKey(
            f"The file {path} is no PKCS #12 file, or the password is another."
        ) from problem
    if not isinstance(held.key, EllipticCurvePrivateKey | RSAPrivateKey):
        raise UnusableKey(f"The file {path} holds no private key of the kind EC or RSA.")
    if held.cert is None:
        raise UnusableKey(f"The file {path} holds no certificate of its key.")
    chain = tuple(one.certificate for one in held.additional_certs)
    return SealKey(held.key, held.cert.certificate, chain)


def seal_pdf(pdf: bytes, key: SealKey, *, tsa_url: str = "") -> bytes:
    """Return a PDF with a seal, time-stamped where ``tsa_url`` names a server for that.

    A server that does not answer is logged as an error, and leaves the seal with our own time.
    """
    if not tsa_url:
        return _seal(pdf, key, None)
    from pyhanko.sign.timestamps import (  # noqa: PLC0415 see the module's own words
        HTTPTimeStamper,
        TimestampRequestError,
    )

    try:
        return _seal(pdf, key, HTTPTimeStamper(tsa_url, timeout=PATIENCE))
    except TimestampRequestError:
        logger.exception("The time-stamping server %s gave no stamp.", tsa_url)
        return _seal(pdf, key, None)


def _seal(pdf: bytes, key: SealKey, stamper: Any) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415 see the module's own words
        IncrementalPdfFileWriter,
    )
    from pyhanko.sign import fields, signers  # noqa: PLC0415 the same

    class SealWriter(IncrementalPdfFileWriter):
        """Adds the seal alone: what a file says about itself stays PDF/A-3u word for word."""

        def _update_meta(self) -> None:
            pass

    wishes = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    sealer = signers.PdfSigner(wishes, signer=key.signer, timestamper=stamper)
    sealed = sealer.sign_pdf(SealWriter(BytesIO(pdf)))
    return bytes(sealed.getvalue())
