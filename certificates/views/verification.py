"""The public page on which a stranger checks a certificate."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates.forms import CodeForm
from certificates.models import Certificate
from certificates.outcomes import SEAL_TEXTS
from certificates.services.verification import Verdict, verify_code
from network.access import allow_anyone
from network.models import User
from network.rate_limit import is_asked_too_often
from network.views.errors import too_many_requests

# By network: a full hall that scans its certificates through one connection is many people.
LOOK_UPS_A_MINUTE = 240
# Of whole codes that no certificate has: nobody types that many by mistake.
GUESSES_A_MINUTE = 20
TONES = {
    Verdict.VALID: "success",
    Verdict.REPLACED: "warning",
    Verdict.REVOKED: "danger",
    Verdict.UNKNOWN: "danger",
    Verdict.MISTYPED: "warning",
}


@allow_anyone
@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    """Ask for a code and lead to its page."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        address = reverse("verify", args=[form.cleaned_data["code"] or "-"])
        return redirect(f"{address}#{form.seal}" if form.seal else address)
    context = {"form": form, **SEAL_TEXTS}
    return private(render(request, "certificates/verify_form.html", context))


@allow_anyone
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say in the reader's language what a code stands for; 404 where it stands for nothing."""
    if is_asked_too_often(request, action="verify", limit=LOOK_UPS_A_MINUTE, seconds=60):
        return private(too_many_requests(request))
    verification = verify_code(code)
    if verification.verdict == Verdict.UNKNOWN and is_asked_too_often(
        request, action="guess", limit=GUESSES_A_MINUTE, seconds=60
    ):
        return private(too_many_requests(request))
    known = verification.statement is not None
    context = {
        "verification": verification,
        "tone": TONES[verification.verdict],
        # Known or not, the page has a form: the answers take the same work.
        "form": CodeForm(initial={"code": "" if known else verification.grouped_code}),
        **SEAL_TEXTS,
        "own": _own(request, verification.code),
    }
    status = 200 if known else 404
    return private(render(request, "certificates/verify.html", context, status=status))


def _own(request: HttpRequest, code: str) -> Certificate | None:
    """Return the certificate where whoever holds it before them may tick it off."""
    if not isinstance(request.user, User):
        return None
    certificates = Certificate.objects.visible_to(request.user).filter(code=code)
    return certificates.select_related("hand_out__given_by").first()


def private(response: HttpResponse) -> HttpResponse:
    """Keep the answer out of caches and search engines."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
