"""Sealing certificates as they are issued: their square code proves them without the register."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable

from certificates.kinds import Kind
from certificates.models import Certificate
from certificates.seals import DIGEST_BYTES, Facts
from certificates.services.keys import current_signer
from certificates.services.snapshots import Snapshot
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
        snapshot = certificate.snapshot
        seal = signer.seal(read_facts(snapshot, version=certificate.version))
        snapshot["qr"] = f"{snapshot['verify_url']}#{seal}"


def read_facts(snapshot: Snapshot, *, version: int) -> Facts:
    """Return what the seal of a snapshot says."""
    return Facts(
        code=snapshot["code"],
        issued_on=dt.date.fromisoformat(snapshot["issued_on"]),
        kind=kind_of(snapshot),
        version=version,
        digest=digest_statement(snapshot, version=version),
        number=snapshot["number"],
        name_ar=snapshot["name_ar"],
        name_latin=snapshot["name_latin"],
    )


def kind_of(snapshot: Snapshot) -> Kind:
    """Return the kind of a certificate; the first ones had no other than participation."""
    return Kind(snapshot.get("kind", Kind.PARTICIPATION))


def digest_statement(snapshot: Snapshot, *, version: int) -> bytes:
    """Return the first 16 bytes of the SHA-256 of what a certificate says, as canonical JSON."""
    statement = {name: snapshot.get(name) for name in STATED}
    statement |= {"kind": kind_of(snapshot), "version": version}
    written = json.dumps(statement, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(written.encode()).digest()[:DIGEST_BYTES]
