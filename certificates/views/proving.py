"""What lets anybody prove a certificate without asking us: keys, their page, and a page offline."""

import hashlib
import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from certificates.key_sets import write_key_set
from certificates.models import SigningKey
from certificates.outcomes import SEAL_TEXTS
from network.access import allow_anyone

# A key that is new may be unknown to a cache so long; pages then ask past it.
KEYS_KEPT_SECONDS = 60 * 60
# What the page without a connection needs; fonts come from the style sheet.
OFFLINE_FILES = (
    "bootstrap/css/bootstrap.min.css",
    "bootstrap/css/bootstrap.rtl.min.css",
    "css/takwin.css",
    "css/certificates.css",
    "fonts/plex-arabic-400.woff2",
    "fonts/plex-arabic-500.woff2",
    "fonts/plex-arabic-600.woff2",
    "fonts/plex-arabic-700.woff2",
    "img/favicon.svg",
    "img/logo.svg",
    "img/pattern.svg",
    "js/theme.js",
    "js/certificates_ed25519.js",
    "js/certificates_seal.js",
    "js/certificates_verify.js",
)


@allow_anyone
@require_safe
def certificate_keys(_request: HttpRequest) -> JsonResponse:
    """Give the public keys, as a JSON Web Key Set, to whoever checks certificates."""
    response = JsonResponse(write_key_set(SigningKey.objects.all()))
    response["Cache-Control"] = f"public, max-age={KEYS_KEPT_SECONDS}"
    return response


@allow_anyone
@require_safe
def certificate_keys_page(request: HttpRequest) -> HttpResponse:
    """Show the public keys with their fingerprints, to be printed and compared."""
    context = {"keys": SigningKey.objects.all()}
    return render(request, "certificates/certificate_keys.html", context)


@allow_anyone
@require_safe
def verify_offline(request: HttpRequest, language: str) -> HttpResponse:
    """Give the page that a browser keeps for when there is no connection, the same to everybody."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        context = {
            "page_language": language,
            "text_direction": "rtl" if translation.get_language_bidi() else "ltr",
            **SEAL_TEXTS,
        }
        return render(request, "certificates/verify_offline.html", context)


@allow_anyone
@require_safe
def verify_worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker of ``/v/``, which names all that it keeps; it keeps no answer."""
    kept = {
        "pages": {code: reverse("verify_offline", args=[code]) for code, _ in settings.LANGUAGES},
        "keys": reverse("certificate_keys"),
        "files": [static(name) for name in OFFLINE_FILES],
        "language": settings.LANGUAGE_CODE,
    }
    kept["version"] = hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:16]
    response = render(
        request,
        "certificates/verify_worker.js",
        {"kept": json.dumps(kept)},
        content_type="text/javascript; charset=utf-8",
    )
    response["Cache-Control"] = "no-cache"
    return response
