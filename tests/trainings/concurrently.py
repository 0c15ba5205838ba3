"""Running something at the same time in several threads, each with its own connection."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def run_together(action, *, times):
    """Call ``action`` in ``times`` threads that start together; return what each returned.

    ``action`` takes a function that waits until all the threads have come to it.
    """
    barrier = threading.Barrier(times, timeout=20)

    def run(_number):
        try:
            barrier.wait()
            return action(barrier.wait)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))
