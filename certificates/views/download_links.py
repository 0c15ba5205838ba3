"""The secret address of one certificate, for whoever was sent it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certificates.file_names import name_file
from certificates.services.complete import PaperRefused
from certificates.services.links import find_link, note_use
from certificates.services.paper import make_electronic_copy
from network.access import allow_anyone
from network.rate_limit import is_asked_too_often
from network.views.errors import too_many_requests

# By network: a cooperative whose members open theirs through one connection is many people.
OPENINGS_A_MINUTE = 60
# Of secrets that open nothing.
GUESSES_A_MINUTE = 10


@allow_anyone
@require_safe
def certificate_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the PDF that a secret opens; 404 with one answer for all that open nothing."""
    if is_asked_too_often(request, action="link", limit=OPENINGS_A_MINUTE, seconds=60):
        return _private(too_many_requests(request))
    link = find_link(token)
    if link is None:
        if is_asked_too_often(request, action="link-guess", limit=GUESSES_A_MINUTE, seconds=60):
            return _private(too_many_requests(request))
        return _private(render(request, "certificates/link_over.html", status=404))
    try:
        paper = make_electronic_copy(link.certificate, by=link.opened_by)
    except PaperRefused:
        # Whoever answers for it finds it in the server's log, where making the paper has put it.
        return _private(render(request, "certificates/link_over.html", status=404))
    note_use(link)
    snapshot = link.certificate.snapshot
    name = name_file(snapshot["number"], snapshot["name_latin"])
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the answer out of caches and search engines, and its address out of other sites."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
