"""The keys that sign certificates: the first one, its successors, and those nobody trusts now.

Making a private key touches the disk, once in years: the key is on the disk before the database
says that it signs.
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.key_files import configured_key, find_private_key, make_kept_key, newest_kept_key
from certificates.models import SigningKey
from certificates.seals import Facts, encode_key, key_id_of, public_bytes, write_seal
from certificates.services.errors import (
    KeyChangedMeanwhile,
    KeyNotChanged,
    NotAllowedToChangeKeys,
    SigningKeyMissing,
)
from network.models import User
from network.services.audit import record


@dataclass(frozen=True)
class Signer:
    """Seals certificates with the private key that signs now."""

    private_key: Ed25519PrivateKey

    def seal(self, facts: Facts) -> str:
        """Return the seal of these facts."""
        return write_seal(facts, self.private_key)


def current_signer(*, by: User) -> Signer:
    """Return who seals now; the first time ever, enter a key for it, answered for by ``by``.

    Raises `SigningKeyMissing` where this machine does not hold the private half.
    """
    key = SigningKey.objects.signing().first() or _enter_first_key(by)
    private_key = find_private_key(key.key_id)
    if private_key is None:
        raise SigningKeyMissing(key.key_id)
    return Signer(private_key)


def rotate_key(*, by: User) -> SigningKey:
    """Retire the key that signs and let a new one sign; what the old one signed stands.

    The new one is made here, unless ``CERTIFICATE_KEY`` holds one. Raises
    `NotAllowedToChangeKeys`, `KeyNotChanged` where ``CERTIFICATE_KEY`` holds one already used, or
    `KeyChangedMeanwhile`.
    """
    _require_administrator(by)
    return _change_key(SigningKey.State.RETIRED, by=by)


def distrust_key(key: SigningKey, *, by: User) -> SigningKey:
    """Trust no signature of this key any more, and return the key that signs from now on.

    The one that signs is replaced at once. Raises what `rotate_key` does.
    """
    _require_administrator(by)
    if key.state == SigningKey.State.SIGNING:
        return _change_key(SigningKey.State.COMPROMISED, by=by)
    if key.is_trusted:
        with transaction.atomic():
            _mark(key, state=SigningKey.State.COMPROMISED, by=by)
    return SigningKey.objects.signing().get()


def _enter_first_key(by: User) -> SigningKey:
    """Enter the first key; a process that does so at the same moment may be the quicker one."""
    private_key = configured_key() or newest_kept_key() or make_kept_key()
    try:
        with transaction.atomic():
            return _enter(private_key, by=by)
    except IntegrityError:
        return SigningKey.objects.signing().get()


def _change_key(left_as: SigningKey.State, *, by: User) -> SigningKey:
    """Let a new key sign, which is on the disk before, and leave the old one in this state."""
    private_key = configured_key() or make_kept_key()
    key_id = key_id_of(public_bytes(private_key))
    if SigningKey.objects.filter(key_id=key_id).exists():
        raise KeyNotChanged(key_id)
    try:
        return _succeed(private_key, left_as=left_as, by=by)
    except IntegrityError as error:
        raise KeyChangedMeanwhile from error


@transaction.atomic
def _succeed(private_key: Ed25519PrivateKey, *, left_as: SigningKey.State, by: User) -> SigningKey:
    for key in SigningKey.objects.signing().select_for_update():
        _mark(key, state=left_as, by=by)
    return _enter(private_key, by=by)


def _mark(key: SigningKey, *, state: SigningKey.State, by: User) -> None:
    key.state, key.retired_at = state, key.retired_at or timezone.now()
    key.save(update_fields=["state", "retired_at"])
    record(f"signing_key.{state}", key, by=by, fields=["state"])


def _enter(private_key: Ed25519PrivateKey, *, by: User) -> SigningKey:
    public_key = public_bytes(private_key)
    key = SigningKey.objects.create(key_id=key_id_of(public_key), public_key=encode_key(public_key))
    record("signing_key.entered", key, by=by)
    return key


def _require_administrator(by: User) -> None:
    if not (by.is_administrator and by.is_active):
        raise NotAllowedToChangeKeys
