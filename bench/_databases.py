"""Scratch databases for the measurements: one by engine, empty and gone afterwards.

    with scratch_database("postgresql") as environment:
        prepare_database(environment)
        seconds = measure_in_child(environment, "bench.pages:measure_size", size=10_000)

A measurement runs in a process of its own, so that settings, caches and peak memory are its own.
"""

import argparse
import contextlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from tests.postgres import running_server

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ("sqlite", "postgresql")


@contextmanager
def scratch_database(engine: str) -> Iterator[dict[str, str]]:
    """Give the environment variables of an empty database of ``engine``; it is gone afterwards.

    ``VAR_DIR`` is a directory of its own for both engines: keys and files do not mix with those
    of the installation. The database has no tables yet, see `prepare_database`.
    """
    home = Path(tempfile.mkdtemp(prefix="takwin-bench-"))
    try:
        if engine == "sqlite":
            yield {"VAR_DIR": str(home), "DATABASE_URL": f"sqlite:///{home}/takwin.sqlite3"}
        elif engine == "postgresql":
            with running_server() as url:
                yield {"VAR_DIR": str(home), "DATABASE_URL": url}
        else:
            raise ValueError(f"{engine} is none of {ENGINES}")
    finally:
        shutil.rmtree(home)


def prepare_database(environment: Mapping[str, str]) -> None:
    """Make the tables in a scratch database and load the territory (provinces and communes)."""
    measure_in_child(environment, "bench._databases:make_tables")


def make_tables() -> None:
    """Migrate and load the territory; runs in the child."""
    call_command("migrate", verbosity=0)
    call_command("load_territory", verbosity=0)


def measure_in_child(environment: Mapping[str, str], function: str, **arguments: Any) -> Any:
    """Call ``function`` ("module:name") in a process that uses the scratch database.

    Arguments and answer travel as JSON. What the function prints goes to standard error; when it
    fails, ``subprocess.CalledProcessError`` is raised here.
    """
    command = [sys.executable, "-m", "bench._databases", function, json.dumps(arguments)]
    # Without debugging and redirects, as it is served.
    surroundings = {**os.environ, "HTTPS": "off", **environment}
    done = subprocess.run(  # noqa: S603 our own command
        command, env=surroundings, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout)


def main() -> None:
    """Be the child: call the function that is named and print its answer as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench._databases")
    parser.add_argument("function")
    parser.add_argument("arguments")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    module, _, name = options.function.partition(":")
    with contextlib.redirect_stdout(sys.stderr):
        answer = getattr(importlib.import_module(module), name)(**json.loads(options.arguments))
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
