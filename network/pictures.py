"""Sending the pictures of the storage to browsers."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags, quote_etag


def send_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send a picture of the storage, or say that the browser has it already.

    ``name`` is the picture's own and never another's: it serves as its ETag. A file that is gone
    answers 404.
    """
    etag = quote_etag(name)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified()
    try:
        answer = FileResponse(default_storage.open(name), filename=name.rsplit("/", 1)[-1])
    except FileNotFoundError as error:
        raise Http404(name) from error
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, max-age=600"
    return answer
