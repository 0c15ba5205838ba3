"""Changing the partners and the network's own identity."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from documents.pictures import Picture, drop_picture, keep_picture
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


def set_partner_logo(partner: Partner, *, picture: Picture | None, by: User) -> None:
    """Give a partner another logo, or none; the one before is dropped once this is kept."""
    name = keep_picture(picture, folder="partners") if picture else ""
    try:
        with transaction.atomic():
            row = Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
            before, row.logo = row.logo, name
            row.save(update_fields=["logo"])
            record("partner.changed", partner, by=by, fields=["logo"])
            transaction.on_commit(partial(drop_picture, before))
    except BaseException:
        drop_picture(name)
        raise
    partner.logo = name


@transaction.atomic
def update_network_identity(*, by: User, **fields: Any) -> NetworkIdentity:
    """Change what the network is called and how it is reached; made at the first call."""
    identity, _created = NetworkIdentity.objects.get_or_create(pk=1)
    changed = save_changes(identity, fields)
    if changed:
        record("network.changed", identity, by=by, fields=changed)
    return identity
