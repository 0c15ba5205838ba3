"""The error pages: 400, 403, 404, 429 and 500, designed and translated."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from network.access import allow_anyone


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be understood."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this is not for the reader's role."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, or nothing for the reader."""
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Say that the reader asked too often, and when to come back."""
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke here. Needs no database, no session, no context processor."""
    return HttpResponse(get_template("500.html").render(), status=500)


@allow_anyone
def page_not_offered(_request: HttpRequest) -> HttpResponse:
    """Stand before a page that django-allauth has and this house does not."""
    raise Http404


def csrf_failure(request: HttpRequest, reason: str = "", **_options: Any) -> HttpResponse:
    """Say that the form has expired and what to do, where Django would talk of CSRF."""
    return render(request, "403_csrf.html", status=403)
