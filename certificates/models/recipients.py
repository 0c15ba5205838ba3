"""Who a certificate is for: a registered person, a trainer, a coordinator or a partner."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.kinds import Kind
from network.models import Partner
from participants.models import Registration
from trainings.models import Trainer


class Group(models.TextChoices):
    """What somebody is to the event; also the name of the column that leads to them."""

    REGISTRATION = "registration", _("registered person")
    TRAINER = "trainer", _("trainer")
    COORDINATOR = "coordinator", _("coordinator")
    PARTNER = "partner", _("partner")


GROUPS_OF: dict[Kind, tuple[Group, ...]] = {
    Kind.PARTICIPATION: (Group.REGISTRATION,),
    Kind.COMPLETION: (Group.REGISTRATION,),
    Kind.TRAINER: (Group.TRAINER,),
    Kind.COORDINATOR: (Group.COORDINATOR,),
    Kind.THANKS: (Group.TRAINER, Group.COORDINATOR, Group.PARTNER),
}


@dataclass(frozen=True, order=True)
class RecipientKey:
    """A recipient as it stands in an address or a form: ``trainer-12``."""

    group: Group
    pk: int

    def __str__(self) -> str:
        return f"{self.group.value}-{self.pk}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the key that is written like this; raises ValueError for anything else."""
        group, _hyphen, number = text.partition("-")
        if not (number.isascii() and number.isdigit() and len(number) <= 18):
            raise ValueError(f"No recipient is called {text[:40]}.")
        return cls(Group(group), int(number))


class Addressed(models.Model):
    """A row about one recipient: exactly one of the four columns is filled."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("registration"),
    )
    trainer = models.ForeignKey(
        Trainer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("trainer"),
    )
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("coordinator"),
    )
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("partner"),
    )

    class Meta:
        abstract = True

    @property
    def recipient_key(self) -> RecipientKey:
        """Whom the row is about; asks no query."""
        keys = {group: getattr(self, f"{group.value}_id") for group in Group}
        group = next(group for group, pk in keys.items() if pk is not None)
        return RecipientKey(group, keys[group])

    @property
    def recipient_name(self) -> str:
        """How the recipient is called now, in the reader's script; asks for whoever it is."""
        if self.registration:
            return self.registration.person.full_name
        return str(self.trainer or self.coordinator or self.partner)


def only(group: Group) -> Q:
    """Return the condition that a row is about somebody of this group and nobody else."""
    return Q(**{f"{each.value}__isnull": each != group for each in Group})


def exactly_one_recipient() -> Q:
    """Return the condition that a row is about one recipient."""
    return _any_of(only(group) for group in Group)


def recipient_fits_kind() -> Q:
    """Return the condition that a row is about somebody who may receive its kind."""
    return _any_of(
        Q(kind=kind.value) & only(group) for kind, groups in GROUPS_OF.items() for group in groups
    )


def keys_condition(keys: Iterable[RecipientKey]) -> Q:
    """Return the condition that a row is about one of these; nothing meets that of none."""
    wanted: dict[str, list[int]] = {}
    for key in keys:
        wanted.setdefault(f"{key.group.value}__in", []).append(key.pk)
    return _any_of(Q(**{column: pks}) for column, pks in wanted.items()) or Q(pk__in=[])


def _any_of(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found
