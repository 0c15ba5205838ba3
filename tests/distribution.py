"""How pytest-xdist shares out the tests: a file stays whole, all browser journeys stay together.

What a file sets up for all of its tests is then set up once, and there is one house and one
browser at a time. For ``-p tests.distribution --dist loadgroup --no-loadscope-reorder``.
"""

import pytest


def pytest_collection_modifyitems(items):
    """Name the group of each test."""
    for item in items:
        folder, name = item.path.parent.name, item.path.stem
        group = "browser" if folder == "browser" else f"{folder}/{name}"
        item.add_marker(pytest.mark.xdist_group(group))
