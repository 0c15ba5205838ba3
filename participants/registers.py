"""The numbers under which registers know an organisation: brought to one form, and judged.

What cannot be such a number is refused; what only looks odd is doubtful, since the algorithm of
the ICE's key was never published and the tax office tells no format of its numbers.
"""

import re
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.ma import ice as ice_standard

from participants.names import clean_name, western_digits


class Register(NamedTuple):
    """What the numbers of a register are built like, and the lazy sentence for what is not."""

    pattern: re.Pattern[str]
    sentence: Any


REGISTERS = {
    "ice": Register(
        re.compile(r"[0-9]{15}"),
        gettext_lazy("“%(number)s” cannot be an ICE, which has 15 digits."),
    ),
    "tax_number": Register(
        re.compile(r"[0-9]{6,9}"),
        gettext_lazy("“%(number)s” cannot be a tax identifier (IF), which has 6 to 9 digits."),
    ),
    "trade_register": Register(
        re.compile(r"[0-9]{1,10}"),
        gettext_lazy("“%(number)s” cannot be a trade register number, which has digits only."),
    ),
    "professional_tax": Register(
        re.compile(r"[0-9]{8}"),
        gettext_lazy("“%(number)s” cannot be a professional tax number, which has 8 digits."),
    ),
    "social_security": Register(
        re.compile(r"[0-9]{7}"),
        gettext_lazy("“%(number)s” cannot be a CNSS number, which has 7 digits."),
    ),
}


def normal_register_number(register: str, text: str) -> str:
    """Return a number of a register (a key of `REGISTERS`) in plain digits; empty stays empty.

    Takes Arabic-Indic digits, spaces, dots, slashes and hyphens. Raises ``ValidationError`` (code
    ``impossible_number``) for what cannot be one.
    """
    typed = clean_name(text)
    number = re.sub(r"[\s./\-]", "", western_digits(typed))
    pattern, sentence = REGISTERS[register]
    if number and not pattern.fullmatch(number):
        raise ValidationError(sentence, code="impossible_number", params={"number": typed})
    return number


def doubt_numbers(*, ice: str = "", tax_number: str = "") -> list[str]:
    """Return a sentence for each number, in its normal form, that is possible but looks wrong."""
    doubts = []
    if ice and not ice_standard.is_valid(ice):
        doubts.append(
            _("The key of the ICE %(number)s does not fit: look again.") % {"number": ice}
        )
    if tax_number and len(tax_number) not in {7, 8}:
        sentence = _("The tax identifier %(number)s has %(digits)s digits instead of 7 or 8.")
        doubts.append(sentence % {"number": tax_number, "digits": len(tax_number)})
    return doubts
