"""Who gets the certificate of an event, and issuing it."""

import datetime as dt
import math

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from certificates.filters import CandidateFilter, provinces_of
from certificates.models import Batch, BatchItem, Reason
from certificates.services.eligibility import (
    ISSUED,
    READY,
    AssessedSet,
    assess,
    count_verdicts,
    explain,
    in_print_order,
    list_candidates,
)
from certificates.services.errors import BatchUnderWay, IssuingError, NobodyIsReady
from certificates.services.issuing import resume_batch, start_batch
from certificates.tables import CandidateTable, RefusedTable
from network.access import SignedInRequest, allow
from network.models import Role
from participants.models import Registration
from trainings.models import Event

RELATED = ("person", "organisation", "province")


@allow(Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
@require_safe
def event_certificates(request: SignedInRequest, code: str) -> HttpResponse:
    """Show who has earned the certificate of an event, who has not and why."""
    event = get_object_or_404(Event.objects.visible_to(request.user), code=code)
    assessed = assess(event, list_candidates(event, Registration.objects.visible_to(request.user)))
    candidates = CandidateFilter(
        request.GET,
        queryset=in_print_order(assessed).select_related(*RELATED),
        provinces=provinces_of(event, request.user),
    )
    under_way = Batch.objects.visible_to(request.user).unfinished().filter(event=event).first()
    table = CandidateTable(
        candidates.qs,
        required_presence=event.required_presence,
        may_issue=request.user.is_administrator and under_way is None,
    )
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {
        "event": event,
        "table": table,
        "filter": candidates,
        "under_way": under_way,
        **_summary(assessed),
    }
    return render(request, "certificates/event_certificates.html", context)


@allow(Role.ADMINISTRATOR)
@require_POST
def certificates_issue(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask for the certificates of all who are ready; a second click leads to the same batch."""
    event = get_object_or_404(Event.objects.visible_to(request.user), code=code)
    try:
        batch = start_batch(event, by=request.user)
    except BatchUnderWay as under_way:
        messages.info(request, str(under_way))
        batch = under_way.batch
    except IssuingError as refusal:
        messages.warning(request, str(refusal))
        return redirect("event_certificates", code=event.code)
    return redirect("batch_detail", pk=batch.pk)


@allow(Role.ADMINISTRATOR)
@require_POST
def certificate_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the certificate of one person; whoever is not ready is told why."""
    registrations = Registration.objects.visible_to(request.user).filter(pk=pk)
    event = get_object_or_404(registrations.select_related("event")).event
    try:
        batch = start_batch(event, by=request.user, registrations=registrations)
    except NobodyIsReady:
        assessed = assess(event, registrations).get()
        explained = explain(assessed, event.required_presence)
        messages.warning(request, explained or str(Reason.ALREADY_ISSUED.label))
    except IssuingError as refusal:
        messages.warning(request, str(refusal))
    else:
        return redirect("batch_detail", pk=batch.pk)
    return redirect("event_certificates", code=event.code)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
def batch_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far a batch is; htmx asks again every second until it is finished."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user).select_related("event"), pk=pk)
    refused = batch.items.filter(state=BatchItem.State.REFUSED).select_related(
        "registration__person", "registration__province"
    )
    table = RefusedTable(refused)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    progress = batch.progress()
    context = {
        "batch": batch,
        "progress": progress,
        "time_left": _in_words(batch.time_left(progress)),
        "table": table,
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


def _summary(assessed: AssessedSet) -> dict[str, object]:
    """Count the verdicts for the head of the page; ``stopped`` is (reason, persons) pairs."""
    counts = count_verdicts(assessed)
    stopped = [(reason, counts[reason]) for reason in Reason if counts.get(reason)]
    return {
        "registered": sum(counts.values()),
        "ready": counts.get(READY, 0),
        "issued": counts.get(ISSUED, 0),
        "stopped": stopped,
        "not_eligible": sum(persons for _reason, persons in stopped),
    }
