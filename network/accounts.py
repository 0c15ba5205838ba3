"""How django-allauth treats our accounts: nobody signs up, an administrator adds them."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from network.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Closes the public sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer no: accounts are made by an administrator."""
        return False


def display_name(user: User) -> str:
    """Return how allauth's pages and messages call somebody."""
    return str(user)
