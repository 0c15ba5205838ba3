"""All that `./test` does after the set-up: linters, then pytest on SQLite and on PostgreSQL.

    python -m tests.everything [--quick]

The last line sums up all of it the way pytest does; a linter that complains counts as a failure.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.postgres import end_by_exception

PYTHON = sys.executable
LINTERS = {
    "ruff check": ["ruff", "check", "--quiet", "."],
    "ruff format": ["ruff", "format", "--check", "--quiet", "."],
    "djlint --lint": ["djlint", "--lint", "--quiet", "."],
    "djlint --check": ["djlint", "--check", "--quiet", "."],
    "mypy": ["mypy", "."],
    # Not a linter, but it takes as long, and the tests begin with what it makes.
    "the migrations": ["tests.migrated"],
}
# In the order that the plugin gives them, so that the long browser journeys come first. On two
# cores three at once: one of them usually waits for a browser or for another process.
PYTEST = [
    *(PYTHON, "-m", "pytest", "-n", "3"),
    *("-p", "tests.distribution", "--dist", "loadscope", "--no-loadscope-reorder"),
]


def main(arguments):
    """Run everything, or with ``--quick`` the inner loop; return the exit code."""
    started = time.monotonic()
    counts = Counter()
    quick = arguments == ["--quick"]
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="takwin-test-") as folder:
        linters = {name: start_linter(command) for name, command in LINTERS.items()}
        counts["failed"] += sum(report_linter(name, run) for name, run in linters.items())
        selection = ["-m", "not browser and not slow"] if quick else []
        counts += run_pytest("SQLite", [*PYTEST, *selection], Path(folder))
        if not quick:
            on_postgres = [PYTHON, "-m", "tests.postgres", *PYTEST, "-m", "not engineless"]
            counts += run_pytest("PostgreSQL", on_postgres, Path(folder))
    print(summary(counts, time.monotonic() - started))
    return 1 if counts["failed"] or counts["error"] or not counts["passed"] else 0


def start_linter(command):
    """Start one linter; they run side by side."""
    return subprocess.Popen(
        [PYTHON, "-m", *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def report_linter(name, run):
    """Wait for a linter, show what it said if it complained, and return 1 then."""
    output, _ = run.communicate()
    if run.returncode:
        print(f"--- {name} complains:\n{output}", flush=True)
    return int(run.returncode != 0)


def run_pytest(engine, command, folder):
    """Run pytest and count its outcomes; one that breaks off without a report is an error."""
    print(f"--- pytest on {engine}", flush=True)
    report = folder / f"{engine}.xml"
    code = wait_for(subprocess.Popen([*command, f"--junitxml={report}"]))
    counts = read_report(report) if report.exists() else Counter()
    if code and not counts["failed"] + counts["error"]:
        counts["error"] += 1
    return counts


def wait_for(process):
    """Wait for a process, and when we are told to end, until it has cleaned up.

    (`subprocess.run` would kill it after a quarter of a second, and leave its server behind.)
    """
    try:
        return process.wait()
    except KeyboardInterrupt:  # Ctrl-C has reached it too
        process.wait(60)
        raise
    except SystemExit:
        process.terminate()
        process.wait(60)
        raise


def read_report(report):
    """Count the outcomes in a JUnit report."""
    counts = Counter()
    for suite in ET.parse(report).getroot().iter("testsuite"):
        total = int(suite.get("tests"))
        bad = {
            "failed": int(suite.get("failures")),
            "error": int(suite.get("errors")),
            "skipped": int(suite.get("skipped")),
        }
        counts.update({"passed": total - sum(bad.values()), **bad})
    return counts


def summary(counts, seconds):
    """Say it as pytest's last line does: `===== 2 failed, 310 passed in 95.10s =====`."""
    parts = [
        f"{counts[outcome]} {outcome}{'s' if outcome == 'error' and counts[outcome] > 1 else ''}"
        for outcome in ("failed", "passed", "skipped", "error")
        if counts[outcome]
    ]
    return f" {', '.join(parts) or 'no tests ran'} in {seconds:.2f}s ".center(80, "=")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end_by_exception)
    signal.signal(signal.SIGHUP, end_by_exception)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
