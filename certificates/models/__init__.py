"""What they take home: certificates, their numbers, and the batches that issue them."""

from certificates.models.batches import LEASE, Batch, BatchItem, Progress
from certificates.models.certificates import Certificate, NumberSeries
from certificates.models.designs import Design, DesignPicture, DesignVersion
from certificates.models.exceptions import EligibilityException
from certificates.models.handing_out import HandOut
from certificates.models.keys import SigningKey
from certificates.models.paper import Engine, PaperMark
from certificates.models.prepared_files import KEPT, PreparedFile
from certificates.models.reasons import OVERRULABLE, Reason, RevocationReason
from certificates.models.recipients import GROUPS_OF, Group, RecipientKey, keys_condition
from certificates.models.sendings import ON_ITS_WAY, DownloadLink, Sending

__all__ = [
    "GROUPS_OF",
    "KEPT",
    "LEASE",
    "ON_ITS_WAY",
    "OVERRULABLE",
    "Batch",
    "BatchItem",
    "Certificate",
    "Design",
    "DesignPicture",
    "DesignVersion",
    "DownloadLink",
    "EligibilityException",
    "Engine",
    "Group",
    "HandOut",
    "NumberSeries",
    "PaperMark",
    "PreparedFile",
    "Progress",
    "Reason",
    "RecipientKey",
    "RevocationReason",
    "Sending",
    "SigningKey",
    "keys_condition",
]
