"""Certificates as PDF."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from certificates.filters import provinces_of
from certificates.forms import DuplicateForm, PrintForm
from certificates.kinds import Kind
from certificates.models import Certificate, PreparedFile
from certificates.services.complete import PaperRefused
from certificates.services.preparing import takes_long
from certificates.services.printing import print_certificate, print_event
from network.access import SignedInRequest, allow
from network.models import Province, Role
from trainings.models import Event


@allow(Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
@require_safe
def event_certificates_pdf(request: SignedInRequest, code: str) -> HttpResponse:
    """Give all valid certificates of an event that the reader may see, or of one province."""
    event = get_object_or_404(Event.objects.visible_to(request.user), code=code)
    form = PrintForm(request.GET, provinces=provinces_of(event, request.user))
    if not form.is_valid():
        messages.error(request, gettext("This province has no places at the event."))
        return redirect("event_certificates", code=event.code)
    province: Province | None = form.cleaned_data["province"]
    certificates = Certificate.objects.visible_to(request.user)
    if kind := form.cleaned_data["kind"]:
        certificates = certificates.of(Kind(kind))
    if province:
        certificates = certificates.filter(province=province)
    if takes_long(PreparedFile.Kind.PILE, certificates.valid().filter(event=event).count()):
        messages.info(request, gettext("So many are printed in the background: press the button."))
        return redirect("certificates_print", code=event.code)
    try:
        paper = print_event(event, certificates, by=request.user)
    except PaperRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("event_certificates", code=event.code)
    if not paper:
        messages.warning(request, gettext("No certificate has been issued here yet."))
        return redirect("event_certificates", code=event.code)
    parts = [event.code, *([kind] if kind else []), *([province.iso] if province else [])]
    return pdf_response(paper, f"certificates-{'-'.join(parts)}.pdf")


@allow(Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
@require_safe
def certificate_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give one valid certificate, marked as a duplicate where that is asked for."""
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user).valid(), pk=pk)
    form = DuplicateForm(request.GET)
    is_duplicate = form.is_valid() and form.cleaned_data["duplicate"]
    try:
        paper = print_certificate(certificate, by=request.user, duplicate=is_duplicate)
    except PaperRefused as problem:
        messages.error(request, str(problem))
        return redirect("certificate_detail", pk=certificate.pk)
    return pdf_response(paper, f"certificate-{certificate.number.replace('/', '-')}.pdf")


def pdf_response(paper: bytes, filename: str) -> HttpResponse:
    """Wrap a PDF for saving under an ASCII name; no cache may keep the names in it."""
    return HttpResponse(
        paper,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{filename}"',
            "Cache-Control": "private, no-store",
        },
    )
