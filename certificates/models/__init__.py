"""What they take home: certificates, their numbers, and the batches that issue them."""

from certificates.models.batches import Batch, BatchItem
from certificates.models.certificates import Certificate, NumberSeries

__all__ = ["Batch", "BatchItem", "Certificate", "NumberSeries"]
