"""What coordinators and staff fill in."""

from participants.forms.cancellation import CancellationForm
from participants.forms.registration import CONSENT_VERSION, RegistrationForm

__all__ = ["CONSENT_VERSION", "CancellationForm", "RegistrationForm"]
