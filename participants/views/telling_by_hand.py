"""Telling people one by one on a phone, and deciding of e-mails that did not go out."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from network.access import SignedInRequest, allow
from network.models import User
from participants.audience import Addressee, addressees_now
from participants.letters import (
    Letter,
    is_mobile,
    sms_address,
    whatsapp_address,
    write_letter,
)
from participants.message_facts import EventFacts
from participants.models import Announcement, Recipient
from participants.services import telling
from participants.services.announcements import AnnouncementRefused
from participants.views.access import REGISTRARS, get_announcement

# So many are shown at a time; the next ones follow as these are told.
AT_A_TIME = 25
BY_HAND = (Recipient.Channel.WHATSAPP, Recipient.Channel.SMS, Recipient.Channel.SPOKEN)


@dataclass(frozen=True)
class HandLine:
    """Somebody to tell by hand, with the text and the links that open it on the phone.

    The links are empty where the number takes no such message.
    """

    recipient: Recipient
    addressee: Addressee
    letter: Letter
    whatsapp: str = ""
    sms: str = ""


@allow(*REGISTRARS)
@require_safe
def announcement_hand_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """List who is to be told by hand, with links, and those told last, should a tick be wrong."""
    announcement = get_announcement(request, pk)
    recipients = announcement.recipients.visible_to(request.user).select_related(
        "person", "coordinator", "province", "told_by"
    )
    open_rows = recipients.filter(state=Recipient.State.BY_HAND)
    if announcement.is_over:
        open_rows = open_rows.none()
    told_rows = recipients.filter(state=Recipient.State.TOLD, channel__in=BY_HAND)
    number_open, number_told = open_rows.count(), told_rows.count()
    context = {
        "announcement": announcement,
        "lines": _hand_lines(request, announcement, list(open_rows.order_by("pk")[:AT_A_TIME])),
        "number_open": number_open,
        "number_told": number_told,
        "total": number_open + number_told,
        "more": max(number_open - AT_A_TIME, 0),
        "told_last": told_rows.order_by("-told_at", "-pk")[:AT_A_TIME],
    }
    return render(request, "participants/announcement_hand_list.html", context)


@allow(*REGISTRARS)
@require_POST
def recipient_told(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep that somebody was told, and how."""
    recipient = _get_recipient(request, pk)
    channel = request.POST.get("channel", "")
    if channel not in BY_HAND:
        return HttpResponseBadRequest(_("Say how the person was told."))
    try:
        is_new = telling.mark_told(recipient, channel=channel, by=request.user)
    except AnnouncementRefused as refused:
        messages.warning(request, str(refused))
    else:
        if not is_new:
            sentence = _("%(person)s was told, or taken off the list, by somebody else.")
            messages.info(request, sentence % {"person": recipient.name})
    return redirect("announcement_hand_list", pk=recipient.announcement_id)


@allow(*REGISTRARS)
@require_POST
def recipient_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decide of one recipient: taken off, told after all, sent again, told by hand instead."""
    recipient = _get_recipient(request, pk)
    decide = DECISIONS.get(request.POST.get("decision", ""))
    if decide is None:
        return HttpResponseBadRequest(_("There is nothing like this to decide."))
    try:
        is_done = decide(recipient, request.user)
    except AnnouncementRefused as refused:
        messages.warning(request, str(refused))
    else:
        if not is_done:
            messages.info(request, _("This has changed meanwhile: look at the list again."))
    by_hand = "hand" in request.POST
    page = "announcement_hand_list" if by_hand else "announcement_detail"
    return redirect(page, pk=recipient.announcement_id)


@allow(*REGISTRARS)
@require_POST
def announcement_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have the e-mails that did not go out tried again."""
    announcement = get_announcement(request, pk)
    among = Recipient.objects.visible_to(request.user)
    number = telling.retry_failed(announcement, among, by=request.user)
    sentence = ngettext(
        "%(number)s e-mail is tried again.", "%(number)s e-mails are tried again.", number
    )
    messages.success(request, sentence % {"number": number})
    return redirect("announcement_detail", pk=announcement.pk)


DECISIONS: dict[str, Callable[[Recipient, User], bool]] = {
    "not_told": lambda row, by: telling.take_back_told(row, by=by),
    "withdraw": lambda row, by: telling.withdraw_recipient(row, by=by),
    "by_hand": lambda row, by: telling.tell_by_hand_instead(row, by=by),
    "went_out": lambda row, by: telling.settle_uncertain(row, went_out=True, by=by),
    "send_again": lambda row, by: telling.settle_uncertain(row, went_out=False, by=by),
}


def _get_recipient(request: SignedInRequest, pk: int) -> Recipient:
    rows = Recipient.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("person", "coordinator"), pk=pk)


def _hand_lines(
    request: SignedInRequest, announcement: Announcement, rows: list[Recipient]
) -> list[HandLine]:
    addressees = addressees_now(announcement.event, rows)
    facts = EventFacts.read(announcement.event, request.user)
    return [_hand_line(announcement, row, addressees[row.pk], facts) for row in rows]


def _hand_line(
    announcement: Announcement, row: Recipient, addressee: Addressee, facts: EventFacts
) -> HandLine:
    letter = write_letter(announcement, facts, addressee)
    if letter.gaps or not is_mobile(addressee.dialled):
        return HandLine(row, addressee, letter)
    text = letter.text
    return HandLine(
        row,
        addressee,
        letter,
        whatsapp_address(addressee.dialled, text),
        sms_address(addressee.dialled, text),
    )
