"""Bring an installed Takwin to the point where it can be served: `python -m config.prepare`.

    --empty    no demo: territory only, and the link that makes the first administrator
    --assets   only what the tests need: translations and screen fonts

Every step looks first whether it is done already.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import django
from django.core.management import CommandError, call_command
from django.db import OperationalError

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> None:
    """Do what is missing, in the order in which the steps need each other."""
    parser = argparse.ArgumentParser(prog="python -m config.prepare")
    parser.add_argument("--empty", action="store_true")
    parser.add_argument("--assets", action="store_true")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        # Before Django reads them: it keeps the catalogues it has once read.
        compile_translations(ROOT / "locale")
        django.setup()
        prepare(options)
    except (CommandError, OperationalError, subprocess.CalledProcessError) as problem:
        sys.exit(f"{problem}")


def prepare(options: argparse.Namespace) -> None:
    """Do what needs Django: fonts, static files, database, first data."""
    run_command("build_web_fonts")
    if not options.assets:
        collect_static_files()
        prepare_database()
        fill_database(empty=options.empty)


def say(sentence: str) -> None:
    """Tell whoever waits what takes time now."""
    sys.stderr.write(f"{sentence}\n")


def run_command(name: str, *arguments: str) -> None:
    """Run one of Django's or our own management commands in this process."""
    call_command(name, *arguments)
    sys.stdout.flush()


def compile_translations(folder: Path) -> list[Path]:
    """Compile the catalogues under ``folder`` that are newer than their .mo; return those."""
    outdated = [po for po in sorted(folder.glob("*/LC_MESSAGES/*.po")) if is_outdated(po)]
    for po in outdated:
        target = str(po.with_suffix(".mo"))
        subprocess.run(  # noqa: S603 our own files
            ["msgfmt", "--check-format", "-o", target, str(po)],  # noqa: S607 from gettext
            check=True,
        )
    return outdated


def is_outdated(po: Path) -> bool:
    """Say whether a catalogue has no compiled form, or an older one."""
    compiled = po.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < po.stat().st_mtime_ns


def collect_static_files() -> None:
    """Collect and compress the static files when any of them, or a package, has changed."""
    from django.conf import settings  # noqa: PLC0415 needs django.setup()

    own = (
        path for folder in (ROOT / "static", settings.VAR_DIR / "fonts") for path in walk(folder)
    )
    stamp = Stamp(settings.VAR_DIR, "static")
    current = fingerprint([ROOT / "requirements.txt", *own])
    if stamp.read() != current or not settings.STATIC_ROOT.exists():
        say("Collecting the static files")
        run_command("collectstatic", "--noinput", "--clear", "--verbosity=0")
        stamp.write(current)


def prepare_database() -> None:
    """Bring the database to the newest migration, and make the table of a database cache."""
    from django.db import connection  # noqa: PLC0415 needs django.setup()
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 the same

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database")
        run_command("migrate", "--noinput", "--verbosity=0")
    run_command("createcachetable")


def fill_database(*, empty: bool) -> None:
    """Load the demo into a database where nobody signs in yet, or else the territory alone.

    A database in use is never touched.
    """
    from network.models import User  # noqa: PLC0415 needs django.setup()

    in_use = User.objects.exists()
    if empty:
        lay_foundations(in_use=in_use)
    else:
        show_demo(in_use=in_use)


def lay_foundations(*, in_use: bool) -> None:
    """Load territory and usual steps and, while nobody has an account, say how to make one."""
    from network.models import Province  # noqa: PLC0415 needs django.setup()

    if not Province.objects.exists():
        say("Loading the territory")
        run_command("load_territory")
        run_command("load_usual_steps")
    if in_use:
        say("Somebody has an account in this database already; --empty removes nothing.")
    else:
        say("Make the first administrator at this address, in a browser:")
        run_command("first_administrator_link")


def show_demo(*, in_use: bool) -> None:
    """Load the demo unless the database is in use, and say how to look at it where it is."""
    from reports.demo.loading import certificates_pdf, is_demo_loaded  # noqa: PLC0415 the same

    if not in_use:
        say("Loading the demo")
        run_command("load_demo")
    elif is_demo_loaded():
        # Without the file, an earlier loading was cut short; it takes up where it stopped.
        run_command("load_demo", *(["--show"] if certificates_pdf().exists() else []))


class Stamp:
    """A file that remembers how far a step of the set-up has come."""

    def __init__(self, var_dir: Path, name: str) -> None:
        self.path = var_dir / "stamps" / name

    def read(self) -> str:
        """Return what was remembered, or an empty text."""
        return self.path.read_text(encoding="utf-8") if self.path.exists() else ""

    def write(self, text: str) -> None:
        """Remember."""
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text(text, encoding="utf-8")


def walk(folder: Path) -> list[Path]:
    """List the files under a folder in a fixed order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a text that changes when a file is added, removed, or written to."""
    lines = (f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in paths)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1:])
