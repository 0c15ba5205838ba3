"""The minutes (محضر) of a consultation workshop as a PDF, in Arabic or French, ready to sign."""

from collections import Counter
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import translation

from documents.html_pdf import html_to_pdf
from network.localise import localised
from network.models import NetworkIdentity, Province
from trainings.counts import CountTable, compare_counts, kept_counts
from trainings.models import FrozenCount, Invitation, Session

# The languages in which minutes are signed, each with the direction of its script.
LANGUAGES = {"ar": "rtl", "fr": "ltr"}
TEMPLATE = "trainings/designs/minutes.html"
Attendance = Invitation.Attendance


def write_minutes(workshop: Session, *, language: str) -> bytes:
    """Return the minutes as a PDF; ``language`` is a key of `LANGUAGES`, whoever reads them.

    The numbers are the latest that were frozen, never today's: the same workshop gives the same
    paper. A text that is missing in the language stands in the other one.
    """
    with translation.override(language):
        context = {**_facts(workshop), "language": language, "direction": LANGUAGES[language]}
        return html_to_pdf(render_to_string(TEMPLATE, context))


def _facts(workshop: Session) -> dict[str, Any]:
    """Gather what the minutes are written from, in queries whose number never grows."""
    prefetch_related_objects([workshop], "half_days")
    programme = workshop.event.programme
    partnerships = programme.partnerships.select_related("partner")
    invitations = _invitations(workshop)
    frozen = workshop.frozen_counts.select_related("frozen_by").first()
    network = NetworkIdentity.current()
    return {
        "network": network,
        "president": localised(network, "president_name"),
        "made_in": localised(network, "city") or workshop.event.venue.commune.name,
        "programme": programme,
        "partners": [partnership.partner for partnership in partnerships],
        "event": workshop.event,
        "workshop": workshop,
        "opens_at": workshop.opens_at,
        "closes_at": workshop.closes_at,
        "is_draft": not workshop.has_come,
        "invitations": invitations,
        "attendance": _count(invitations),
        "agenda": list(workshop.agenda.select_related("module")),
        "frozen": frozen,
        "table": _table(frozen),
        "points": list(workshop.points.all()),
        "decisions": list(workshop.decisions.all()),
    }


def _invitations(workshop: Session) -> list[Invitation]:
    provinces = Prefetch("coordinator__provinces", Province.objects.order_by("hcp_code"))
    invitations = workshop.invitations.select_related("coordinator")
    return list(invitations.prefetch_related(provinces))


def _count(invitations: list[Invitation]) -> dict[str, int]:
    counted = Counter(invitation.attendance for invitation in invitations)
    return {standing.value: counted[standing] for standing in Attendance}


def _table(frozen: FrozenCount | None) -> CountTable | None:
    return compare_counts(kept_counts(frozen)) if frozen else None
