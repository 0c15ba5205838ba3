"""Paper and spreadsheets ask no database."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items):
    """Mark what lies here."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.engineless)
