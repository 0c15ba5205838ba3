"""Template tags of the interface; a builtin of every template."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def ltr(value: Any) -> SafeString:
    """Isolate a code, phone number or Latin name inside Arabic text: ``<bdi dir="ltr">``."""
    return format_html('<bdi dir="ltr">{}</bdi>', value)
