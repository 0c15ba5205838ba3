"""What they take home: certificates, their numbers, and the batches that issue them."""

from certificates.models.batches import LEASE, Batch, BatchItem, Progress
from certificates.models.certificates import Certificate, NumberSeries
from certificates.models.designs import Design, DesignPicture, DesignVersion
from certificates.models.reasons import Reason, RevocationReason

__all__ = [
    "LEASE",
    "Batch",
    "BatchItem",
    "Certificate",
    "Design",
    "DesignPicture",
    "DesignVersion",
    "NumberSeries",
    "Progress",
    "Reason",
    "RevocationReason",
]
