"""What a stranger is told who holds a certificate in hand."""

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates import codes
from certificates.kinds import Kind
from certificates.models import Certificate
from certificates.services.sealing import digest_statement
from network.localise import localised

# Of what was typed and is no code: enough to find the mistake in.
LONGEST_SHOWN = 60


class Verdict(TextChoices):
    """The answers to a code."""

    VALID = "valid", _("This certificate is valid")
    REPLACED = "replaced", _("This certificate was replaced")
    REVOKED = "revoked", _("This certificate was revoked")
    UNKNOWN = "unknown", _("No certificate has this code")
    MISTYPED = "mistyped", _("This code is mistyped")


@dataclass(frozen=True)
class Statement:
    """What a certificate says that a stranger may read, in the reader's language.

    ``digest``, in hexadecimal, stands for it in the seal of its square code.
    """

    kind: Kind
    name_ar: str
    name_latin: str
    title: str
    venue: str
    issuer: str
    days: list[dt.date]
    hours: Decimal
    number: str
    version: int
    issued_on: dt.date
    digest: str

    @property
    def begun_hours(self) -> int:
        """The hours in whole numbers, which the word for them agrees with."""
        return math.ceil(self.hours)


@dataclass(frozen=True)
class Successor:
    """The latest version under the number of a replaced certificate; its code stays untold."""

    version: int
    issued_on: dt.date
    revoked_on: dt.date | None


@dataclass(frozen=True)
class Verification:
    """The answer: a verdict, the code as it was understood, and what the certificate says.

    ``since`` is the day of the replacement or revocation, ``revocation_reason`` the sentence that
    the public may read, and ``successor`` what took a replaced certificate's place.
    """

    verdict: Verdict
    code: str
    statement: Statement | None = None
    since: dt.date | None = None
    revocation_reason: str = ""
    successor: Successor | None = None

    @property
    def grouped_code(self) -> str:
        """The code as it is printed."""
        return codes.grouped(self.code)


def verify_code(typed: str) -> Verification:
    """Answer a code as somebody typed or scanned it; one query, known or unknown.

    A replaced certificate costs a second one. Nothing but the snapshot is told, and of it
    neither organisation nor province.
    """
    (verification,) = verify_codes([typed])
    return verification


def verify_codes(typed: Iterable[str]) -> list[Verification]:
    """Answer many codes in their order, as `verify_code` does; one query for all of them."""
    normal = [codes.normalise(one) for one in typed]
    well_formed = set(filter(codes.is_well_formed, normal))
    known = {one.code: one for one in Certificate.objects.filter(code__in=well_formed)}
    return [
        _answer(code, known.get(code))
        if code in well_formed
        else Verification(Verdict.MISTYPED, code[:LONGEST_SHOWN])
        for code in normal
    ]


def _answer(code: str, certificate: Certificate | None) -> Verification:
    return Verification(Verdict.UNKNOWN, code) if certificate is None else _tell(certificate)


def _tell(certificate: Certificate) -> Verification:
    successor = _successor(certificate)
    return Verification(
        Verdict(certificate.state),
        certificate.code,
        read_statement(certificate),
        since=successor.issued_on if successor else _day(certificate.revoked_at),
        revocation_reason=certificate.get_revocation_reason_display(),
        successor=successor,
    )


def _successor(certificate: Certificate) -> Successor | None:
    if certificate.state != Certificate.State.REPLACED:
        return None
    later = Certificate.objects.filter(
        number=certificate.number, version__gt=certificate.version
    ).order_by("version")
    latest = later.last()
    if latest is None:
        return None
    return Successor(latest.version, timezone.localdate(latest.issued_at), _day(latest.revoked_at))


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment else None


def read_statement(certificate: Certificate) -> Statement:
    """Return what a certificate says, from its snapshot alone, in the active language."""
    printed = SimpleNamespace(**certificate.snapshot)
    return Statement(
        kind=Kind(certificate.kind),
        name_ar=printed.name_ar,
        name_latin=printed.name_latin,
        title=localised(printed, "event_title"),
        venue=localised(printed, "venue"),
        issuer=localised(printed, "issuer"),
        days=[dt.date.fromisoformat(day) for day in printed.days],
        hours=Decimal(printed.hours),
        number=printed.number,
        version=certificate.version,
        issued_on=dt.date.fromisoformat(printed.issued_on),
        digest=digest_statement(certificate).hex(),
    )
