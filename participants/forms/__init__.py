"""What coordinators and staff fill in."""

from participants.forms.cancellation import CancellationForm
from participants.forms.organisations import NewOrganisationForm, OrganisationForm
from participants.forms.persons import PersonForm
from participants.forms.registration import CONSENT_VERSION, RegistrationForm

__all__ = [
    "CONSENT_VERSION",
    "CancellationForm",
    "NewOrganisationForm",
    "OrganisationForm",
    "PersonForm",
    "RegistrationForm",
]
