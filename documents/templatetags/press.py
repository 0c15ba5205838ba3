"""How a design marks what the press will stamp: ``{% field "name_ar" %}``, ``{% code "qr" %}``.

A design whose context has ``texts`` and ``codes`` gets them laid out in place, which is how the
press is compared with a whole layout; without them the boxes stay empty.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from documents.bidi import direction_of
from documents.fonts import PLEX_REGULAR
from documents.html_pdf import FONT_FACES, SOBER_FACES
from documents.plates import Field
from documents.qr import make_qr

register = template.Library()


@register.filter
def direction(text: Any) -> str:
    """Return the direction of a text for ``dir``: the layout of paper does not find it by itself.

    ``<p dir="{{ text|direction }}">``; "auto" leaves it to what stands around.
    """
    return direction_of(str(text))


@register.simple_tag(takes_context=True)
def field(context: Context, name: str) -> SafeString:
    """Mark the line of a field; the element's id names the box."""
    texts = context.get("texts") or {}
    return format_html('<div id="{}">{}</div>', name, texts.get(name, ""))


@register.simple_tag(takes_context=True)
def code(context: Context, name: str) -> SafeString:
    """Mark the box of a QR code; the design's style gives its size."""
    codes = context.get("codes") or {}
    if name not in codes:
        return format_html('<div id="{}"></div>', name)
    qr = make_qr(codes[name])
    return format_html(
        '<div id="{}"><svg viewBox="0 0 {size} {size}"><path d="{}"/></svg></div>',
        *(name, qr.svg_path),
        size=qr.size,
    )


@register.simple_tag
def press_styles(fields: Iterable[Field]) -> SafeString:
    """Return the style sheet of the bundled fonts and of each field, from the design's own code."""
    styled = list(fields)
    faces = [FONT_FACES]
    if any(field.font.family == PLEX_REGULAR.family for field in styled):
        faces.append(SOBER_FACES)
    styles = [*faces, *(field.css for field in styled)]
    return mark_safe("\n".join(styles))  # noqa: S308 constants of the design, no user's text
