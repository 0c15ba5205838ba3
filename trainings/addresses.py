"""Parts of addresses that have a form of their own."""

import datetime as dt


class DayConverter:
    """A day in an address, as 2026-02-01; what is no day is no address of ours."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        """Read the day; raises ValueError, which Django takes as not found."""
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        """Write the day."""
        return value.isoformat()
