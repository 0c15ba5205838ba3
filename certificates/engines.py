"""With what software paper is made: whatever can move a byte of a PDF, by name and version."""

import hashlib
import itertools
import json
import platform
import zlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pikepdf
from weasyprint.text.ffi import harfbuzz, pango

import certificates.designs
import documents
from documents.fonts import ALL_ON_PAPER

PACKAGES = (
    "cryptography", "django", "fonttools", "pikepdf", "pillow", "pydyf", "tinycss2", "tinyhtml5",
    "uharfbuzz", "weasyprint", "zxing-cpp",
)  # fmt: skip
CERTIFICATES = Path(certificates.designs.__file__).parent.parent
# Our own part: the layouts and the press. Any change to them makes another engine of them.
LAYOUTS = (
    (CERTIFICATES / "designs", "*"),
    (CERTIFICATES / "templates" / "certificates" / "designs", "*"),
    (CERTIFICATES, "press.py"),
    (Path(documents.__file__ or "").parent, "*"),
)
SOURCES = {".css", ".html", ".py", ".svg"}
DIGEST_SHOWN = 16


@cache
def find_versions() -> dict[str, str]:
    """Return the versions of all that makes paper in this process, by name."""
    found = {name: version(name) for name in PACKAGES}
    return found | {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "harfbuzz": _system_harfbuzz(),
        "pango": _dotted(pango.pango_version()),
        "qpdf": pikepdf.__libqpdf_version__,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "fonts": _digest(font.path for font in ALL_ON_PAPER),
        "layouts": _digest(_own_sources()),
    }


def fingerprint(versions: dict[str, str]) -> str:
    """Return the SHA-256 of versions, in hexadecimal."""
    return hashlib.sha256(json.dumps(versions, sort_keys=True).encode()).hexdigest()


def _system_harfbuzz() -> str:
    """Return the version of the HarfBuzz that WeasyPrint finds; it only answers comparisons."""
    parts: list[int] = []
    for _ in range(3):
        rising = itertools.takewhile(
            lambda n: harfbuzz.hb_version_atleast(*[*parts, n, 0, 0][:3]),
            itertools.count(),
        )
        parts.append(max(rising, default=0))
    return ".".join(map(str, parts))


def _dotted(number: int) -> str:
    """Write Pango's number 15206 as 1.52.6."""
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _own_sources() -> Iterable[Path]:
    found = (path for folder, pattern in LAYOUTS for path in folder.rglob(pattern))
    return sorted({path for path in found if path.suffix in SOURCES})


def _digest(paths: Iterable[Path]) -> str:
    """Return a short digest of files by their names and what is in them."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:DIGEST_SHOWN]
