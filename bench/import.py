# ruff: noqa: N999 the measurement is called by this name
"""How long a list of 20,000 people takes from the file to the registrations: preview and commit.

The same workbook of twelve columns is read by Takwin and by django-import-export (dry run, then
import, row by row as it does by default), each into an empty database of its own, on SQLite and
PostgreSQL. The slower way is timed on a part of the rows, since its time grows with them.

Peak memory is that of a whole process that does nothing else, Django included. The lock is what
keeps others from registering for the event: on SQLite, where one writes at a time, the whole write
transaction, on PostgreSQL from when the event's row is locked until the commit. The longest write
transaction as a whole is told beside it: on PostgreSQL it begins with the new people, which nobody
waits for.
CPU seconds are those of this process, without PostgreSQL's: they say more on a busy machine.
"""

import argparse
import json
import resource
import time
from pathlib import Path
from typing import Any

from django.db import connection

from bench._databases import ENGINES, measure_in_child, prepare_database, scratch_database
from bench._people import invent_people
from documents.spreadsheets.writing import Column, SheetToWrite, write_workbook
from network.models import Commune, Province, Role, User
from participants.models import Registration
from participants.services.import_commits import commit_import
from participants.services.imports import stage_import
from trainings.models import Event, Programme, Quota, Venue

HEADINGS = (
    "الاسم الشخصي", "الاسم العائلي", "Prénom", "Nom", "الجنس", "سنة الازدياد", "الهاتف",
    "البريد الإلكتروني", "الجماعة", "الهيئة", "نوع الهيئة", "الصفة",
)  # fmt: skip
CAPACITIES = (("رئيسة", "president"), ("أمين المال", "treasurer"), ("عضو", "member"))
GENDERS = {"f": "أنثى", "m": "ذكر", "": ""}
PEOPLE_OF_ONE_ORGANISATION = 6
EVENT, PROVINCE = "BENCH", "MA-SIB"
KINDS_OF_WRITE = ("INSERT", "UPDATE", "DELETE")


def make_workbook(file: str, rows: int) -> int:
    """Write the list and return its size in bytes; runs in a child, after the territory."""
    communes = list(
        Commune.objects.filter(province__iso=PROVINCE).values_list("name_ar", flat=True)
    )
    people = enumerate(invent_people(rows))
    listed = (_row(number, person, communes) for number, person in people)
    sheet = SheetToWrite("List", [Column(heading) for heading in HEADINGS], listed)
    with Path(file).open("wb") as target:
        write_workbook(target, [sheet], language="ar")
    return Path(file).stat().st_size


