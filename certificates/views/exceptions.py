"""Whom an administrator lets through although a rule stands against a certificate."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from certificates.forms import ExceptionForm
from certificates.kinds import Kind
from certificates.models import OVERRULABLE, EligibilityException, RecipientKey, keys_condition
from certificates.pages import list_address
from certificates.services.assessing import Assessment, assess_keys, explain_assessment
from certificates.services.errors import ExceptionError, NoRuleToOverrule
from certificates.services.exceptions import grant_exception, withdraw_exception
from certificates.services.snapshots import recipient_facts
from network.access import SignedInRequest, allow
from network.models import Role, User
from trainings.models import Event


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def exception_grant(
    request: SignedInRequest, code: str, kind: Kind, recipient: str
) -> HttpResponse:
    """Ask why somebody is let through, or show the exception that stands."""
    event = get_object_or_404(Event.objects.visible_to(request.user), code=code)
    key, assessment = _find_recipient(event, kind, recipient)
    form = ExceptionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            grant_exception(event, kind, key, by=request.user, **form.cleaned_data)
        except ExceptionError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The certificate can be issued, by exception."))
            return redirect(list_address(event, kind))
    context = {
        "form": form,
        "exception": _standing(event, kind, key, request.user),
        **_case(event, kind, assessment),
    }
    return render(request, "certificates/exception.html", context)


@allow(Role.ADMINISTRATOR)
@require_POST
def exception_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the rule hold again for somebody."""
    exceptions = EligibilityException.objects.visible_to(request.user)
    exception = get_object_or_404(exceptions.select_related("event"), pk=pk)
    try:
        withdraw_exception(exception, by=request.user)
    except ExceptionError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("The exception is withdrawn: the rule holds again."))
    return redirect(list_address(exception.event, Kind(exception.kind)))


def _find_recipient(event: Event, kind: Kind, recipient: str) -> tuple[RecipientKey, Assessment]:
    """Return whom an address names, and what holds for them; 404 for anybody else."""
    try:
        key = RecipientKey.read(recipient)
    except ValueError as unknown:
        raise Http404 from unknown
    assessment = assess_keys(event, kind, [key]).get(key)
    if assessment is None:
        raise Http404
    return key, assessment


def _standing(
    event: Event, kind: Kind, key: RecipientKey, user: User
) -> EligibilityException | None:
    standing = EligibilityException.objects.visible_to(user).standing()
    found = standing.filter(keys_condition([key]), event=event, kind=kind)
    return found.select_related("granted_by").first()


def _case(event: Event, kind: Kind, assessment: Assessment) -> dict[str, Any]:
    """Return who asks for what, what stands against it, and whether that can be overruled."""
    return {
        "event": event,
        "kind": kind,
        "names": recipient_facts(assessment.recipient),
        "why_not": explain_assessment(event, kind, assessment),
        "can_be_overruled": assessment.verdict in OVERRULABLE,
        "refusal": str(NoRuleToOverrule()),
        "list_url": list_address(event, kind),
    }
