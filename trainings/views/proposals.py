"""The pages of proposals: the board, the list, the proposal itself, and where it is written."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import Role
from network.paging import PAGES
from trainings.forms.proposal_answers import WordsForm
from trainings.forms.proposals import ProposalPage
from trainings.models import Event, Proposal, ProposalEntry, Session
from trainings.proposal_clashes import find_clashes
from trainings.proposal_lists import (
    ProposalFilter,
    ProposalListFilter,
    ProposalTable,
    columns_of,
)
from trainings.services.errors import PlanningError
from trainings.services.proposals import change_proposal, propose_event

DISCUSSANTS = (Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
Kind = ProposalEntry.Kind


@allow(*DISCUSSANTS)
@require_safe
def proposal_board(request: SignedInRequest) -> HttpResponse:
    """Show the proposals in columns, one for each state, the latest first."""
    proposals = Proposal.objects.visible_to(request.user)
    found = ProposalFilter(request.GET, proposals, request=request)
    columns = columns_of(found.qs, only=request.GET.get("state", ""))
    context = {
        "filter": found,
        "columns": columns,
        "is_empty": not any(column.count for column in columns),
    }
    return render(request, "trainings/proposal_board.html", context)


@allow(*DISCUSSANTS)
@require_safe
def proposal_list(request: SignedInRequest) -> HttpResponse:
    """List all proposals, the latest first."""
    proposals = Proposal.objects.visible_to(request.user).for_lists()
    found = ProposalListFilter(request.GET, proposals, request=request, reader=request.user)
    table = ProposalTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    return render(request, "trainings/proposal_list.html", {"table": table, "filter": found})


@allow(*DISCUSSANTS)
@require_safe
def proposal_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a proposal: facts, who is for and against it and why, and its history."""
    proposal = get_proposal(request, pk)
    return show_proposal(request, proposal, WordsForm(initial={"edition": proposal.edition}))


@allow(*DISCUSSANTS)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_create(request: SignedInRequest) -> HttpResponse:
    """Propose a coming event."""
    return _edit(request, None)


@allow(*DISCUSSANTS)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a proposal that is undecided; coordinators those of their own provinces."""
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user), pk=pk)
    if not _is_of(proposal, request):
        raise PermissionDenied
    return _edit(request, proposal)


def get_proposal(request: SignedInRequest, pk: int) -> Proposal:
    """Return a proposal with all that its page shows, or 404 where it is not for the reader."""
    proposals = Proposal.objects.visible_to(request.user).with_tallies()
    return get_object_or_404(
        proposals.select_related(
            "programme",
            "session__event",
            "province",
            "module",
            "venue__commune__province",
            "new_venue_commune__province",
            "proposed_by",
            "event",
        ),
        pk=pk,
    )


def show_proposal(request: SignedInRequest, proposal: Proposal, form: WordsForm) -> HttpResponse:
    """Show the page of a proposal with what was typed into its form."""
    user, entries = request.user, list(_entries_of(proposal))
    mine = next((one for one in reversed(entries) if one.is_stance and one.by_id == user.pk), None)
    changes = [entry.pk for entry in entries if entry.kind == Kind.CHANGED]
    context = {
        "proposal": proposal,
        "entries": entries,
        "form": form,
        "my_stance": mine.kind if mine else "",
        "last_change": changes[-1] if changes else 0,
        "may_change": proposal.is_undecided and _is_of(proposal, request),
        "may_take_stance": _may_take_stance(proposal, request),
        "clashes": find_clashes(proposal, user),
        "sees_event": Event.objects.visible_to(user).filter(proposal=proposal).exists(),
        "sees_workshop": (
            Session.objects.visible_to(user).workshops().filter(proposals=proposal).exists()
        ),
    }
    return render(request, "trainings/proposal_detail.html", context)


def _entries_of(proposal: Proposal) -> Any:
    return proposal.entries.select_related("by").prefetch_related("by__provinces")


def _is_of(proposal: Proposal, request: SignedInRequest) -> bool:
    """Whether the proposal is the reader's to change: staff's, or of an own province."""
    user = request.user
    return user.is_staff_member or proposal.province_id in user.province_ids


def _may_take_stance(proposal: Proposal, request: SignedInRequest) -> bool:
    user = request.user
    return user.is_coordinator and proposal.is_undecided and proposal.proposed_by_id != user.pk


def _edit(request: SignedInRequest, proposal: Proposal | None) -> HttpResponse:
    if request.method != "POST":
        page = ProposalPage.showing(proposal, user=request.user, asked=request.GET)
    else:
        page = ProposalPage.typed(proposal, user=request.user, typed=request.POST)
        if page.is_valid() and (saved := _save(request, page, proposal)):
            return redirect("proposal_detail", pk=saved.pk)
    context = {"page": page, "proposal": proposal}
    return render(request, "trainings/proposal_form.html", context)


def _save(
    request: SignedInRequest, page: ProposalPage, proposal: Proposal | None
) -> Proposal | None:
    """Keep what the valid page holds; None, with the error in the page, where it is refused."""
    try:
        if proposal is None:
            saved = propose_event(by=request.user, **page.plan())
        else:
            saved = change_proposal(proposal, edition=page.edition, by=request.user, **page.plan())
    except PlanningError as error:
        page.refuse(error)
        return None
    messages.success(request, _("The proposal is saved: the others can read it now."))
    return saved
