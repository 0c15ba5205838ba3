"""Notices to the coordinators of a province: written with what happened, put aside once read."""

from django.db import transaction
from django.utils import timezone

from network.models import User
from network.services.audit import record
from participants.models import Notice, Registration


@transaction.atomic
def notify_of_promotion(registration: Registration) -> Notice:
    """Leave word that somebody has moved up from the waiting list and should be told.

    The audit row is that of the promotion, in whose transaction this belongs.
    """
    return Notice.objects.create(
        kind=Notice.Kind.PROMOTED, province=registration.province, registration=registration
    )


@transaction.atomic
def put_notice_aside(notice: Notice, *, by: User) -> bool:
    """Keep that ``by`` has dealt with the notice; False where somebody had before."""
    unseen = Notice.objects.filter(pk=notice.pk, seen_at__isnull=True)
    if not unseen.update(seen_at=timezone.now(), seen_by=by):
        return False
    record("notice.put_aside", notice, by=by, fields=["seen_at"])
    return True
