"""Links by which the owner of an account sets a password: invitations, forgotten passwords."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from network.models import User


class LinkTokenGenerator(PasswordResetTokenGenerator):
    """Makes the tokens of such links.

    One is of no use once the password or the address has changed or the owner has signed in, and
    none opens an account that is closed. In a file without django-allauth, which reads it while
    it is itself being imported.
    """

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}"
