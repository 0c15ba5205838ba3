"""Who gets which certificate of an event, and who not, and why."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from certificates.filters import CandidateFilter, CandidateListFilter, provinces_of
from certificates.kinds import Kind
from certificates.models import (
    Batch,
    Certificate,
    Reason,
)
from certificates.pages import list_address
from certificates.services.assessing import (
    is_for_registered,
)
from certificates.services.candidates import assess_candidates
from certificates.services.designs import designs_for
from certificates.services.eligibility import (
    ISSUED,
    READY,
    assess,
    count_verdicts,
    in_print_order,
    list_candidates,
    presence_rule,
)
from certificates.services.recipients import REGISTRATION_NEEDS
from certificates.tables import CandidateTable, OthersTable
from network.access import SignedInRequest, allow
from network.models import Role, User
from participants.models import Registration
from trainings.models import Event

TABS = {
    Kind.PARTICIPATION: pgettext_lazy("certificates", "Participation"),
    Kind.COMPLETION: pgettext_lazy("certificates", "Completed training"),
    Kind.TRAINER: pgettext_lazy("certificates", "Trainers"),
    Kind.COORDINATOR: pgettext_lazy("certificates", "Coordinators"),
    Kind.THANKS: pgettext_lazy("certificates", "Thanks"),
}
RULES = {
    Kind.COMPLETION: _(
        "Whoever attended all half-days of training has earned this certificate, once the event "
        "has been held."
    ),
    Kind.TRAINER: _(
        "For whoever led a module or a practical workshop of the event, once it has been held."
    ),
    Kind.COORDINATOR: _(
        "For whoever was present in the consultation workshop of the event, or registered people "
        "who hold a place at it, once it has been held."
    ),
    Kind.THANKS: _(
        "For trainers, coordinators and partners whom you choose, once the event has been held."
    ),
}
PER_PAGE = 25


@allow(Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
@require_safe
def event_certificates(
    request: SignedInRequest, code: str, kind: Kind = Kind.PARTICIPATION
) -> HttpResponse:
    """Show who has earned a kind of certificate of the event, who has not and why."""
    events = Event.objects.visible_to(request.user).select_related("programme", "venue__commune")
    event = get_object_or_404(events, code=code)
    if kind not in _kinds_for(request.user):
        raise Http404
    batches = Batch.objects.visible_to(request.user).unfinished()
    under_way = batches.filter(event=event, kind=kind).first()
    options = {
        "event_code": event.code,
        "kind": kind,
        "may_issue": request.user.is_administrator and under_way is None,
        "may_except": request.user.is_administrator,
        "ticked": "tick" in request.GET,
    }
    listing = _list_registered if is_for_registered(kind) else _list_others
    context = {**listing(request, event, kind, options), **options, "under_way": under_way}
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(context["table"])
    context |= _surroundings(event, kind, request.user)
    return render(request, "certificates/event_certificates.html", context)


def _surroundings(event: Event, kind: Kind, user: User) -> dict[str, Any]:
    """Return what stands around a list: its rule, the other kinds, the designs to choose from."""
    return {
        "event": event,
        "rule": _rule_in_words(event, kind),
        "tabs": _tabs(event, kind, user),
        "list_url": list_address(event, kind),
        "designs": designs_for(kind) if user.is_administrator else (),
    }


def _kinds_for(user: User) -> tuple[Kind, ...]:
    """Return whose lists somebody may open: those of trainers are for staff."""
    return tuple(kind for kind in Kind if user.is_staff_member or kind != Kind.TRAINER)


def _list_registered(
    request: SignedInRequest, event: Event, kind: Kind, options: dict[str, Any]
) -> dict[str, Any]:
    """Put the list of registered people together, with its filter and its figures."""
    registrations = Registration.objects.visible_to(request.user)
    assessed = assess(event, list_candidates(event, registrations, kind), kind)
    candidates = CandidateFilter(
        request.GET,
        queryset=in_print_order(assessed).select_related(*REGISTRATION_NEEDS),
        provinces=provinces_of(event, request.user),
        kind=kind,
    )
    share = presence_rule(event, kind).share
    province, counts = candidates.chosen_province, count_verdicts(assessed)
    here = count_verdicts(assessed.filter(province=province)) if province else counts
    return {
        "table": CandidateTable(candidates.qs, required_share=share, **options),
        "filter": candidates,
        "province": province,
        "ready_here": here.get(READY, 0),
        **_summary(counts),
    }


def _list_others(
    request: SignedInRequest, event: Event, kind: Kind, options: dict[str, Any]
) -> dict[str, Any]:
    """Put the list of trainers, coordinators or partners together."""
    candidates = assess_candidates(event, kind, to=request.user)
    counts: dict[str, int] = {}
    for candidate in candidates:
        counts[candidate.verdict] = counts.get(candidate.verdict, 0) + 1
    shown = CandidateListFilter(request.GET, candidates=candidates, kind=kind)
    hidden = () if kind == Kind.THANKS else ("group",)
    return {
        "table": OthersTable(shown.qs, exclude=hidden, **options),
        "filter": shown,
        # Thanks are chosen by hand, never given to everybody at once.
        "ready_here": 0 if kind == Kind.THANKS else counts.get(READY, 0),
        **_summary(counts),
    }


def _summary(counts: dict[str, int]) -> dict[str, object]:
    """Tell the verdicts in the head of the page; ``stopped`` is (reason, persons) pairs.

    Who gave up the place is told there, but counts among nobody.
    """
    stopped = [(reason, counts[reason]) for reason in Reason if counts.get(reason)]
    gone = counts.get(Reason.NOT_REGISTERED, 0)
    return {
        "registered": sum(counts.values()) - gone,
        "ready": counts.get(READY, 0),
        "issued": counts.get(ISSUED, 0),
        "stopped": stopped,
        "not_eligible": sum(persons for _reason, persons in stopped) - gone,
    }


def _tabs(event: Event, here: Kind, user: User) -> list[dict[str, Any]]:
    """Return the kinds that somebody may look at, each with how many were issued."""
    valid = Certificate.objects.visible_to(user).valid().filter(event=event).order_by()
    issued = dict(valid.values_list("kind").annotate(Count("pk")))
    return [
        {
            "label": TABS[kind],
            "address": list_address(event, kind),
            "issued": issued.get(kind, 0),
            "is_here": kind == here,
        }
        for kind in _kinds_for(user)
    ]


def _rule_in_words(event: Event, kind: Kind) -> str:
    if kind != Kind.PARTICIPATION:
        return str(RULES[kind])
    return gettext(
        "Whoever attended at least %(share)s%% of the half-days of training has earned the "
        "certificate."
    ) % {"share": event.required_presence}
