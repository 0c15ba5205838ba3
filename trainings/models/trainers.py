"""Trainers: who leads the modules."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from network.localise import localised
from network.models import User
from trainings.models.modules import Module


class TrainerQuerySet(models.QuerySet["Trainer"]):
    """Reads of trainers. Their phone and e-mail are for those who plan."""

    def visible_to(self, user: User) -> Self:
        """Keep the trainers whose page ``user`` may see: staff see all, others none.

        Their names stand in the agendas, which everybody who sees the event reads.
        """
        return self if user.is_staff_member else self.none()

    def active(self) -> Self:
        """Keep those who can be asked."""
        return self.filter(retired_at__isnull=True)


class Trainer(models.Model):
    """Somebody who leads modules and practical workshops (مكوّن / formateur)."""

    name_ar = models.CharField(_("name in Arabic"), max_length=150)
    name_fr = models.CharField(_("name in Latin letters"), max_length=150)
    organisation_ar = models.CharField(_("organisation in Arabic"), max_length=200, blank=True)
    organisation_fr = models.CharField(_("organisation in French"), max_length=200, blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    modules = models.ManyToManyField(
        Module, blank=True, related_name="trainers", verbose_name=_("modules")
    )
    # No longer asked; the agendas that name them keep them.
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = TrainerQuerySet.as_manager()

    class Meta:
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")
        ordering = ("name_ar", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's script."""
        return localised(self, "name")

    @property
    def organisation(self) -> str:
        """Whom they work for, in the reader's language."""
        return localised(self, "organisation")

    @property
    def is_retired(self) -> bool:
        """Whether they are no longer asked."""
        return self.retired_at is not None
