"""How pytest-xdist shares out the tests: a file stays whole, all browser journeys stay together.

What a file sets up for all of its tests is then set up once, and there is one house and one
browser at a time. For ``-p tests.distribution --dist loadscope --no-loadscope-reorder``.
"""

from collections import Counter
from pathlib import PurePath

from xdist.scheduler import LoadScopeScheduling


class ByFile(LoadScopeScheduling):
    """Gives a whole file, or all of the browser's, to one worker."""

    def _split_scope(self, nodeid):
        return unit_of(nodeid)


def pytest_xdist_make_scheduler(config, log):
    """Share out by file."""
    return ByFile(config, log)


def pytest_collection_modifyitems(items):
    """Begin with what takes long, lest one worker be left with it at the end."""
    sizes = Counter(unit_of(item.nodeid) for item in items)
    slow = {unit_of(item.nodeid) for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: weight(unit_of(item.nodeid), sizes, slow))


def weight(unit, sizes, slow):
    """Order the units: the browser, then files with slow tests, then those with most tests."""
    return (unit != "browser", unit not in slow, -sizes[unit], unit)


def unit_of(nodeid):
    """Name what a test is shared out with: its file, or the browser."""
    path = PurePath(nodeid.partition("::")[0])
    return "browser" if path.parent.name == "browser" else str(path)
