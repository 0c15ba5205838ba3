"""Whole numbers that come with a request outside of any form."""

# A key of PostgreSQL has no more digits, and Python reads no number of thousands of them.
MOST_DIGITS = 18


def read_number(text: str) -> int | None:
    """Return the whole number from 0 on that is written, or None where it is none, or too long."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_number else None
