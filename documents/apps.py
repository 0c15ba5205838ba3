"""How paper leaves the house."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """How paper leaves the house."""

    name = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Have the system checks of paper known."""
        from documents import checks  # noqa: F401, PLC0415 registers them
