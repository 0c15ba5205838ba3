"""Check certificates: by their code, the text of their square code, or a PDF file."""

import hashlib
import json
import os
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError

from certificates import codes
from certificates.found_codes import NotAReadablePdf, find_codes
from certificates.key_sets import NotAKeySet, publish_keys, read_key_set
from certificates.models import PaperMark, SigningKey
from certificates.proofs import Proof, PublishedKey, SealVerdict, prove
from certificates.seals import Facts
from certificates.services.verification import Verdict, Verification, verify_codes

NOT_VALID, UNREADABLE = 1, 2
SEALS = {
    SealVerdict.GENUINE: "genuine, signed with key {key}",
    SealVerdict.BROKEN: "FORGED: it was not signed with key {key}, or was changed since",
    SealVerdict.UNKNOWN_KEY: "FORGED, or newer than the keys at hand: key {key} is not known",
    SealVerdict.DISTRUSTED_KEY: "proves nothing: key {key} is no longer trusted",
    SealVerdict.UNREADABLE: "cannot be read: it is cut off, mistyped, or of a later format",
    SealVerdict.ABSENT: "none: the code alone was given, or the paper is older than seals",
}

AS_ISSUED = {
    True: "byte for byte the one that was issued",
    False: "not one that was issued as it is: a pile, a sealed or marked copy, or a changed one",
}


@dataclass(frozen=True)
class Subject:
    """What is checked: the texts of square codes, and of a file its SHA-256 in hexadecimal."""

    texts: list[str]
    sha256: str = ""


@dataclass(frozen=True)
class Finding:
    """What is known of one certificate: its seal, and what the register says if it was asked."""

    proof: Proof
    register: Verification | None

    @property
    def matches(self) -> bool | None:
        """Whether the seal says what the register does; None where there is nothing to compare."""
        facts = self.proof.facts
        if facts is None or self.register is None or self.register.statement is None:
            return None
        return facts.digest.hex() == self.register.statement.digest

    @property
    def exit_code(self) -> int:
        """0 when it is valid, or when its seal is genuine and no register was asked."""
        verdict = self.proof.verdict
        if verdict in {SealVerdict.BROKEN, SealVerdict.UNKNOWN_KEY}:
            return NOT_VALID
        if verdict == SealVerdict.UNREADABLE:
            return UNREADABLE
        if self.register is None:
            return {SealVerdict.GENUINE: 0, SealVerdict.ABSENT: UNREADABLE}.get(verdict, NOT_VALID)
        if self.register.verdict == Verdict.MISTYPED:
            return UNREADABLE
        stands = self.register.verdict == Verdict.VALID and self.matches is not False
        return 0 if stands else NOT_VALID

    def answer(self) -> dict[str, Any]:
        """Return what ``--json`` prints of it."""
        register = self.register
        return {
            "code": self.proof.code,
            "seal": self.proof.verdict,
            "key": self.proof.key_id or None,
            "says": _describe(self.proof.facts),
            "register": register.verdict if register else None,
            "since": register.since.isoformat() if register and register.since else None,
            "matches": self.matches,
            "valid": self.exit_code == 0,
        }


