"""The page of a day's agenda: its timeline, and the forms by which it is built."""

import datetime as dt
from copy import copy
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.access import SignedInRequest, allow
from network.models import Partner, Role, User
from network.numbers import read_number
from trainings.agenda_paper import LANGUAGES, agenda_pdf
from trainings.forms.agenda import SlotForm, SourceForm
from trainings.models import AgendaItem, Session
from trainings.services.agenda import (
    add_slot,
    add_slot_beside,
    change_slot,
    clear_agenda,
    move_slot,
    remove_slot,
    shift_from,
)
from trainings.services.agenda_filling import fill_agenda, fill_usual_day
from trainings.services.errors import PlanningError
from trainings.timeline import timeline_of

# How many of the latest agendas are offered to be taken over.
SOURCES = 12
# A slot is moved by this many minutes at most.
LONGEST_SHIFT = 600


@allow()
@require_safe
def session_agenda(request: SignedInRequest, code: str, date: dt.date) -> HttpResponse:
    """Show a day's agenda; staff build it here."""
    session = _session(request.user, code, date)
    items, planning = list(_items(session)), request.user.is_staff_member
    timeline = timeline_of(session, items, planning=planning)
    context: dict[str, Any] = {
        "session": session,
        "event": session.event,
        "items": items,
        "timeline": timeline,
    }
    if planning:
        context["form"] = SlotForm(session=session)
        context["form"].propose(timeline.next_start)
        context["sources"] = None if items else _source_form(request, session)
        context.update(_what_was_done(request, items))
        if "added" in request.GET:
            context["form"].fields["kind"].widget.attrs["autofocus"] = True
    return render(request, "trainings/session_agenda.html", context)


