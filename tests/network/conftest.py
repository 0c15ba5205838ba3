"""What the tests of the ground floor share."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_rate_limit_is_left_over():
    """Attempts are counted in the cache, which outlives the database of a test."""
    cache.clear()
