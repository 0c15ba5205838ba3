"""Sealing certificates as they are issued: their square code proves them without the register."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable

from certificates.kinds import Kind
from certificates.models import Certificate
from certificates.seals import DIGEST_BYTES, Facts
from certificates.services.keys import current_signer
from network.models import User

# What a certificate says to a stranger; docs/certificate-seal.md names them too.
STATED = (
    "number",
    "name_ar",
    "name_latin",
    "event_title_ar",
    "event_title_fr",
    "days",
    "hours",
    "issuer_ar",
    "issuer_fr",
    "issued_on",
)


def seal_certificates(certificates: Iterable[Certificate], *, by: User) -> None:
    """Put the text of the square code into the snapshots of certificates that are issued now.

    Each ``version`` must be set. Raises `SigningKeyMissing`.
    """
    signer = current_signer(by=by)
    for certificate in certificates:
        seal = signer.seal(read_facts(certificate))
        certificate.snapshot["qr"] = f"{certificate.snapshot['verify_url']}#{seal}"


def read_facts(certificate: Certificate) -> Facts:
    """Return what the seal of a certificate says: what was printed, not what is registered now."""
    snapshot = certificate.snapshot
    return Facts(
        code=snapshot["code"],
        issued_on=dt.date.fromisoformat(snapshot["issued_on"]),
        kind=Kind(certificate.kind),
        version=certificate.version,
        digest=digest_statement(certificate),
        number=snapshot["number"],
        name_ar=snapshot["name_ar"],
        name_latin=snapshot["name_latin"],
    )


def digest_statement(certificate: Certificate) -> bytes:
    """Return the first 16 bytes of the SHA-256 of what a certificate says, as canonical JSON."""
    statement = {name: certificate.snapshot.get(name) for name in STATED}
    statement |= {"kind": certificate.kind, "version": certificate.version}
    written = json.dumps(statement, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(written.encode()).digest()[:DIGEST_BYTES]
