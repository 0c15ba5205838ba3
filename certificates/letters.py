"""What goes with a certificate to whoever received it: words of the paper's own two languages.

They depend on the certificate alone, never on the language of whoever sends it.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certificates.contacts import Contact
from documents import dates

LANGUAGES = ("ar", "fr")
COURTESY = {
    "ar": {"f": "السيدة", "m": "السيد", "": "السيد(ة)"},
    "fr": {"f": "Mme", "m": "M.", "": "M. / Mme"},
}
SUBJECTS = {
    "ar": "شهادتكم رقم {number}: {title}",
    "fr": "Votre attestation n° {number} : {title}",
}
BODIES = {
    "ar": """{courtesy} {name}، تحية طيبة وبعد،

يسرنا أن نبعث إليكم رفقته شهادتكم رقم {number}، المتعلقة باللقاء التكويني حول «{title}».

يمكن التحقق من صحة هذه الشهادة في كل وقت على العنوان التالي:
{verify_url}

وتفضلوا بقبول فائق عبارات التقدير.
{issuer}""",
    "fr": """{courtesy} {name},

Veuillez trouver ci-joint votre attestation n° {number}, relative à la rencontre de formation \
« {title} ».

Son authenticité peut être vérifiée à tout moment à l’adresse suivante :
{verify_url}

Veuillez agréer nos salutations distinguées.
{issuer}""",
}
LINK_TEXTS = {
    "ar": """{courtesy} {name}، تحية طيبة،

يمكنكم تحميل شهادتكم رقم {number} (اللقاء التكويني حول «{title}») من الرابط التالي، \
وهو خاص بكم وصالح إلى غاية {until}:
{link}

للتحقق من صحتها:
{verify_url}

{issuer}""",
    "fr": """{courtesy} {name},

Votre attestation n° {number} (rencontre de formation « {title} ») est à télécharger ici ; \
ce lien est personnel et valable jusqu’au {until} :
{link}

Pour en vérifier l’authenticité :
{verify_url}

{issuer}""",
}


@dataclass(frozen=True)
class Letter:
    """An e-mail in one language."""

    language: str
    subject: str
    body: str

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return "rtl" if self.language == "ar" else "ltr"

    @property
    def paragraphs(self) -> list[str]:
        """The body by its empty lines."""
        return [text for text in re.split(r"\n\s*\n", self.body.strip()) if text.strip()]


def write_letter(snapshot: Mapping[str, Any], contact: Contact, language: str) -> Letter:
    """Return the e-mail that carries a certificate."""
    words = _words(snapshot, contact, language)
    return Letter(language, SUBJECTS[language].format(**words), BODIES[language].format(**words))


def write_link_text(
    snapshot: Mapping[str, Any], contact: Contact, language: str, *, link: str, until: dt.date
) -> str:
    """Return the text that goes with a link by WhatsApp."""
    in_words = dates.arabic_date if language == "ar" else dates.french_date
    words = _words(snapshot, contact, language)
    return LINK_TEXTS[language].format(**words, link=link, until=in_words(until))


def _words(snapshot: Mapping[str, Any], contact: Contact, language: str) -> dict[str, str]:
    in_order = ("ar", "fr") if language == "ar" else ("fr", "ar")
    names = {"ar": contact.name_ar, "fr": contact.name_latin}
    return {
        "courtesy": COURTESY[language].get(contact.gender, COURTESY[language][""]),
        "name": _first(names[code] for code in in_order),
        "number": snapshot["number"],
        "title": _first(snapshot.get(f"event_title_{code}", "") for code in in_order),
        "issuer": _first(snapshot.get(f"issuer_{code}", "") for code in in_order),
        "verify_url": snapshot["verify_url"],
    }


def _first(texts: Any) -> str:
    return next((str(text) for text in texts if text), "")
