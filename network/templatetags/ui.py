"""Template tags of the interface; a builtin of every template."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.template import defaultfilters
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils import formats
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from heroicons.templatetags import heroicons

from network.dates import format_of
from network.models import User
from network.navigation import Entry, entries_for

register = template.Library()


@register.filter
def ltr(value: Any) -> SafeString:
    """Isolate a code, phone number or Latin name inside Arabic text: ``<bdi dir="ltr">``."""
    return format_html('<bdi dir="ltr">{}</bdi>', value)


@register.filter(name="date", expects_localtime=True, is_safe=False)
def date_in_words(value: Any, format_name: str = "DATE_FORMAT") -> str:
    """Write a date as Django's filter of this name does, but the first of a month as French has it.

    ``{{ day|date:"DATE_FORMAT" }}``: a builtin, it stands in for Django's own in every template.
    """
    if isinstance(value, dt.date):
        format_name = format_of(value, format_name)
    return defaultfilters.date(value, format_name)


# The package draws an icon from its XML wherever it stands, thirty times in a page; these, builtins
# too, stand in for its tags and draw each icon once in the life of a process.
for draw in (heroicons.heroicon_mini, heroicons.heroicon_outline):
    register.simple_tag(lru_cache(maxsize=512)(draw), name=draw.__name__)


@register.simple_block_tag
def capture(content: str) -> SafeString:
    """Keep what a piece of template renders to: ``{% capture as name %}...{% endcapture %}``.

    A block may stand only once in a page; captured, its text can be shown twice or tested.
    """
    return SafeString(content.strip())


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[tuple[Entry, bool, bool]]:
    """Return the reader's menu: each entry, whether we are in it, whether it is at hand."""
    user = context.get("user")
    if not isinstance(user, User):
        return []
    match = getattr(context.get("request"), "resolver_match", None)
    here = (match.url_name if match else None) or ""
    return [
        (entry, entry.leads_to(here), user.role in entry.at_hand) for entry in entries_for(user)
    ]


class Cell(NamedTuple):
    """A cell of a list: its heading, attributes of its ``<td>``, and its text; all of it HTML."""

    heading: str
    attributes: str
    text: str


@register.simple_tag(takes_context=True)
def rows_of(context: Context, table: Any) -> Iterator[tuple[str, list[Cell]]]:
    """Yield the rows of a page of a django-tables2 table: attributes of the ``<tr>``, and cells.

    Heading and attributes are worked out once a column: asked cell by cell they take longer than
    all else that a list takes.
    """
    columns = [
        (str(conditional_escape(capfirst(column.header))), column.attrs["td"].as_html())
        for column in table.columns
    ]
    for row in table.paginated_rows:
        cells = zip(columns, row.items(), strict=True)
        yield (
            row.attrs.as_html(),
            [
                Cell(*shown, render_value_in_context(_in_its_format(column, value), context))
                for shown, (column, value) in cells
            ],
        )


def _in_its_format(column: Any, value: Any) -> Any:
    if column.localize is None:
        return value
    return formats.localize(value, use_l10n=bool(column.localize))


@register.simple_tag
def installation_is_empty() -> bool:
    """Say whether nobody has an account yet, for the sign-in page of a fresh installation."""
    return not User.objects.exists()
