"""Issue an event's certificates from the command line, and write them as one PDF."""

import json
import os
import sys
import tempfile
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError
from django.db.models import Q
from tqdm import tqdm

from certificates.kinds import Kind
from certificates.models import Batch, Certificate, Design, Reason
from certificates.models.certificates import CertificateQuerySet
from certificates.services.assessing import is_for_registered
from certificates.services.batches import run_batch
from certificates.services.candidates import assess_candidates
from certificates.services.designs import designs_for
from certificates.services.eligibility import assess, count_verdicts, list_candidates
from certificates.services.errors import (
    BatchUnderWay,
    NobodyIsReady,
    NotAllowedToIssue,
    SigningKeyMissing,
)
from certificates.services.issuing import start_batch
from certificates.services.printing import print_event
from network.models import Province, User
from participants.models import Registration
from trainings.models import Event

REFUSED, WRONG_USE, INTERRUPTED = 1, 2, 130
# Seconds between two looks at a batch that a background worker has taken up first.
PAUSE = 0.5


@dataclass(frozen=True)
class Order:
    """What was asked for on the command line."""

    event: Event
    kind: Kind
    province: Province | None
    design: Design | None
    by: User

    def registrations(self) -> Any:
        """Return the registered people that are meant."""
        registrations = Registration.objects.visible_to(self.by)
        return registrations.filter(province=self.province) if self.province else registrations

    def certificates(self) -> CertificateQuerySet:
        """Return the certificates that are meant, issued now or before."""
        certificates = Certificate.objects.visible_to(self.by).of(self.kind)
        return certificates.filter(province=self.province) if self.province else certificates

    def without(self) -> dict[Reason, int]:
        """Count those who have no certificate, by what stands against it."""
        if is_for_registered(self.kind):
            candidates = list_candidates(self.event, self.registrations(), self.kind)
            counts = count_verdicts(assess(self.event, candidates, self.kind))
        else:
            verdicts = [one.verdict for one in assess_candidates(self.event, self.kind)]
            counts = {verdict: verdicts.count(verdict) for verdict in verdicts}
        return {reason: counts[reason] for reason in Reason if counts.get(reason)}


class Command(BaseCommand):
    """``issue_certificates EVENT --output FILE.pdf --as EMAIL [--kind KIND] [--province ISO]``.

    Exits with 0 when the PDF is written; 1 when the house refuses (unknown event, province or
    account, not an administrator, nothing to issue and nothing issued, batch stopped by an
    error); 2 when the command line is wrong or the file cannot be written, before anything is
    issued; 130 after Ctrl-C, with what was issued so far.
    """

    help = (
        "Issues the certificates of all who have earned one, with a progress bar, and writes all "
        "valid certificates of the kind as one PDF. Can be interrupted and run again. "
        "Exit codes: 0 done, 1 refused, 2 wrong use or file not writable, 130 interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the event, the file, the administrator who answers for it, and what is wanted."""
        parser.add_argument("event", help="code of the event, such as SB01")
        parser.add_argument("--output", required=True, type=Path, help="PDF file to write")
        parser.add_argument(
            "--as", required=True, dest="email", help="e-mail address of an administrator"
        )
        parser.add_argument(
            "--kind",
            type=Kind,
            default=Kind.PARTICIPATION,
            choices=[kind for kind in Kind if kind != Kind.THANKS],
            metavar="KIND",
            help="participation (unless told otherwise), completion, trainer or coordinator; "
            "thanks are chosen by hand, in the browser",
        )
        parser.add_argument(
            "--province", metavar="ISO", help="only registered people of this province: MA-SIB"
        )
        parser.add_argument(
            "--design", metavar="NAME", help="name of the design; without it, the kind's default"
        )
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="say what was done as JSON"
        )

    @no_translations
    def handle(self, *_args: Any, **options: Any) -> None:
        """Issue, write, and say what was done: in a few lines, or as one JSON object."""
        order = _read_order(options)
        unfinished = _open_beside(options["output"])
        try:
            batch = self._issue(order)
            self._write(order, unfinished, options["output"])
        except KeyboardInterrupt as interrupt:
            message = "Interrupted. What was issued stands; run the command again to go on."
            raise CommandError(message, returncode=INTERRUPTED) from interrupt
        finally:
            unfinished.unlink(missing_ok=True)
        result = _sum_up(order, batch, options["output"])
        self._tell_as_json(result) if options["as_json"] else self._tell(result)

    def _issue(self, order: Order) -> Batch | None:
        """Run a new batch to its end, or the one that is under way; None if nobody is ready."""
        registrations = order.registrations() if is_for_registered(order.kind) else None
        try:
            batch = start_batch(
                order.event,
                by=order.by,
                kind=order.kind,
                registrations=registrations,
                design=order.design,
            )
        except BatchUnderWay as under_way:
            batch = under_way.batch
        except NobodyIsReady:
            return None
        except (NotAllowedToIssue, SigningKeyMissing) as refusal:
            raise CommandError(f"{order.by.email}: {refusal}", returncode=REFUSED) from refusal
        try:
            _follow(batch)
        except DatabaseError as error:
            # With --traceback, Django shows all of it.
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            raise _stopped(batch, reason) from error
        return batch

    def _write(self, order: Order, unfinished: Path, output: Path) -> None:
        paper = print_event(order.event, order.certificates(), by=order.by)
        if not paper:
            raise CommandError(
                f"{order.event.code}: nobody has earned a certificate yet; nothing was written.",
                returncode=REFUSED,
            )
        try:
            _replace(output, unfinished, paper)
        except OSError as error:
            raise _not_writable(output, error) from error

    def _tell(self, result: dict[str, Any]) -> None:
        code = result["event"]
        if result["batch"] is None:
            self.stdout.write(f"{code}: nobody new to issue for.")
        else:
            self.stdout.write(f"{code}: {result['issued']} issued, {result['refused']} refused.")
        output, valid, size = result["output"], result["certificates"], result["bytes"]
        self.stdout.write(f"{output}: {valid} certificates, {size:,} bytes.")
        for reason, persons in result["without"].items():
            self.stdout.write(f"Without: {persons}. {Reason(reason).label}")

    def _tell_as_json(self, result: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))


