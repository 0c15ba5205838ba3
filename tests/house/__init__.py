"""The house as a whole: floors, access, pages, settings, translations and the two commands."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
