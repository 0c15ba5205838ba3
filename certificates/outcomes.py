"""What a browser says of a seal once it has checked it, in the reader's language."""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.kinds import Kind

Text = str | Promise


@dataclass(frozen=True)
class Outcome:
    """One answer: the name by which ``certificates_verify.js`` picks it, and how it is told."""

    name: str
    tone: Literal["success", "warning", "danger", "neutral"]
    title: Text
    text: Text


OUTCOMES = (
    Outcome(
        "confirmed",
        "success",
        _("The seal of the paper is genuine"),
        _("It was signed by whoever issued the certificate, and says the same as the register."),
    ),
    Outcome(
        "genuine",
        "success",
        _("The seal is genuine"),
        _(
            "It was signed by whoever issued the certificate, and says what stands below. "
            "Compare it with the paper. Whether the certificate was replaced or revoked since, "
            "only the register can say."
        ),
    ),
    Outcome(
        "differs",
        "danger",
        _("The seal and the register say different things"),
        _(
            "The seal is genuine, but was made for what stands below. "
            "Show the paper to whoever issued it."
        ),
    ),
    Outcome(
        "unregistered",
        "danger",
        _("The seal is genuine, but the register does not know it"),
        _("This should not happen. Show the paper to whoever issued it."),
    ),
    Outcome(
        "broken",
        "danger",
        _("The seal of the paper is forged"),
        _(
            "It was not signed for this certificate, or somebody changed it. "
            "Do not trust the paper, even where its code is in the register."
        ),
    ),
    Outcome(
        "unknown_key",
        "danger",
        _("The seal of the paper is signed with an unknown key"),
        _(
            "The paper may be a forgery. If it is new and this device has been without a "
            "connection for long, check again with one."
        ),
    ),
    Outcome(
        "distrusted_key",
        "warning",
        _("The seal of the paper proves nothing any more"),
        _(
            "Its key is no longer trusted. Rely on what the register says of the code, and "
            "compare the name and the number with the paper."
        ),
    ),
    Outcome(
        "unreadable",
        "warning",
        _("The seal in this address cannot be read"),
        _("It was cut off or mistyped. Scan the square code of the paper again."),
    ),
    Outcome(
        "uncheckable",
        "neutral",
        _("This browser cannot check the seal"),
        _("It offers no cryptography here. What the register says of the code holds all the same."),
    ),
    Outcome(
        "keyless",
        "neutral",
        _("The seal could not be checked"),
        _("The public keys could not be fetched. Try again with a connection."),
    ),
    Outcome(
        "no_seal",
        "warning",
        _("There is no seal in this file"),
        _(
            "Only the file of a single certificate carries one. Of a scan, a photograph or a "
            "pile of certificates, scan the square code instead."
        ),
    ),
    Outcome(
        "not_pdf",
        "warning",
        _("This is no PDF file"),
        _("Choose the file of the certificate as it was sent."),
    ),
)
# For templates: all of it stands in the page, hidden, for the browser to choose from.
SEAL_TEXTS: dict[str, Any] = {"outcomes": OUTCOMES, "kinds": Kind.choices}
