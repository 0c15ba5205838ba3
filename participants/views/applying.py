"""The public page on which a stranger applies for a place."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from network.access import allow_anyone
from network.rate_limit import is_asked_too_often
from network.views.errors import too_many_requests
from participants.forms.applications import ApplicationForm
from participants.models import ApplicationLink
from participants.services.applications import ApplicationRefused
from participants.services.applications import apply as send_in
from trainings.models import Event

# By network: the women of a cooperative may sit around one connection, and so may a town.
LOOKS_A_MINUTE = 240
SENDINGS_A_QUARTER = 60
QUARTER_OF_AN_HOUR = 15 * 60


@allow_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, token: str) -> HttpResponse:
    """Show the event and ask for who applies; the answer is the same whoever is known."""
    if is_asked_too_often(request, action="apply-look", limit=LOOKS_A_MINUTE, seconds=60):
        return _keep_private(too_many_requests(request))
    link = _accepting().filter(token=token).first()
    if link is None:
        return _closed(request)
    form = ApplicationForm(request.POST if request.method == "POST" else None, link=link)
    status = 200
    if request.method == "POST":
        if _sends_too_often(request):
            form.add_error(None, _("Too many applications came from your connection."))
            form.add_error(None, _("Wait a quarter of an hour, then send this page again."))
            status = 429
        elif form.is_valid() and _send_in(form):
            return _keep_private(redirect("apply_sent", token=token))
    event = Event.objects.with_dates().select_related("venue__commune").get(pk=link.event_id)
    context = {"link": link, "event": event, "form": form}
    return _keep_private(render(request, "participants/apply.html", context, status=status))


@allow_anyone
@require_safe
def apply_sent(request: HttpRequest, token: str) -> HttpResponse:
    """Thank whoever applied, in the same words for everybody."""
    link = _accepting().filter(token=token).first()
    if link is None:
        return _closed(request)
    return _keep_private(render(request, "participants/apply_sent.html", {"link": link}))


def _accepting() -> QuerySet[ApplicationLink]:
    return ApplicationLink.objects.accepting().select_related("event", "province")


def _sends_too_often(request: HttpRequest) -> bool:
    return is_asked_too_often(
        request, action="apply", limit=SENDINGS_A_QUARTER, seconds=QUARTER_OF_AN_HOUR
    )


def _send_in(form: ApplicationForm) -> bool:
    try:
        send_in(form.link, submission_key=form.submission_key, **form.application)
    except ApplicationRefused as refused:
        form.add_error(None, str(refused))
        return False
    except ValidationError as invalid:
        form.add_error(None, invalid.messages)
        return False
    return True


def _closed(request: HttpRequest) -> HttpResponse:
    return _keep_private(render(request, "participants/apply_closed.html", status=404))


def _keep_private(response: HttpResponse) -> HttpResponse:
    """Keep the answer out of caches and search engines."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # The address is the key: it is told to no other site.
    response["Referrer-Policy"] = "same-origin"
    return response
