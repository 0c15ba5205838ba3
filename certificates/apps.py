"""What they take home."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    """What they take home."""

    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        """Register the system checks, and have the usual designs brought with the tables."""
        from certificates import checks  # noqa: F401, PLC0415 registering is its side effect

        post_migrate.connect(bring_usual_designs, sender=self)


def bring_usual_designs(*, using: str, apps: Any = installed_apps, **_signal: Any) -> None:
    """Give every kind of certificate a design, as soon as there are designs."""
    from certificates.usual_designs import load_usual_designs  # noqa: PLC0415 loads the typesetter

    load_usual_designs(apps, using)
