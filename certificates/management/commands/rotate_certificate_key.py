"""Change the key that signs certificates."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from certificates.models import SigningKey
from certificates.services.errors import KeyChangedMeanwhile, KeyNotChanged, NotAllowedToChangeKeys
from certificates.services.keys import distrust_key, rotate_key
from network.models import User

REFUSED = 1


class Command(BaseCommand):
    """``rotate_certificate_key --as EMAIL [--compromised KEY]``; exits with 1 when refused."""

    help = (
        "Retires the key that signs certificates and lets a new one sign; papers signed by the old "
        "one stay proved. With --compromised, signatures of that key prove nothing any more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the administrator who answers for it, and the key that was stolen."""
        parser.add_argument(
            "--as", required=True, dest="email", help="e-mail address of an administrator"
        )
        parser.add_argument(
            "--compromised", metavar="KEY", help="key that somebody else may hold, such as 3f2a91c0"
        )

    @no_translations
    def handle(self, *_args: Any, **options: Any) -> None:
        """Change it, and say which key signs now."""
        by = _find_user(options["email"])
        try:
            if options["compromised"]:
                key = distrust_key(_find_key(options["compromised"]), by=by)
            else:
                key = rotate_key(by=by)
        except (NotAllowedToChangeKeys, KeyNotChanged, KeyChangedMeanwhile) as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        for known in SigningKey.objects.all():
            self.stdout.write(f"{known.key_id}  {known.get_state_display()}")
        self.stdout.write(f"Key {key.key_id} signs from now on. Fingerprint: {key.fingerprint}")


def _find_user(email: str) -> User:
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise CommandError(f"Nobody signs in with {email}.", returncode=REFUSED)
    return user


def _find_key(key_id: str) -> SigningKey:
    key = SigningKey.objects.filter(key_id=key_id.lower()).first()
    if key is None:
        raise CommandError(f"There is no key {key_id}.", returncode=REFUSED)
    return key
