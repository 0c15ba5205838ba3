"""A message as one person reads it: filled in, ready for an e-mail, for WhatsApp or an SMS."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from email.utils import formataddr
from urllib.parse import quote

import phonenumbers
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from network.models import NetworkIdentity
from participants.audience import Addressee, Line
from participants.message_facts import EventFacts
from participants.models import Announcement
from participants.placeholders import ARABIC, RIGHT_TO_LEFT, Filled, fill_in

BETWEEN_LANGUAGES = "\n\n— — —\n\n"
# The letters of an SMS that take one place each; any other makes the whole SMS one of 16 bits.
GSM_LETTERS = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
MOBILE_TYPES = (
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
)
MOROCCO = 212


@dataclass(frozen=True)
class Part:
    """A message in one of its languages."""

    language: str
    subject: Filled
    body: Filled

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return "rtl" if self.language == "ar" else "ltr"

    @property
    def paragraphs(self) -> list[str]:
        """The body by its empty lines."""
        return [text for text in re.split(r"\n\s*\n", self.body.text.strip()) if text.strip()]


@dataclass(frozen=True)
class Letter:
    """A message to one person, in one language or two."""

    parts: tuple[Part, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """The keys of placeholders that have no value for this person."""
        filled = [text for part in self.parts for text in (part.subject, part.body)]
        return tuple(dict.fromkeys(gap for text in filled for gap in text.gaps))

    @property
    def subject(self) -> str:
        """The subject on one line, whatever stood in a title or a name."""
        return " — ".join(" ".join(part.subject.text.split()) for part in self.parts)

    @property
    def text(self) -> str:
        """The whole body."""
        return BETWEEN_LANGUAGES.join(part.body.text.strip() for part in self.parts)

    @property
    def sms_parts(self) -> int:
        """How many SMS it takes, as the operator counts them."""
        if set(self.text) <= GSM_LETTERS:
            return 1 if len(self.text) <= 160 else math.ceil(len(self.text) / 153)
        length = len(self.text.encode("utf-16-le")) // 2
        return 1 if length <= 70 else math.ceil(length / 67)


def write_letter(announcement: Announcement, facts: EventFacts, addressee: Addressee) -> Letter:
    """Fill a message in for one person."""
    parts = []
    for language in announcement.languages:
        values = facts.values_for(addressee, language, announcement.reason)
        is_arabic = language == "ar"
        subject = announcement.subject_ar if is_arabic else announcement.subject_fr
        body = announcement.body_ar if is_arabic else announcement.body_fr
        parts.append(
            Part(
                language,
                fill_in(subject, values, language),
                fill_in(body.replace("\r\n", "\n"), values, language),
            )
        )
    return Letter(tuple(parts))


def find_gaps(announcement: Announcement, facts: EventFacts, lines: Iterable[Line]) -> list[Line]:
    """Return the lines with the placeholders that have no value for whom they are of."""
    return [
        replace(line, gaps=write_letter(announcement, facts, line.addressee).gaps) for line in lines
    ]


# By e-mail ----------------------------------------------------------------------------------


def compose_email(
    letter: Letter, to: str, network: NetworkIdentity, connection: BaseEmailBackend
) -> EmailMultiAlternatives:
    """Make the e-mail: plain text and HTML, from the server's address in the network's name.

    Answers go to the network's own address where it has one.
    """
    name = network.name_fr or network.name_ar
    if "ar" in {part.language for part in letter.parts}:
        name = network.name_ar or name
    mail = EmailMultiAlternatives(
        letter.subject,
        BETWEEN_LANGUAGES.join(_plain(part) for part in letter.parts),
        formataddr((" ".join(name.split()), settings.DEFAULT_FROM_EMAIL)),
        [to],
        reply_to=[network.email] if network.email else None,
        connection=connection,
    )
    html = render_to_string("participants/announcement_mail.html", {"letter": letter})
    mail.attach_alternative(html, "text/html")
    return mail


def _plain(part: Part) -> str:
    """Return the body; in Arabic each line runs from the right, whatever it begins with."""
    lines = part.body.text.strip().splitlines()
    if part.language != "ar":
        return "\n".join(lines)
    return "\n".join(
        line if not line or ARABIC.match(line) else RIGHT_TO_LEFT + line for line in lines
    )


def emails_leave_the_house() -> bool:
    """Whether e-mails go to a mail server; else they are only written down on this machine."""
    return settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"


# By hand ------------------------------------------------------------------------------------


def is_mobile(phone: str) -> bool:
    """Whether a number (E.164) can take an SMS: 06 and 07 in Morocco, by their plan elsewhere.

    Blocks of 06 and 07 are handed out faster than the library knows them.
    """
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return False
    if number.country_code == MOROCCO:
        return str(number.national_number)[:1] in {"6", "7"}
    return phonenumbers.number_type(number) in MOBILE_TYPES


def whatsapp_address(phone: str, text: str) -> str:
    """Return the link that opens WhatsApp with the text ready for this number (E.164)."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text, safe='')}"


def sms_address(phone: str, text: str) -> str:
    """Return the link that opens an SMS with the text ready for this number (E.164)."""
    return f"sms:{phone}?body={quote(text, safe='')}"
