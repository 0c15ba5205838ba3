"""Messages of an event: the list, writing one, looking at it, closing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import User
from network.paging import PAGES
from participants.announcement_lists import (
    AnnouncementFilter,
    AnnouncementTable,
    RecipientFilter,
    RecipientTable,
)
from participants.audience import list_addressees, usual_groups
from participants.forms.announcements import AnnouncementForm
from participants.letters import emails_leave_the_house, write_letter
from participants.message_facts import EventFacts
from participants.models import Announcement, MessageKind, Recipient
from participants.placeholders import PLACEHOLDERS
from participants.services.announcements import (
    AnnouncementRefused,
    change_announcement,
    close_announcement,
    discard_announcement,
    keep_usual_texts,
    write_announcement,
)
from participants.usual_texts import USUAL_TEXTS, usual_texts
from participants.views.access import (
    REGISTRARS,
    get_announcement,
    get_event,
    get_own_announcement,
)
from trainings.models import Event, EventStep, Session

State = Event.State
COMING = (MessageKind.INVITATION, MessageKind.WORKSHOP, MessageKind.REMINDER)
# What can be said of an event, by where it stands, the likeliest first; anything else always can.
KINDS: dict[Event.State, tuple[MessageKind, ...]] = {
    State.SCHEDULED: COMING,
    State.OPEN: (MessageKind.REMINDER, MessageKind.INVITATION, MessageKind.WORKSHOP),
    State.CLOSED: (MessageKind.REMINDER, MessageKind.WORKSHOP),
    State.POSTPONED: (MessageKind.POSTPONEMENT,),
    State.CANCELLED: (MessageKind.CANCELLATION,),
}
# The state whose reason a message of the kind gives.
REASONS = {
    MessageKind.POSTPONEMENT: State.POSTPONED,
    MessageKind.CANCELLATION: State.CANCELLED,
}


@allow(*REGISTRARS)
@require_safe
def announcement_list(request: SignedInRequest, code: str) -> HttpResponse:
    """List the messages of an event, and offer to write another."""
    event = get_event(request, code)
    rows = Announcement.objects.filter(event=event).visible_to(request.user)
    messages_of_event = rows.with_progress(request.user).select_related("created_by", "event")
    found = AnnouncementFilter(request.GET, messages_of_event.order_by("-pk"))
    table = AnnouncementTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    kinds = kinds_for(event, request.user)
    context = {"event": event, "table": table, "filter": found, "kinds": kinds}
    return render(request, "participants/announcement_list.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Write a message of one kind: its usual text stands there already."""
    event = get_event(request, code)
    kind = request.GET.get("kind", "")
    if kind not in kinds_for(event, request.user):
        return redirect("announcement_list", code=event.code)
    texts = USUAL_TEXTS[kind] if "original" in request.GET else usual_texts(kind)
    draft = Announcement(event=event, kind=kind, reason=_reason(event, kind), **texts)
    form = _form(request, draft)
    if request.method == "POST" and form.is_valid():
        try:
            written = write_announcement(event, kind=kind, by=request.user, **form.wording)
        except AnnouncementRefused as refused:
            form.add_error(None, str(refused))
        else:
            _keep_usual(form, kind, request.user)
            return redirect("announcement_detail", pk=written.pk)
    return _render_form(request, form, draft)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the text of a draft."""
    announcement = get_own_announcement(request, pk)
    if not announcement.is_draft:
        return redirect("announcement_detail", pk=announcement.pk)
    form = _form(request, announcement)
    if request.method == "POST" and form.is_valid():
        edition = form.cleaned_data["edition"] or 0
        try:
            change_announcement(announcement, edition=edition, by=request.user, **form.wording)
        except AnnouncementRefused as refused:
            form.add_error(None, str(refused))
        else:
            _keep_usual(form, announcement.kind, request.user)
            return redirect("announcement_detail", pk=announcement.pk)
    return _render_form(request, form, announcement)


@allow(*REGISTRARS)
@require_safe
def announcement_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a message as somebody reads it, and how far it has been given out.

    htmx asks again every second while e-mails go out.
    """
    announcement = get_announcement(request, pk)
    recipients = announcement.recipients.visible_to(request.user)
    found = RecipientFilter(
        request.GET,
        recipients.select_related("person", "coordinator", "province", "told_by").to_act_on_first(),
    )
    table = RecipientTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {
        "announcement": announcement,
        "may_change": announcement.may_be_changed_by(request.user),
        "table": table,
        "filter": found,
        **_progress(recipients.count_by_state(), recipients.uncertain().count()),
    }
    if request.htmx:
        return render(request, "participants/announcement_progress.html", context)
    context["preview"] = _preview(request, announcement)
    return render(request, "participants/announcement_detail.html", context)


