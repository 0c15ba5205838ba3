"""What it came to."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """What it came to."""

    name = "reports"
    verbose_name = _("Reports")
