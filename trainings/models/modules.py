"""Modules: the themes that training days draw on, reused from programme to programme."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.localise import localised
from network.models import User


class ModuleQuerySet(models.QuerySet["Module"]):
    """Modules hold no personal data."""

    def visible_to(self, _user: User) -> Self:
        """Keep the modules that somebody who signs in may see: all of them."""
        return self

    def offered(self) -> Self:
        """Keep those that new plans can draw on."""
        return self.filter(retired_at__isnull=True)


class Module(models.Model):
    """A theme (محور) that training days draw on."""

    title_ar = models.CharField(_("title in Arabic"), max_length=200, unique=True)
    title_fr = models.CharField(_("title in French"), max_length=200)
    summary_ar = models.TextField(_("content in Arabic"), max_length=2000, blank=True)
    summary_fr = models.TextField(_("content in French"), max_length=2000, blank=True)
    # No longer offered for new plans; what drew on it keeps it.
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ("title_ar",)

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return localised(self, "title")

    @property
    def summary(self) -> str:
        """What it is about, in the reader's language."""
        return localised(self, "summary")

    @property
    def is_retired(self) -> bool:
        """Whether new plans can no longer draw on it."""
        return self.retired_at is not None
