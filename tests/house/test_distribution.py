"""Two workers share the tests out by file, and the browser's go to one of them."""

import os
import subprocess

import pytest

from tests.distribution import weight
from tests.everything import PYTEST
from tests.house import ROOT

pytestmark = pytest.mark.engineless

SAMPLE = """
import os, pathlib, time, pytest
@pytest.mark.parametrize("number", range(6))
def test_where(number):
    with (pathlib.Path(__file__).parents[1] / "told").open("a") as told:
        told.write(f"{pathlib.Path(__file__).stem} {os.environ['PYTEST_XDIST_WORKER']}\\n")
    time.sleep(0.01)
"""
FILES = ("browser/test_a", "browser/test_b", "other/test_c", "other/test_d", "other/test_e")


@pytest.fixture
def workers(tmp_path):
    """Run a small suite as the whole one is run; return who ran the tests of each file."""
    for name in FILES:
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(SAMPLE)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    without = ("-p", "no:django", "-p", "no:cacheprovider", "--import-mode=importlib")
    done = subprocess.run(
        [*PYTEST, *without, "-q", f"--rootdir={tmp_path}", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = [line.split() for line in (tmp_path / "told").read_text().splitlines()]
    assert len(told) == 6 * len(FILES)
    return {file: {worker for name, worker in told if name == file} for file, _ in told}


@pytest.mark.slow
def test_a_file_stays_whole_and_the_browser_with_one_worker(workers):
    assert {file: len(found) for file, found in workers.items()} == dict.fromkeys(
        ("test_a", "test_b", "test_c", "test_d", "test_e"), 1
    )
    assert workers["test_a"] == workers["test_b"]
    assert set.union(*workers.values()) == {"gw0", "gw1", "gw2"}


def test_the_browser_comes_first_then_slow_files_then_large_ones():
    sizes = {"small.py": 2, "large.py": 9, "slow.py": 1, "browser": 3}
    assert sorted(sizes, key=lambda unit: weight(unit, sizes, {"slow.py"})) == [
        "browser",
        "slow.py",
        "large.py",
        "small.py",
    ]
