"""The first administrator: how an empty installation comes into somebody's hands."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from network.models import NetworkIdentity, Role, User
from network.services.audit import record

TOKEN_LIFETIME = timedelta(days=3)
_SIGNER = TimestampSigner(salt="network.first_administrator")


class AlreadySetUp(Exception):
    """Somebody can sign in already, so the way in for the very first one is closed."""

    def __str__(self) -> str:
        return _("Takwin is set up already. Sign in, or ask an administrator for an account.")


def first_administrator_url() -> str:
    """Return the absolute address where the first administrator is made, good for three days.

    Raises `AlreadySetUp` once anybody has an account.
    """
    if User.objects.exists():
        raise AlreadySetUp
    token = _SIGNER.sign(secrets.token_urlsafe(16))
    return f"{settings.SITE_URL}{reverse('first_administrator', args=[token])}"


def token_opens_setup(token: str) -> bool:
    """Say whether this token was made here in the last three days and nobody has an account."""
    try:
        _SIGNER.unsign(token, max_age=TOKEN_LIFETIME)
    except BadSignature:
        return False
    return not User.objects.exists()


@transaction.atomic
def create_first_administrator(
    *, email: str, password: str, full_name: str, name_ar: str, name_fr: str
) -> User:
    """Make the first administrator and name the network.

    Raises `AlreadySetUp` once anybody has an account. The identity's row is locked first, so
    that of two who come at the same moment one finds the door closed.
    """
    NetworkIdentity.objects.get_or_create(pk=1)
    identity = NetworkIdentity.objects.select_for_update().get(pk=1)
    if User.objects.exists():
        raise AlreadySetUp
    user = User.objects.create_user(email, password, full_name=full_name, role=Role.ADMINISTRATOR)
    identity.name_ar, identity.name_fr = name_ar, name_fr
    identity.save(update_fields=["name_ar", "name_fr"])
    record("user.created", user, by=user, fields=["email", "full_name", "role"])
    record("network.changed", identity, by=user, fields=["name_ar", "name_fr"])
    return user
