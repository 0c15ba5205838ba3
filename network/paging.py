"""Pages of lists that may be of any length: a few are shown, and nothing is counted to its end.

RequestConfig(request, paginate=PAGES).configure(table)
"""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

# Nobody reads on: beyond this many rows a list asks for a narrower search.
LONGEST_LIST = 1_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # of the rows of any table
    """Pages of the first thousand rows; ``is_capped`` says that there are more.

    Counts in the database, and no further than one row beyond the last that is shown.
    """

    longest = LONGEST_LIST

    @cached_property
    def count(self) -> int:
        """How many rows are shown."""
        return min(self._counted, self.longest)

    @property
    def is_capped(self) -> bool:
        """Whether more rows answer than are shown."""
        return self._counted > self.longest

    @cached_property
    def _counted(self) -> int:
        rows = _data_behind(self.object_list)
        if not isinstance(rows, QuerySet):
            return len(rows)
        bare = rows.order_by().select_related(None).values("pk")
        return bare[: self.longest + 1].count()


# What a view hands to ``RequestConfig`` for a list of people.
PAGES: dict[str, Any] = {"per_page": 25, "paginator_class": CappedPaginator}


def _data_behind(rows: Any) -> Any:
    """Return what a table was given, a queryset or a sequence; the rows themselves of any other."""
    behind = getattr(getattr(rows, "data", None), "data", None)
    return rows if behind is None else behind
