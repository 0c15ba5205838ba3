"""Issue an event's certificates from the command line, and write them as one PDF."""

import os
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError
from tqdm import tqdm

from certificates.models import Batch, Certificate, Reason
from certificates.services.batches import run_batch
from certificates.services.eligibility import assess, count_verdicts, list_candidates
from certificates.services.errors import BatchUnderWay, NobodyIsReady, NotAllowedToIssue
from certificates.services.issuing import start_batch
from certificates.services.printing import print_event
from network.models import User
from participants.models import Registration
from trainings.models import Event

REFUSED, WRONG_USE, INTERRUPTED = 1, 2, 130
# Seconds between two looks at a batch that a background worker has taken up first.
PAUSE = 0.5


class Command(BaseCommand):
    """``issue_certificates EVENT --output FILE.pdf --as EMAIL``.

    Exits with 0 when the PDF is written; 1 when the house refuses (unknown event or account, not
    an administrator, nothing to issue and nothing issued, batch stopped by an error); 2 when the
    command line is wrong or the file cannot be written, before anything is issued; 130 after
    Ctrl-C, with what was issued so far.
    """

    help = (
        "Issues the certificates of all who have earned one, with a progress bar, and writes all "
        "valid certificates of the event as one PDF. Can be interrupted and run again. "
        "Exit codes: 0 done, 1 refused, 2 wrong use or file not writable, 130 interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the event, the file and the administrator who answers for it."""
        parser.add_argument("event", help="code of the event, such as SB01")
        parser.add_argument("--output", required=True, type=Path, help="PDF file to write")
        parser.add_argument(
            "--as", required=True, dest="email", help="e-mail address of an administrator"
        )

    @no_translations
    def handle(self, *_args: Any, **options: Any) -> None:
        """Issue, write, and say in one line what was done."""
        event, by = _find_event(options["event"]), _find_user(options["email"])
        unfinished = _open_beside(options["output"])
        try:
            batch = self._issue(event, by)
            self._write(event, by, unfinished, options["output"])
        except KeyboardInterrupt as interrupt:
            message = "Interrupted. What was issued stands; run the command again to go on."
            raise CommandError(message, returncode=INTERRUPTED) from interrupt
        finally:
            unfinished.unlink(missing_ok=True)
        self._tell(event, by, batch, options["output"])

    def _issue(self, event: Event, by: User) -> Batch | None:
        """Run a new batch to its end, or the one that is under way; None if nobody is ready."""
        try:
            batch = start_batch(event, by=by)
        except BatchUnderWay as under_way:
            batch = under_way.batch
        except NobodyIsReady:
            return None
        except NotAllowedToIssue as refusal:
            raise CommandError(f"{by.email}: {refusal}", returncode=REFUSED) from refusal
        try:
            _follow(batch)
        except DatabaseError as error:
            # With --traceback, Django shows all of it.
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            raise _stopped(batch, reason) from error
        return batch

    def _write(self, event: Event, by: User, unfinished: Path, output: Path) -> None:
        paper = print_event(event, Certificate.objects.visible_to(by), by=by)
        if not paper:
            raise CommandError(
                f"{event.code}: nobody has earned a certificate yet; nothing was written.",
                returncode=REFUSED,
            )
        try:
            _replace(output, unfinished, paper)
        except OSError as error:
            raise _not_writable(output, error) from error

    def _tell(self, event: Event, by: User, batch: Batch | None, output: Path) -> None:
        if batch is None:
            self.stdout.write(f"{event.code}: nobody new to issue for.")
        else:
            progress = batch.progress()
            self.stdout.write(
                f"{event.code}: {progress.issued} issued, {progress.refused} refused."
            )
        valid = Certificate.objects.valid().filter(event=event).count()
        self.stdout.write(f"{output}: {valid} certificates, {output.stat().st_size:,} bytes.")
        candidates = list_candidates(event, Registration.objects.visible_to(by))
        for verdict, persons in count_verdicts(assess(event, candidates)).items():
            if verdict in Reason:
                self.stdout.write(f"Without: {persons}. {Reason(verdict).label}")


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
