"""One certificate: what is printed on it, its versions, correcting and revoking it."""

from dataclasses import dataclass
from types import SimpleNamespace

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.codes import grouped
from certificates.forms import CorrectionForm, ReissueForm, RevocationForm
from certificates.models import Certificate, keys_condition
from certificates.pages import register_address
from certificates.services.complete import masked_cin
from certificates.services.correcting import (
    Correction,
    allow_reissue,
    correct_certificate,
    draft_correction,
    revoke_certificate,
)
from certificates.services.errors import (
    CorrectionError,
    NewCertificateNotBarred,
    NotValidAnyMore,
)
from certificates.services.verification import read_statement
from certificates.tables import STATE_TONES
from network.access import SignedInRequest, allow
from network.localise import localised
from network.models import Role, User
from participants.models import Gender

# What the register says of a person, as it is printed; the second word is its language.
FACTS = {
    "name_ar": (_("Name in Arabic"), "ar"),
    "name_latin": (_("Name in Latin letters"), "fr"),
    "gender": (_("Sex"), ""),
    "cin_sealed": (_("National ID number (CIN)"), ""),
    "modules_ar": (_("Led, in Arabic"), "ar"),
    "modules_fr": (_("Led, in French"), "fr"),
    "organisation_ar": (_("Organisation in Arabic"), "ar"),
    "organisation_fr": (_("Organisation in French"), "fr"),
    "province_ar": (_("Province in Arabic"), "ar"),
    "province_fr": (_("Province in French"), "fr"),
}


@dataclass(frozen=True)
class ComparedFact:
    """One fact as it is printed and as the register has it now."""

    label: str
    language: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether it would be printed otherwise."""
        return self.before != self.after


@allow(Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
@require_safe
def certificate_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a certificate as it was printed, and every version under its number."""
    certificate = _get_certificate(request, pk)
    printed = SimpleNamespace(**certificate.snapshot)
    context = {
        "certificate": certificate,
        "tone": STATE_TONES[certificate.state],
        "statement": read_statement(certificate),
        "organisation": localised(printed, "organisation"),
        "province": localised(printed, "province"),
        "led": localised(printed, "modules"),
        "register_url": register_address(certificate, request.user),
        "grouped_code": grouped(certificate.code),
        "versions": [
            (version, STATE_TONES[version.state])
            for version in _versions(certificate, request.user)
        ],
        "others": _other_numbers(certificate, request.user),
        "register_differs": _register_differs(certificate, request.user),
        "paper_marks": certificate.paper_marks.with_engines(),
    }
    return render(request, "certificates/certificate_detail.html", context)


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Compare what is printed with the register, ask for the reason, and replace."""
    certificate = _get_certificate(request, pk)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            newer = correct_certificate(certificate, by=request.user, **form.cleaned_data)
        except CorrectionError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _tell_what_to_print(newer))
            return redirect("certificate_detail", pk=newer.pk)
    certificate.refresh_from_db(fields=["state"])
    if not certificate.is_valid:
        return _lead_back(request, certificate, NotValidAnyMore(certificate.number))
    correction = draft_correction(certificate, by=request.user)
    form.show(correction.fingerprint)
    context = {
        "certificate": certificate,
        "form": form,
        "correction": correction,
        "facts": _compare(correction),
        "register_url": register_address(certificate, request.user),
    }
    return render(request, "certificates/certificate_correct.html", context)


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then revoke for ever."""
    certificate = _get_certificate(request, pk)
    form = RevocationForm(request.POST if request.method == "POST" else None)
    if not certificate.is_valid:
        return _lead_back(request, certificate, NotValidAnyMore(certificate.number))
    if request.method == "POST" and form.is_valid():
        try:
            revoke_certificate(certificate, by=request.user, **form.cleaned_data)
        except CorrectionError as refusal:
            return _lead_back(request, certificate, refusal)
        messages.success(request, gettext("The certificate is revoked. Take the paper back."))
        return redirect("certificate_detail", pk=certificate.pk)
    context = {"certificate": certificate, "form": form}
    return render(request, "certificates/certificate_revoke.html", context)


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_reissue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask why, then let whoever had a revoked certificate be issued a new one."""
    certificate = _get_certificate(request, pk)
    form = ReissueForm(request.POST if request.method == "POST" else None)
    if not certificate.bars_a_new_one:
        return _lead_back(request, certificate, NewCertificateNotBarred())
    if request.method == "POST" and form.is_valid():
        try:
            allow_reissue(certificate, by=request.user, **form.cleaned_data)
        except CorrectionError as refusal:
            return _lead_back(request, certificate, refusal)
        messages.success(
            request, gettext("A new certificate may be issued, as soon as it is earned.")
        )
        return redirect("certificate_detail", pk=certificate.pk)
    context = {"certificate": certificate, "form": form}
    return render(request, "certificates/certificate_reissue.html", context)


def _get_certificate(request: SignedInRequest, pk: int) -> Certificate:
    certificates = Certificate.objects.visible_to(request.user).select_related(
        "event", "registration__person", "province", "exception__granted_by", "hand_out__given_by"
    )
    return get_object_or_404(certificates, pk=pk)


def _versions(certificate: Certificate, user: User) -> QuerySet[Certificate]:
    """Return every version under the number, the latest first, with who did what to it."""
    versions = Certificate.objects.visible_to(user).filter(number=certificate.number)
    return versions.select_related("issued_by", "revoked_by", "reissue_allowed_by").order_by(
        "-version"
    )


def _other_numbers(certificate: Certificate, user: User) -> QuerySet[Certificate]:
    """Return what else the recipient has of the event: other kinds, or around a revocation."""
    same = Certificate.objects.visible_to(user).filter(
        keys_condition([certificate.recipient_key]), event=certificate.event_id
    )
    others = same.exclude(number=certificate.number)
    return others.exclude(state=Certificate.State.REPLACED).order_by("number")


def _register_differs(certificate: Certificate, user: User) -> bool:
    """Whether an administrator should be told that a correction is due."""
    if not (certificate.is_valid and user.is_administrator):
        return False
    return bool(draft_correction(certificate, by=user).changes)


def _lead_back(
    request: SignedInRequest, certificate: Certificate, refusal: CorrectionError
) -> HttpResponse:
    messages.warning(request, str(refusal))
    return redirect("certificate_detail", pk=certificate.pk)


def _tell_what_to_print(newer: Certificate) -> str:
    return gettext(
        "Version %(version)s of certificate %(number)s is issued. "
        "Print it and take the old paper back."
    ) % {"version": newer.version, "number": newer.number}


def _compare(correction: Correction) -> list[ComparedFact]:
    """Set what is printed beside what the register says, changed or not; not what neither has."""
    before, after = correction.certificate.snapshot, correction.draft.snapshot
    return [
        ComparedFact(
            str(label),
            language,
            _in_words(name, before.get(name, "")),
            _in_words(name, after[name]),
        )
        for name, (label, language) in FACTS.items()
        if before.get(name) or after.get(name)
    ]


def _in_words(name: str, value: str | list[str]) -> str:
    if isinstance(value, list):
        return " · ".join(value)
    if name == "cin_sealed":
        return masked_cin(value)
    return str(Gender(value).label) if name == "gender" and value else value
