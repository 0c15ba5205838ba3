"""What every page knows: whose house this is, and in which direction it reads."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_bidi

from network.models import NetworkIdentity


def house(_request: HttpRequest) -> dict[str, Any]:
    """Give templates ``network`` (lazy: one query when used) and ``text_direction``."""
    return {
        "network": SimpleLazyObject(NetworkIdentity.current),
        "text_direction": "rtl" if get_language_bidi() else "ltr",
    }
