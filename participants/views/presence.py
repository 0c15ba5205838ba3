"""Presence on the day: one page a half-day, every tick saved on its own."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from network.access import SignedInRequest, allow
from participants.forms.presence import MARK_NAMES, read_marks
from participants.models import Registration
from participants.models.attendance import (
    count_marks_by_half_day,
    marks_of,
    training_half_days,
)
from participants.models.persons import order_by_reader, person_search_condition
from participants.models.registrations import RegistrationQuerySet
from participants.names import clean_name
from participants.services.presence import mark_presence
from participants.views.access import MARKERS, REGISTRARS, get_event
from trainings.models import Event, HalfDay


@allow(*REGISTRARS)
@require_safe
def presence(request: SignedInRequest, code: str) -> HttpResponse:
    """Show who is registered, by province, with their mark of one half-day."""
    event = get_event(request, code)
    half_days = list(training_half_days(event))
    half_day = _choose_half_day(half_days, request.GET.get("half_day"))
    if half_day is None:
        return render(request, "participants/presence_empty.html", {"event": event})
    rows = list(_find_rows(request, event, half_day))
    marked = count_marks_by_half_day(event, request.user)
    context = {
        "event": event,
        "half_day": half_day,
        "tabs": [(each, marked.get(each.pk, 0)) for each in half_days],
        "rows": rows,
        "counts": _count_marks(rows),
        "words": request.GET.get("words", ""),
        "may_mark": request.user.role in MARKERS,
    }
    return render(request, "participants/presence.html", context)


@allow(*MARKERS)
@require_POST
def presence_mark(request: SignedInRequest, code: str) -> HttpResponse:
    """Save marks of a half-day; answer with how they stand now, as JSON or as the page."""
    event = get_event(request, code)
    half_day = get_object_or_404(
        training_half_days(event), pk=_number_or_404(request.POST.get("half_day"))
    )
    marks = read_marks(request.POST.dict())
    changed = mark_presence(half_day, marks=marks, by=request.user)
    if request.accepts("text/html"):
        messages.success(
            request,
            ngettext("%(number)s mark saved.", "%(number)s marks saved.", changed)
            % {"number": changed},
        )
        return redirect(_page_of(event, request))
    standing = marks_of(half_day, marks)
    return JsonResponse({"marks": {pk: MARK_NAMES[mark] for pk, mark in standing.items()}})


def _find_rows(request: SignedInRequest, event: Event, half_day: HalfDay) -> RegistrationQuerySet:
    rows = Registration.objects.filter(event=event).visible_to(request.user).registered()
    if words := clean_name(request.GET.get("words", "")):
        of_province = Q(province__name_ar__icontains=words) | Q(province__name_fr__icontains=words)
        rows = rows.filter(person_search_condition(words, "person__") | of_province)
    people = rows.with_mark(half_day).select_related("person", "organisation", "province")
    return people.order_by("province__hcp_code", "province_id", *order_by_reader("person__"))


def _choose_half_day(half_days: list[HalfDay], asked: str | None) -> HalfDay | None:
    """Return the half-day that was asked for, else the one that is on or was last, else the first.

    Raises 404 for one that is not of this event.
    """
    if asked:
        number = _number_or_404(asked)
        chosen = next((each for each in half_days if each.pk == number), None)
        if chosen is None:
            raise Http404
        return chosen
    now = timezone.localtime()
    begun = [
        each
        for each in half_days
        if (each.session.date, each.starts_at) <= (now.date(), now.time())
    ]
    return begun[-1] if begun else next(iter(half_days), None)


def _count_marks(rows: list[Registration]) -> dict[str, int]:
    marks = [getattr(row, "present") for row in rows]  # noqa: B009 an annotation
    return {name: marks.count(present) for present, name in MARK_NAMES.items()}


def _number_or_404(text: str | None) -> int:
    if not text or not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise Http404
    return int(text)


def _page_of(event: Event, request: SignedInRequest) -> str:
    kept = {name: request.POST.get(name, "") for name in ("half_day", "words")}
    query = urlencode({name: value for name, value in kept.items() if value})
    return f"{reverse('presence', args=[event.code])}?{query}"
