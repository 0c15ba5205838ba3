"""What issuing and correcting can refuse, each in a sentence that the reader can act on."""

from django.utils.translation import gettext

from certificates.models import Batch, Design, Reason


class IssuingError(Exception):
    """A refusal to issue; ``str()`` is the translated sentence."""


class NotAllowedToIssue(IssuingError):
    """Somebody other than an active administrator asked."""

    def __str__(self) -> str:
        return gettext("Only an administrator can issue certificates.")


class BatchUnderWay(IssuingError):
    """Certificates of the event and kind are being issued already, by ``batch``."""

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


class ThanksNeedChoice(IssuingError):
    """Certificates of thanks go to whom somebody has chosen, never to everybody."""

    def __str__(self) -> str:
        return gettext("Choose who is thanked: certificates of thanks are issued by hand only.")


class DesignUnfit(IssuingError):
    """A design that is retired, was never published, or is for another kind."""

    def __init__(self, design: Design) -> None:
        super().__init__(design)
        self.design = design

    def __str__(self) -> str:
        return gettext("Nothing is issued with the design “%(name)s” now. Choose another one.") % {
            "name": self.design.name
        }


class BatchNotResumable(IssuingError):
    """The batch is done, or somebody is at work on it."""

    def __str__(self) -> str:
        return gettext("This batch is done or under way: there is nothing to resume.")


class CorrectionError(Exception):
    """A refusal to correct or revoke; ``str()`` is the translated sentence."""


class NotAllowedToCorrect(CorrectionError):
    """Somebody other than an active administrator asked."""

    def __str__(self) -> str:
        return gettext("Only an administrator can correct or revoke certificates.")


class ReasonMissing(CorrectionError):
    """No reason was given, or one that is not among those that may be given."""

    def __str__(self) -> str:
        return gettext("Give the reason.")


class NotValidAnyMore(CorrectionError):
    """Somebody replaced or revoked the certificate meanwhile; ``number`` is its number."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def __str__(self) -> str:
        return gettext(
            "Certificate %(number)s was replaced or revoked meanwhile: nothing was changed."
        ) % {"number": self.number}


class NothingToCorrect(CorrectionError):
    """What would be printed now is what was printed."""

    def __str__(self) -> str:
        return gettext(
            "The register says what is printed already. Correct the register first, "
            "then the certificate."
        )


class RegisterHasChanged(CorrectionError):
    """The register says something else than what was looked at before agreeing."""

    def __str__(self) -> str:
        return gettext("The register has just been changed. Compare again, then confirm.")


class CorrectionNotPrintable(CorrectionError):
    """The register holds what cannot be printed; ``problems`` says what."""

    def __init__(self, problems: list[Reason]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return " ".join(str(problem.label) for problem in self.problems)


class NewCertificateNotBarred(CorrectionError):
    """The certificate is not revoked, or a new one is allowed already."""

    def __str__(self) -> str:
        return gettext("This certificate does not stand in the way of a new one.")


class ExceptionError(Exception):
    """A refusal to make or withdraw an exception; ``str()`` is the translated sentence."""


class NotAllowedToExcept(ExceptionError):
    """Somebody other than an active administrator asked."""

    def __str__(self) -> str:
        return gettext("Only an administrator can make or withdraw exceptions.")


class ExceptionNeedsReason(ExceptionError):
    """No reason was given."""

    def __str__(self) -> str:
        return gettext("Say why an exception is made.")


class NoRuleToOverrule(ExceptionError):
    """What stands against a certificate, if anything does, is no rule of presence or part taken."""

    def __str__(self) -> str:
        return gettext(
            "Only a rule can be overruled: presence, or the part taken in the event. Mend anything "
            "else where it stands."
        )


class ExceptionStands(ExceptionError):
    """There is an exception for this recipient and kind already."""

    def __str__(self) -> str:
        return gettext("There is an exception for this person already.")


class ExceptionUsed(ExceptionError):
    """A certificate was issued by the exception, so it stays."""

    def __str__(self) -> str:
        return gettext(
            "A certificate was issued by this exception: it stays. To take the certificate back, "
            "revoke it."
        )


class ExceptionWithdrawn(ExceptionError):
    """Somebody withdrew it before."""

    def __str__(self) -> str:
        return gettext("This exception was withdrawn already.")


class NotAllowedToChangeKeys(Exception):
    """Somebody other than an active administrator wanted to change the key that signs."""

    def __str__(self) -> str:
        return gettext("Only an administrator can change the key that signs certificates.")


class KeyNotChanged(Exception):
    """The key that should sign from now on has signed before; ``key_id`` is its name."""

    def __init__(self, key_id: str) -> None:
        super().__init__(key_id)
        self.key_id = key_id

    def __str__(self) -> str:
        return gettext(
            "CERTIFICATE_KEY holds key %(key)s, which is known already. Give it a new one first."
        ) % {"key": self.key_id}


class KeyChangedMeanwhile(Exception):
    """Somebody else changed the key at the same moment."""

    def __str__(self) -> str:
        return gettext("Somebody else has just changed the key that signs: nothing was changed.")


class SigningKeyMissing(IssuingError, CorrectionError):
    """This machine does not hold the private half of the key that signs, ``key_id``."""

    def __init__(self, key_id: str) -> None:
        super().__init__(key_id)
        self.key_id = key_id

    def __str__(self) -> str:
        return gettext(
            "The private key %(key)s, which signs certificates, is not on this machine. "
            "Whoever runs Takwin must bring it back."
        ) % {"key": self.key_id}
