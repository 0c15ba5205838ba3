"""Changing the partners and the network's own identity."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from network.models import NetworkIdentity, Partner, User
from network.services.audit import record
from network.services.changes import kept_once, save_changes


class PartnerKnown(Exception):
    """The Arabic name of another partner."""

    def __str__(self) -> str:
        return _("This partner is already in the list.")


@transaction.atomic
def create_partner(*, name_ar: str, name_fr: str, by: User) -> Partner:
    """Add a partner that programmes can be run with; raises `PartnerKnown`."""
    with kept_once(PartnerKnown()):
        partner = Partner.objects.create(name_ar=name_ar, name_fr=name_fr)
    record("partner.created", partner, by=by, fields=("name_ar", "name_fr"))
    return partner


@transaction.atomic
def update_partner(partner: Partner, *, by: User, **fields: Any) -> Partner:
    """Change a partner's names; certificates that were issued keep the old ones.

    Raises `PartnerKnown`.
    """
    with kept_once(PartnerKnown()):
        changed = save_changes(partner, fields)
    if changed:
        record("partner.changed", partner, by=by, fields=changed)
    return partner


@transaction.atomic
def update_network_identity(*, by: User, **fields: Any) -> NetworkIdentity:
    """Change what the network is called and how it is reached; made at the first call."""
    identity, _created = NetworkIdentity.objects.get_or_create(pk=1)
    changed = save_changes(identity, fields)
    if changed:
        record("network.changed", identity, by=by, fields=changed)
    return identity
