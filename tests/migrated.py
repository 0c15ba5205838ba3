"""An SQLite database on which all migrations have run, kept in VAR_DIR: running them takes seconds.

    python -m tests.migrated    makes it where it is missing

Every session of tests begins with a copy. A migration that is written later runs on the copy; when
one changes, or a module of ours that one imports, the database is made anew.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import django

ROOT = Path(__file__).resolve().parent.parent
IMPORT = re.compile(r"^(?:from|import) ([\w.]+)", re.MULTILINE)


def copy_migrated_database(target, folder):
    """Put a migrated database at ``target``; keep what it is copied from in ``folder``."""
    kept = keep_migrated_database(folder)
    remove_database(target)
    shutil.copyfile(kept, target)


def remove_database(path):
    """Remove a database with its journals: SQLite would undo in a new one what an old one began."""
    for ending in ("", "-journal", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


def keep_migrated_database(folder, make=None):
    """Return the migrated database in ``folder``; the first to ask makes it, others wait."""
    kept = folder / f"migrated-{fingerprint(migrations())[:16]}.sqlite3"
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for outdated in folder.glob("migrated-*"):
                outdated.unlink()
            unfinished = kept.with_suffix(".unfinished")
            (make or run_migrations)(unfinished)
            unfinished.rename(kept)
    return kept


def run_migrations(path):
    """Migrate a database at ``path`` in a process of its own, or raise with what it said."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{quote(str(path))}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    command = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity=0"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"The migrations do not run: {done.stdout}{done.stderr}")


def migrations():
    """List the migrations of all our apps, with the modules of ours that they import."""
    own = sorted(ROOT.glob("*/migrations/*.py"))
    imported = {name for path in own for name in IMPORT.findall(path.read_text(encoding="utf-8"))}
    modules = (ROOT / f"{name.replace('.', '/')}.py" for name in sorted(imported))
    return [*own, *(path for path in modules if path.exists())]


def fingerprint(paths):
    """Return a text that changes with the files' content, with Django, and with what is installed."""
    digest = hashlib.sha256(f"{django.VERSION} {sys.version}".encode())
    for path in (*paths, ROOT / "requirements.txt"):
        digest.update(f"\n{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    from django.conf import settings

    keep_migrated_database(settings.VAR_DIR / "test")
