"""Phone numbers as people type them, kept in E.164 (+212661123456).

The plan of the ANRT is closed (0 and nine digits), but blocks are handed out faster than any
library knows them: only a number that cannot exist is refused.
"""

import re

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participants.names import clean_name, western_digits

# Letters would be read as the keys of an old telephone.
PHONE_CHARACTERS = re.compile(r"[0-9+().\s/-]+")
TRUNK_PREFIX = re.compile(r"^(?:00212|\+?212)?0*")


def phone_in_e164(text: str) -> str:
    """Return the number in E.164; an empty text stays empty.

    Takes 06..., +212 6..., 00212..., +212 (0)6... and Arabic-Indic digits. Raises
    ``ValidationError`` (code ``impossible_phone``) for what cannot be a phone number.
    """
    typed = western_digits(clean_name(text))
    if not typed:
        return ""
    try:
        if not PHONE_CHARACTERS.fullmatch(typed):
            raise _impossible(typed)
        number = phonenumbers.parse(typed, settings.PHONENUMBER_DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        raise _impossible(typed) from None
    if not phonenumbers.is_possible_number(number):
        raise _impossible(typed)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_search_digits(text: str) -> str:
    """Return the digits by which a number, or part of one, is found in E.164.

    The leading 0 of a national number goes, as does the country's prefix. Fewer than four
    digits, or anything but a number, gives an empty text: it would find half the network.
    """
    typed = western_digits(clean_name(text))
    if not PHONE_CHARACTERS.fullmatch(typed):
        return ""
    digits = TRUNK_PREFIX.sub("", re.sub(r"[^0-9+]", "", typed))
    return digits if len(digits) >= 4 else ""


def _impossible(typed: str) -> ValidationError:
    return ValidationError(
        _("“%(phone)s” cannot be a phone number. Moroccan numbers have ten digits: 0612345678."),
        code="impossible_phone",
        params={"phone": typed},
    )