@allow()
@require_safe
def session_agenda_pdf(
    request: SignedInRequest, code: str, date: dt.date, language: str
) -> HttpResponse:
    """Give a day's agenda as a page to print, in the language asked for."""
    session = _session(request.user, code, date)
    if language not in LANGUAGES:
        raise Http404
    partners = Partner.objects.filter(partnerships__programme=session.event.programme_id)
    in_order = partners.order_by("partnerships__position")
    paper = agenda_pdf(session, list(_items(session)), list(in_order), language)
    name = f"agenda-{session.event.code}-{date}-{language}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private"}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def session_slot_create(request: SignedInRequest, code: str, date: dt.date) -> HttpResponse:
    """Add a slot after the last one, at a time, or (``?beside=``) at the time of another one."""
    session = _session(request.user, code, date)
    beside = _beside(request, session)
    form = SlotForm(request.POST or None, session=session, beside=beside)
    if form.is_valid():
        facts = form.facts()
        try:
            if beside:
                item = add_slot_beside(beside, by=request.user, **facts)
            else:
                item = add_slot(session, by=request.user, **form.times(), **facts)
        except PlanningError as error:
            form.add_error(None, str(error))
        else:
            return redirect(f"{_address(session)}?added={item.pk}")
    context = {"form": form, "session": session, "event": session.event, "beside": beside}
    return render(request, "trainings/session_slot_form.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def session_slot_edit(request: SignedInRequest, code: str, date: dt.date, pk: int) -> HttpResponse:
    """Change a slot; what follows moves along."""
    session = _session(request.user, code, date)
    item = _item(session, pk)
    form = SlotForm(request.POST or None, session=session, instance=copy(item))
    if form.is_valid():
        try:
            change_slot(
                item,
                edition=_edition(request),
                by=request.user,
                **form.times(),
                **form.facts(),
            )
        except PlanningError as error:
            form.add_error(None, str(error))
            session.refresh_from_db(fields=["agenda_edition"])
        else:
            return _back_to(session, item, "edit")
    context = {"form": form, "session": session, "event": session.event, "item": item}
    return render(request, "trainings/session_slot_form.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def session_slot_move(request: SignedInRequest, code: str, date: dt.date, pk: int) -> HttpResponse:
    """Move a slot ``to`` one place up, one down, or a place in the line of the day."""
    session = _session(request.user, code, date)
    item, to = _item(session, pk), request.POST.get("to", "")
    place = to if to in {"up", "down"} else read_number(to)
    if place is None:
        raise Http404
    try:
        move_slot(
            item,
            to=place,
            edition=_edition(request),
            by=request.user,
        )
    except PlanningError as error:
        messages.error(request, str(error))
        return redirect(_address(session))
    return _back_to(session, item, to)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def session_slot_shift(request: SignedInRequest, code: str, date: dt.date, pk: int) -> HttpResponse:
    """Let a slot, and what follows, start so many ``minutes`` later or (below 0) earlier."""
    session = _session(request.user, code, date)
    item, typed = _item(session, pk), request.POST.get("minutes", "")
    minutes = read_number(typed.removeprefix("-"))
    if minutes is None or minutes > LONGEST_SHIFT:
        raise Http404
    minutes = -minutes if typed.startswith("-") else minutes
    try:
        shift_from(item, minutes=minutes, edition=_edition(request), by=request.user)
    except PlanningError as error:
        messages.error(request, str(error))
        return redirect(_address(session))
    return _back_to(session, item, "edit")


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def session_slot_remove(
    request: SignedInRequest, code: str, date: dt.date, pk: int
) -> HttpResponse:
    """Ask whether a slot is to go, then take it out."""
    session = _session(request.user, code, date)
    item = _item(session, pk)
    if request.method != "POST":
        context = {"session": session, "event": session.event, "item": item}
        return render(request, "trainings/session_slot_remove.html", context)
    try:
        remove_slot(item, edition=_edition(request), by=request.user)
    except PlanningError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%(slot)s” is removed.") % {"slot": item.title})
    return redirect(_address(session))


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def session_agenda_clear(request: SignedInRequest, code: str, date: dt.date) -> HttpResponse:
    """Ask whether all slots are to go, then take them out."""
    session = _session(request.user, code, date)
    if request.method != "POST":
        context = {"session": session, "event": session.event}
        return render(request, "trainings/session_agenda_clear.html", context)
    try:
        clear_agenda(session, edition=_edition(request), by=request.user)
    except PlanningError as error:
        messages.error(request, str(error))
    return redirect(_address(session))


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def session_agenda_fill(request: SignedInRequest, code: str, date: dt.date) -> HttpResponse:
    """Fill an empty agenda with a usual day, or with that of the ``source`` chosen."""
    session = _session(request.user, code, date)
    form = _source_form(request, session)
    try:
        if "usual" in request.POST:
            fill_usual_day(session, by=request.user)
        elif form.is_valid():
            fill_agenda(session, source=form.chosen, by=request.user)
        else:
            messages.error(request, _("Choose the day whose agenda is taken over."))
    except PlanningError as error:
        messages.error(request, str(error))
    return redirect(_address(session))


def _session(user: User, code: str, date: dt.date) -> Session:
    sessions = Session.objects.visible_to(user).prefetch_related("half_days")
    related = sessions.select_related("event__venue__commune", "event__programme")
    return get_object_or_404(related, event__code=code, date=date)


def _items(session: Session) -> QuerySet[AgendaItem]:
    return session.agenda.select_related("module", "trainer", "room").order_by("starts_at", "pk")


def _item(session: Session, pk: int) -> AgendaItem:
    item = get_object_or_404(_items(session), pk=pk)
    item.session = session
    return item


def _beside(request: SignedInRequest, session: Session) -> AgendaItem | None:
    wanted = read_number(request.GET.get("beside", ""))
    return None if wanted is None else _item(session, wanted)


def _edition(request: SignedInRequest) -> int:
    """Return which agenda the reader has seen; -1, which none has, where they do not say."""
    seen = read_number(request.POST.get("edition") or request.GET.get("edition", ""))
    return -1 if seen is None else seen


def _source_form(request: SignedInRequest, session: Session) -> SourceForm:
    """Offer the latest agendas, those of days of the same kind first."""
    filled = Session.objects.visible_to(request.user).exclude(pk=session.pk)
    filled = filled.filter(Exists(AgendaItem.objects.filter(session=OuterRef("pk"))))
    same_kind = filled.filter(kind=session.kind).order_by("-date", "-pk")
    return SourceForm(request.POST or None, sources=same_kind.select_related("event")[:SOURCES])


def _address(session: Session) -> str:
    return reverse("session_agenda", args=[session.event.code, session.date])


def _back_to(session: Session, item: AgendaItem, by: str) -> HttpResponse:
    """Go back to a slot that has moved, with the keyboard where it was.

    By ``autofocus``, which an address that ends in a fragment would switch off.
    """
    hand = by if by in {"up", "down"} else "edit"
    return redirect(f"{_address(session)}?moved={item.pk}&by={hand}")


def _what_was_done(request: SignedInRequest, items: list[AgendaItem]) -> dict[str, Any]:
    """Return the slot that was just moved or added, by the address, and what to say of it."""
    moved, added = request.GET.get("moved", ""), request.GET.get("added", "")
    item = next((one for one in items if str(one.pk) in {moved, added}), None)
    if item is None:
        return {}
    times = {
        "slot": item.title,
        "start": f"{item.starts_at:%H:%M}",
        "end": f"{item.ends_at:%H:%M}",
    }
    if added:
        said = _("“%(slot)s” is added, from %(start)s to %(end)s.") % times
    else:
        said = _("“%(slot)s” is now from %(start)s to %(end)s.") % times
    return {"said": said, "done": item, "hand": request.GET.get("by", "") if moved else "add"}
