"""Run the web and the worker process side by side until one of them ends or we are told to.

For one machine, as ``./run`` uses it. On a server, a supervisor such as systemd does this.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 20.0
LIBC = ctypes.CDLL(None)

COMMANDS = {
    "web": [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"],
    "worker": [sys.executable, "manage.py", "db_worker", "--skip-checks"],
}


class EndRequested(Exception):
    """Ctrl-C was pressed, or the process was told to end."""


def request_end(_signal: int, _frame: FrameType | None) -> None:
    """Turn a signal into an exception where the main loop waits."""
    raise EndRequested


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own; should we be killed, it is told to end.

    A session of its own keeps Ctrl-C away from it: it ends once, when we say so.
    """
    return subprocess.Popen(  # noqa: S603 our own commands
        command,
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 we have one thread
    )


def end_with_parent() -> None:
    """Ask the kernel to send SIGTERM to this process when its parent is gone."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def run_together(
    commands: dict[str, list[str]], *, when_started: Callable[[], bool] = lambda: True
) -> int:
    """Run all commands until one ends or a signal comes, end the others, return the exit code.

    ``when_started`` is called until it answers True. Being told to end is success (0); a command
    that ends by itself is not, whatever it returned.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, request_end)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            processes[name] = start(command)
        return wait_for_first_end(processes, when_started)
    except EndRequested:
        return 0
    finally:
        end_all(list(processes.values()))


def wait_for_first_end(
    processes: dict[str, subprocess.Popen[bytes]], when_started: Callable[[], bool]
) -> int:
    """Return the exit code of the first process to end (1 for 0), and say which it was."""
    started = False
    while True:
        for name, process in processes.items():
            code = process.poll()
            if code is not None:
                sys.stderr.write(f"The {name} process has ended ({code}); ending the others.\n")
                return abs(code) or 1
        started = started or when_started()
        time.sleep(0.1)


def end_all(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all processes to end and wait; after the grace, or a second Ctrl-C, they are killed."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    try:
        for process in processes:
            process.wait(max(0.1, deadline - time.monotonic()))
    except (EndRequested, subprocess.TimeoutExpired):
        for process in processes:
            kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with everything that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def announce_when_answering() -> bool:
    """Print the address once the web process listens; say whether it does."""
    address = ("127.0.0.1", int(os.environ.get("PORT", "8000")))
    with socket.socket() as probe:
        if probe.connect_ex(address):
            return False
    sys.stdout.write(f"Takwin answers at http://{address[0]}:{address[1]} (Ctrl-C ends it)\n")
    sys.stdout.flush()
    return True


if __name__ == "__main__":
    sys.exit(run_together(COMMANDS, when_started=announce_when_answering))
