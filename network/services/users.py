"""Changing who signs in. The network never loses its last administrator."""

from collections.abc import Iterable
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from network.models import Province, Role, User
from network.services.audit import record
from network.services.changes import kept_once, save_changes


class LastAdministrator(Exception):
    """Nobody would be left to look after the accounts."""

    def __init__(self, user: User) -> None:
        self.user = user
        super().__init__(user)

    def __str__(self) -> str:
        return _(
            "%(name)s is the last active administrator. Make somebody else administrator first."
        ) % {"name": self.user}


class AddressTaken(Exception):
    """The e-mail address of another account."""

    def __str__(self) -> str:
        return _("Somebody already signs in with this e-mail address.")


@transaction.atomic
def create_user(*, by: User, provinces: Iterable[Province] = (), **fields: Any) -> User:
    """Add an account without a password: its owner sets one through an invitation link.

    ``fields`` are e-mail, full name, phone and role; provinces count for a coordinator only.
    Raises `AddressTaken`.
    """
    with kept_once(AddressTaken()):
        user = User.objects.create_user(**fields)
    set_provinces(user, provinces)
    record("user.created", user, by=by, fields=[*fields, "provinces"])
    return user


@transaction.atomic
def update_user(user: User, *, by: User, provinces: Iterable[Province] = (), **fields: Any) -> User:
    """Change an account.

    Raises `LastAdministrator` where that one would lose the role, and `AddressTaken`.
    """
    if fields.get("role", user.role) != Role.ADMINISTRATOR:
        keep_an_administrator(user)
    with kept_once(AddressTaken()):
        changed = save_changes(user, fields)
    if "email" in changed:
        # django-allauth lets in by every address that it has noted down for somebody.
        EmailAddress.objects.filter(user=user).delete()
    if set_provinces(user, provinces):
        changed.append("provinces")
    if changed:
        record("user.changed", user, by=by, fields=changed)
    return user


@transaction.atomic
def deactivate_user(user: User, *, by: User) -> None:
    """Close an account; whoever is signed in with it is out at the next click.

    Raises `LastAdministrator`.
    """
    keep_an_administrator(user)
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        record("user.deactivated", user, by=by, fields=["is_active"])
    user.is_active = False


@transaction.atomic
def reactivate_user(user: User, *, by: User) -> None:
    """Open an account again."""
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        record("user.reactivated", user, by=by, fields=["is_active"])
    user.is_active = True


@transaction.atomic
def invite_user(user: User, *, by: User) -> str:
    """Return an address where the owner of the account sets a password.

    It works for three days (PASSWORD_RESET_TIMEOUT), until a password is set or the owner signs
    in. It is shown to the administrator, who hands it on: not everybody reads e-mail.
    """
    token = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": token},
    )
    record("user.invited", user, by=by)
    return f"{settings.SITE_URL}{path}"


@transaction.atomic
def choose_language(user: User, *, language: str) -> None:
    """Remember in which language somebody reads."""
    if User.objects.filter(pk=user.pk).exclude(language=language).update(language=language):
        record("user.language_chosen", user, by=user, fields=["language"])
    user.language = language


def set_provinces(user: User, provinces: Iterable[Province]) -> bool:
    """Give a coordinator exactly these provinces, anybody else none; say whether that changed."""
    wanted = {province.pk for province in provinces} if user.role == Role.COORDINATOR else set()
    if wanted == set(user.provinces.values_list("pk", flat=True)):
        return False
    user.provinces.set(wanted)
    user.__dict__.pop("province_ids", None)
    return True


def keep_an_administrator(user: User) -> None:
    """Raise `LastAdministrator` if nobody but ``user`` looks after the accounts.

    Call it in the transaction of the change: the administrators stay locked until its end, so
    that two of them cannot take the role from each other at the same moment.
    """
    administrators = list(
        User.objects.select_for_update()
        .filter(role=Role.ADMINISTRATOR, is_active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if administrators == [user.pk]:
        raise LastAdministrator(user)
