"""System checks of paper."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils import timezone

from documents.pades import UnusableKey, open_key


@register()
def check_seal_key(**_options: Any) -> list[CheckMessage]:
    """Refuse to start with a key for sealing that cannot seal, or whose time is over."""
    if settings.PADES_P12 is None:
        return []
    try:
        key = open_key(settings.PADES_P12, settings.PADES_PASSWORD)
    except UnusableKey as problem:
        hint = "Set PADES_P12 to a PKCS #12 file and PADES_PASSWORD to its password, or neither."
        return [Error(str(problem), hint=hint, id="documents.E001")]
    if not key.holds_at(timezone.now()):
        end = key.certificate.not_valid_after_utc
        return [
            Error(
                f"The certificate in {settings.PADES_P12} is not in force: it ends on {end:%F}.",
                hint="Readers would call every seal invalid. Get a new certificate.",
                id="documents.E002",
            )
        ]
    return []
