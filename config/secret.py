"""The secret key of a single machine, made once and kept beside its data."""

import os
import secrets
import tempfile
from pathlib import Path


def read_or_create_secret(path: Path) -> str:
    """Return the key kept in ``path``; make one, readable by its owner only, when there is none.

    Several processes may start at once: the first whole file to be linked in place wins.
    """
    if not path.exists():
        descriptor, draft = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(64))
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    return path.read_text(encoding="ascii").strip()
