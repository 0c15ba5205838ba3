"""Giving a message out: choosing whom, the last look, and sending. No step is passed over."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from network.access import SignedInRequest, allow
from network.numbers import read_number
from participants.audience import MOST_PEOPLE, Line, draw_up_lines, list_addressees
from participants.filters import provinces_in_scope
from participants.forms.announcements import AudienceForm
from participants.letters import emails_leave_the_house, find_gaps
from participants.message_facts import EventFacts
from participants.models import Announcement
from participants.placeholders import BY_KEY
from participants.services.announcements import (
    AnnouncementClosed,
    AnnouncementOutOfDate,
    AnnouncementRefused,
    GivenOut,
    give_out,
)
from participants.views.access import REGISTRARS, get_announcement


@dataclass(frozen=True)
class Choice:
    """Who is ticked on the list: the lines, and the keys of those who are told once more."""

    lines: list[Line]
    again: frozenset[str]

    @classmethod
    def usual(cls, lines: Sequence[Line], *, everybody: bool) -> "Choice":
        """Tick who was not told yet, or ``everybody`` who can be told."""
        chosen = [line for line in lines if line.can_be_chosen and (everybody or not line.told)]
        return cls(chosen, frozenset(line.addressee.key for line in chosen if line.told))

    @classmethod
    def typed(cls, typed: QueryDict, lines: Sequence[Line]) -> "Choice":
        """Read who was ticked; who was told since the list was looked at is no longer."""
        chosen, again = set(typed.getlist("chosen")), frozenset(typed.getlist("again"))
        kept = [
            line
            for line in lines
            if line.can_be_chosen and line.addressee.key in (again if line.told else chosen | again)
        ]
        return cls(kept, again)

    @property
    def keys(self) -> set[str]:
        """The keys of those who are ticked."""
        return {line.addressee.key for line in self.lines}

    @property
    def by_email(self) -> list[Line]:
        """Those who get an e-mail."""
        return [line for line in self.lines if line.by_email]

    @property
    def by_hand(self) -> list[Line]:
        """Those who are to be told by hand."""
        return [line for line in self.lines if not line.by_email]

    @property
    def button(self) -> str:
        """What the last button does, with its numbers."""
        return " · ".join(_what_is_done(len(self.by_email), len(self.by_hand)))


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_people(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose who is told, take the last look, and send."""
    announcement = get_announcement(request, pk)
    if announcement.is_over:
        return _refuse(request, announcement)
    audience = _audience(request, announcement)
    lines = _lines(request, announcement, audience)
    if request.method != "POST":
        choice = Choice.usual(lines, everybody="everybody" in request.GET)
        return _show_list(request, announcement, audience, lines, choice)
    choice = Choice.typed(request.POST, lines)
    if "back" in request.POST:
        return _show_list(request, announcement, audience, lines, choice)
    if not choice.lines:
        messages.warning(request, _("Nobody is chosen. Tick whom you want to tell."))
        return _show_list(request, announcement, audience, lines, choice)
    if "send" in request.POST:
        return _send(request, announcement, choice)
    return _last_look(request, announcement, lines, choice)


def _refuse(request: SignedInRequest, announcement: Announcement) -> HttpResponse:
    """Lead back to a message by which nobody more is told, and say so to who wanted to send it."""
    if request.method == "POST":
        refused = AnnouncementClosed if announcement.is_closed else AnnouncementOutOfDate
        messages.warning(request, str(refused()))
    return redirect("announcement_detail", pk=announcement.pk)


def _audience(request: SignedInRequest, announcement: Announcement) -> AudienceForm:
    provinces = provinces_in_scope(request.user).filter(quotas__event=announcement.event)
    return AudienceForm(
        request.GET, announcement=announcement, user=request.user, provinces=provinces
    )


def _lines(
    request: SignedInRequest, announcement: Announcement, audience: AudienceForm
) -> list[Line]:
    """Return everybody whom the reader asks for, with what the ledger knows and what is missing."""
    event = announcement.event
    addressees = list_addressees(
        event, request.user, groups=audience.chosen_groups, provinces=audience.chosen_provinces
    )
    lines = draw_up_lines(announcement, addressees, way=audience.chosen_way)
    return find_gaps(announcement, EventFacts.read(event, request.user), lines)


def _show_list(
    request: SignedInRequest,
    announcement: Announcement,
    audience: AudienceForm,
    lines: list[Line],
    choice: Choice,
) -> HttpResponse:
    gaps = dict.fromkeys(gap for line in lines for gap in line.gaps)
    context = {
        "announcement": announcement,
        "audience": audience,
        "lines": lines[:MOST_PEOPLE],
        "is_capped": len(lines) > MOST_PEOPLE,
        "most": MOST_PEOPLE,
        "ticked": choice.keys,
        "can_be_chosen": any(line.can_be_chosen for line in lines),
        "told_before": sum(line.told is not None and line.can_be_chosen for line in lines),
        "gaps": [BY_KEY[gap].named(announcement.languages[0]) for gap in gaps],
    }
    return render(request, "participants/announcement_people.html", context)


def _last_look(
    request: SignedInRequest, announcement: Announcement, lines: list[Line], choice: Choice
) -> HttpResponse:
    keys = choice.keys
    context = {
        "announcement": announcement,
        "choice": choice,
        "left_out": [line for line in lines if line.addressee.key not in keys],
        "emails_leave": emails_leave_the_house(),
    }
    return render(request, "participants/announcement_last_look.html", context)


def _send(request: SignedInRequest, announcement: Announcement, choice: Choice) -> HttpResponse:
    try:
        given = give_out(
            announcement,
            edition=read_number(request.POST.get("edition", "")) or 0,
            lines=choice.lines,
            again=choice.again,
            by=request.user,
        )
    except AnnouncementRefused as refused:
        messages.warning(request, str(refused))
        return redirect("announcement_detail", pk=announcement.pk)
    _say_what_came_of_it(request, given)
    if given.by_hand and not given.by_email:
        return redirect("announcement_hand_list", pk=announcement.pk)
    return redirect("announcement_detail", pk=announcement.pk)


def _say_what_came_of_it(request: SignedInRequest, given: GivenOut) -> None:
    if given.by_email or given.by_hand:
        done = " · ".join(_what_was_done(given.by_email, given.by_hand))
        messages.success(request, done)
    if given.left_out:
        sentence = ngettext(
            "%(number)s person was left out: told meanwhile, or on the list already.",
            "%(number)s people were left out: told meanwhile, or on the list already.",
            given.left_out,
        )
        messages.info(request, sentence % {"number": given.left_out})


def _what_is_done(emails: int, by_hand: int) -> list[str]:
    said = []
    if emails:
        sentence = ngettext("Send %(number)s e-mail", "Send %(number)s e-mails", emails)
        said.append(sentence % {"number": emails})
    if by_hand:
        sentence = ngettext("%(number)s to tell by hand", "%(number)s to tell by hand", by_hand)
        said.append(sentence % {"number": by_hand})
    return said


def _what_was_done(emails: int, by_hand: int) -> list[str]:
    said = []
    if emails:
        sentence = ngettext(
            "%(number)s e-mail is on its way.", "%(number)s e-mails are on their way.", emails
        )
        said.append(sentence % {"number": emails})
    if by_hand:
        sentence = ngettext(
            "%(number)s person is on the list to tell by hand.",
            "%(number)s people are on the list to tell by hand.",
            by_hand,
        )
        said.append(sentence % {"number": by_hand})
    return said
