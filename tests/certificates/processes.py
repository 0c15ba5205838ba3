"""Real processes on the test's own database."""

import os
import signal
import subprocess
import sys
import time
import traceback
import warnings

from django.conf import settings
from django.db import connection, connections

RUN_BATCH = """
import django; django.setup()
from certificates.services.batches import run_batch
print(run_batch(int("{pk}")))
"""


def database_url():
    """Return the address of the database that this test has committed its rows to."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user, host = f"{values['USER']}:{values['PASSWORD']}", values["HOST"]
    if host.startswith("/"):
        # A socket's directory stands where a host would.
        return f"postgres://{user}@/{host}/{values['NAME']}"
    return f"postgres://{user}@{host or '127.0.0.1'}:{values['PORT'] or 5432}/{values['NAME']}"


def start(*arguments):
    """Start Python with these arguments in a process of its own."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def start_batch_runner(batch):
    """Start a process that does nothing but run this batch."""
    return start("-c", RUN_BATCH.format(pk=batch.pk))


def finish(process, timeout=60):
    """Wait for a process that must end well, and return what it printed."""
    out, errors = process.communicate(timeout=timeout)
    assert process.returncode == 0, errors
    return out


def wait_until(condition, timeout=30):
    """Look again and again until ``condition()`` holds; fails after ``timeout`` seconds."""
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "It never came to that."
        time.sleep(0.001)


def fork(work):
    """Do ``work()`` in a copy of this process, with a connection of its own; return its number.

    A hundredth of the time that a new Python takes: everything is loaded already.
    """
    connections.close_all()
    with warnings.catch_warnings():
        # Newer Pythons warn of threads, of which the copy has none.
        warnings.simplefilter("ignore", DeprecationWarning)
        number = os.fork()
    if number:
        return number
    try:
        work()
    except BaseException:  # noqa: BLE001 nothing may get out into the test's own code
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def wait_for(number):
    """Wait for a copy, and tell whether it was killed; one that fails by itself is an error."""
    _, status = os.waitpid(number, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert killed or status == 0, f"The process ended with {status}."
    return killed


def kill_myself():
    """End this process at once, as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)