@allow(*REGISTRARS)
@require_POST
def announcement_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell nobody more."""
    announcement = get_own_announcement(request, pk)
    try:
        number = close_announcement(announcement, by=request.user)
    except AnnouncementRefused as refused:
        messages.warning(request, str(refused))
    else:
        sentence = ngettext(
            "The message is closed. %(number)s person was taken off the list.",
            "The message is closed. %(number)s people were taken off the list.",
            number,
        )
        messages.success(request, sentence % {"number": number})
    return redirect("announcement_detail", pk=announcement.pk)


@allow(*REGISTRARS)
@require_POST
def announcement_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    announcement = get_own_announcement(request, pk)
    try:
        discard_announcement(announcement, by=request.user)
    except AnnouncementRefused as refused:
        messages.warning(request, str(refused))
        return redirect("announcement_detail", pk=announcement.pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("announcement_list", code=announcement.event.code)


def kinds_for(event: Event, user: User) -> list[MessageKind]:
    """Return the kinds of message that ``user`` can write now, the likeliest first."""
    if event.state == State.DRAFT:
        return []
    kinds = [*KINDS.get(State(event.state), ()), MessageKind.OTHER]
    has_other_days = EventStep.objects.filter(event=event).leading_to_new_days()
    if MessageKind.REMINDER in kinds and has_other_days.exists():
        kinds.insert(0, MessageKind.NEW_DATE)
    workshops = event.sessions.filter(kind=Session.Kind.WORKSHOP)
    has_workshop = user.is_staff_member and workshops.exists()
    return [kind for kind in kinds if kind != MessageKind.WORKSHOP or has_workshop]


def _reason(event: Event, kind: str) -> str:
    """Return why the event was postponed or cancelled, as it was written down then."""
    state = REASONS.get(MessageKind(kind))
    steps = EventStep.objects.filter(event=event, to_state=state or "").order_by("-at")
    return steps.values_list("reason", flat=True).first() or ""


def _form(request: SignedInRequest, announcement: Announcement) -> AnnouncementForm:
    return AnnouncementForm(
        request.POST if request.method == "POST" else None,
        instance=announcement,
        keeps_usual=request.user.is_staff_member,
    )


def _keep_usual(form: AnnouncementForm, kind: str, user: User) -> None:
    if form.cleaned_data.get("keep_as_usual"):
        keep_usual_texts(kind, form.texts, by=user)


def _render_form(
    request: SignedInRequest, form: AnnouncementForm, announcement: Announcement
) -> HttpResponse:
    names = [(each.named("ar"), each.named("fr"), each.says) for each in PLACEHOLDERS]
    context = {
        "form": form,
        "announcement": announcement,
        "event": announcement.event,
        "placeholders": names,
    }
    return render(request, "participants/announcement_form.html", context)


def _preview(request: SignedInRequest, announcement: Announcement) -> dict[str, Any] | None:
    """Return the message as one of its people reads it, with the way to the next; None for none.

    ``?n=2`` asks for the second of them.
    """
    groups = usual_groups(announcement.kind, announcement.event, request.user)
    addressees = list_addressees(announcement.event, request.user, groups=groups)
    if not addressees:
        return None
    asked = request.GET.get("n", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    number = min(max(number, 1), len(addressees))
    addressee = addressees[number - 1]
    facts = EventFacts.read(announcement.event, request.user)
    return {
        "addressee": addressee,
        "letter": write_letter(announcement, facts, addressee),
        "number": number,
        "total": len(addressees),
        "previous": number - 1,
        "next": number + 1 if number < len(addressees) else 0,
    }


def _progress(counts: dict[str, int], uncertain: int) -> dict[str, Any]:
    """Return how far the reader's part of the ledger has come."""
    states = Recipient.State
    # Of those claimed long ago nobody knows: they are counted as uncertain.
    claimed = counts[states.CLAIMED] - (uncertain - counts[states.UNCERTAIN])
    standing = sum(counts.values()) - counts[states.WITHDRAWN]
    return {
        "counts": counts,
        "going_out": counts[states.WAITING] + claimed,
        "uncertain": uncertain,
        "told": counts[states.TOLD],
        "total": standing,
        "emails_leave": emails_leave_the_house(),
    }
