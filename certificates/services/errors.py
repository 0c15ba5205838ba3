"""What issuing can refuse, each in a sentence that the reader can act on."""

from django.utils.translation import gettext

from certificates.models import Batch


class IssuingError(Exception):
    """A refusal to issue; ``str()`` is the translated sentence."""


class NotAllowedToIssue(IssuingError):
    """Somebody other than an active administrator asked."""

    def __str__(self) -> str:
        return gettext("Only an administrator can issue certificates.")


class BatchUnderWay(IssuingError):
    """Certificates of the event are being issued already; ``batch`` is the one that does."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(batch)
        self.batch = batch

    def __str__(self) -> str:
        return gettext("Certificates of this event are being issued already.")


class NobodyIsReady(IssuingError):
    """There is no registered person who has earned a certificate and has none yet."""

    def __str__(self) -> str:
        return gettext(
            "Nobody is waiting for a certificate: all who have earned it have it, "
            "or presence has not been taken yet."
        )


class BatchNotResumable(IssuingError):
    """The batch is done, or somebody is at work on it."""

    def __str__(self) -> str:
        return gettext("This batch is done or under way: there is nothing to resume.")