class Command(BaseCommand):
    """``verify_certificate FILE_OR_CODE [--offline --keys FILE] [--json]``.

    Exits with 0 when every certificate in it is valid; 1 when one is forged, replaced, revoked or
    unknown; 2 when one, or the whole, cannot be read. Offline 0 means that the seal is genuine:
    whether the certificate was revoked since is not known then.
    """

    help = (
        "Checks a code, the text of a square code, or all certificates in a PDF file: their seal, "
        "and what the register says. Exit codes: 0 valid, 1 not valid, 2 cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what is checked, and by what."""
        parser.add_argument("subject", metavar="FILE_OR_CODE")
        parser.add_argument("--json", action="store_true", help="answer with one JSON object")
        parser.add_argument("--offline", action="store_true", help="ask no database; needs --keys")
        parser.add_argument(
            "--keys",
            type=Path,
            metavar="FILE",
            help="published keys, as /.well-known/certificate-keys.json gives them",
        )

    @no_translations
    def handle(self, *_args: Any, **options: Any) -> None:
        """Check, tell, and exit."""
        subject, offline = _read_subject(options["subject"]), options["offline"]
        findings = _find_out(subject.texts, options["keys"], offline=offline)
        as_issued = None if offline or not subject.sha256 else _is_as_issued(subject.sha256)
        if options["json"]:
            answer = {
                "certificates": [finding.answer() for finding in findings],
                "file_as_issued": as_issued,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            for finding in findings:
                self._tell(finding)
            if as_issued is not None:
                self.stdout.write(f"file: {AS_ISSUED[as_issued]}")
        worst = max(findings, key=lambda finding: finding.exit_code)
        if worst.exit_code:
            number = sum(1 for finding in findings if finding.exit_code)
            raise CommandError(
                f"Not valid or not readable: {number} of {len(findings)}.",
                returncode=worst.exit_code,
            )

    def _tell(self, finding: Finding) -> None:
        proof, register = finding.proof, finding.register
        self.stdout.write(codes.grouped(proof.code))
        self.stdout.write(f"  seal: {SEALS[proof.verdict].format(key=proof.key_id)}")
        if proof.facts:
            says = _describe(proof.facts)
            self.stdout.write("  it says: " + " · ".join(str(value) for value in says.values()))
        self.stdout.write(f"  register: {_register_line(register)}")
        if finding.matches is False:
            self.stdout.write("  THE REGISTER SAYS SOMETHING ELSE than the seal.")


def _read_subject(subject: str) -> Subject:
    """Return the square codes in a file, or the code that was given."""
    # Unlike Path.is_file, this bears the text of a square code, longer than a name may be.
    if not os.path.isfile(subject):
        return Subject([subject])
    path = Path(subject)
    try:
        content = path.read_bytes()
        found = find_codes(content)
    except NotAReadablePdf as problem:
        raise CommandError(f"{path} cannot be read: {problem}.", returncode=UNREADABLE) from problem
    except OSError as problem:
        raise CommandError(
            f"{path} cannot be read: {problem.strerror}.", returncode=UNREADABLE
        ) from problem
    if not found:
        raise CommandError(
            f"{path} holds no certificate of Takwin. Of a scan or a photograph, "
            "read the square code and give its text.",
            returncode=UNREADABLE,
        )
    return Subject(found, hashlib.sha256(content).hexdigest())


def _is_as_issued(sha256: str) -> bool:
    return PaperMark.objects.filter(sha256=sha256).exists()


def _find_out(texts: list[str], keys_file: Path | None, *, offline: bool) -> list[Finding]:
    if offline:
        keys = _read_keys(keys_file)
        return [Finding(prove(text, keys), None) for text in texts]
    try:
        keys = _read_keys(keys_file) if keys_file else publish_keys(SigningKey.objects.all())
        proofs = [prove(text, keys) for text in texts]
        answers = verify_codes(proof.code for proof in proofs)
        return [Finding(proof, answer) for proof, answer in zip(proofs, answers, strict=True)]
    except DatabaseError as problem:
        raise CommandError(
            "The database does not answer. --offline --keys FILE proves the seal without it.",
            returncode=UNREADABLE,
        ) from problem


def _read_keys(path: Path | None) -> Mapping[str, PublishedKey]:
    if path is None:
        raise CommandError(
            "--offline needs the published keys: --keys FILE, a copy of "
            "/.well-known/certificate-keys.json.",
            returncode=UNREADABLE,
        )
    try:
        return read_key_set(path.read_text(encoding="utf-8"))
    except (OSError, NotAKeySet) as problem:
        raise CommandError(f"{path}: {problem}", returncode=UNREADABLE) from problem


def _describe(facts: Facts | None) -> dict[str, Any]:
    if facts is None:
        return {}
    return {
        "name_ar": facts.name_ar,
        "name_latin": facts.name_latin,
        "number": facts.number,
        "version": facts.version,
        "kind": str(facts.kind.value),
        "issued_on": facts.issued_on.isoformat(),
    }


def _register_line(register: Verification | None) -> str:
    if register is None:
        return "not asked: whether it was replaced or revoked is not known"
    since = f" since {register.since}" if register.since else ""
    return f"{register.verdict}{since}"
