"""What they take home."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    """What they take home."""

    name = "certificates"
    verbose_name = _("Certificates")
