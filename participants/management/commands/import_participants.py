"""Import a list of people from the command line, by the same service as the pages."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from documents.spreadsheets.reading import DEFAULT_LIMITS, read_table
from documents.spreadsheets.refusals import SpreadsheetRefused
from network.models import Province, User
from participants.importing.faults import FaultTeller
from participants.services.import_commits import commit_import
from participants.services.imports import (
    AlreadyImported,
    ImportRefused,
    NothingToImport,
    Preview,
    find_earlier_import,
    keep_preview,
    preview_import,
)
from participants.services.registrations import RegistrationRefused
from trainings.models import Event


class Command(BaseCommand):
    """Report what a list would do, or import it: whole, or not at all."""

    help = (
        "Read a list of people (XLSX or CSV) for an event and a province, and report on each row. "
        "With --commit they are registered, if no row is wrong or undecided; no consent is kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, for what and as whom, and what to do."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--event", required=True, metavar="CODE")
        parser.add_argument("--province", required=True, metavar="ISO")
        parser.add_argument("--as", required=True, metavar="EMAIL", dest="email")
        parser.add_argument("--commit", action="store_true", help="import, do not only report")
        parser.add_argument("--json", action="store_true", help="answer with one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Report, import if asked to, and fail where a list that should be imported was not."""
        user = _find_user(options["email"])
        with translation.override(user.language or settings.LANGUAGE_CODE):
            event, province = _find_event(user, options["event"], options["province"])
            report = self._import(event, province, user, options)
            if options["json"]:
                self.stdout.write(json.dumps(report.answer(), ensure_ascii=False))
            else:
                self._tell(report)
            if report.failure:
                raise CommandError(report.failure)

    def _import(
        self, event: Event, province: Province, user: User, options: dict[str, Any]
    ) -> "_Report":
        report = _Report()
        path: Path = options["file"]
        try:
            preview = preview_import(
                _read(path), file_name=path.name, event=event, province=province
            )
            report.tell(preview)
            if options["commit"]:
                _commit(preview, user)
                report.committed = True
        except (AlreadyImported, NothingToImport) as nothing:
            report.remark = str(nothing)
        except SpreadsheetRefused as refused:
            report.refuse(refused.code, str(refused))
        except (ImportRefused, RegistrationRefused) as refused:
            report.failure = str(refused)
        return report

    def _tell(self, report: "_Report") -> None:
        for fault in report.faults:
            self.stdout.write("{row}\t{column}\t{message}".format(**fault))
        for verdict, number in report.count().items():
            self.stdout.write(f"{verdict}: {number}")
        if report.remark:
            self.stdout.write(report.remark)
        self.stdout.write(_("Imported.") if report.committed else _("Nothing was imported."))


class _Report:
    """What is answered; ``failure`` is why a list was not imported."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.faults: list[dict[str, Any]] = []
        self.committed = False
        self.remark = self.failure = ""

    def tell(self, preview: Preview) -> None:
        """Take over the verdict and the faults of each row."""
        teller = FaultTeller(preview.headers, preview.mapping, province=preview.province)
        self.rows = [{"row": row.number, "verdict": str(row.verdict)} for row in preview.rows]
        self.faults = [
            {
                "row": row.number,
                "column": teller.column_of(fault),
                "code": fault["code"],
                "message": teller.sentence(fault, row.cells),
            }
            for row in preview.rows
            for fault in row.faults
        ]

    def refuse(self, code: str, sentence: str) -> None:
        """Say why the file was not read at all."""
        self.faults = [{"row": None, "column": "", "code": code, "message": sentence}]
        self.failure = sentence

    def count(self) -> dict[str, int]:
        """Count the rows of each verdict that there is."""
        verdicts = [row["verdict"] for row in self.rows]
        return {verdict: verdicts.count(verdict) for verdict in dict.fromkeys(verdicts)}

    def answer(self) -> dict[str, Any]:
        """Return the JSON object."""
        answer = {"rows": self.rows, "faults": self.faults, "committed": self.committed}
        message = self.remark or self.failure
        return answer | ({"message": message} if message else {})


def _commit(preview: Preview, user: User) -> None:
    earlier = find_earlier_import(preview.sha256, event=preview.event, province=preview.province)
    if earlier:
        raise AlreadyImported(earlier)
    preview.require_settled()
    commit_import(keep_preview(preview, by=user), by=user)


def _find_user(email: str) -> User:
    address = User.objects.normalize_email(email)
    user = User.objects.filter(email=address, is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody with an open account signs in as {email}.")
    if not (user.is_staff_member or user.is_coordinator):
        raise CommandError(f"{email} does not register people.")
    return user


def _find_event(user: User, code: str, iso: str) -> tuple[Event, Province]:
    event = Event.objects.visible_to(user).filter(code=code).first()
    if event is None:
        raise CommandError(f"There is no event {code} for {user.email}.")
    province = Province.objects.filter(iso__iexact=iso).first()
    if province is None or (user.is_coordinator and province.pk not in user.province_ids):
        raise CommandError(f"There is no province {iso} for {user.email}.")
    return event, province


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > DEFAULT_LIMITS.max_bytes:
            # Refused by its size, before anything of it is in memory.
            read_table(path, file_name=path.name)
        return path.read_bytes()
    except OSError as trouble:
        raise CommandError(f"{path} cannot be read: {trouble.strerror}.") from trouble
