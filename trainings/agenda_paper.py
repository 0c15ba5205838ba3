"""A day's agenda on one page for participants, in Arabic or French whoever asks for it."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from documents.html_pdf import document_to_pdf, lay_out
from network.models import NetworkIdentity, Partner
from trainings.models import AgendaItem, Session
from trainings.timeline import timeline_of

LANGUAGES = ("ar", "fr")
TEMPLATE = "trainings/designs/agenda.html"
# Points, the largest first: the first at which the day fits one page is taken.
SIZES = (13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0)


def agenda_pdf(
    session: Session, items: Sequence[AgendaItem], partners: Sequence[Partner], language: str
) -> bytes:
    """Return the agenda of a session as a PDF in a language, set as large as one page holds it.

    ``items`` are its slots with module, trainer and room, ``partners`` those of the programme in
    protocol order. A day too long even for the smallest size goes over to a second page.
    """
    with translation.override(language):
        context = _context(session, items, partners, language)
        for size in SIZES:
            html = render_to_string(TEMPLATE, {**context, "size": str(size)})
            document = lay_out(html)
            if len(document.pages) == 1:
                break
        return document_to_pdf(document, html)


def _context(
    session: Session, items: Sequence[AgendaItem], partners: Sequence[Partner], language: str
) -> dict[str, Any]:
    event = session.event
    return {
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "network": NetworkIdentity.current().name,
        "partners": [partner.name for partner in partners],
        "event": event,
        "session": session,
        "has_people": any(item.trainer or item.room for item in items),
        "rows": timeline_of(session, items, planning=False).rows,
    }
