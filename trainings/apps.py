"""What is planned."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingsConfig(AppConfig):
    """What is planned."""

    name = "trainings"
    verbose_name = _("Trainings")
