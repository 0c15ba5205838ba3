"""Sending one certificate: by e-mail after a last look, or as a link by WhatsApp."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.contacts import Contact, contact_of
from certificates.forms import SendingForm
from certificates.letters import LANGUAGES, write_letter, write_link_text
from certificates.models import Certificate, DownloadLink
from certificates.services.errors import CorrectionError
from certificates.services.links import address_of, close_link, open_link
from certificates.services.sending import SendingRefused, ask_to_send
from certificates.views.access import HANDLERS, get_certificate
from network.access import SignedInRequest, allow
from participants.letters import emails_leave_the_house, is_mobile, whatsapp_address


@allow(*HANDLERS)
@require_safe
@never_cache
def certificate_send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer the ways by which a certificate leaves, with what was sent before."""
    certificate = get_certificate(request, pk)
    if not certificate.is_valid:
        return _lead_back(request, certificate)
    language = _language(request)
    contact = contact_of(certificate)
    context = {
        "certificate": certificate,
        "contact": contact,
        "language": language,
        "languages": LANGUAGES,
        "sendings": certificate.sendings.select_related("asked_by"),
        **_link_facts(certificate, contact, language),
    }
    return render(request, "certificates/certificate_send.html", context)


@allow(*HANDLERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def certificate_email(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the e-mail for a last look, then have it sent, once."""
    certificate = get_certificate(request, pk)
    if not certificate.is_valid:
        return _lead_back(request, certificate)
    contact = contact_of(certificate)
    if not contact.email:
        messages.info(request, gettext("There is no e-mail address: add it to the person first."))
        return redirect("certificate_send", pk=certificate.pk)
    form = _sending_form(request, certificate, contact)
    if request.method == "POST" and form.is_valid():
        return _send(request, certificate, form)
    context = {
        "certificate": certificate,
        "contact": contact,
        "form": form,
        "language": _language(request),
        "languages": LANGUAGES,
        "emails_leave": emails_leave_the_house(),
        "sendings": certificate.sendings.select_related("asked_by"),
    }
    return render(request, "certificates/certificate_email.html", context)


@allow(*HANDLERS)
@require_POST
def certificate_link_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the link of a certificate, or find the one that works."""
    certificate = get_certificate(request, pk)
    try:
        open_link(certificate, by=request.user)
    except CorrectionError as refused:
        messages.warning(request, str(refused))
        return redirect("certificate_detail", pk=certificate.pk)
    return redirect(_page(certificate, request))


@allow(*HANDLERS)
@require_POST
def certificate_link_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the link of a certificate lead nowhere any more."""
    certificate = get_certificate(request, pk)
    if close_link(certificate, by=request.user):
        messages.success(request, gettext("The link leads nowhere any more."))
    return redirect(_page(certificate, request))


def _sending_form(
    request: SignedInRequest, certificate: Certificate, contact: Contact
) -> SendingForm:
    language = _language(request)
    if request.method == "POST":
        return SendingForm(request.POST, language=language)
    letter = write_letter(certificate.snapshot, contact, language)
    initial = {
        "subject": letter.subject,
        "body": letter.body,
        "language": language,
        "address": contact.email,
        "after": certificate.sendings.count(),
    }
    return SendingForm(initial=initial, language=language)


def _send(request: SignedInRequest, certificate: Certificate, form: SendingForm) -> HttpResponse:
    try:
        ask_to_send(
            certificate,
            form.letter,
            address=form.cleaned_data["address"],
            after=form.cleaned_data["after"],
            by=request.user,
        )
    except (SendingRefused, CorrectionError) as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, gettext("The e-mail is on its way."))
    return redirect("certificate_send", pk=certificate.pk)


def _link_facts(certificate: Certificate, contact: Contact, language: str) -> dict[str, Any]:
    link = DownloadLink.objects.working().filter(certificate=certificate).first()
    if link is None:
        return {"link": None}
    address = address_of(link)
    until = timezone.localdate(link.expires_at)
    snapshot = certificate.snapshot
    text = write_link_text(snapshot, contact, language, link=address, until=until)
    facts = {"link": link, "link_address": address, "link_text": text}
    if is_mobile(contact.phone):
        facts["whatsapp"] = whatsapp_address(contact.phone, text)
    return facts


def _language(request: SignedInRequest) -> str:
    """Return the language of what is sent: as asked for, else the reader's, else Arabic."""
    asked = request.POST.get("language") or request.GET.get("language") or get_language() or ""
    return asked if asked in LANGUAGES else "ar"


def _page(certificate: Certificate, request: SignedInRequest) -> str:
    page = reverse("certificate_send", args=[certificate.pk])
    return f"{page}?language={_language(request)}"


def _lead_back(request: SignedInRequest, certificate: Certificate) -> HttpResponse:
    sentence = gettext("A certificate that was replaced or revoked is not sent any more.")
    messages.info(request, sentence)
    return redirect("certificate_detail", pk=certificate.pk)
