"""Choosing the language of the pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as remember_in_cookie

from network.access import allow_anyone
from network.models import User
from network.services.users import choose_language


@allow_anyone
@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Change the language from the next page on; whoever is signed in keeps it everywhere."""
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        choose_language(request.user, language=language)
    return remember_in_cookie(request)
