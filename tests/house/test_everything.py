"""The command that runs the tests adds them up without losing a failure, and ends its server."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests import everything
from tests.house import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.engineless]


def run_pytest(tmp_path, tests):
    (tmp_path / "test_sample.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-p", "no:cacheprovider"]
    return everything.run_pytest(
        "sample", [*command, str(tmp_path), f"--rootdir={tmp_path}"], tmp_path
    )


def test_outcomes_are_counted(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_ADDOPTS", "")
    counts = run_pytest(
        tmp_path,
        "import pytest\n"
        "def test_good(): pass\n"
        "def test_bad(): assert 0\n"
        "def test_left_out(): pytest.skip('x')\n"
        "@pytest.fixture\n"
        "def broken(): raise ValueError\n"
        "def test_broken(broken): pass\n",
    )
    assert +counts == Counter(passed=1, failed=1, skipped=1, error=1)


def test_a_run_that_breaks_off_is_an_error(tmp_path):
    counts = everything.run_pytest("x", [sys.executable, "-c", "raise SystemExit(4)"], tmp_path)
    assert +counts == Counter(error=1)


@pytest.mark.parametrize(("code", "complaints"), [("pass", 0), ("raise SystemExit(1)", 1)])
def test_a_linter_that_complains_is_one_failure(code, complaints, capsys):
    run = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert everything.report_linter("sample", run) == complaints


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        ({"passed": 310, "failed": 2, "skipped": 0}, "2 failed, 310 passed in 95.10s"),
        ({"passed": 1, "error": 1}, "1 passed, 1 error in 95.10s"),
        ({"error": 2}, "2 errors in 95.10s"),
        ({}, "no tests ran in 95.10s"),
    ],
)
def test_the_last_line_reads_as_the_one_of_pytest(counts, line):
    assert everything.summary(Counter(counts), 95.1).strip("= ") == line


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_server_of_the_tests_ends_with_its_command(tmp_path, number):
    told = tmp_path / "told"
    report = f"import os, time; open({str(told)!r}, 'w').write(os.environ['DATABASE_URL']); time.sleep(60)"
    run = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", sys.executable, "-c", report],
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not (told.exists() and told.read_text()):
        assert time.monotonic() < deadline
        assert run.poll() is None, run.communicate()
        time.sleep(0.05)
    home = Path(told.read_text().split("@/")[1]).parent
    server = int((home / "data" / "postmaster.pid").read_text().split()[0])
    run.send_signal(number)
    run.communicate(timeout=60)
    assert (home.exists(), is_running(server), run.returncode) == (False, False, 128 + number)


def is_running(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True
