"""Why somebody does not get the certificate, and why one was taken back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """The reasons, as kept with a refused item of a batch. Sentences hold for any gender."""

    NOT_REGISTERED = "not_registered", _("No longer registered for the event.")
    NOT_INVOLVED = "not_involved", _("No longer named in the plan of the event.")
    REVOKED = "revoked", _("The certificate was revoked.")
    NOT_HELD = "not_held", _("The event has not been marked as held.")
    NO_HALF_DAYS = "no_half_days", _("The event has no training half-day.")
    PRESENCE_NOT_TAKEN = "presence_not_taken", _("Presence has not been taken yet.")
    PRESENCE_BELOW = "presence_below", _("Presence is below the rule of the event.")
    NO_MODULE_LED = "no_module_led", _("Led no module or practical workshop of the event.")
    NO_PART_TAKEN = (
        "no_part_taken",
        _("Neither present in the consultation workshop nor registered anybody."),
    )
    NAME_MISSING = "name_missing", _("The name is missing in one of the two scripts.")
    MISSING_GLYPH = "missing_glyph", _("A letter cannot be printed by our typefaces.")
    DOES_NOT_FIT = "does_not_fit", _("A name is too long for its line.")
    ALREADY_ISSUED = "already_issued", _("The certificate was issued already.")


# What an administrator may overrule, with a reason: the rules, never what cannot be printed.
OVERRULABLE = (
    Reason.NO_HALF_DAYS,
    Reason.PRESENCE_NOT_TAKEN,
    Reason.PRESENCE_BELOW,
    Reason.NO_MODULE_LED,
    Reason.NO_PART_TAKEN,
)


class RevocationReason(models.TextChoices):
    """Why a certificate was revoked, in sentences that any stranger who checks it reads."""

    ISSUED_BY_MISTAKE = "issued_by_mistake", _("It was issued by mistake.")
    PRESENCE_WRONG = "presence_wrong", _("Presence at the training was recorded wrongly.")
    IDENTITY_WRONG = "identity_wrong", _("It names the wrong person.")
    OTHER = "other", _("For another reason.")
