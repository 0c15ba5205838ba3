"""The ground floor: territory, people who sign in, partners, the audit log."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """Who and where."""

    name = "network"
    verbose_name = _("Network")

    def ready(self) -> None:
        """Register the system checks."""
        from network import checks  # noqa: F401, PLC0415 registering is its side effect
