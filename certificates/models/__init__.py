"""What they take home: certificates, their numbers, and the batches that issue them."""

from certificates.models.batches import LEASE, Batch, BatchItem, Progress
from certificates.models.certificates import Certificate, NumberSeries
from certificates.models.designs import Design, DesignPicture, DesignVersion
from certificates.models.exceptions import EligibilityException
from certificates.models.keys import SigningKey
from certificates.models.paper import Engine, PaperMark
from certificates.models.reasons import OVERRULABLE, Reason, RevocationReason
from certificates.models.recipients import GROUPS_OF, Group, RecipientKey, keys_condition

__all__ = [
    "GROUPS_OF",
    "LEASE",
    "OVERRULABLE",
    "Batch",
    "BatchItem",
    "Certificate",
    "Design",
    "DesignPicture",
    "DesignVersion",
    "EligibilityException",
    "Engine",
    "Group",
    "NumberSeries",
    "PaperMark",
    "Progress",
    "Reason",
    "RecipientKey",
    "RevocationReason",
    "SigningKey",
    "keys_condition",
]
