"""The marks of a half-day, as the presence page sends them."""

import re
from collections.abc import Mapping

from django.core.exceptions import BadRequest

# Also the values of the radios in the page.
MARKS: dict[str, bool | None] = {"present": True, "absent": False, "none": None}
MARK_NAMES = {present: name for name, present in MARKS.items()}
MARK_FIELD = re.compile(r"mark-([0-9]{1,18})")


def read_marks(posted: Mapping[str, str]) -> dict[int, bool | None]:
    """Read ``mark-ID=present|absent|none`` into marks by the registration's primary key.

    Where the page also sends ``was-ID``, only what differs from it counts: a page that stood
    open for long undoes nobody's marks. With ``rest=present`` everybody who was not yet marked
    becomes present. Raises ``BadRequest`` for a mark that does not exist.
    """
    marks: dict[int, bool | None] = {}
    for name, value in posted.items():
        field = MARK_FIELD.fullmatch(name)
        if field is None:
            continue
        if value not in MARKS:
            raise BadRequest("There is no such mark.")
        if value != posted.get(f"was-{field[1]}"):
            marks[int(field[1])] = MARKS[value]
        elif value == "none" and posted.get("rest") == "present":
            marks[int(field[1])] = True
    return marks
