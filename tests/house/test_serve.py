"""Web and worker run side by side, and nothing is left of them: with small programs in their place."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.house import ROOT

pytestmark = pytest.mark.slow

SLEEPER = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path(sys.argv[1] + ".ended").touch(), sys.exit(0)))
pathlib.Path(sys.argv[1]).touch()
time.sleep(60)
"""
DEAF = "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
DEAF += "pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
MORTAL = "import sys; sys.exit(int(sys.argv[2]))"
SUPERVISOR = """
import json, sys
from config import serve
serve.GRACE_SECONDS = 0.5
sys.exit(serve.run_together(json.loads(sys.argv[1])))
"""


class House:
    """A supervisor of our programs in a process of its own."""

    def __init__(self, folder, **programs):
        self.folder = folder
        commands = {
            name: [sys.executable, "-c", code, str(folder / name), *arguments]
            for name, (code, *arguments) in programs.items()
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, json.dumps(commands)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for(self, *names):
        """Wait until all these files have been made."""
        deadline = time.monotonic() + 20
        while not all((self.folder / name).exists() for name in names):
            assert time.monotonic() < deadline, f"{names}: {list(self.folder.iterdir())}"
            time.sleep(0.02)


@pytest.fixture
def start(tmp_path):
    houses = []

    def start_house(**programs):
        houses.append(House(tmp_path, **programs))
        return houses[-1]

    yield start_house
    for house in houses:
        house.process.kill()
        house.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_both_and_counts_as_success(start, number):
    house = start(web=(SLEEPER,), worker=(SLEEPER,))
    house.wait_for("web", "worker")
    house.process.send_signal(number)
    assert house.process.wait(20) == 0
    house.wait_for("web.ended", "worker.ended")


@pytest.mark.parametrize(("code", "told"), [(3, 3), (0, 1)])
def test_the_end_of_one_ends_the_other_and_the_exit_code_tells(start, code, told):
    house = start(web=(SLEEPER,), worker=(MORTAL, str(code)))
    assert house.process.wait(20) == told


def test_the_one_that_ended_is_named(start):
    house = start(worker=(MORTAL, "3"))
    assert house.process.communicate(timeout=20)[1] == (
        "The worker process has ended (3); ending the others.\n"
    )


def test_one_that_does_not_listen_is_killed_after_the_grace(start):
    house = start(web=(DEAF,))
    house.wait_for("web")
    house.process.send_signal(signal.SIGTERM)
    assert house.process.wait(20) == 0


def test_a_supervisor_that_is_killed_takes_its_processes_along(start):
    house = start(web=(SLEEPER,))
    house.wait_for("web")
    os.kill(house.process.pid, signal.SIGKILL)
    house.wait_for("web.ended")
