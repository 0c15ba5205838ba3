"""System checks of certificates."""

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 Django's own name
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from certificates.key_files import configured_key, find_private_key


@register()
def check_configured_key(**_options: Any) -> list[CheckMessage]:
    """Refuse a ``CERTIFICATE_KEY`` that is no key, before anything is signed with it."""
    try:
        configured_key()
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="certificates.E001")]
    return []


@register(deploy=True)
def check_signing_key(**_options: Any) -> list[CheckMessage]:
    """Warn, in ``check --deploy``, where this machine cannot sign as the database says."""
    from certificates.models import SigningKey  # noqa: PLC0415 models are not loaded before this

    try:
        key = SigningKey.objects.signing().first()
        missing = key is not None and find_private_key(key.key_id) is None
    except (DatabaseError, ImproperlyConfigured):
        # No database yet to sign for; a key that is none is told above.
        return []
    if not missing:
        return []
    return [
        Warning(
            f"Certificates are signed with key {key}, whose private half is not on this machine.",
            hint="Set CERTIFICATE_KEY to it, or bring its file back into "
            f"VAR_DIR/certificate_keys/{key}.pem; docs/running-it.md says more.",
            id="certificates.W001",
        )
    ]
