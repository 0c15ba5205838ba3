"""Issuing certificates of an event: asking for them, and following how far it is."""

import datetime as dt
import math

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from certificates.filters import provinces_of
from certificates.forms import IssueForm
from certificates.kinds import Kind
from certificates.models import Batch, BatchItem, Reason, RecipientKey
from certificates.pages import list_address
from certificates.services.assessing import assess_keys, explain_assessment
from certificates.services.errors import BatchUnderWay, IssuingError, NobodyIsReady
from certificates.services.issuing import resume_batch, start_batch
from certificates.tables import RefusedTable
from network.access import SignedInRequest, allow
from network.models import Role
from participants.models import Registration
from trainings.models import Event


@allow(Role.ADMINISTRATOR)
@require_POST
def certificates_issue(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask for certificates of a kind; a second click leads to the same batch."""
    event = get_object_or_404(Event.objects.visible_to(request.user), code=code)
    form = IssueForm(request.POST, provinces=provinces_of(event, request.user))
    if not form.is_valid():
        messages.warning(request, " ".join(form.refusals()))
        return redirect(list_address(event, form.cleaned_data.get("kind", Kind.PARTICIPATION)))
    kind, chosen = form.cleaned_data["kind"], form.chosen_keys
    try:
        batch = _start(request, event, form)
    except BatchUnderWay as under_way:
        messages.info(request, str(under_way))
        if chosen is None:
            return redirect("batch_detail", pk=under_way.batch.pk)
    except NobodyIsReady as refusal:
        messages.warning(request, _why_not(event, kind, chosen) or str(refusal))
    except IssuingError as refusal:
        messages.warning(request, str(refusal))
    else:
        return redirect("batch_detail", pk=batch.pk)
    return redirect(list_address(event, kind))


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
def batch_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far a batch is; htmx asks again every second until it is finished."""
    batches = Batch.objects.visible_to(request.user)
    batch = get_object_or_404(batches.select_related("event", "design_version__design"), pk=pk)
    refused = batch.items.filter(state=BatchItem.State.REFUSED).select_related(
        "registration__person", "registration__province", "trainer", "coordinator", "partner"
    )
    table = RefusedTable(refused)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    progress = batch.progress()
    context = {
        "batch": batch,
        "progress": progress,
        "time_left": _in_words(batch.time_left(progress)),
        "table": table,
        "list_url": list_address(batch.event, Kind(batch.kind)),
    }
    page = "_batch.html" if request.htmx else "batch_detail.html"
    return render(request, f"certificates/{page}", context)


@allow(Role.ADMINISTRATOR)
@require_POST
def batch_resume(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have a stopped batch taken up where it stands."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user).select_related("event"), pk=pk)
    try:
        resume_batch(batch, by=request.user)
    except IssuingError as refusal:
        messages.warning(request, str(refusal))
    return redirect("batch_detail", pk=batch.pk)


def _start(request: SignedInRequest, event: Event, form: IssueForm) -> Batch:
    """Start the batch that the valid form asks for, and tell who of the chosen is left out."""
    registrations = Registration.objects.visible_to(request.user)
    if province := form.cleaned_data["province"]:
        registrations = registrations.filter(province=province)
    chosen = form.chosen_keys
    batch = start_batch(
        event,
        by=request.user,
        kind=form.cleaned_data["kind"],
        registrations=registrations,
        chosen=chosen,
        design=form.cleaned_data["design"],
    )
    if chosen is not None and (left_out := len(chosen) - batch.items.count()):
        sentence = ngettext(
            "%(count)s of those you chose is not ready and was left out.",
            "%(count)s of those you chose are not ready and were left out.",
            left_out,
        )
        messages.warning(request, sentence % {"count": left_out})
    return batch


def _why_not(event: Event, kind: Kind, chosen: list[RecipientKey] | None) -> str:
    """Say why the only one who was chosen is not ready; empty where that is no question."""
    if chosen is None or len(chosen) != 1:
        return ""
    assessment = assess_keys(event, kind, chosen).get(chosen[0])
    if assessment is None:
        return gettext("Whoever you chose is not on this list.")
    return explain_assessment(event, kind, assessment) or str(Reason.ALREADY_ISSUED.label)


def _in_words(time_left: dt.timedelta | None) -> str:
    """Say how long it will still take, in whole minutes or, under two, in seconds."""
    if time_left is None:
        return ""
    seconds = math.ceil(time_left.total_seconds())
    if seconds < 120:
        return ngettext("about %(count)s second left", "about %(count)s seconds left", seconds) % {
            "count": seconds
        }
    minutes = math.ceil(seconds / 60)
    return ngettext("about %(count)s minute left", "about %(count)s minutes left", minutes) % {
        "count": minutes
    }
