"""National ID numbers (CIN) as people type them, brought to one form, masked, and sealed.

Processing them needs the CNDP's prior authorisation (law 09-08): nothing is asked, searched or
kept before the network has entered its number.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from network.models import NetworkIdentity
from network.sealing import keyed_indexes, seal, unseal
from participants.names import clean_name, western_digits

PURPOSE = "national-id"
# Letters of the office of first issue and digits; no check digit exists.
POSSIBLE = re.compile(r"[A-Z]{1,2}[0-9]{1,7}")
USUAL = re.compile(r"[A-Z]{1,2}[1-9][0-9]{4,5}")


def national_ids_are_collected() -> bool:
    """Say whether the network has entered its CNDP authorisation. Costs a query."""
    return bool(NetworkIdentity.current().cndp_number)


def normal_national_id(text: str) -> str:
    """Return the number in capitals without spaces, dots and hyphens; an empty text stays empty.

    Raises ``ValidationError`` (code ``impossible_national_id``) for what cannot be one.
    """
    number = re.sub(r"[\s.\-]", "", western_digits(clean_name(text))).upper()
    if number and not POSSIBLE.fullmatch(number):
        raise ValidationError(
            _("“%(number)s” cannot be a national ID number: one or two letters, then digits."),
            code="impossible_national_id",
            params={"number": text.strip()},
        )
    return number


def is_unusual(number: str) -> bool:
    """Say whether a possible number is not built as the cards in use are: look again."""
    return not USUAL.fullmatch(number)


def mask(number: str) -> str:
    """Return the number as pages show it: ``MC••••56``, however many digits are hidden.

    Of one that is so short that its end would give it away, the end is hidden as well.
    """
    digits = number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    letters = number[: len(number) - len(digits)]
    end = digits[-2:] if len(digits) >= 5 else ""
    return f"{letters}••••{end}"


def seal_national_id(number: str) -> tuple[bytes, bytes]:
    """Return the keyed index and the ciphertext of a number in its normal form."""
    index = keyed_indexes(number, purpose=PURPOSE)[0]
    return index, seal(number.encode(), purpose=PURPOSE)


def unseal_national_id(ciphertext: bytes) -> str:
    """Return the number; raises ``CannotUnseal`` where it was sealed under another key."""
    return unseal(ciphertext, purpose=PURPOSE).decode()


def indexes_of(number: str) -> list[bytes]:
    """Return the keyed indexes under which a number in its normal form may be kept."""
    return keyed_indexes(number, purpose=PURPOSE)
