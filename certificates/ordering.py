"""The order in which papers are piled up."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce, Length
from django.utils.translation import gettext_lazy as _

from certificates.models.certificates import CertificateQuerySet


class Order(models.TextChoices):
    """What a pile is sorted by."""

    PROVINCE = "province", _("by province, organisation and name")
    ORGANISATION = "organisation", _("by organisation and name")
    NAME = "name", _("by name")
    NUMBER = "number", _("by number")


def in_order(certificates: CertificateQuerySet, order: str) -> CertificateQuerySet:
    """Sort certificates; whoever has no province or organisation comes last.

    By province, kinds stay apart, as they are handed out.
    """
    if order == Order.PROVINCE:
        return certificates.in_print_order()
    name = Coalesce(
        "registration__person__key_ar",
        "trainer__name_ar",
        "coordinator__full_name",
        "partner__name_ar",
    )
    organisation = (
        F("registration__organisation__key_ar").asc(nulls_last=True),
        F("registration__organisation__key_fr").asc(nulls_last=True),
    )
    # Numbers of an event differ in their last part, which grows beyond four digits.
    number = (Length("number"), "number")
    keys = {
        Order.ORGANISATION: (*organisation, name),
        Order.NAME: (name,),
        Order.NUMBER: number,
    }[Order(order)]
    return certificates.order_by(*keys, "pk")
