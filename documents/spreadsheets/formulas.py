"""Text that a spreadsheet would take for a formula, kept asleep in CSV (OWASP ASVS 1.2.10).

A workbook needs none of this: its cells say themselves that they are text.
"""

import re

STARTS_FORMULA = re.compile(r"'*[=+\-@\t\r\n\0＝＋－＠]")
# Such a text with the mark in front that `put_to_sleep` sets.
ASLEEP = re.compile(r"''*[=+\-@\t\r\n\0＝＋－＠]")


def put_to_sleep(text: str) -> str:
    """Put a single quote before what starts like a formula; `wake_up` takes exactly it away."""
    return f"'{text}" if STARTS_FORMULA.match(text) else text


def wake_up(text: str) -> str:
    """Take one single quote away where `put_to_sleep` has set it, and nowhere else."""
    return text[1:] if ASLEEP.match(text) else text
