"""The kinds of certificates that a network gives."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a certificate says of whoever receives it."""

    PARTICIPATION = "participation", _("certificate of participation")
    COMPLETION = "completion", _("certificate of completed training")
    TRAINER = "trainer", _("certificate for a trainer")
    COORDINATOR = "coordinator", _("certificate for a coordinator")
    THANKS = "thanks", _("certificate of thanks")
