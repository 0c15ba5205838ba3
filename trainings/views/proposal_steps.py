"""What is said about a proposal and what becomes of it, each a button of its page."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from network.access import SignedInRequest, allow
from network.models import Role
from trainings.forms.proposal_answers import AcceptForm, WordsForm
from trainings.models import Event, Proposal
from trainings.services.errors import PlanningError
from trainings.services.proposal_decisions import (
    accept_proposal,
    decline_proposal,
    known_venue,
    postpone_proposal,
    reopen_proposal,
    withdraw_proposal,
)
from trainings.services.proposals import (
    comment_on_proposal,
    object_to_proposal,
    step_back_from_proposal,
    support_proposal,
)
from trainings.views.proposals import DISCUSSANTS, get_proposal, show_proposal

STAFF = (Role.ADMINISTRATOR, Role.STAFF)
Step = Callable[[Proposal, WordsForm, SignedInRequest], object]

# What coordinators may say beside a comment, and what staff may decide beside accepting.
STANCES: Mapping[str, Step] = {
    "support": lambda proposal, form, request: support_proposal(
        proposal, words=form.words_typed, by=request.user
    ),
    "object": lambda proposal, form, request: object_to_proposal(
        proposal, reason=form.words_typed, by=request.user
    ),
    "step_back": lambda proposal, _form, request: step_back_from_proposal(
        proposal, by=request.user
    ),
}
DECISIONS: Mapping[str, Step] = {
    "postpone": lambda proposal, form, request: postpone_proposal(
        proposal, edition=form.edition_seen, reason=form.words_typed, by=request.user
    ),
    "decline": lambda proposal, form, request: decline_proposal(
        proposal, edition=form.edition_seen, reason=form.words_typed, by=request.user
    ),
    "reopen": lambda proposal, form, request: reopen_proposal(
        proposal, edition=form.edition_seen, words=form.words_typed, by=request.user
    ),
}
DONE: Mapping[str, str | Promise] = {
    "support": gettext_lazy("You support the proposal."),
    "object": gettext_lazy("Your objection is written down."),
    "step_back": gettext_lazy("Your stance is taken back."),
    "comment": gettext_lazy("Your comment is written down."),
    "postpone": gettext_lazy("The proposal is postponed."),
    "decline": gettext_lazy("The proposal is declined."),
    "reopen": gettext_lazy("The proposal is under discussion again."),
    "withdraw": gettext_lazy("The proposal is withdrawn."),
}


@allow(*DISCUSSANTS)
@require_POST
def proposal_say(request: SignedInRequest, pk: int, what: str) -> HttpResponse:
    """Support, object, step back (coordinators), or comment (staff too)."""
    if what in STANCES and not request.user.is_coordinator:
        raise PermissionDenied
    return _take_step(request, pk, what, {**STANCES, "comment": _comment}.get(what))


@allow(*STAFF)
@require_POST
def proposal_decide(request: SignedInRequest, pk: int, what: str) -> HttpResponse:
    """Postpone or decline it with a reason, or open it again."""
    return _take_step(request, pk, what, DECISIONS.get(what))


@allow(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a proposal of an own province is to go, then take it back."""
    proposal = get_proposal(request, pk)
    if proposal.province_id not in request.user.province_ids:
        raise PermissionDenied
    if request.method == "POST":
        return _take_step(request, pk, "withdraw", _withdraw)
    form = WordsForm(initial={"edition": proposal.edition})
    context = {"proposal": proposal, "form": form}
    return render(request, "trainings/proposal_withdraw.html", context)


@allow(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the draft event of a proposal, all filled in, after staff had a look at its numbers."""
    proposal = get_proposal(request, pk)
    if not proposal.is_undecided and request.method != "POST":
        return redirect("proposal_detail", pk=proposal.pk)
    form = AcceptForm(request.POST if request.method == "POST" else None, proposal=proposal)
    if request.method == "POST" and form.is_valid() and (event := _accept(form, request)):
        sentence = _("The draft of the event is made: look it over, then show it to the provinces.")
        messages.success(request, sentence)
        return redirect("event_detail", code=event.code)
    context = {"proposal": proposal, "form": form, "known_venue": known_venue(proposal)}
    return render(request, "trainings/proposal_accept.html", context)


def _accept(form: AcceptForm, request: SignedInRequest) -> Event | None:
    """Make the event; None, with the error in the form, where it is refused."""
    typed = form.cleaned_data
    try:
        return accept_proposal(
            form.proposal,
            edition=typed["edition"],
            plan=form.plan(),
            reason=typed["reason"],
            by=request.user,
        )
    except PlanningError as error:
        form.refuse(error)
        return None


def _take_step(request: SignedInRequest, pk: int, what: str, step: Step | None) -> HttpResponse:
    """Take a step with the words of the page's form; keep them where it is refused."""
    if step is None:
        raise Http404
    proposal, form = get_proposal(request, pk), WordsForm(request.POST)
    if not form.is_valid():
        return show_proposal(request, proposal, form)
    try:
        step(proposal, form, request)
    except PlanningError as error:
        form.refuse(error)
        return show_proposal(request, get_proposal(request, pk), form)
    messages.success(request, str(DONE[what]))
    return redirect("proposal_detail", pk=proposal.pk)


def _comment(proposal: Proposal, form: WordsForm, request: SignedInRequest) -> None:
    comment_on_proposal(proposal, words=form.words_typed, by=request.user)


def _withdraw(proposal: Proposal, form: WordsForm, request: SignedInRequest) -> None:
    withdraw_proposal(proposal, edition=form.edition_seen, words=form.words_typed, by=request.user)
