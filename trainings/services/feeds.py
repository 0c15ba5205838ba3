"""A person's own calendar: an address that nobody guesses, and that can be taken back."""

import hashlib
import secrets

from django.db import transaction

from network.models import User
from network.services.audit import record
from trainings.models import CalendarFeed

# Bytes of chance in an address.
LENGTH = 32


@transaction.atomic
def open_feed(*, by: User) -> str:
    """Give a person a new address and return its secret, which cannot be read again.

    An address given before leads nowhere from now on.
    """
    secret = secrets.token_urlsafe(LENGTH)
    feed, _created = CalendarFeed.objects.update_or_create(
        user=by, defaults={"digest": digest_of(secret)}
    )
    record("calendar_feed.opened", feed, by=by)
    return secret


@transaction.atomic
def close_feed(*, by: User) -> bool:
    """Take a person's address back; False where there is none."""
    feed = CalendarFeed.objects.filter(user=by).first()
    # The DELETE itself decides which of two who close it at once has closed it.
    if feed is None or not CalendarFeed.objects.filter(pk=feed.pk).delete()[0]:
        return False
    record("calendar_feed.closed", feed, by=by)
    return True


def owner_of(secret: str) -> User | None:
    """Return whose calendar the secret opens: somebody's who may still sign in, or nobody's."""
    feeds = CalendarFeed.objects.select_related("user")
    feed = feeds.filter(digest=digest_of(secret), user__is_active=True).first()
    return feed.user if feed else None


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