def make_event(rows: int) -> None:
    """Make an event with places for all but a tenth of the rows, and who imports."""
    province = Province.objects.get(iso=PROVINCE)
    home = Commune.objects.filter(province=province).first()
    User.objects.create_user("bench@example.org", full_name="Bench", role=Role.STAFF)
    named = {"title_ar": "قياس", "title_fr": "Mesure"}
    programme = Programme.objects.create(year=2026, project_ar="قياس", project_fr="Mesure", **named)
    venue = Venue.objects.create(name_ar="قاعة", name_fr="Salle", commune=home, capacity=rows)
    event = Event.objects.create(
        programme=programme, venue=venue, code=EVENT, state="open", capacity=rows, hours=6, **named
    )
    Quota.objects.create(event=event, province=province, places=rows * 9 // 10)


def measure_takwin(file: str) -> dict[str, float]:
    """Preview and commit; runs in a child of its own."""
    event, province = Event.objects.get(code=EVENT), Province.objects.get(iso=PROVINCE)
    user, content = User.objects.get(), Path(file).read_bytes()
    clock = _LockClock(connection)
    with connection.execute_wrapper(clock):
        start, worked = time.perf_counter(), time.process_time()
        run = stage_import(content, file_name="list.xlsx", event=event, province=province, by=user)
        previewed = time.perf_counter()
        commit_import(run, by=user, consent_version="bench")
        done = time.perf_counter()
    return {
        "rows": Registration.objects.count(),
        "seconds": round(done - start, 3),
        "preview_seconds": round(previewed - start, 3),
        "commit_seconds": round(done - previewed, 3),
        "cpu_seconds": round(time.process_time() - worked, 3),
        "lock_seconds": round(max(clock.kept_waiting), 3),
        "transaction_seconds": round(max(clock.held), 3),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


class _LockClock:
    """Measures how long each transaction writes, from outside the code that is measured."""

    def __init__(self, connection: Any) -> None:
        self.held: list[float] = []
        self.kept_waiting: list[float] = []
        self.since: float | None = None
        self.waiting_since: float | None = None
        for name in ("commit", "rollback"):
            setattr(connection, name, self._ending(getattr(connection, name)))

    def __call__(self, execute: Any, sql: str, *arguments: Any) -> Any:
        if self.since is None and sql.startswith(("BEGIN", *KINDS_OF_WRITE)):
            self.since = time.perf_counter()
        if self.waiting_since is None and (sql.startswith("BEGIN") or "FOR NO KEY" in sql):
            self.waiting_since = time.perf_counter()
        return execute(sql, *arguments)

    def _ending(self, end: Any) -> Any:
        def end_and_note() -> None:
            end()
            now = time.perf_counter()
            if self.since is not None:
                self.held.append(now - self.since)
            if self.waiting_since is not None:
                self.kept_waiting.append(now - self.waiting_since)
            self.since = self.waiting_since = None

        return end_and_note


def _row(number: int, person: Any, communes: list[str]) -> tuple[Any, ...]:
    # Another phone for each: two rows with one phone and name would be the same person.
    organisation = number // PEOPLE_OF_ONE_ORGANISATION
    return (
        person.given_name_ar,
        person.family_name_ar,
        person.given_name_latin,
        person.family_name_latin,
        GENDERS[person.gender],
        person.birth_year,
        f"06{number + 10_000_000:08d}",
        f"person{number}@example.org",
        communes[number % len(communes)],
        f"تعاونية {person.family_name_ar} {organisation}"
        if number % PEOPLE_OF_ONE_ORGANISATION == 0
        else f"تعاونية الخير {organisation}",
        "تعاونية",
        CAPACITIES[number % len(CAPACITIES)][0],
    )


def measure_engine(engine: str, rows: int, part: int) -> dict[str, Any]:
    """Measure both ways on one engine, each in a database of its own."""
    with scratch_database(engine) as environment:
        file = _make_ready(environment, rows)
        ours = measure_in_child(environment, "bench.import:measure_takwin", file=file)
    if ours["rows"] != rows:
        raise AssertionError(f"{ours['rows']} of {rows} rows were imported")
    with scratch_database(engine) as environment:
        file = _make_ready(environment, rows)
        theirs = measure_in_child(
            environment, "bench._import_resource:measure", file=file, rows=part
        )
    seconds = theirs["reading"] + theirs["rows"] * rows / part
    return {
        **ours,
        "django_import_export_seconds": round(seconds, 1),
        "django_import_export_rows_timed": part,
        "ratio": round(seconds / ours["seconds"], 1),
    }


def _make_ready(environment: dict[str, str], rows: int) -> str:
    prepare_database(environment)
    file = str(Path(environment["VAR_DIR"]) / "list.xlsx")
    measure_in_child(environment, "bench.import:make_workbook", file=file, rows=rows)
    measure_in_child(environment, "bench.import:make_event", rows=rows)
    return file


def main(arguments: list[str]) -> int:
    """Measure on each engine and tell; the figures of SQLite stand at the top of the answer."""
    parser = argparse.ArgumentParser(prog="python -m bench import", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--part", type=int, default=2_000, help="rows timed the slower way")
    parser.add_argument("--database", choices=ENGINES, action="append", dest="engines")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    part = min(options.part, options.rows)
    engines = options.engines or list(ENGINES)
    databases = {engine: measure_engine(engine, options.rows, part) for engine in engines}
    if options.json:
        print(json.dumps({**databases[engines[0]], "databases": databases}))
    else:
        for engine, figures in databases.items():
            print(engine, *(f"{name}={figure}" for name, figure in figures.items()))
    return 0
