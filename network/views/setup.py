"""The very first page of an empty installation, and the sign of life of a running one."""

from allauth.account.utils import perform_login
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from network.access import allow_anyone
from network.forms import FirstAdministratorForm
from network.services.setup import AlreadySetUp, create_first_administrator, token_opens_setup


@allow_anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first administrator and sign them in; 404 once anybody has an account."""
    if not token_opens_setup(token):
        raise Http404
    form = FirstAdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = create_first_administrator(**form.account())
        except AlreadySetUp as refusal:
            form.add_error(None, str(refusal))
        else:
            signed_in: HttpResponse = perform_login(request, user)
            return signed_in
    return render(request, "network/first_administrator.html", {"form": form})


@allow_anyone
@never_cache
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Answer "ok" after one cheap query, for whoever watches over the service."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
