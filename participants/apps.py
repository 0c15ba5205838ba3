"""Whom it is for."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipantsConfig(AppConfig):
    """Whom it is for."""

    name = "participants"
    verbose_name = _("Participants")