def _read_order(options: dict[str, Any]) -> Order:
    event, by, kind = _find_event(options["event"]), _find_user(options["email"]), options["kind"]
    province = _find_province(options["province"], kind) if options["province"] else None
    design = _find_design(options["design"], kind) if options["design"] else None
    return Order(event, kind, province, design, by)


def _find_province(iso: str, kind: Kind) -> Province:
    if not is_for_registered(kind):
        raise CommandError(
            f"A certificate of the kind {kind} belongs to no province.", returncode=WRONG_USE
        )
    province = Province.objects.filter(iso=iso).first()
    if province is None:
        raise CommandError(f"There is no province with the code {iso}.", returncode=REFUSED)
    return province


def _find_design(name: str, kind: Kind) -> Design:
    designs = designs_for(kind)
    design = designs.filter(Q(name_ar=name) | Q(name_fr=name)).first()
    if design is None:
        known = ", ".join(design.name_fr for design in designs)
        raise CommandError(
            f"No design of the kind {kind} is called {name}. In use are: {known}.",
            returncode=REFUSED,
        )
    return design


def _sum_up(order: Order, batch: Batch | None, output: Path) -> dict[str, Any]:
    progress = batch.progress() if batch else None
    return {
        "event": order.event.code,
        "kind": order.kind.value,
        "province": order.province.iso if order.province else None,
        "design": batch.design_version.design.name_fr if batch and batch.design_version else None,
        "batch": batch.pk if batch else None,
        "issued": progress.issued if progress else 0,
        "refused": progress.refused if progress else 0,
        "certificates": order.certificates().valid().filter(event=order.event).count(),
        "output": str(output),
        "bytes": output.stat().st_size,
        "without": {reason.value: persons for reason, persons in order.without().items()},
    }


def _find_event(code: str) -> Event:
    event = Event.objects.select_related("programme", "venue__commune").filter(code=code).first()
    if event is None:
        raise CommandError(f"There is no event with the code {code}.", returncode=REFUSED)
    return event


def _find_user(email: str) -> User:
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise CommandError(f"Nobody signs in with {email}.", returncode=REFUSED)
    return user


def _follow(batch: Batch) -> None:
    """Show the batch's way to its end, and do the work unless a worker is at it already."""
    with tqdm(total=batch.progress().total, file=sys.stderr, unit="certificate") as bar:

        def show(batch: Batch) -> None:
            bar.update(batch.progress().done - bar.n)

        while not batch.is_finished:
            if not run_batch(batch.pk, on_step=show):
                time.sleep(PAUSE)
            batch.refresh_from_db()
            show(batch)
    if batch.state == Batch.State.FAILED:
        raise _stopped(batch, "see what the background worker wrote")


def _stopped(batch: Batch, reason: str) -> CommandError:
    return CommandError(
        f"Batch {batch.pk} was stopped by an error ({reason}). What was issued stands; "
        "run the command again to go on.",
        returncode=REFUSED,
    )


def _open_beside(output: Path) -> Path:
    """Create an empty file beside ``output``: if that fails, nothing has been issued yet."""
    if output.is_dir():
        raise CommandError(f"{output} is a directory.", returncode=WRONG_USE)
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    except OSError as error:
        raise _not_writable(output, error) from error
    os.close(handle)
    return Path(name)


def _replace(output: Path, unfinished: Path, paper: bytes) -> None:
    """Put the PDF in place at once, whole and on the disk, or not at all."""
    with unfinished.open("wb") as file:
        file.write(paper)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(output)
    directory = os.open(output.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _not_writable(output: Path, error: OSError) -> CommandError:
    reason = error.strerror or str(error)
    return CommandError(f"Cannot write {output}: {reason}.", returncode=WRONG_USE)
