"""Piles of certificates: choosing them, making one file, and files made in the background."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from certificates.file_names import fold
from certificates.filters import provinces_of
from certificates.forms import PileForm, read_ticks
from certificates.models import PreparedFile
from certificates.ordering import Order, in_order
from certificates.paper_filters import CertificateFilter
from certificates.paper_tables import PaperTable
from certificates.services.complete import PaperRefused
from certificates.services.preparing import note_fetched, prepare_file, takes_long
from certificates.services.printing import (
    PileOptions,
    choose,
    note_printed,
    note_receipts,
    print_pile,
    print_receipts,
    require_printable,
)
from certificates.services.zipping import stream_zip
from certificates.views.access import HANDLERS, get_event, list_valid
from network.access import SignedInRequest, allow
from network.models import User
from network.paging import PAGES
from trainings.models import Event

Kind = PreparedFile.Kind
# Few: how they are printed stands below.
ROWS = 10
CONTENT_TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


@allow(*HANDLERS)
@require_http_methods(["GET", "HEAD", "POST"])
def certificates_print(request: SignedInRequest, code: str) -> HttpResponseBase:
    """Choose certificates of an event and how they are printed, then give the file."""
    event = get_event(request, code)
    found = _find(request, event)
    form = PileForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        pks = _choose(request, event, found, form.options.order)
        if not pks:
            sentence = gettext("Nothing is chosen: tick certificates, or search anew.")
            messages.warning(request, sentence)
            return _show(request, event, found, form)
        try:
            return _give(request, event, form.cleaned_data["kind"], pks, form.options)
        except PaperRefused as refusal:
            messages.error(request, str(refusal))
    return _show(request, event, found, form)


@allow(*HANDLERS)
@require_safe
def prepared_file_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far a file is; htmx asks again every second until it is finished."""
    prepared = _get_file(request, pk)
    page = "_prepared_file.html" if request.htmx else "prepared_file.html"
    return render(request, f"certificates/{page}", {"prepared": prepared})


@allow(*HANDLERS)
@require_safe
def prepared_file_fetch(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Give a finished file, as long as it is kept."""
    prepared = _get_file(request, pk)
    if not prepared.can_be_fetched:
        messages.info(request, gettext("This file is not kept any more: have it made again."))
        return redirect("certificates_print", code=prepared.event.code)
    content = default_storage.open(prepared.name)
    note_fetched(prepared, by=request.user)
    return FileResponse(content, headers=_headers(prepared.event, prepared.kind))


def _find(request: SignedInRequest, event: Event) -> CertificateFilter:
    return CertificateFilter(
        request.GET,
        in_order(list_valid(event, request.user), Order.PROVINCE),
        provinces=provinces_of(event, request.user),
    )


def _choose(
    request: SignedInRequest, event: Event, found: CertificateFilter, order: str
) -> list[int]:
    """Return what is to be printed, in order; nothing where the search itself is wrong."""
    if not found.is_valid():
        return []
    chosen = found.qs
    if "ticked" in request.POST:
        chosen = chosen.filter(pk__in=read_ticks(request.POST.getlist("chosen")))
    return choose(chosen, event, order)


def _show(
    request: SignedInRequest, event: Event, found: CertificateFilter, form: PileForm
) -> HttpResponse:
    ticked = read_ticks(request.POST.getlist("chosen"))
    table = PaperTable(found.qs, ticked=ticked)
    RequestConfig(request, paginate={**PAGES, "per_page": ROWS}).configure(table)
    context = {
        "event": event,
        "filter": found,
        "table": table,
        "form": form,
        "files": _own_files(event, request.user),
    }
    return render(request, "certificates/certificates_print.html", context)


def _own_files(event: Event, user: User) -> Iterable[PreparedFile]:
    return PreparedFile.objects.visible_to(user).current().filter(event=event)


def _give(
    request: SignedInRequest, event: Event, kind: str, pks: list[int], options: PileOptions
) -> HttpResponseBase:
    if takes_long(kind, len(pks)):
        prepared = prepare_file(event, kind, pks, options, by=request.user)
        return redirect("prepared_file_detail", pk=prepared.pk)
    headers = _headers(event, kind)
    if kind == Kind.RECEIPTS:
        paper = print_receipts(pks, options)
        note_receipts(event, by=request.user)
        return HttpResponse(paper, headers=headers)
    if kind == Kind.PILE:
        paper = print_pile(pks, options)
        note_printed(event, pks, by=request.user, duplicate=options.duplicate)
        return HttpResponse(paper, headers=headers)
    # What is sent bit by bit is looked through and written down before the first bit.
    require_printable(pks)
    note_printed(event, pks, by=request.user, duplicate=options.duplicate)
    return StreamingHttpResponse(stream_zip(pks, duplicate=options.duplicate), headers=headers)


def _headers(event: Event, kind: str) -> dict[str, str]:
    """Return what tells the browser to save a file; no cache may keep the names in it."""
    ending = "zip" if kind == Kind.ZIP else "pdf"
    stem = "receipts" if kind == Kind.RECEIPTS else "certificates"
    return {
        "Content-Type": CONTENT_TYPES[ending],
        "Content-Disposition": f'attachment; filename="{stem}-{fold(event.code)}.{ending}"',
        "Cache-Control": "private, no-store",
    }


def _get_file(request: SignedInRequest, pk: int) -> PreparedFile:
    files = PreparedFile.objects.visible_to(request.user)
    return get_object_or_404(files.select_related("event"), pk=pk)
