"""How django-allauth treats our accounts: nobody signs up, an administrator adds them."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from network.models import User
from network.services.audit import record


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Closes the public sign-up and greets people in their own language."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer no: accounts are made by an administrator."""
        return False

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Set somebody's password, with its audit row: chosen, changed or lost and set again."""
        super().set_password(user, password)
        record("user.password_set", user, by=user, fields=["password"])

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        """Note down the address as known to be right: an administrator entered it.

        Where django-allauth notes it down by itself, as doubtful, it refuses that person a second
        key (TOTP).
        """
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
        answer: HttpResponse | None = super().pre_login(request, user, **options)
        return answer

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """Continue in the language that somebody chose before, unless this browser has one."""
        response: HttpResponse = super().post_login(request, user, **options)
        if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


def display_name(user: User) -> str:
    """Return how allauth's pages and messages call somebody."""
    return str(user)
